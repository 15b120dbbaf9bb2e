"""Direct Connect: ports by the hour, and what leaves a region through them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.book.figure import GLOBAL
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "direct_connect"
_BY_REGION_KEY: Final = "monthly_outbound_from_region_to_dx_connection_location"
_TOTAL_KEY: Final = "monthly_outbound_region_to_dx_location_gb"
# Ports in Japan have prices of their own (Direct Connect pricing page, 2025-01).
_JAPANESE_REGIONS: Final = ("ap-northeast-1", "ap-northeast-3")
# A port of one's own has one of these speeds; slower ones only partners have (Direct Connect user guide, 2025-01).
_DEDICATED: Final = ("1Gbps", "10Gbps", "100Gbps", "400Gbps")
_REGIONS: Final = (
    "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2",
    "ap-northeast-3", "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
    "ap-southeast-4", "ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1", "eu-central-1", "eu-central-2",
    "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1",
    "me-south-1", "sa-east-1", "us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-west-1", "us-west-2",
)  # fmt: skip


def port(subject: Subject) -> Iterator[Line]:
    """The port: one of your own, or a partner's that is hosted for you."""
    default = "dedicated" if subject.text("bandwidth") in _DEDICATED else "hosted"
    kind = subject.usage.text("dx_connection_type", default)
    if kind not in ("dedicated", "hosted"):
        raise NotKnown(f"`dx_connection_type` is `{kind}`; it is dedicated or hosted")
    in_japan = kind == "dedicated" and subject.region in _JAPANESE_REGIONS
    item = f"{kind}/japan/{subject.text('bandwidth')}" if in_japan else f"{kind}/{subject.text('bandwidth')}"
    yield hourly("DX connection", Rate(_TABLE, item, region=GLOBAL))


def outbound(subject: Subject) -> Iterator[Line]:
    """What leaves each region towards the location; a line for each region that a usage file speaks of."""
    location = subject.text("location")
    said = False
    for region in _REGIONS:
        key = f"{_BY_REGION_KEY}.{region.replace('-', '_')}"
        told = subject.usage.number(key)
        if told is not None:
            said = True
            yield _outbound(region, location, told, key)
    total = subject.usage.number(_TOTAL_KEY)
    if total is not None and not said:
        yield _outbound(subject.region, location, total, _TOTAL_KEY)


def _outbound(region: str, location: str, quantity: Decimal, key: str) -> Line:
    name = f"Outbound data transfer (from {region}, to {location})"
    return by_use(name, "GB", quantity, Rate(_TABLE, f"out/{location}", region=region), key=key)


MODELS: Final[Models] = {"aws_dx_connection": (port, outbound)}
