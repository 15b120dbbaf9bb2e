"""How property tests run: no clock decides, and the gate tries the same examples every time."""

import os

from hypothesis import HealthCheck, settings

# gRPC's own handlers would run in every process that a test forks, and now and then one ends there before it began
# (GRPC_ENABLE_FORK_SUPPORT in grpc/doc/environment_variables.md). Nothing here uses a channel after a fork.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "false")

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", settings.get_profile("here"), derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "here")
