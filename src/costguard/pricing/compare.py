"""Sets two bills side by side: what one holds and the other does not, as if the one became the other."""

import msgspec

from costguard.model.change import Action
from costguard.model.estimate import CostChange, Estimate, ResourceCost


def compared(old: Estimate, new: Estimate, *, of_one_plan: bool = False) -> Estimate:
    """The bill of going from what `old` will be to what `new` will be, resource by resource, in `new`'s order.

    Of two plans, what has no price may differ though it reads the same. `of_one_plan` says that it cannot.
    """
    was = {(change.plan, change.address): change for change in old.changes if change.after is not None}
    changes: list[CostChange] = []
    for change in new.changes:
        earlier = was.pop((change.plan, change.address), None)
        before, after = earlier.after if earlier is not None else None, change.after
        if of_one_plan and _is_same(before, after):
            before = after  # what is not known of it is the same thing too
        if before is not None or after is not None:
            changes.append(_change(change, before=before, after=after))
    gone = (_change(change, before=change.after, after=None) for change in was.values())
    return Estimate((*changes, *gone), new.book, new.usage_digest, new.currency, new.notes)


def _change(of: CostChange, *, before: ResourceCost | None, after: ResourceCost | None) -> CostChange:
    return msgspec.structs.replace(of, action=_action(before, after), before=before, after=after)


def _action(before: ResourceCost | None, after: ResourceCost | None) -> Action:
    if before is None:
        return Action.CREATE
    if after is None:
        return Action.DELETE
    return Action.NO_OP if _is_same(before, after) else Action.UPDATE


def _is_same(before: ResourceCost | None, after: ResourceCost | None) -> bool:
    """Whether both cost the same for the same reasons. Tags, and where a price was read, make no difference."""
    return before is not None and after is not None and _essence(before) == _essence(after)


def _essence(cost: ResourceCost) -> object:
    lines = [
        (line.part, line.name, line.unit, line.quantity, line.price and line.price.amount, line.covered, line.unpriced)
        for line in cost.lines
    ]
    return cost.type, cost.status, cost.region, lines
