"""Logic apps: workflows on instances of their own, integration accounts, and integration service environments."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.azure._elastic import WORKFLOWS, elastic_lines
from costguard.pricing.azure._plans import plan_under
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "logic_apps"
_SIZES: Final = ("WS1", "WS2", "WS3")
_UNKNOWN: Final = "unknown SKU"


def workflows(app: Subject) -> Iterator[Line]:
    """The instance of its plan. The usage file may tell the size of a plan that the input does not hold."""
    plan = plan_under(app)
    size = app.usage.text("sku", plan.size if plan is not None else "").upper()
    if size in _SIZES:
        yield from elastic_lines(WORKFLOWS, size)
        return
    yield by_use(f"Workflow vCore ({_UNKNOWN})", "vCore", None, Rate(_TABLE, "premium_vcpu"), key="sku")
    yield by_use(f"Workflow memory ({_UNKNOWN})", "GB", None, Rate(_TABLE, "premium_memory_gb"), key="sku")


def connectors(app: Subject) -> Iterator[Line]:
    """Calls of connectors that Microsoft runs."""
    for kind in ("standard", "enterprise"):
        key = f"monthly_{kind}_connector_calls"
        name = f"{kind.capitalize()} connectors"
        yield by_use(name, "calls", app.usage.number(key), Rate(_TABLE, f"{kind}_connector"), key=key)


def integration_account(account: Subject) -> Iterator[Line]:
    """The account, unless it is a free one."""
    size = account.text("sku_name").title()
    if size != "Free":
        yield hourly(f"Integration Account ({size})", Rate(_TABLE, f"integration_account/{size.lower()}"))


def service_environment(environment: Subject) -> Iterator[Line]:
    """The base unit, and the units that scale it: `Premium_3` has three."""
    tier, _, scale = environment.text("sku_name", "Developer_0").lower().partition("_")
    if not scale.isdigit():
        raise NotKnown("`sku_name` is no size of an integration service environment, such as Premium_1")
    yield hourly("Base units", Rate(_TABLE, f"environment/{tier}/base"))
    if int(scale):
        rate = Rate(_TABLE, f"environment/{tier}/scale")
        yield hourly("Scale units", rate, hours=HOURS_PER_MONTH * Decimal(scale))


MODELS: Final[Models] = {
    "azurerm_logic_app_standard": (workflows, connectors),
    "azurerm_logic_app_integration_account": (integration_account,),
    "azurerm_integration_service_environment": (service_environment,),
}
