"""What RDS instances and Aurora instances bill for alike: performance insights, CPU credits, extended support."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from costguard.pricing.aws._db_class import BURSTABLE, family, vcpus
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.subject import Subject

TABLE: Final = "rds_storage"
SERVERLESS_CLASS: Final = "db.serverless"
_FREE_RETENTION_DAYS: Final = 7
_DAYS_A_MONTH: Final = (
    31  # Retention is 7, 731, or a multiple of 31 days (RDS API, PerformanceInsightsRetentionPeriod).
)
_LONGEST_RETENTION_DAYS: Final = 731
_LEGACY_FAMILIES: Final = ("m3", "m4", "m5", "r3", "r4", "r5", "t2", "t3")  # Those have a price of their own.
_API_KEY: Final = "monthly_additional_performance_insights_requests"
CREDITS_KEY: Final = "monthly_cpu_credit_hrs"
"""Hours a month that a vCPU runs beyond the credits that it earned."""
_IN_THOUSANDS: Final = 1000

_DISABLED: Final = "open-source-rds-extended-support-disabled"


class _Support(msgspec.Struct, frozen=True):
    """From when extended support of a major version is billed, and from when at the price of year 3."""

    year_1: date
    year_3: date | None


# AWS RDS and Aurora user guides, version policy and release calendars (2026-08).
_SUPPORT: Final = {
    "mysql": {
        "5.7": _Support(date(2024, 3, 1), date(2026, 3, 1)),
        "8.0": _Support(date(2026, 8, 1), date(2028, 8, 1)),
    },
    "aurora-mysql": {"5.7": _Support(date(2024, 12, 1), None), "8.0": _Support(date(2028, 5, 1), None)},
    "postgres": {
        "11": _Support(date(2024, 4, 1), date(2026, 4, 1)),
        "12": _Support(date(2025, 3, 1), date(2027, 3, 1)),
        "13": _Support(date(2026, 3, 1), date(2028, 3, 1)),
        "14": _Support(date(2027, 3, 1), date(2029, 3, 1)),
        "15": _Support(date(2028, 3, 1), date(2030, 3, 1)),
        "16": _Support(date(2029, 3, 1), date(2031, 3, 1)),
    },
}
_LINE_OF: Final = {
    "mysql": "mysql",
    "aurora": "aurora-mysql",
    "aurora-mysql": "aurora-mysql",
    "postgres": "postgres",
    "aurora-postgresql": "postgres",
}


def performance_insights(database: Subject) -> Iterator[Line]:
    """What is kept longer than the seven free days, and API requests beyond the free ones."""
    if not database.flag("performance_insights_enabled", default=False):
        return
    days = database.number("performance_insights_retention_period", _FREE_RETENTION_DAYS)
    if days > _FREE_RETENTION_DAYS:
        yield _long_retention(database, database.text("instance_class"), days)
    requests = database.usage.number(_API_KEY)
    if requests is None or requests > 0:
        quantity = None if requests is None else requests / _IN_THOUSANDS
        yield by_use("Performance Insights API", "1000 requests", quantity, Rate(TABLE, "pi_api"), key=_API_KEY)


def cpu_credits(database: Subject, item: str) -> Iterator[Line]:
    """CPU credits beyond those earned, if the usage file says so: hours a vCPU."""
    hours = database.usage.number(CREDITS_KEY)
    if not hours:
        return
    instance_class = database.text("instance_class")
    if instance_class != SERVERLESS_CLASS and family(instance_class) in BURSTABLE:
        count = database.usage.number("vcpu_count")
        cores = vcpus(instance_class) if count is None else count
        yield by_use("CPU credits", "vCPU-hours", hours * cores, Rate(TABLE, item), key=CREDITS_KEY)


def extended_support(versioned: Subject, engine: str, instances: Iterable[str]) -> Iterator[Line]:
    """Major versions past standard support, by vCPU and hour; standby instances count (RDS user guide, 2026-08).

    `versioned` says the version; `instances` are the classes of all instances, asked for only where there is a fee.
    """
    versions = _SUPPORT.get(_LINE_OF.get(engine, ""), {})
    version = versioned.text("engine_version", "")
    support = next((dates for major, dates in versions.items() if _is_of(version, major)), None)
    if support is None or support.year_1 > versioned.day or versioned.text("engine_lifecycle_support", "") == _DISABLED:
        return
    year = 3 if support.year_3 is not None and support.year_3 <= versioned.day else 1
    cores = sum((vcpus(each) for each in instances if each != SERVERLESS_CLASS), Decimal(0))
    if cores:
        line = hourly(f"Extended support (year {year})", Rate(TABLE, f"extended_support/{year}"))
        yield msgspec.structs.replace(line.times(cores), unit="vCPU-hours")


def _is_of(version: str, major: str) -> bool:
    return f"{version}.".startswith(f"{major}.") or (major == "8.0" and version == "8")


def _long_retention(database: Subject, instance_class: str, days: Decimal) -> Line:
    """One price for the first month and one for each further; older families have their own price for 24 months."""
    more_months = round(days / _DAYS_A_MONTH) - 1
    name = f"Performance Insights Long Term Retention ({instance_class.lower()})"
    if instance_class == SERVERLESS_CLASS:
        key = "capacity_units_per_hr"
        name = "Performance Insights Long Term Retention (serverless)"
        return by_use(name, "ACUs", database.usage.number(key), _months("_acu", more_months), key=key)
    if family(instance_class) in _LEGACY_FAMILIES and days == _LONGEST_RETENTION_DAYS:
        return monthly(name, "vCPU-month", vcpus(instance_class), Rate(TABLE, f"pi_ltr/{family(instance_class)}"))
    return monthly(name, "vCPU-month", vcpus(instance_class), _months("", more_months))


def _months(kind: str, more: int) -> tuple[Rate, ...]:
    first = Rate(TABLE, f"pi_first_month{kind}")
    return (first, Rate(TABLE, f"pi_more_month{kind}", factor=Decimal(more))) if more > 0 else (first,)
