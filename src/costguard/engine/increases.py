"""Works out whose cost a change raises: by how much for each value of each dimension, and in all.

What has no value of a dimension, or one that nobody knows, that is secret or that the taxonomy does not accept,
stands under "": it may be anybody's, so that leaving a tag off, or inventing one, hides nothing.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

import msgspec

from costguard.engine.evaluate import find_tag
from costguard.engine.values import passes
from costguard.model.cloud import Cloud
from costguard.model.estimate import CostChange, Estimate, ResourceCost
from costguard.model.money import ZERO
from costguard.model.resource import Resource
from costguard.model.tags import Tags
from costguard.model.truth import Truth
from costguard.policy.labels import label_form
from costguard.policy.policy_set import Dimension, PolicySet
from costguard.policy.projects import fixed_by

ALL: Final = ""
"""The dimension of everything together; its only value is "" too."""
NOBODY: Final = ""
"""The value of what is of nobody, as far as one knows: it may be anybody's."""

_ValueOf = Callable[[ResourceCost], str]


class Increase(msgspec.Struct, frozen=True):
    """By how much (USD a month) a change raises what one value costs: more if it `may_rise`, less if it `may_fall`."""

    amount: Decimal
    may_rise: bool = False
    may_fall: bool = False

    @property
    def is_one(self) -> bool:
        """Whether anything costs more by it, as far as one knows."""
        return self.amount > 0 or self.may_rise


def increases_of(bill: Estimate, policy: PolicySet, project: str) -> Mapping[str, Mapping[str, Decimal]]:
    """By how much (USD a month) a change raises the cost of each value: `[dimension][value]`, `[""][""]` in all.

    What falls is below zero; values whose cost stays as it is are left out.
    """
    found = {name: increases_by(name, bill, policy, project) for name in (ALL, *policy.taxonomy)}
    amounts = {
        name: {value: each.amount for value, each in sorted(values.items()) if each.amount}
        for name, values in found.items()
    }
    return {ALL: {NOBODY: bill.monthly_delta}, **{name: by for name, by in amounts.items() if name != ALL and by}}


def increases_by(name: str, bill: Estimate, policy: PolicySet, project: str) -> Mapping[str, Increase]:
    """What a change raises by the value of one dimension; for ALL, everything under NOBODY."""
    value_of = _reader(name, policy, project)
    found: dict[str, Increase] = {}
    for change in bill.changes:
        for value, increase in _of_change(change, value_of):
            before = found.get(value, Increase(ZERO))
            found[value] = Increase(
                before.amount + increase.amount,
                before.may_rise or increase.may_rise,
                before.may_fall or increase.may_fall,
            )
    return found


def _of_change(change: CostChange, value_of: _ValueOf) -> tuple[tuple[str, Increase], ...]:
    """The increase that one resource's change is, by value; one that passes from a value to another falls and rises."""
    before, after = change.before, change.after
    was = value_of(before) if before is not None else None
    will_be = value_of(after) if after is not None else None
    if was == will_be and was is not None:
        return ((was, Increase(change.monthly_delta, change.may_rise, change.may_fall)),)
    found = []
    if was is not None and before is not None:
        found.append((was, Increase(-before.monthly_cost, may_fall=not before.is_complete)))
    if will_be is not None and after is not None:
        found.append((will_be, Increase(after.monthly_cost, may_rise=not after.is_complete)))
    return tuple(found)


def _reader(name: str, policy: PolicySet, project: str) -> _ValueOf:
    """How a resource's value of a dimension is told: by the policy for its project, else by its tag."""
    fixed = fixed_by(policy, project).get(name)
    if name == ALL or fixed is not None:
        return lambda _: fixed or NOBODY
    dimension = policy.taxonomy[name]
    spelled = {label_form(value): value for value in (*dimension.suggestions, *dimension.registry)}
    return lambda cost: _value_of(dimension, cost, spelled)


def _value_of(dimension: Dimension, cost: ResourceCost, spelled: Mapping[str, str]) -> str:
    """The value that a resource's tag gives it; a label is `spelled` as the policy spells it where it lists values."""
    seen = Resource(address="", type=cost.type, cloud=cost.cloud, tags=cost.tags or Tags())
    found = find_tag(dimension.subject, seen)
    value = found[1].value if found is not None and not found[1].sensitive else None
    test = dimension.accepts.get(cost.cloud)
    if not value or test is None:
        return NOBODY
    named = spelled.get(value, value) if cost.cloud is Cloud.GCP else value
    is_accepted = passes(test.operator, test.operands, value) is Truth.HOLDS
    return named if is_accepted or named in dimension.registry else NOBODY
