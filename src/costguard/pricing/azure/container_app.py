"""Container apps: by the seconds of vCPUs and memory, busy or idle, and environments with profiles of their own."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values, amount

_TABLE: Final = "container_app"
_SECONDS_PER_MONTH: Final = HOURS_PER_MONTH * 3600
_MS_PER_S: Final = Decimal(1000)
_MILLION: Final = Decimal(1_000_000)
_FREE_TOLD: Final = "the subscription's monthly free grant is taken off here"

# What a subscription has free of charge each month (Azure Container Apps pricing, 2024).
_FREE_VCPU_S, _FREE_GIB_S, _FREE_REQUESTS = Decimal(180_000), Decimal(360_000), Decimal(2_000_000)

# vCPUs and GiB of a node of each dedicated profile (Azure Container Apps, "Workload profiles", 2024).
_PROFILES: Final = {
    f"{family}{vcpus}": (Decimal(vcpus), Decimal(vcpus * gib_per_vcpu))
    for family, gib_per_vcpu in (("D", 4), ("E", 8))
    for vcpus in (4, 8, 16, 32)
}


class _Resource(NamedTuple):
    """Something of an app that bills by the second: how much of it a replica has, and its free grant."""

    name: str
    unit: str
    item: str
    size: Decimal
    free: Decimal


def app(app: Subject) -> Iterator[Line]:
    """The app's replicas: those at work by the requests that they answer, the least number of them idle."""
    if _is_dedicated(app):
        return  # the environment pays for the nodes of its profile
    busy_s, idle_s = _seconds(app)
    for resource in _resources(app):
        yield from _lines(resource, busy_s, idle_s)


def requests(app: Subject) -> Iterator[Line]:
    """Requests beyond the free ones."""
    if _is_dedicated(app):
        return
    count = app.usage.number("requests")
    billed = None if count is None else max(count - _FREE_REQUESTS, Decimal(0)) / _MILLION
    if billed != 0:
        yield by_use("Requests", "1M requests", billed, Rate(_TABLE, "requests_1m"), key="requests")


def profiles(environment: Subject) -> Iterator[Line]:
    """The nodes of dedicated profiles, at least as many as the code asks for."""
    for profile in environment.blocks("workload_profile"):
        kind = profile.text("workload_profile_type")
        if kind.lower().startswith("consumption"):
            continue
        low, high = profile.number("minimum_count", 0), profile.number("maximum_count", 0)
        vcpus, gib = _PROFILES.get(kind.upper(), (Decimal(0), Decimal(0)))
        suffix = "" if vcpus else f"/{kind.lower()}"
        vcpu = hourly(f"Dedicated vCPU usage ({kind})", Rate(_TABLE, f"dedicated_vcpu{suffix}"))
        memory = monthly(
            f"Dedicated memory usage ({kind})", "GiB-hours", HOURS_PER_MONTH, Rate(_TABLE, f"dedicated_gib{suffix}")
        )
        for line, size in ((vcpu, vcpus or Decimal(1)), (memory, gib or Decimal(1))):
            yield line.times(size).scaled(low, low, max(low, high))


def management(environment: Subject) -> Iterator[Line]:
    """What an environment with a dedicated profile costs beside the nodes."""
    kinds = [profile.text("workload_profile_type") for profile in environment.blocks("workload_profile")]
    if any(not kind.lower().startswith("consumption") for kind in kinds):
        yield hourly("Management fee", Rate(_TABLE, "management"))


def _lines(resource: _Resource, busy_s: Decimal | None, idle_s: Decimal) -> Iterator[Line]:
    """The free grant goes to the busy seconds first, and what is left of it to the idle ones."""
    busy = None if busy_s is None else resource.size * busy_s
    idle = resource.size * idle_s
    left = max(resource.free - (busy or Decimal(0)), Decimal(0))
    billed_busy = None if busy is None else max(busy - resource.free, Decimal(0))
    billed_idle = max(idle - left, Decimal(0))
    told = _FREE_TOLD if busy or idle else ""
    if billed_busy is None or billed_busy:
        rate = Rate(_TABLE, f"{resource.item}_active")
        yield by_use(f"{resource.name} (active)", resource.unit, billed_busy, rate, key="requests", assumption=told)
    if billed_idle:
        rate = Rate(_TABLE, f"{resource.item}_idle")
        yield monthly(f"{resource.name} (idle)", resource.unit, billed_idle, rate, assumption=told)


def _resources(app: Subject) -> tuple[_Resource, _Resource]:
    containers = app.blocks("template.container")
    vcpus = sum((container.number("cpu", Decimal("0.5")) for container in containers), Decimal(0))  # the API's default
    gib = sum((_gib(container) for container in containers), Decimal(0))
    return (
        _Resource("vCPU", "vCPU-seconds", "vcpu", vcpus, _FREE_VCPU_S),
        _Resource("Memory", "GiB-seconds", "gib", gib, _FREE_GIB_S),
    )


def _gib(container: Values) -> Decimal:
    return amount(container.text("memory", "1Gi").removesuffix("Gi"), "memory")


def _seconds(app: Subject) -> tuple[Decimal | None, Decimal]:
    """The busy and the idle seconds of a month; the first None where the usage file gives no requests."""
    count, duration_ms = app.usage.number("requests"), app.usage.number("execution_time_ms")
    at_once = app.usage.number_or("concurrent_requests", 1) or Decimal(1)
    busy_s = None if count is None or duration_ms is None else count * duration_ms / _MS_PER_S / at_once
    replicas = app.usage.number_or("min_replicas", app.number("template.min_replicas", 0))
    return busy_s, replicas * _SECONDS_PER_MONTH


def _is_dedicated(app: Subject) -> bool:
    return not app.text("workload_profile_name", "Consumption").lower().startswith("consumption")


MODELS: Final[Models] = {
    "azurerm_container_app": (app, requests),
    "azurerm_container_app_environment": (profiles, management),
}
