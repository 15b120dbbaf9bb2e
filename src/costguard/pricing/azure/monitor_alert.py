"""Alert rules of Azure Monitor: time series that are watched, and how often logs are read."""

import re
from collections.abc import Iterator
from decimal import Decimal
from math import prod
from typing import Final

from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

_FREQUENCIES_MINUTES: Final = (15, 10, 5, 1)  # the steps of the price of log alerts, the rarest first
_DURATION: Final = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?", re.IGNORECASE)
_MINUTES_IN_DAY: Final = 1440
_MINUTES_IN_HOUR: Final = 60


def metrics_monitoring(alert: Subject) -> Iterator[Line]:
    """Time series that a metric alert watches, in each of its scopes."""
    if not alert.flag("enabled", default=True):
        return
    static, dynamic = (_series(alert.blocks(path)) for path in ("criteria", "dynamic_criteria"))
    scopes = max(len(alert.texts("scopes")), 1)
    assumption = "one time series for a dimension of any value" if _has_wildcard(alert) else ""
    if static + dynamic:
        count = scopes * (static + dynamic)
        yield monthly("Metrics monitoring", "time-series", count, _rate("metric"), assumption=assumption)
    if dynamic:
        rate = _rate("dynamic-threshold")
        yield monthly("Dynamic threshold monitoring", "time-series", scopes * dynamic, rate, assumption=assumption)


def log_alert(alert: Subject) -> Iterator[Line]:
    """A rule that reads logs every so many minutes."""
    if alert.flag("enabled", default=True):
        yield from _log_alert(alert.number("frequency"), 1)


def log_alert_v2(alert: Subject) -> Iterator[Line]:
    """The same, by the second generation, which may watch several time series."""
    if alert.flag("enabled", default=True):
        series = max(len(alert.texts("scopes")), 1) * _series(alert.blocks("criteria"))
        yield from _log_alert(_minutes(alert.text("evaluation_frequency", "PT1M")), series)


def _log_alert(minutes: Decimal, series: int) -> Iterator[Line]:
    step = next((each for each in _FREQUENCIES_MINUTES if minutes >= each), _FREQUENCIES_MINUTES[-1])
    yield monthly(f"Log alerts monitoring ({step} minute frequency)", "rule", 1, _rate(f"log-alert/{step}"))
    if series > 1:
        name = f"Additional time-series monitoring ({step} minute frequency)"
        yield monthly(name, "time-series", series - 1, _rate(f"log-series/{step}"))


def _series(criteria: tuple[Values, ...]) -> int:
    """Each combination of the values of its dimensions is a time series of its own."""
    return sum(prod(_values(each) for each in one.blocks("dimension")) for one in criteria)


def _values(dimension: Values) -> int:
    """How many values of a dimension are watched; all but some, or all that begin so, nobody can count before."""
    is_listed = dimension.text("operator", "Include").lower() == "include"
    return max(len(dimension.texts("values")), 1) if is_listed else 1


def _has_wildcard(alert: Subject) -> bool:
    return any(
        "*" in dimension.texts("values")
        for path in ("criteria", "dynamic_criteria")
        for one in alert.blocks(path)
        for dimension in one.blocks("dimension")
    )


def _minutes(duration: str) -> Decimal:
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise NotKnown(f"`{duration}` is no ISO 8601 duration")
    days, hours, minutes = (int(found[name] or 0) for name in ("days", "hours", "minutes"))
    return Decimal(days * _MINUTES_IN_DAY + hours * _MINUTES_IN_HOUR + minutes)


def _rate(item: str) -> Rate:
    return Rate("monitor", item, region="global")


MODELS: Final[Models] = {
    "azurerm_monitor_metric_alert": (metrics_monitoring,),
    "azurerm_monitor_scheduled_query_rules_alert": (log_alert,),
    "azurerm_monitor_scheduled_query_rules_alert_v2": (log_alert_v2,),
}
