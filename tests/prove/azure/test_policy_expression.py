"""Template expressions: what they answer, what they refuse, and how they fail."""

import pytest

from costguard.model.errors import BadInput
from costguard.prove.azure.evaluate import evaluate
from costguard.prove.azure.policy_expression import Literal, read_expression

RESOURCE = {"name": "vm-7", "tags": {"env": "dev"}, "list": [3, 1, 2]}


def answers(expression, expected):
    """Whether an expression gives that value, case and type and all."""
    holder = {"value": f"[createArray({expression})]", "equals": [expected]}
    outcome = evaluate({"if": holder, "then": {"effect": "deny"}}, RESOURCE)
    assert outcome.failure == ""
    return outcome.denies


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("and(true, not(false()))", True),
        ("or(false, true())", True),
        ("add(2, mul(3, sub(1, 4)))", -7),
        ("createArray(div(-7, 2), mod(-7, 2))", [-3, -1]),
        ("createArray(min(3, 1), max(createArray(3, 1)))", [1, 3]),
        ("createArray(int('-3'), float('1.5'), bool('TRUE'), bool(0))", [-3, 1.5, True, False]),
        ("equals('a', 'A')", False),
        (
            "createArray(less(1, 2), greater('b', 'a'), lessOrEquals(2, 2), greaterOrEquals(1, 2))",
            [True, True, True, False],
        ),
        ("coalesce(null(), null, 'x')", "x"),
        ("concat('a', 1, true)", "a1true"),
        ("concat(createArray(1), createArray(2))", [1, 2]),
        ("contains('abc', 'B')", False),
        ("createArray(contains(createArray(1), 1), contains(field('tags'), 'ENV'))", [True, True]),
        ("createObject('a', 1, 'b', null())", {"a": 1, "b": None}),
        ("createArray(empty(''), empty(null()), empty(field('tags')))", [True, True, False]),
        ("createArray(startsWith('abc', 'AB'), endsWith('abc', 'BC'))", [True, True]),
        ("createArray(first(''), last(createArray()), last('ab'))", ["", None, "b"]),
        ("createArray(indexOf('abAB', 'B'), lastIndexOf('abAB', 'B'), indexOf('a', 'x'))", [1, 3, -1]),
        ("intersection(createArray(1, 2, 3), createArray(3, 1))", [1, 3]),
        ("intersection(createObject('a', 1, 'b', 2), createObject('A', 1, 'b', 3))", {"a": 1}),
        ("union(createArray(1, 2), createArray(2, 3))", [1, 2, 3]),
        ("union(createObject('A', 1), createObject('a', 2))", {"a": 2}),
        ("items(createObject('b', 2, 'a', 1))", [{"key": "a", "value": 1}, {"key": "b", "value": 2}]),
        ("join(createArray('a', 2), '-')", "a-2"),
        ("json('{\"a\": [1]}').a[0]", 1),
        ("createArray(length('abc'), length(field('tags')), length(field('list[*]')))", [3, 1, 3]),
        ("padLeft(7, 3, '0')", "007"),
        ("range(2, 3)", [2, 3, 4]),
        ("replace('aXa', 'X', '--')", "a--a"),
        ("createArray(skip('abc', 1), take(field('list'), 2), take('abc', -1))", ["bc", [3, 1], ""]),
        ("split('a,b;c', createArray(',', ';'))", ["a", "b", "c"]),
        ("createArray(string(1), string(true), string(createObject('a', 'ü')))", ["1", "true", '{"a":"ü"}']),
        ("createArray(substring('abc', 1), substring('abc', 1, 1))", ["bc", "b"]),
        ("createArray(toLower('Ab'), toUpper('Ab'), trim(' a '))", ["ab", "AB", "a"]),
        (
            "createArray(tryGet(field('tags'), 'ENV'), tryGet(field('tags'), 'x', 'y'), tryGet(field('list'), 9))",
            ["dev", None, None],
        ),
        ("addDays('2024-02-28T00:00:00Z', 2)", "2024-03-01T00:00:00.0000000Z"),
        ("array('a')", ["a"]),
        ("if(equals(field('name'), 'vm-7'), 'yes', substring('', 9))", "yes"),
        ("field('missing')", ""),
        ("createArray(field('missing[*].x'), field('list[*]'))", [[], [3, 1, 2]]),
        ("'it''s'", "it's"),
        ("  CONCAT( 'a' ,'b' )  ", "ab"),
        ("ipRangeContains('10.0.0.0/8', '10.1.2.3')", True),
        ("ipRangeContains('10.0.0.1-10.0.0.9', '10.0.0.0/30')", False),
        ("ipRangeContains('2001:db8::/32', '2001:db8::1-2001:db8::ff')", True),
    ],
)
def test_a_function_answers_as_azure_documents_it(expression, expected):
    assert answers(expression, expected)


@pytest.mark.parametrize(
    "expression",
    [
        "add(1, 'x')",
        "add(9223372036854775807, 1)",
        "div(1, 0)",
        "mod(1, 0)",
        "min(createArray())",
        "int('x')",
        "int(null())",
        "bool('yes')",
        "and(1, true)",
        "not('x')",
        "less(1, 'a')",
        "concat(null())",
        "concat('a', createArray())",
        "contains(1, 1)",
        "contains('a', createArray())",
        "createObject('a')",
        "createObject(1, 1)",
        "empty(1)",
        "first(1)",
        "intersection(createArray(), 'x')",
        "union(createArray(), createObject())",
        "items('x')",
        "join('a', 'b')",
        "json('{')",
        "json('NaN')",
        "length(1)",
        "padLeft('a', 3, '--')",
        "padLeft('a', 999999999)",
        "range(0, 10001)",
        "range(0, -1)",
        "replace('a', '', 'b')",
        "split(1, ',')",
        "string(null())",
        "substring('abc', 4)",
        "substring('abc', 0, -1)",
        "toLower(1)",
        "addDays('tomorrow', 1)",
        "addDays('2024-01-01T00:00:00Z', 1.5)",
        "addDays('2024-01-01T00:00:00Z', 9999999)",
        "ipRangeContains('10.0.0.0/8', '::1')",
        "ipRangeContains('x', '10.0.0.1')",
        "ipRangeContains('10.0.0.9-10.0.0.1', '10.0.0.1')",
        "if('yes', 1, 2)",
        "field(1)",
        "createArray(1)[1]",
        "field('name').length",
        "union(range(0, 10000), createArray('x'))[99999]",
        "replace(padLeft('', 131072, 'a'), 'a', padLeft('', 131072, 'b'))",
        "concat(padLeft('', 131072), 'x')",
        "concat(range(0, 10000), range(0, 10000), range(0, 10000), range(0, 10000))",
        "join(range(0, 10000), padLeft('', 131072))",
    ],
)
def test_a_function_that_cannot_answer_denies_and_says_why(expression):
    rule = {"if": {"value": f"[{expression}]", "equals": "x"}, "then": {"effect": "audit"}}

    outcome = evaluate(rule, RESOURCE)

    assert outcome.effect == "deny"
    assert outcome.failure != ""


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("parameters('x'", "the call of parameters() is not closed; add `)`"),
        ("concat('a' 'b')", "the call of concat() is not closed; add `)`"),
        ("concat('a',)", "a value is expected where `)` stands"),
        ("", "it ends where a value is expected"),
        ("'a' 'b'", "`b` is left over at its end"),
        ("name", "`name` is no function call; write `name(…)`, or `'name'` for the text"),
        ("field('a').'b'", "a property's name is expected after `.`"),
        ("field('a')['b'", "a `[` is not closed; add `]`"),
        ("frobnicate()", "frobnicate() is no function that costguard evaluates; write the rule without it"),
        ("guid('a')", "guid() is no function that costguard evaluates; write the rule without it"),
        ("resourceId('a')", "resourceId() is not available in a policy rule"),
        ("length()", "length() takes 1 argument, and was given 0"),
        ("substring('a')", "substring() takes 2 to 3 arguments, and was given 1"),
        ("array(" * 65 + "1" + ")" * 65, "it nests deeper than the 64 levels that Azure Policy takes"),
    ],
)
def test_an_expression_that_cannot_be_read_is_refused_in_words(expression, said):
    with pytest.raises(BadInput) as refused:
        read_expression(f"[{expression}]")

    assert str(refused.value).endswith(f" cannot be read: {said}")


def test_a_long_expression_is_refused_in_a_short_sentence():
    with pytest.raises(BadInput, match=r"has 81,921 letters; Azure Policy takes 81,920"):
        read_expression("[" + "(" * 81_919 + "]")
    with pytest.raises(BadInput) as refused:
        read_expression("[" + "'a' " * 20_000 + "]")

    assert len(str(refused.value)) < 250


def test_a_long_chain_of_properties_is_followed():
    assert answers("tryGet(null(), 'x')" + ".a" * 20_000, None)


@pytest.mark.parametrize(
    ("written", "meant"), [("[[x]", "[x]"), ("[x", "[x"), ("[[x", "[[x"), ("x]", "x]"), ("[[[x]", "[[x]"), ("", "")]
)
def test_only_text_from_bracket_to_bracket_is_an_expression_and_needs_the_escape(written, meant):
    """As ARM templates have it: text that does not end in `]` is not to be escaped."""
    assert read_expression(written) == Literal(meant)


def test_expressions_are_found_inside_of_arrays_and_objects():
    rule = {
        "if": {"value": {"a": ["[field('name')]", "b"]}, "equals": {"a": ["vm-7", "b"]}},
        "then": {"effect": "deny"},
    }

    assert evaluate(rule, RESOURCE).denies
