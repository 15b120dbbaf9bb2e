"""The bill for programs: stable and versioned; money and quantities are decimal strings, null is "not known"."""

import json
from decimal import Decimal
from typing import Any, Final

import msgspec

from costguard import __version__
from costguard.model.estimate import CostChange, CostLine, Estimate, Price, ResourceCost, Status
from costguard.reports.bills import wording
from costguard.reports.neutral import json_text
from costguard.reports.options import BillOptions

SCHEMA: Final = "costguard/bill/v1"

_Json = dict[str, Any]


def render(bill: Estimate, options: BillOptions) -> str:  # noqa: ARG001  (a program is given everything)
    """One JSON object; its resources are in the plan's order."""
    encoded = msgspec.json.format(msgspec.json.encode(_document(bill)), indent=2)
    # What is not ASCII is escaped, so that no program shows it as something else.
    text = encoded.decode() if encoded.isascii() else json.dumps(_document(bill), indent=2)
    # Within JSON `#` occurs in strings only, and Azure Pipelines obeys `##vso[…]` wherever a log holds it.
    return text.replace("##", "#\\u0023") + "\n"


def bill_schema() -> _Json:
    """The JSON Schema (draft 2020-12) of this format."""
    from importlib.resources import files

    text = files("costguard.reports.bills").joinpath("bill.schema.json").read_text(encoding="utf-8")
    schema: _Json = json.loads(text)
    return schema


def _document(bill: Estimate) -> _Json:
    percent = bill.increase_percent
    return {
        "schema": SCHEMA,
        "tool": {"name": "costguard", "version": __version__},
        "currency": bill.currency,
        "monthly_before": _money(bill.monthly_before),
        "monthly_after": _money(bill.monthly_after),
        "monthly_delta": _money(bill.monthly_delta),
        "increase_percent": None if percent is None else _money(round(percent, 4)),
        "complete": bill.is_complete,
        "delta_may_rise": bill.may_rise,
        "delta_may_fall": bill.may_fall,
        "summary": {status.value: len(wording.by_status(bill, status)) for status in Status},
        "unsupported_types": dict(wording.types_of(wording.by_status(bill, Status.UNSUPPORTED))),
        "prices": {"digest": bill.book.digest, "oldest": bill.book.oldest, "newest": bill.book.newest},
        "usage_digest": bill.usage_digest,
        "resources": [_resource(change) for change in bill.changes],
        "notes": [json_text(note) for note in bill.notes],
    }


def _resource(change: CostChange) -> _Json:
    return {
        "address": json_text(change.address, len(change.address)),
        "type": json_text(change.type),
        "cloud": change.cloud.value,
        "plan": change.plan,
        "action": change.action.value,
        "monthly_before": _money(change.monthly_before),
        "monthly_after": _money(change.monthly_after),
        "monthly_delta": _money(change.monthly_delta),
        "complete": change.is_complete,
        "before": _cost(change.before),
        "after": _cost(change.after),
    }


def _cost(cost: ResourceCost | None) -> _Json | None:
    if cost is None:
        return None
    return {
        "status": cost.status.value,
        "region": json_text(cost.region),
        "lines": [_line(line) for line in cost.lines],
    }


def _line(line: CostLine) -> _Json:
    return {
        "name": json_text(line.name),
        "part": json_text(line.part),
        "unit": json_text(line.unit),
        "quantity": _money(line.quantity),
        "monthly_cost": _money(line.monthly_cost),
        "usage_based": line.usage_based,
        "usage_key": line.usage_key,
        "unpriced": json_text(line.unpriced),
        "assumption": json_text(line.assumption),
        "low": _money(line.low),
        "high": _money(line.high),
        "covered": _money(line.covered),
        "table": line.table,
        "item": json_text(line.item),
        "price": _price(line.price),
    }


def _price(price: Price | None) -> _Json | None:
    if price is None:
        return None
    return {
        "amount": _money(price.amount),
        "source": json_text(price.source),
        "as_of": price.as_of,
        "confidence": price.confidence.value,
        "region": json_text(price.region),
    }


def _money(amount: Decimal | None) -> str | None:
    """All the digits that there are, without an exponent and without trailing zeros."""
    return None if amount is None else f"{amount.normalize():f}"
