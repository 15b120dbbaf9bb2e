"""What a verdict says of the bill: the largest changes first, and where the budgets stand."""

from decimal import Decimal

from cost_samples import bill, change, cost
from engine_samples import TODAY
from hypothesis import given
from hypothesis import strategies as st

from costguard.engine.budgets import budget_states
from costguard.engine.cost_note import MOST_SHOWN, cost_note
from costguard.model.change import Action
from costguard.model.verdict import BudgetNote, ChangeNote
from costguard.policy.policy_set import Budget, PolicySet


def test_the_largest_change_comes_first_be_it_up_or_down():
    found = cost_note(
        bill(change(None, cost(5), "x.a"), change(cost(90), None, "x.b"), change(cost(1), cost(9), "x.c"))
    )
    assert [(each.address, each.monthly_delta) for each in found.top] == [
        ("x.b", Decimal(-90)),
        ("x.c", Decimal(8)),
        ("x.a", Decimal(5)),
    ]


def test_a_change_says_what_it_was_what_it_will_be_and_whether_that_is_all():
    (note,) = cost_note(bill(change(cost(5), cost(7, unpriced="no price")))).top
    assert note == ChangeNote("x.a", Action.UPDATE, Decimal(5), Decimal(7), complete=False)


def test_what_costs_the_same_is_not_named_and_what_may_not_is():
    same, may_rise = change(cost(5), cost(5), "x.a"), change(cost(5), cost(5, unpriced="no price"), "x.b")
    found = cost_note(bill(same, may_rise))
    assert ([each.address for each in found.top], found.changed) == (["x.b"], 1)


def test_of_many_changes_the_rest_is_counted():
    found = cost_note(bill(*(change(None, cost(amount), f"x.{amount}") for amount in range(1, 31))))
    assert (len(found.top), found.changed, found.top[-1].monthly_delta) == (MOST_SHOWN, 30, Decimal(11))


@given(st.permutations([change(None, cost(5), f"x.{name}") for name in "abcd"]))
def test_changes_of_one_size_come_by_address(changes):
    assert [each.address for each in cost_note(bill(*changes)).top] == ["x.a", "x.b", "x.c", "x.d"]


def test_each_budget_says_where_it_will_stand():
    budget = Budget("all", {}, Decimal(100), owner="ana")
    found = bill(change(None, cost(70, unpriced="no price")))
    states = budget_states(found, PolicySet(today=TODAY, budgets=(budget,)), None)
    assert cost_note(found, states).budgets == (
        BudgetNote(
            "all",
            Decimal(100),
            Decimal(70),
            may_rise=True,
            may_fall=False,
            owner="ana",
            before=Decimal(0),
            basis="in this plan",
        ),
    )
