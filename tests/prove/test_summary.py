"""The differences of all operations are one proof: which way it goes, what is shown, and whether it is declared."""

import pytest

from costguard.emit.demand import Demand, Kind
from costguard.emit.tree import ALWAYS, NEVER, Tree
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Relation, Request, Witness
from costguard.policy.policy_set import CloudEffect
from costguard.prove.compare import Difference
from costguard.prove.summary import by_rule, summarised


def _witness(operation: str) -> Witness:
    return Witness(Request(Cloud.AWS, operation), denied_by="somebody")


LEAK, OVER = _witness("leak"), _witness("over")


def _demand(said: Tree = ALWAYS) -> Demand:
    return Demand("a-rule", Cloud.AWS, "one", Kind.CREATE, ALWAYS, said, CloudEffect.DENY)


def _difference(operation: str = "one", **fields) -> Difference:
    return Difference("a-rule", operation, **fields)


@pytest.mark.parametrize(
    ("found", "relation"),
    [
        ([_difference()], Relation.EXACT),
        ([_difference(leak=LEAK)], Relation.WEAKER),
        ([_difference(over_block=OVER)], Relation.STRONGER),
        ([_difference(leak=LEAK, over_block=OVER)], Relation.DIFFERENT),
        ([_difference(leak=LEAK), _difference("two", over_block=OVER)], Relation.DIFFERENT),
        ([_difference(), _difference("two", leak=LEAK)], Relation.WEAKER),
    ],
)
def test_the_relation_is_that_of_all_operations_together(found: list[Difference], relation: Relation) -> None:
    assert summarised("a-rule", Cloud.AWS, found, [_demand()]).relation is relation


def test_operations_are_counted_once_and_exact_only_if_all_of_them_are() -> None:
    found = [_difference("one"), _difference("one", leak=LEAK), _difference("two")]
    proof = summarised("a-rule", Cloud.AWS, found, [_demand()])
    assert (proof.operations, proof.exact) == (2, 1)


def test_a_difference_that_nothing_explains_is_shown_before_one_that_is_declared() -> None:
    found = [
        _difference("one", leak=LEAK, reasons=("no key",), is_declared=True),
        _difference("two", leak=_witness("undeclared"), is_declared=False),
    ]
    proof = summarised("a-rule", Cloud.AWS, found, [_demand()])
    assert proof.leak == _witness("undeclared")
    assert not proof.declared


def test_the_commonest_reason_comes_first() -> None:
    found = [
        _difference("one", leak=LEAK, reasons=("rare", "common")),
        _difference("two", leak=LEAK, reasons=("common",)),
    ]
    assert summarised("a-rule", Cloud.AWS, found, [_demand()]).reasons == ("common", "rare")


def test_nothing_said_and_everything_let_through_is_none() -> None:
    proof = summarised("a-rule", Cloud.AWS, [_difference(leak=LEAK)], [_demand(said=NEVER)])
    assert proof.relation is Relation.NONE


def test_nothing_said_and_yet_something_denied_is_weaker() -> None:
    """Another rule's document may deny what this rule forbids, though nothing was written for it."""
    found = [_difference(leak=LEAK), _difference("two")]
    assert summarised("a-rule", Cloud.AWS, found, [_demand(said=NEVER)]).relation is Relation.WEAKER


def test_differences_are_kept_by_their_rule_in_order() -> None:
    other = Difference("other", "one")
    assert by_rule([_difference("one"), other, _difference("two")]) == {
        "a-rule": [_difference("one"), _difference("two")],
        "other": [other],
    }
