"""App Service: plans by their instances, environments, and the certificates of sites."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.azure._autoscale import Count, count_of
from costguard.pricing.azure._elastic import FUNCTIONS, WORKFLOWS, elastic_lines
from costguard.pricing.azure._plans import OLD_PLAN, PLAN, Plan, plan_of
from costguard.pricing.book.figure import GLOBAL
from costguard.pricing.lines import Line, Rate, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "app_service"
_APPS: Final = (
    "azurerm_function_app", "azurerm_linux_function_app", "azurerm_windows_function_app", "azurerm_logic_app_standard",
    "azurerm_function_app_slot", "azurerm_linux_function_app_slot", "azurerm_windows_function_app_slot",
)  # fmt: skip
_PER_YEAR: Final = Decimal(12)


def instances(plan: Subject) -> Iterator[Line]:
    """The instances of an `azurerm_service_plan`, of which there is at least one."""
    yield from _instances(plan, plan.text("sku_name"), plan.number("worker_count", 1))


def old_instances(plan: Subject) -> Iterator[Line]:
    """The instances of an `azurerm_app_service_plan`."""
    yield from _instances(plan, plan.text("sku.size"), plan.number("sku.capacity", 1))


def environment_stamp(environment: Subject) -> Iterator[Line]:
    """What an environment of the first generations costs beside its instances."""
    yield hourly("Stamp fee", Rate(_TABLE, f"stamp_fee/{_environment_system(environment)}"))


def environment_instance(environment: Subject) -> Iterator[Line]:
    """The instance of an environment; the provider's default tier is I1."""
    tier = environment.text("pricing_tier", "I1")
    yield hourly(f"Instance usage ({tier})", Rate(_TABLE, f"{tier.lower()}/{_environment_system(environment)}"))


def certificate(order: Subject) -> Iterator[Line]:
    """A certificate is sold by the year."""
    product = order.text("product_type", "Standard").lower()
    yield monthly(f"SSL certificate ({product})", "years", 1 / _PER_YEAR, Rate(_TABLE, f"certificate/{product}"))


def ip_binding(binding: Subject) -> Iterator[Line]:
    """A certificate that is bound to an address costs by the month, anywhere the same; one bound by name is free."""
    if binding.text("ssl_state", "").lower().startswith("ip"):
        yield monthly("IP SSL certificate", "months", 1, Rate(_TABLE, "ip_ssl", region=GLOBAL))


def _instances(subject: Subject, size: str, now: Decimal) -> Iterator[Line]:
    plan = plan_of(subject)
    count = count_of(subject, max(now, Decimal(1)))
    if plan.is_elastic:
        # The apps on it show what it costs; see `plan_under` for how they are told.
        if not (subject.users(*_APPS) or subject.linked("name", *_APPS)):
            service = FUNCTIONS if plan.size.startswith("EP") else WORKFLOWS
            yield from (count.times(line) for line in elastic_lines(service, plan.size))
    elif not plan.is_consumption:
        yield _instance(size, plan, count)


def _instance(size: str, plan: Plan, count: Count) -> Line:
    return count.times(hourly(f"Instance usage ({size})", Rate(_TABLE, _item(plan))))


def _item(plan: Plan) -> str:
    size = plan.size.lower()
    match size:
        case "f1" | "free":
            return "f1"
        case "d1" | "shared":
            return "d1"
        case "p1" | "p2" | "p3":  # premium of the first generation, also written with v1
            return f"{size}v1/windows"
    only_windows = size.startswith("pc") or size.endswith("v1")
    return f"{size}/{'linux' if plan.is_linux and not only_windows else 'windows'}"


def _environment_system(environment: Subject) -> str:
    return environment.usage.text("operating_system", "linux")


MODELS: Final[Models] = {
    PLAN: (instances,),
    OLD_PLAN: (old_instances,),
    "azurerm_app_service_environment": (environment_stamp, environment_instance),
    "azurerm_app_service_certificate_order": (certificate,),
    "azurerm_app_service_certificate_binding": (ip_binding,),
    "azurerm_app_service_custom_hostname_binding": (ip_binding,),
}
