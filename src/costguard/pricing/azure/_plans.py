"""App Service plans as both of their resource types and the apps on them read them."""

from decimal import Decimal
from typing import Final, NamedTuple

from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

OLD_PLAN: Final = "azurerm_app_service_plan"
PLAN: Final = "azurerm_service_plan"

# What an instance of an elastic plan (functions EP, logic apps WS) has: vCPUs and gigabytes (Azure Functions pricing).
ELASTIC_SIZES: Final = {
    "1": (Decimal(1), Decimal("3.5")),
    "2": (Decimal(2), Decimal(7)),
    "3": (Decimal(4), Decimal(14)),
}


class Plan(NamedTuple):
    """A plan's size in capitals (`P1V3`, `EP1`), its system, and whether its instances scale by themselves."""

    size: str
    is_linux: bool
    is_elastic: bool

    @property
    def is_consumption(self) -> bool:
        """Whether what runs on it pays for its runs alone."""
        return self.size in ("Y1", "FC1") or (self.size[:2] == "EP" and not self.is_elastic)


def plan_of(plan: Subject) -> Plan:
    """A plan, of either type."""
    if plan.type == PLAN:
        size = plan.text("sku_name").upper()
        return Plan(size, plan.text("os_type", "Windows").lower() == "linux", size[:2] in ("EP", "WS"))
    size, tier = plan.text("sku.size").upper(), plan.text("sku.tier", "").lower()
    kind = plan.text("kind", "Windows").lower()  # the provider's default
    is_elastic = size[:2] in ("EP", "WS") and (tier in ("elasticpremium", "workflowstandard") or kind == "elastic")
    return Plan(size, kind == "linux" or plan.flag("reserved", default=False), is_elastic)


def plan_under(app: Subject) -> Plan | None:
    """The plan that an app runs on; None where the input does not hold it.

    Where the code does not say which of several plans it is, or hides it behind an expression, it is the plan that is
    named like the app. Raises NotKnown where none is.
    """
    plans = app.linked("service_plan_id", PLAN, OLD_PLAN) or app.linked("app_service_plan_id", PLAN, OLD_PLAN)
    found = {plan_of(plan) for plan in plans}
    if len(found) != 1:
        named = [plan_of(plan) for plan in app.linked("name", PLAN, OLD_PLAN)]
        if found and not named:
            raise NotKnown("the code does not say which of several plans the app runs on")
        return named[0] if named else None
    return found.pop()
