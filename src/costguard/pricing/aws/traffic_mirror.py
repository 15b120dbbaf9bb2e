"""VPC Traffic Mirroring: by the hour that a session mirrors a network interface."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject


def session(_: Subject) -> Iterator[Line]:
    """One session, which mirrors one network interface (VPC pricing page, 2025-01)."""
    yield hourly("Traffic mirror", Rate("vpc", "traffic_mirror_hours"))


MODELS: Final[Models] = {"aws_ec2_traffic_mirror_session": (session,)}
