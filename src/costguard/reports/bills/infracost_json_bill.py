"""The bill in Infracost's JSON (version 0.2), so that what was made to read that reads ours.

Where that format has no word for "not known", an unpriced line has a null price and cost, as Infracost writes for lines
that wait for usage, and `priceNotFound`; totals are what is known, and `metadata.costguardComplete` says whether that
is all.
"""

import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from costguard import __version__
from costguard.model.estimate import CostChange, CostLine, Estimate, ResourceCost, Status
from costguard.model.money import HOURS_PER_MONTH, ZERO
from costguard.reports.bills import wording
from costguard.reports.options import BillOptions

VERSION: Final = "0.2"
_DEEPEST: Final = 8

_Json = dict[str, Any]


def render(bill: Estimate, options: BillOptions) -> str:
    """One project: its breakdown before (`pastBreakdown`), after (`breakdown`), and the difference (`diff`)."""
    past = _breakdown([change.before for change in bill.changes])
    after = _breakdown([change.after for change in bill.changes])
    diff = _diff(bill)
    project = {
        "name": options.title or "plan",
        "metadata": {"path": options.title, "type": "terraform_plan_json"},
        "pastBreakdown": past,
        "breakdown": after,
        "diff": diff,
        "summary": _summary(bill),
    }
    document = {
        "version": VERSION,
        "metadata": {"costguardVersion": __version__, "costguardComplete": bill.is_complete},
        "currency": bill.currency,
        "projects": [project],
        "totalHourlyCost": after["totalHourlyCost"],
        "totalMonthlyCost": after["totalMonthlyCost"],
        "totalMonthlyUsageCost": after["totalMonthlyUsageCost"],
        "pastTotalHourlyCost": past["totalHourlyCost"],
        "pastTotalMonthlyCost": past["totalMonthlyCost"],
        "pastTotalMonthlyUsageCost": past["totalMonthlyUsageCost"],
        "diffTotalHourlyCost": diff["totalHourlyCost"],
        "diffTotalMonthlyCost": diff["totalMonthlyCost"],
        "diffTotalMonthlyUsageCost": diff["totalMonthlyUsageCost"],
        "summary": _summary(bill),
    }
    return json.dumps(document, indent=2).replace("##", "#\\u0023") + "\n"


def _breakdown(costs: Iterable[ResourceCost | None]) -> _Json:
    there = [cost for cost in costs if cost is not None]
    lines = [line for cost in there for line in cost.lines]
    priced = [_resource(cost) for cost in there if cost.status is Status.PRICED]
    free = [_head(cost) for cost in there if cost.status is Status.FREE]
    return {"resources": priced, "freeResources": free, **_totals(lines)}


def _totals(lines: Iterable[CostLine]) -> _Json:
    by_use = {True: ZERO, False: ZERO}
    for line in lines:
        by_use[line.usage_based] += line.monthly_cost or ZERO
    total = by_use[True] + by_use[False]
    return {
        "totalHourlyCost": _number(total / HOURS_PER_MONTH),
        "totalMonthlyCost": _number(total),
        "totalMonthlyUsageCost": _number(by_use[True]),
    }


def _head(cost: ResourceCost) -> _Json:
    return {"name": cost.address, "resourceType": cost.type, "metadata": {}}


def _resource(cost: ResourceCost) -> _Json:
    return {**_head(cost), **_costs(cost.monthly_cost), **_pieces((_steps(line.part), line) for line in cost.lines)}


def _costs(monthly: Decimal) -> _Json:
    return {"hourlyCost": _number(monthly / HOURS_PER_MONTH), "monthlyCost": _number(monthly)}


def _pieces(lines: Iterable[tuple[tuple[str, ...], CostLine]]) -> _Json:
    """The components of a part, and its own parts, by the steps to each (`default_node_pool.os_disk` takes two)."""
    own: list[CostLine] = []
    below: dict[str, list[tuple[tuple[str, ...], CostLine]]] = {}
    for steps, line in lines:
        if steps:
            below.setdefault(steps[0], []).append((steps[1:], line))
        else:
            own.append(line)
    components = [_component(line, line.quantity, line.monthly_cost) for line in own]
    found: _Json = {"costComponents": components} if components else {}
    parts = [
        {"name": step, "metadata": {}, **_costs(_known(line for _, line in inner)), **_pieces(inner)}
        for step, inner in below.items()
    ]
    return {**found, "subresources": parts} if parts else found


def _steps(part: str) -> tuple[str, ...]:
    """The names that a part consists of; what is nested deeper than any provider nests stays one name."""
    return tuple(filter(None, part.split(".", _DEEPEST)))


def _known(lines: Iterable[CostLine]) -> Decimal:
    return sum((line.monthly_cost or ZERO for line in lines), ZERO)


def _component(line: CostLine, quantity: Decimal | None, monthly: Decimal | None) -> _Json:
    hourly = None if quantity is None else quantity / HOURS_PER_MONTH
    return {
        "name": line.name,
        "unit": line.unit,
        "hourlyQuantity": _number(hourly),
        "monthlyQuantity": _number(quantity),
        "price": _number(line.price.amount if line.price is not None else None),
        "hourlyCost": _number(None if monthly is None else monthly / HOURS_PER_MONTH),
        "monthlyCost": _number(monthly),
        "usageBased": line.usage_based,
        "priceNotFound": bool(line.unpriced),
    }


def _diff(bill: Estimate) -> _Json:
    """The resources whose bill differs; a component's quantity and cost are those after less those before."""
    changed = [change for change in bill.changes if change.monthly_delta or _differs(change)]
    return {
        "resources": [_resource_diff(change) for change in changed],
        "totalHourlyCost": _number(bill.monthly_delta / HOURS_PER_MONTH),
        "totalMonthlyCost": _number(bill.monthly_delta),
        "totalMonthlyUsageCost": _number(_usage(bill, is_after=True) - _usage(bill, is_after=False)),
    }


def _differs(change: CostChange) -> bool:
    return (change.before is None) != (change.after is None) and wording.has_bill(change)


def _resource_diff(change: CostChange) -> _Json:
    before, after = _by_name(change.before), _by_name(change.after)
    components = []
    for key in dict.fromkeys((*after, *before)):
        new, old = after.get(key), before.get(key)
        line = new or old
        quantity = _less(new.quantity if new else ZERO, old.quantity if old else ZERO)
        monthly = _less(new.monthly_cost if new else ZERO, old.monthly_cost if old else ZERO)
        if line is not None and (quantity != 0 or monthly != 0):
            components.append({**_component(line, quantity, monthly), "name": wording.part_name(line)})
    return {**_head(wording.shown_side(change)), **_costs(change.monthly_delta), "costComponents": components}


def _by_name(cost: ResourceCost | None) -> dict[tuple[str, str, int], CostLine]:
    """The lines by part and name; of several of one name, each by its number."""
    found: dict[tuple[str, str, int], CostLine] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for line in cost.lines if cost is not None else ():
        name = line.part, line.name
        found[*name, seen[name]] = line
        seen[name] += 1
    return found


def _less(new: Decimal | None, old: Decimal | None) -> Decimal | None:
    return None if new is None or old is None else new - old


def _usage(bill: Estimate, *, is_after: bool) -> Decimal:
    sides = (change.after if is_after else change.before for change in bill.changes)
    lines = (line for side in sides if side is not None for line in side.lines if line.usage_based)
    return sum((line.monthly_cost or ZERO for line in lines), ZERO)


def _summary(bill: Estimate) -> _Json:
    unsupported = wording.by_status(bill, Status.UNSUPPORTED)
    free = wording.by_status(bill, Status.FREE)
    priced = wording.by_status(bill, Status.PRICED)
    usage = sum(any(line.usage_based for line in wording.shown_side(change).lines) for change in priced)
    return {
        "totalDetectedResources": len(bill.changes),
        "totalSupportedResources": len(priced),
        "totalUnsupportedResources": len(unsupported),
        "totalUsageBasedResources": usage,
        "totalNoPriceResources": len(free),
        "unsupportedResourceCounts": dict(Counter(change.type for change in unsupported)),
        "noPriceResourceCounts": dict(Counter(change.type for change in free)),
    }


def _number(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.normalize():f}"
