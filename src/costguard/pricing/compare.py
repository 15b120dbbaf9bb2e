"""Sets two bills side by side: what one holds and the other does not, as if the one became the other."""

from costguard.model.change import Action
from costguard.model.estimate import CostChange, Estimate


def compared(old: Estimate, new: Estimate) -> Estimate:
    """The bill of going from what `old` will be to what `new` will be, resource by resource, in `new`'s order."""
    was = {(change.plan, change.address): change for change in old.changes if change.after is not None}
    changes: list[CostChange] = []
    for change in new.changes:
        earlier = was.pop((change.plan, change.address), None)
        before = earlier.after if earlier is not None else None
        if before is not None or change.after is not None:
            changes.append(_change(change, before=before, after=change.after))
    gone = (_change(change, before=change.after, after=None) for change in was.values())
    return Estimate((*changes, *gone), new.book, new.usage_digest, new.currency, new.notes)


def _change(of: CostChange, *, before: object, after: object) -> CostChange:
    import msgspec

    return msgspec.structs.replace(of, action=_action(before, after), before=before, after=after)


def _action(before: object, after: object) -> Action:
    if before is None:
        return Action.CREATE
    if after is None:
        return Action.DELETE
    return Action.NO_OP if before == after else Action.UPDATE
