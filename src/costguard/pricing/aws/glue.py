"""Glue: jobs and crawlers by processing unit and hour, the data catalog by object and request."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "glue"
_HOURS_KEY: Final = "monthly_hours"
# Processing units a worker (Glue developer guide, worker types, 2026-08).
_UNITS: Final = {
    "standard": Decimal(1),
    "g.025x": Decimal("0.25"),
    "g.1x": Decimal(1),
    "g.2x": Decimal(2),
    "g.4x": Decimal(4),
    "g.8x": Decimal(8),
    "g.12x": Decimal(12),
    "g.16x": Decimal(16),
}
# Without workers or a capacity, Glue gives these (Glue API, MaxCapacity).
_DEFAULT_UNITS: Final = {"glueetl": Decimal(10), "gluestreaming": Decimal(10), "pythonshell": Decimal("0.0625")}
_OBJECTS: Final = 100_000
_MILLION: Final = 1_000_000


def job_duration(job: Subject) -> Iterator[Line]:
    """Hours that the job runs, each on its processing units."""
    item = "flex_dpu_hours" if job.text("execution_class", "STANDARD").upper() == "FLEX" else "dpu_hours"
    units = _units(job)
    rate = Rate(_TABLE, item, factor=units)
    note = f"on {units.normalize():f} processing units (DPU)"
    yield by_use("Duration", "hours", job.usage.number(_HOURS_KEY), rate, key=_HOURS_KEY, assumption=note)


def crawler_duration(crawler: Subject) -> Iterator[Line]:
    """Processing unit hours that the crawler runs."""
    rate = Rate(_TABLE, "crawler_hours")
    yield by_use("Duration", "hours", crawler.usage.number(_HOURS_KEY), rate, key=_HOURS_KEY)


def catalog(database: Subject) -> Iterator[Line]:
    """Objects kept and requests made. The first million of each is free, but to the account, not to a database."""
    for name, unit, key, size in (
        ("Storage", "100k objects", "monthly_objects", _OBJECTS),
        ("Requests", "1M requests", "monthly_requests", _MILLION),
    ):
        amount = database.usage.number(key)
        item = key.removeprefix("monthly_")
        yield by_use(name, unit, None if amount is None else amount / size, Rate(_TABLE, item), key=key)


def _units(job: Subject) -> Decimal:
    if job.has("number_of_workers"):
        kind = job.text("worker_type", "standard").lower()
        if kind not in _UNITS:
            raise NotKnown(f"how many processing units a worker of the type `{kind}` has is not known")
        return job.number("number_of_workers") * _UNITS[kind]
    return job.number("max_capacity", _DEFAULT_UNITS.get(job.text("command.name", "glueetl"), Decimal(10)))


MODELS: Final[Models] = {
    "aws_glue_job": (job_duration,),
    "aws_glue_crawler": (crawler_duration,),
    "aws_glue_catalog_database": (catalog,),
}
