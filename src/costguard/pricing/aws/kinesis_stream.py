"""Kinesis data streams: by shard and hour, or by stream and hour and the data that goes through."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "kinesis_stream"
_ON_DEMAND: Final = "ON_DEMAND"
_PROVISIONED: Final = "PROVISIONED"
_FREE_RETENTION_HOURS: Final = 24
# Name, unit, key in a usage file, item.
_PROVISIONED_USE: Final = (
    ("Put request unit", "units", "monthly_provisioned_put_units", "put_unit"),
    ("Long term retention (7D+)", "GB", "monthly_provisioned_long_term_retention_gb", "long_term_gb"),
    (
        "Extended retention retrieval (7D+)",
        "GB",
        "monthly_provisioned_long_term_retrieval_gb",
        "long_term_retrieval_gb",
    ),
    ("Enhanced Fan Out (EFO) Data retrieval", "GB", "monthly_provisioned_efo_data_out_gb", "efo_gb"),
    ("Enhanced Fan Out (EFO)", "consumer-shard hour", "monthly_provisioned_efo_consumer_hours", "efo_consumer"),
)
_ON_DEMAND_USE: Final = (
    ("Data ingested", "GB", "monthly_on_demand_data_in_gb", "on_demand_in_gb"),
    ("Data retrieval", "GB", "monthly_on_demand_data_out_gb", "on_demand_out_gb"),
    ("Enhanced Fan Out (EFO) Data retrieval", "GB", "monthly_on_demand_efo_data_out_gb", "on_demand_efo_gb"),
    ("Extended retention (24H to 7D)", "GB", "monthly_on_demand_extended_retention_gb", "on_demand_extended_gb"),
    ("Long term retention (7D+)", "GB", "monthly_on_demand_long_term_retention_gb", "on_demand_long_term_gb"),
)


def stream(data: Subject) -> Iterator[Line]:
    """The stream or its shards by the hour."""
    if _mode(data) == _ON_DEMAND:
        yield hourly(_ON_DEMAND, Rate(_TABLE, "on_demand"))
    else:
        yield hourly(_PROVISIONED, Rate(_TABLE, "shard")).times(data.number("shard_count"))


def use(data: Subject) -> Iterator[Line]:
    """What goes in and out, and what is kept long."""
    for name, unit, key, item in _ON_DEMAND_USE if _mode(data) == _ON_DEMAND else _PROVISIONED_USE:
        yield by_use(name, unit, data.usage.number(key), Rate(_TABLE, item), key=key)


def extended_retention(data: Subject) -> Iterator[Line]:
    """Each shard hour again where data is kept beyond the first day. The usage file's key counts shard hours too."""
    if _mode(data) == _ON_DEMAND:
        return
    key = "monthly_provisioned_extended_retention_gb"
    told = data.usage.number(key)
    is_extended = data.number("retention_period", _FREE_RETENTION_HOURS) > _FREE_RETENTION_HOURS
    computed = data.number("shard_count") * HOURS_PER_MONTH if is_extended else None
    quantity: Decimal | None = computed if told is None else told
    line = by_use("Extended retention (24H to 7D)", "shard-hours", quantity, Rate(_TABLE, "extended_shard"), key=key)
    yield msgspec.structs.replace(line, is_usage=computed is None or told is not None)


def _mode(data: Subject) -> str:
    return data.text("stream_mode_details.stream_mode", _PROVISIONED).upper()


MODELS: Final[Models] = {"aws_kinesis_stream": (stream, use, extended_retention)}
