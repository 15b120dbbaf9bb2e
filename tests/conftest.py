"""How property tests run: no clock decides, and the gate tries the same examples every time."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", settings.get_profile("here"), derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "here")
