"""Works out where each budget of a policy stands once a change is applied."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import msgspec

from costguard.engine.evaluate import evaluate
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.condition import All, Operator, Test
from costguard.model.estimate import CostChange, Estimate, ResourceCost
from costguard.model.money import ZERO, bound_words
from costguard.model.resource import Resource
from costguard.model.spend import Spend, SpendRecord
from costguard.model.tags import Tags
from costguard.model.truth import Truth
from costguard.policy.policy_set import Budget, PolicySet
from costguard.policy.projects import fixed_by

_CLOUDS: Final = (Cloud.AWS, Cloud.AZURE, Cloud.GCP)


class BudgetState(msgspec.Struct, frozen=True):
    """A budget, where it stands and what it is heading for (USD a month), and the same in words.

    It `may_rise`, or `may_fall`, where something without a price counts, or where something may count, against it;
    it `is_open_by_change` where that is the change's own doing.
    """

    budget: Budget
    projected: Decimal
    may_rise: bool
    may_fall: bool
    said: str
    before: Decimal
    basis: str
    is_open_by_change: bool = False

    @property
    def share_percent(self) -> Decimal:
        """The projected spend in percent of the budget."""
        return self.projected / self.budget.monthly * 100


def budget_states(
    bill: Estimate, policy: PolicySet, spend: Spend | None, *, project: str = ""
) -> tuple[BudgetState, ...]:
    """Every budget's state: last month's spend and the change on top; without spend, what the plan's resources cost.

    What the policy says of the project stands for the tags of the plan's resources.
    """
    fixed = fixed_by(policy, project)
    return tuple(_state(budget, bill, policy, spend, fixed) for budget in policy.budgets)


def _state(
    budget: Budget, bill: Estimate, policy: PolicySet, spend: Spend | None, fixed: Mapping[str, str]
) -> BudgetState:
    condition = _condition(budget.where, policy)
    is_elsewhere = any(fixed.get(name, value) != value for name, value in budget.where.items())
    of_plan = _condition({name: value for name, value in budget.where.items() if name not in fixed}, policy)
    counted = [] if is_elsewhere else [_Counted.of(of_plan, change) for change in bill.changes]
    may_rise, may_fall = any(each.may_rise for each in counted), any(each.may_fall for each in counted)
    is_open = may_rise or may_fall
    after = sum((each.change.monthly_after for each in counted if each.after is Truth.HOLDS), ZERO)
    before = sum((each.change.monthly_before for each in counted if each.before is Truth.HOLDS), ZERO)
    if spend is None:
        may_be_more = any(each.may_cost_more for each in counted)
        said = f"{bound_words(may_rise=may_be_more)}{after:,.2f} USD a month in this plan"
        return BudgetState(budget, after, may_be_more, False, said, before, "in this plan", may_rise)
    spent, where_from = _spent(condition, spend, policy)
    total = spent + after - before
    basis = f"{where_from}, {after - before:+,.2f} by this change"
    said = f"{bound_words(may_rise=may_rise, may_fall=may_fall)}{total:,.2f} USD a month ({basis})"
    return BudgetState(budget, total, may_rise, may_fall, said, spent, basis, is_open)


def _condition(where: Mapping[str, str], policy: PolicySet) -> All:
    """What must be so of a resource's tags for it to count."""
    return All(tuple(Test(policy.taxonomy[name].subject, Operator.ONE_OF, (value,)) for name, value in where.items()))


class _Counted(msgspec.Struct, frozen=True):
    """A change, and whether it counts against a budget as it is and as it will be."""

    change: CostChange
    before: Truth
    after: Truth

    @classmethod
    def of(cls, condition: All, change: CostChange) -> "_Counted":
        """The change as a condition sees both of its sides."""
        return cls(change, _counts(condition, change, change.before), _counts(condition, change, change.after))

    @property
    def may_cost_more(self) -> bool:
        """Whether what will be there counts, or may count, with more than is known of it."""
        return _is_open(self.after, self.change.after)

    @property
    def may_rise(self) -> bool:
        """Whether the change may add more to the budget than is known."""
        if self.before is self.after is Truth.HOLDS:
            return self.change.may_rise
        return self.change.action is not Action.NO_OP and _is_open(self.after, self.change.after)

    @property
    def may_fall(self) -> bool:
        """Whether the change may take more off the budget than is known."""
        if self.before is self.after is Truth.HOLDS:
            return self.change.may_fall
        return self.change.action is not Action.NO_OP and _is_open(self.before, self.change.before)


def _is_open(counts: Truth, side: ResourceCost | None) -> bool:
    """Whether more than is counted may count: all of what may belong, what has no price of what does."""
    if side is None or counts is Truth.FAILS:
        return False
    return not side.is_complete or (counts is Truth.UNDECIDED and bool(side.lines))


def _counts(condition: All, change: CostChange, side: ResourceCost | None) -> Truth:
    """Whether a resource, at one moment, counts against a budget."""
    if side is None:
        return Truth.FAILS
    return _truth(condition, change.type, change.cloud, side.tags)


def _truth(condition: All, resource_type: str, cloud: Cloud, tags: Tags | None) -> Truth:
    return evaluate(condition, Resource(address="", type=resource_type, cloud=cloud, tags=tags or Tags()))


def _spent(condition: All, spend: Spend, policy: PolicySet) -> tuple[Decimal, str]:
    """What was spent in the newest month that is over, or in the first there is; and the same in words."""
    this_month = f"{policy.today:%Y-%m}"
    months = sorted({record.month for record in spend.records})
    month = next((month for month in reversed(months) if month < this_month), months[0] if months else this_month)
    amounts = [each.amount for each in spend.records if each.month == month and _was_spent(condition, each)]
    spent = sum(amounts, ZERO)
    so_far = " so far" if month >= this_month else ""
    if not amounts:
        return spent, f"nothing in {spend.path} was spent with its tags in {month}{so_far}"
    return spent, f"{spent:,.2f} spent in {month}{so_far}"


def _was_spent(condition: All, record: SpendRecord) -> bool:
    """Whether a record counts; one that does not say whose bill it is on may be on any cloud's."""
    clouds = _CLOUDS if record.cloud is Cloud.OTHER else (record.cloud,)
    return any(_truth(condition, "", cloud, record.tags) is Truth.HOLDS for cloud in clouds)
