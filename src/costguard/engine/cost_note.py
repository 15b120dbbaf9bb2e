"""Says in a verdict what a change costs: in all, where most of it comes from, and where it leaves the budgets."""

from typing import Final

from costguard.engine.budgets import BudgetState
from costguard.model.estimate import CostChange, CostLine, Estimate
from costguard.model.verdict import BudgetNote, ChangeNote, CostNote, UnpricedNote

MOST_SHOWN: Final = 20
"""How many resources a verdict names; the rest it counts."""

UNKNOWN_TYPE: Final = "costguard does not know what this type costs"


def cost_note(bill: Estimate, states: tuple[BudgetState, ...] = ()) -> CostNote:
    """What a verdict says of the bill, and of where each budget stands once the change is applied."""
    changed = sorted((change for change in bill.changes if _is_changed(change)), key=_largest_first)
    return CostNote(
        currency=bill.currency,
        monthly_before=bill.monthly_before,
        monthly_after=bill.monthly_after,
        monthly_delta=bill.monthly_delta,
        complete=bill.is_complete,
        unpriced=tuple(dict.fromkeys(change.address for change, _ in bill.unpriced())),
        delta_complete=not (bill.may_rise or bill.may_fall),
        top=tuple(map(_change_note, changed[:MOST_SHOWN])),
        changed=len(changed),
        budgets=tuple(map(_budget_note, states)),
        unpriced_items=tuple(_unpriced_note(change, line) for change, line in bill.unpriced()),
    )


def _unpriced_note(change: CostChange, line: CostLine | None) -> UnpricedNote:
    if line is None:
        return UnpricedNote(change.address, change.type, reason=UNKNOWN_TYPE, plan=change.plan)
    quantity = "" if line.quantity is None else f"{line.quantity.normalize():f}"
    return UnpricedNote(
        change.address, change.type, line.name, line.part, quantity, line.unit, line.unpriced, change.plan
    )


def _is_changed(change: CostChange) -> bool:
    """Whether its cost changes, or may."""
    return bool(change.monthly_delta) or change.may_rise or change.may_fall


def _largest_first(change: CostChange) -> tuple[object, ...]:
    return (-abs(change.monthly_delta), change.address, change.plan)


def _change_note(change: CostChange) -> ChangeNote:
    return ChangeNote(
        address=change.address,
        action=change.action,
        monthly_before=change.monthly_before,
        monthly_after=change.monthly_after,
        complete=change.is_complete,
        plan=change.plan,
    )


def _budget_note(state: BudgetState) -> BudgetNote:
    return BudgetNote(
        budget=state.budget.id,
        monthly=state.budget.monthly,
        projected=state.projected,
        may_rise=state.may_rise,
        may_fall=state.may_fall,
        owner=state.budget.owner,
        before=state.before,
        basis=state.basis,
    )
