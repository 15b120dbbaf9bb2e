"""Network Watcher: diagnostic checks, flow logs and the analysis of them, and the tests of connection monitors."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

_TABLE: Final = "network_watcher"
# What is free each month (Network Watcher price page, 2026-01).
_FREE_CHECKS: Final = 1000
_FREE_LOGS_GB: Final = 5
_FREE_TESTS: Final = 10


def diagnostic_checks(watcher: Subject) -> Iterator[Line]:
    """The checks beyond the free ones."""
    key = "monthly_diagnostic_checks"
    checks = _beyond(watcher.usage.number(key), _FREE_CHECKS)
    rate = Rate(_TABLE, "diagnostic_checks")
    yield by_use(f"Network diagnostic tool (over {_FREE_CHECKS:,} checks)", "checks", checks, rate, key=key)


def flow_logs(log: Subject) -> Iterator[Line]:
    """The logs collected beyond what is free."""
    if log.flag("enabled", default=True):
        key = "monthly_logs_collected_gb"
        gigabytes = _beyond(log.usage.number(key), _FREE_LOGS_GB)
        name = f"Network logs collected (over {_FREE_LOGS_GB}GB)"
        yield by_use(name, "GB", gigabytes, Rate(_TABLE, "logs_gb"), key=key)


def traffic_analytics(log: Subject) -> Iterator[Line]:
    """The analysis of all the logs, dearer every ten minutes than every hour."""
    analytics = log.block("traffic_analytics")
    if analytics is None or not log.flag("enabled", default=True) or not analytics.flag("enabled", default=True):
        return
    minutes = analytics.number("interval_in_minutes", 60).normalize()  # azurerm's default; the other choice is 10
    key = "monthly_logs_collected_gb"
    rate = Rate(_TABLE, f"traffic_analytics_gb/{minutes:f}")
    name = f"Traffic Analytics data processed ({minutes:f} min interval)"
    yield by_use(name, "GB", log.usage.number(key), rate, key=key)


def connection_tests(monitor: Subject) -> Iterator[Line]:
    """The tests beyond the free ones: in each group, every source with every destination and configuration."""
    given = monitor.usage.number("tests")
    tests = sum((_tests(group) for group in monitor.blocks("test_group")), Decimal(0)) if given is None else given
    if tests > _FREE_TESTS:
        yield by_use("Tests ({tier})", "tests", tests, Rate(_TABLE, "connection_tests"), key="tests")


def _tests(group: Values) -> Decimal:
    if not group.flag("enabled", default=True):
        return Decimal(0)
    sources, destinations = group.texts("source_endpoints"), group.texts("destination_endpoints")
    return Decimal(len(sources) * len(destinations) * len(group.texts("test_configuration_names")))


def _beyond(quantity: Decimal | None, free: int) -> Decimal | None:
    return None if quantity is None else max(quantity - free, Decimal(0))


MODELS: Final[Models] = {
    "azurerm_network_watcher": (diagnostic_checks,),
    "azurerm_network_watcher_flow_log": (flow_logs, traffic_analytics),
    "azurerm_network_connection_monitor": (connection_tests,),
}
