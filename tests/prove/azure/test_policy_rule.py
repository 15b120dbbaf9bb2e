"""What Azure would not save is refused in one sentence, and what it would save is read in any case."""

import pytest

from costguard.model.errors import BadInput
from costguard.prove.azure.evaluate import Outcome, evaluate
from costguard.prove.azure.policy_definition import read_policy

NAMED = {"field": "name", "exists": True}


def refusal(condition):
    """What is said of a rule with that `if`."""
    with pytest.raises(BadInput) as refused:
        read_policy({"if": condition, "then": {"effect": "deny"}})
    return str(refused.value)


def test_keys_and_operators_are_read_in_any_case():
    rule = {"IF": {"ALLOF": [{"Field": "name", "NOTEQUALS": "b"}]}, "Then": {"Effect": "deny"}}

    assert evaluate(rule, {"name": "a"}) == Outcome("deny")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ([], "a condition is a JSON object, and an array stands in its place; write `{…}`"),
        ({"allOf": {}}, "`allOf` takes an array of conditions, and was given an object; write `[…]`"),
        (
            {"field": "x", "Field": "y", "equals": 1},
            "a condition has one key twice, in another case; keep one of `field`, `Field`, `equals`",
        ),
        (
            {"allOf": [], "field": "x"},
            "a condition has `allof`, `field` side by side; put each into a condition of its own",
        ),
        ({"field": "x", "eq": 1}, "a condition has the key `eq`, which Azure Policy does not know; remove it"),
        (
            {"field": "x", "equals": 1, "in": []},
            "a condition takes one of `field`, `value` and `count`, and one operator; this has `field`, `equals`, `in`",
        ),
        ({"field": 1, "equals": 1}, "`field` takes the name of a field, and was given a number; write it as text"),
        ({"field": "x", "in": "y"}, "`in` takes an array, and was given a string; write `[…]`, or use `equals`"),
        ({"field": "x", "exists": 1}, "`exists` takes true or false, and was given a number; write `true` or `false`"),
        ({"field": "x", "like": ["a"]}, "`like` takes one value, and was given an array; write one condition for each"),
        (
            {"field": "x", "contains": "a*"},
            "`contains` takes no `*` (Microsoft's policy rule structure, 2025-03); use `like`",
        ),
        (
            {"count": {"field": "x"}, "equals": 1},
            "a `count` takes the elements of an array, and `x` is one field; write `x[*]`",
        ),
        (
            {"count": {"value": "x"}, "equals": 1},
            "a `count` of a `value` takes an array, and was given a string; write `[…]`",
        ),
        (
            {"count": {"value": [], "name": "a b"}, "equals": 1},
            "a `count` has a `name` that is not made of letters and digits; choose another",
        ),
    ],
)
def test_a_condition_that_is_none_is_refused_in_words(condition, said):
    assert refusal(condition) == said


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ({}, "a `then` has no `effect`; add one, such as `deny`"),
        ({"effect": "forbid"}, "`forbid` is no effect of Azure Policy; write one such as `deny`, `audit` or `modify`"),
        (
            {"effect": "modify", "details": {"operations": [{"operation": "set", "field": "x"}]}},
            "`set` is no operation of `modify`; write `addOrReplace`, `add` or `remove`",
        ),
        (
            {"effect": "modify", "details": {"operations": [{"operation": "add", "field": "x"}]}},
            "an operation `add` has no `value`; say what it sets",
        ),
        (
            {"effect": "append", "details": [{"value": 1}]},
            "an operation in `details` has no `field`; say which tag or alias it changes",
        ),
    ],
)
def test_a_then_that_is_none_is_refused_in_words(then, said):
    with pytest.raises(BadInput) as refused:
        read_policy({"if": NAMED, "then": then})

    assert str(refused.value) == said


def test_a_rule_nested_too_deep_is_refused():
    condition = NAMED
    for _ in range(100_000):
        condition = {"not": condition}

    assert refusal(condition) == "the policy definition nests deeper than 128 levels; Azure Policy takes none deeper"


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"allOf": [NAMED] * 4_097}, "4,097 conditions, and Azure Policy saves 4,096"),
        (
            {"anyOf": [{"value": "[concat(concat(), concat())]", "equals": ""}] * 683},
            "2,049 function calls, and Azure Policy saves 2,048",
        ),
        ({"allOf": [{"count": {"value": []}, "equals": 0}] * 11}, "11 counts of a value, and Azure Policy saves 10"),
        (
            {"allOf": [{"count": {"field": "X[*]"}, "equals": 0}, {"count": {"field": "x[*]"}, "equals": 0}] * 3},
            "6 counts of one array, and Azure Policy saves 5",
        ),
    ],
)
def test_a_rule_larger_than_azure_saves_is_refused(condition, said):
    assert refusal(condition) == f"the policy rule has {said} at most; split it"


def test_counts_of_values_go_round_a_hundred_times_together():
    inner = {"count": {"value": list(range(11)), "name": "b"}, "equals": 11}
    rule = {
        "if": {"count": {"value": list(range(10)), "name": "a", "where": inner}, "equals": 10},
        "then": {"effect": "deny"},
    }

    with pytest.raises(BadInput, match="go round 110 times, and Azure Policy stops at 100"):
        evaluate(rule, {})


def test_counts_that_multiply_stop_in_time():
    def over(field, inner):
        return {"count": {"field": field, "where": inner}, "greater": 0}

    condition = over("a[*]", over("b[*]", over("c[*]", {"field": "name", "equals": "x"})))
    resource = {name: list(range(100)) for name in "abc"}

    with pytest.raises(BadInput, match="looks at more than 200,000 conditions on this resource"):
        evaluate({"if": condition, "then": {"effect": "deny"}}, resource)
