"""Firehose delivery streams: data ingested in tiers, format conversion, and delivery into a VPC."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import TIER, Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "firehose"
_KEY: Final = "monthly_data_ingested_gb"
_SUBNETS: Final = tuple(
    f"{destination}_configuration.vpc_config.subnet_ids"
    for destination in ("elasticsearch", "opensearch", "opensearchserverless")
)
_CONVERSION: Final = "extended_s3_configuration.data_format_conversion_configuration"


def data_ingested(delivery: Subject) -> Iterator[Line]:
    """What goes in, cheaper by the tier."""
    rate = Rate(_TABLE, "ingested_gb")
    yield by_use(f"Data ingested ({TIER})", "GB", delivery.usage.number(_KEY), rate, key=_KEY)


def format_conversion(delivery: Subject) -> Iterator[Line]:
    """What is converted to columns; on, where the block stands, unless it says otherwise."""
    if delivery.block(_CONVERSION) is not None and delivery.flag(f"{_CONVERSION}.enabled", default=True):
        rate = Rate(_TABLE, "conversion_gb")
        yield by_use("Format conversion", "GB", delivery.usage.number(_KEY), rate, key=_KEY)


def vpc_delivery(delivery: Subject) -> Iterator[Line]:
    """What is delivered into a VPC: by the gigabyte, and by zone and hour."""
    for path in _SUBNETS:
        if delivery.has(path):
            yield by_use("VPC data", "GB", delivery.usage.number(_KEY), Rate(_TABLE, "vpc_gb"), key=_KEY)
            yield hourly("VPC AZ delivery", Rate(_TABLE, "vpc_az")).times(_zones(delivery, path))


def _zones(delivery: Subject, path: str) -> Decimal:
    """A subnet lies in one zone; of those that are not created yet, the code's own subnets are counted."""
    if not delivery.is_known(path):
        subnets = delivery.linked(path, "aws_subnet")
        if subnets:
            return Decimal(len(subnets))
    return Decimal(len(set(delivery.texts(path))))


MODELS: Final[Models] = {"aws_kinesis_firehose_delivery_stream": (data_ingested, format_conversion, vpc_delivery)}
