"""Kinesis Data Analytics, now Managed Service for Apache Flink: processing units, running storage, backups."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "kinesis_analytics"
_UNITS_KEY: Final = "kinesis_processing_units"
_BACKUP_KEY: Final = "durable_application_backup_gb"
_FLINK: Final = "flink"
# Each processing unit has 50 GB of running storage (Managed Service for Apache Flink pricing, 2025-01).
_STORAGE_GB_PER_UNIT: Final = 50


def stream_processing(application: Subject) -> Iterator[Line]:
    """Processing units, on average over the month."""
    rate = Rate(_TABLE, "kpu")
    yield by_use("Processing (stream)", "KPU", application.usage.number(_UNITS_KEY), rate, key=_UNITS_KEY)


def orchestration(application: Subject) -> Iterator[Line]:
    """One more unit for each application of Flink."""
    if _is_flink(application):
        yield monthly("Processing (orchestration)", "KPU", 1, Rate(_TABLE, "kpu"))


def running_storage(application: Subject) -> Iterator[Line]:
    """The storage of the processing units of Flink."""
    if _is_flink(application):
        units = application.usage.number(_UNITS_KEY)
        quantity = None if units is None else units * _STORAGE_GB_PER_UNIT
        yield by_use("Running storage", "GB", quantity, Rate(_TABLE, "running_gb"), key=_UNITS_KEY)


def backup(application: Subject) -> Iterator[Line]:
    """Backups of an application of Flink."""
    if _is_flink(application):
        yield _backup(application)


def snapshot(copy: Subject) -> Iterator[Line]:
    """A snapshot that is kept."""
    yield _backup(copy)


def _backup(subject: Subject) -> Line:
    return by_use("Backup", "GB", subject.usage.number(_BACKUP_KEY), Rate(_TABLE, "backup_gb"), key=_BACKUP_KEY)


def _is_flink(application: Subject) -> bool:
    """Python tables of Zeppelin notebooks run on Flink as well, but bill otherwise."""
    return application.text("runtime_environment").lower().startswith(_FLINK)


MODELS: Final[Models] = {
    "aws_kinesis_analytics_application": (stream_processing,),
    "aws_kinesisanalyticsv2_application": (stream_processing, orchestration, running_storage, backup),
    "aws_kinesisanalyticsv2_application_snapshot": (snapshot,),
}
