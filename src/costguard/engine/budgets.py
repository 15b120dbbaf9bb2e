"""Works out where each budget of a policy stands once a change is applied."""

from decimal import Decimal

import msgspec

from costguard.engine.evaluate import evaluate
from costguard.model.cloud import Cloud
from costguard.model.condition import All, Operator, Test
from costguard.model.estimate import CostChange, Estimate, ResourceCost
from costguard.model.money import ZERO
from costguard.model.resource import Resource
from costguard.model.spend import Spend
from costguard.model.tags import Tags
from costguard.model.truth import Truth
from costguard.policy.policy_set import Budget, PolicySet


class BudgetState(msgspec.Struct, frozen=True):
    """A budget and what it is heading for (USD a month), and the same in words.

    It is not complete where something without a price counts, or may count, against it.
    """

    budget: Budget
    projected: Decimal
    is_complete: bool
    said: str

    @property
    def share_percent(self) -> Decimal:
        """The projected spend in percent of the budget."""
        return self.projected / self.budget.monthly * 100


def budget_states(bill: Estimate, policy: PolicySet, spend: Spend | None) -> tuple[BudgetState, ...]:
    """Every budget's state: last month's spend and the change on top; without spend, what the plan's resources cost."""
    return tuple(_state(budget, bill, policy, spend) for budget in policy.budgets)


def _state(budget: Budget, bill: Estimate, policy: PolicySet, spend: Spend | None) -> BudgetState:
    condition = All(
        tuple(Test(policy.taxonomy[name].subject, Operator.ONE_OF, (value,)) for name, value in budget.where.items())
    )
    before = [change for change in bill.changes if _counts(condition, change, change.before) is Truth.HOLDS]
    after = [change for change in bill.changes if _counts(condition, change, change.after) is Truth.HOLDS]
    delta = sum((c.monthly_after for c in after), ZERO) - sum((c.monthly_before for c in before), ZERO)
    is_complete = all(change.is_complete for change in (*before, *after)) and not _may_count(condition, bill)
    least = "" if is_complete else "at least "
    if spend is None:
        total = sum((change.monthly_after for change in after), ZERO)
        return BudgetState(budget, total, is_complete, f"{least}{total:,.2f} USD a month in this plan")
    month, spent = _spent(condition, spend, policy)
    said = f"{least}{spent + delta:,.2f} USD a month ({spent:,.2f} spent in {month}, {delta:+,.2f} by this change)"
    return BudgetState(budget, spent + delta, is_complete, said)


def _counts(condition: All, change: CostChange, side: ResourceCost | None) -> Truth:
    """Whether a resource, at one moment, counts against a budget."""
    if side is None:
        return Truth.FAILS
    return _truth(condition, change.type, change.cloud, side.tags)


def _may_count(condition: All, bill: Estimate) -> bool:
    return any(
        change.after is not None and change.after.lines and _counts(condition, change, change.after) is Truth.UNDECIDED
        for change in bill.changes
    )


def _truth(condition: All, resource_type: str, cloud: Cloud, tags: Tags | None) -> Truth:
    return evaluate(condition, Resource(address="", type=resource_type, cloud=cloud, tags=tags or Tags()))


def _spent(condition: All, spend: Spend, policy: PolicySet) -> tuple[str, Decimal]:
    """The newest month that is over, or the newest there is, and what was spent in it."""
    this_month = f"{policy.today:%Y-%m}"
    months = sorted({record.month for record in spend.records})
    month = next((month for month in reversed(months) if month < this_month), months[-1] if months else this_month)
    records = (record for record in spend.records if record.month == month)
    amounts = (each.amount for each in records if _truth(condition, "", each.cloud, each.tags) is Truth.HOLDS)
    return month, sum(amounts, ZERO)
