"""Managed Airflow: an environment by the hour, more workers and schedulers, and the meta database."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "mwaa"
_DEFAULT_CLASS: Final = "mw1.small"  # The provider's documentation.


def environment(airflow: Subject) -> Iterator[Line]:
    """The environment, with one worker and its schedulers."""
    size = _size(airflow)
    yield hourly(f"Environment ({size.title()})", Rate(_TABLE, f"environment/{size}"))


def more_workers_and_schedulers(airflow: Subject) -> Iterator[Line]:
    """Workers and schedulers beyond those included, on average."""
    size = _size(airflow)
    for name in ("Worker", "Scheduler"):
        key = f"additional_{name.lower()}s"
        count = airflow.usage.number(key)
        quantity = None if count is None else count * HOURS_PER_MONTH
        rate = Rate(_TABLE, f"{name.lower()}/{size}")
        yield by_use(f"{name} ({size.title()})", "hours", quantity, rate, key=key)


def meta_database(airflow: Subject) -> Iterator[Line]:
    """What the meta database holds."""
    key = "meta_database_gb"
    yield by_use("Meta database", "GB", airflow.usage.number(key), Rate(_TABLE, "database_gb"), key=key)


def _size(airflow: Subject) -> str:
    return airflow.text("environment_class", _DEFAULT_CLASS).lower().removeprefix("mw1.")


MODELS: Final[Models] = {"aws_mwaa_environment": (environment, more_workers_and_schedulers, meta_database)}
