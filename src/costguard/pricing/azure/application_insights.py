"""Application Insights: data taken in and kept, and web tests."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "application_insights"
_FREE_DAYS: Final = 90  # kept without charge (Azure Monitor pricing page, 2024-07)
_DAYS_IN_MONTH: Final = 30
_SECONDS_IN_HOUR: Final = 3600
_DEFAULT_FREQUENCY_S: Final = 300
_KEY: Final = "monthly_data_ingested_gb"


def data_ingested(insights: Subject) -> Iterator[Line]:
    """Data taken in; one that writes to a workspace bills as that workspace's logs do."""
    rate = Rate("log_analytics", "ingestion") if insights.has("workspace_id") else Rate(_TABLE, "ingestion")
    yield by_use("Data ingested", "GB", insights.usage.number(_KEY), rate, key=_KEY)


def data_retention(insights: Subject) -> Iterator[Line]:
    """Data kept for longer than is free."""
    days = insights.number("retention_in_days", _FREE_DAYS)
    if days > _FREE_DAYS:
        ingested = insights.usage.number(_KEY)
        quantity = None if ingested is None else ingested * (days - _FREE_DAYS) / _DAYS_IN_MONTH
        yield by_use(f"Data retention ({days:f} days)", "GB", quantity, Rate(_TABLE, "retention"), key=_KEY)


def web_test(test: Subject) -> Iterator[Line]:
    """A test of several steps; a plain ping is free."""
    if test.text("kind", "ping").lower() == "multistep" and test.flag("enabled", default=False):
        yield monthly("Multi-step web test", "test", 1, Rate(_TABLE, "multi-step-test"))


def standard_web_test(test: Subject) -> Iterator[Line]:
    """Runs of a test, from each of its locations."""
    if not test.flag("enabled", default=True):
        return
    frequency_s = test.number("frequency", _DEFAULT_FREQUENCY_S)
    if not frequency_s:
        raise NotKnown("`frequency` is 0")
    locations = Decimal(max(len(test.texts("geo_locations")), 1))
    runs = (HOURS_PER_MONTH * _SECONDS_IN_HOUR) // frequency_s
    name = f"Standard web test ({frequency_s:f} second frequency)"
    yield monthly(name, "tests", runs * locations, Rate(_TABLE, "standard-test"))


MODELS: Final[Models] = {
    "azurerm_application_insights": (data_ingested, data_retention),
    "azurerm_application_insights_web_test": (web_test,),
    "azurerm_application_insights_standard_web_test": (standard_web_test,),
}
