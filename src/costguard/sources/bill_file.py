"""Reads a bill that was written before (`costguard estimate --format json`), to compare another with it."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.estimate import BookNote, CostChange, CostLine, Estimate, ResourceCost, Status
from costguard.model.money import CURRENCY
from costguard.sources.terraform_plan.encoding import to_utf8

SCHEMA: Final = "costguard/bill/v1"
# Far beyond what any line holds; such a number could not be added up, or would fill the screen with digits.
_MOST: Final = Decimal(10) ** 18
_DIGITS: Final = 100


class _Cost(msgspec.Struct):
    status: Status
    region: str
    lines: tuple[CostLine, ...]


class _Resource(msgspec.Struct):
    address: str
    type: str
    cloud: Cloud
    action: Action
    before: _Cost | None
    after: _Cost | None
    plan: int = 0


class _Bill(msgspec.Struct):
    schema: str
    resources: list[_Resource]
    currency: str = "USD"
    usage_digest: str = ""
    prices: BookNote = BookNote()


def read_bill(path: str) -> Estimate:
    """Read a bill. Raises BadInput where the file is none, or one of another version."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}; give --compare-to a bill") from error
    try:
        bill = msgspec.json.decode(to_utf8(content, path), type=_Bill)  # a shell may have written it in UTF-16
    except (msgspec.DecodeError, RecursionError) as error:
        hint = "write one with `costguard estimate PLAN --format json`"
        raise BadInput(f"{path} is no bill of costguard ({error}); {hint}") from error
    if bill.schema != SCHEMA:
        raise BadInput(f"{path} is of the schema {bill.schema!r}, not {SCHEMA!r}; write it again with this version")
    _require_sound(bill, path)
    return Estimate(
        changes=tuple(_change(resource) for resource in bill.resources),
        book=bill.prices,
        usage_digest=bill.usage_digest,
        currency=bill.currency,
    )


def _require_sound(bill: _Bill, path: str) -> None:
    """What no bill of ours holds would make a nonsense of the comparison. Raises BadInput."""
    again = "the file was changed; write it again"
    if bill.currency != CURRENCY:
        raise BadInput(f"{path} is in {bill.currency!r}, and bills are in {CURRENCY}; {again}")
    places = Counter((resource.plan, resource.address) for resource in bill.resources)
    twice = next((address for (_, address), number in places.items() if number > 1), None)
    if twice is not None:
        raise BadInput(f"{path} holds {twice!r} twice; {again}")
    for resource in bill.resources:
        for side in (resource.before, resource.after):
            for line in side.lines if side is not None else ():
                if not all(amount is None or _is_sound(amount) for amount in _amounts(line)):
                    raise BadInput(f"{path}: an amount of {resource.address!r} is out of range; {again}")
                if not line.unpriced and (line.price is None or (line.quantity is None and not line.usage_based)):
                    raise BadInput(f"{path}: a line of {resource.address!r} has no amount and no reason; {again}")


def _amounts(line: CostLine) -> tuple[Decimal | None, ...]:
    return line.quantity, line.low, line.high, line.covered, line.price.amount if line.price is not None else None


def _is_sound(amount: Decimal) -> bool:
    """Whether it is a number of a size that bills have, be it a quantity, a price or a cost."""
    return amount.is_finite() and (amount == 0 or (0 < amount <= _MOST and amount.adjusted() > -_DIGITS))


def _change(resource: _Resource) -> CostChange:
    return CostChange(
        address=resource.address,
        type=resource.type,
        cloud=resource.cloud,
        action=resource.action,
        before=_cost(resource.before, resource),
        after=_cost(resource.after, resource),
        plan=resource.plan,
    )


def _cost(cost: _Cost | None, of: _Resource) -> ResourceCost | None:
    if cost is None:
        return None
    return ResourceCost(of.address, of.type, of.cloud, cost.status, cost.region, cost.lines)
