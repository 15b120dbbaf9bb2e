"""The laws of Azure Policy's language, on random rules and resources."""

from hypothesis import given
from hypothesis import strategies as st

from costguard.model.errors import BadInput
from costguard.prove.azure.evaluate import Outcome, evaluate
from costguard.prove.azure.policy_comparison import OPERATORS, Operator, are_equal, passes
from costguard.prove.azure.policy_values import MISSING

# Few words, so that fields and operands often meet.
WORDS = st.sampled_from(["prod", "PROD", "Straße", "STRASSE", "cc-1", "*", "pr?d", "##", "", "443", "true"])
SCALARS = st.one_of(WORDS, st.sampled_from([None, True, False, 443, 1.5]))
FIELDS = st.sampled_from(["name", "tags.env", "tags['Env']", "list[*]", "rules[*].port", "missing", "tags"])
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(WORDS, SCALARS, max_size=2))
RESOURCES = st.fixed_dictionaries(
    {},
    optional={
        "name": WORDS,
        "tags": st.dictionaries(st.sampled_from(["env", "ENV"]), SCALARS, max_size=1),
        "list": st.lists(SCALARS, max_size=3),
        "rules": st.lists(st.fixed_dictionaries({}, optional={"port": SCALARS}), max_size=3),
    },
)
_NEVER_FAIL = ["equals", "notEquals", "like", "notLike", "match", "notMatch", "matchInsensitively", "containsKey"]
COMPARISONS = st.one_of(
    st.builds(
        lambda field, word, operand: {"field": field, word: operand}, FIELDS, st.sampled_from(_NEVER_FAIL), WORDS
    ),
    st.builds(lambda field, operand: {"field": field, "in": operand}, FIELDS, st.lists(SCALARS, max_size=3)),
    st.builds(lambda field, operand: {"field": field, "exists": operand}, FIELDS, st.booleans()),
    # The name is worked out, for Azure saves five counts of one array at most where it stands there plainly.
    st.builds(lambda many: {"count": {"field": "[concat('list', '[*]')]"}, "equals": many}, st.sampled_from([0, 1, 2])),
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"allOf": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"anyOf": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)
JSON = st.recursive(
    st.one_of(SCALARS, st.sampled_from(["[field('name')]", "[", "[[", "[x]", "[concat(]", "deny", "field"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["if", "then", "allOf", "not", "field", "value", "count", "where", "equals", "in", "like",
                             "exists", "effect", "details", "policyRule", "parameters", "mode", "greater"]),
            inner, max_size=3,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


def holds(condition, resource):
    outcome = evaluate({"if": condition, "then": {"effect": "deny"}}, resource)
    assert outcome.failure == ""
    return outcome.denies


@given(CONDITIONS, RESOURCES)
def test_not_turns_every_answer_round_and_twice_not_is_nothing(condition, resource):
    assert holds({"not": condition}, resource) is not holds(condition, resource)
    assert holds({"not": {"not": condition}}, resource) is holds(condition, resource)


@given(st.lists(CONDITIONS, max_size=3), RESOURCES)
def test_de_morgan(parts, resource):
    turned = [{"not": part} for part in parts]

    assert holds({"not": {"allOf": parts}}, resource) is holds({"anyOf": turned}, resource)
    assert holds({"not": {"anyOf": parts}}, resource) is holds({"allOf": turned}, resource)


@given(st.lists(CONDITIONS, max_size=3), RESOURCES)
def test_the_order_of_parts_changes_nothing(parts, resource):
    assert holds({"allOf": parts}, resource) is holds({"allOf": parts[::-1]}, resource)
    assert holds({"anyOf": parts}, resource) is holds({"anyOf": parts[::-1]}, resource)


@given(st.text(), st.text())
def test_casing_never_changes_what_compares_values(value, operand):
    """Only letters that have one lower case letter are turned: `İ` and its like are other text when they are folded."""
    turned = "".join(
        letter.swapcase() if letter.swapcase().casefold() == letter.casefold() else letter for letter in value
    )

    for operator, other in (
        (Operator.EQUALS, operand),
        (Operator.EQUALS, value),
        (Operator.IN, [operand, value]),
        (Operator.IN, [operand]),
        (Operator.LIKE, f"{value[:2]}*"),
        (Operator.LIKE, operand),
        (Operator.CONTAINS, operand[:1]),
        (Operator.MATCH_INSENSITIVELY, value),
        (Operator.LESS, operand),
    ):
        assert passes(operator, turned, other) is passes(operator, value, other)


def test_casing_changes_match_alone():
    assert passes(Operator.MATCH, "cc-1", "cc-#")
    assert not passes(Operator.MATCH, "CC-1", "cc-#")


@given(VALUES)
def test_a_property_that_is_missing_is_null_and_passes_no_other_test(operand):
    assert are_equal(MISSING, operand) is (operand is None)
    for operator in (
        Operator.LIKE,
        Operator.MATCH,
        Operator.CONTAINS,
        Operator.CONTAINS_KEY,
        Operator.GREATER,
        Operator.LESS,
    ):
        assert not passes(operator, MISSING, operand)


def test_an_explicit_null_equals_the_empty_text_and_is_in_no_list():
    """As microsoft/regorus has it; a property that is missing is null, and in a list that holds null."""
    assert are_equal(None, "")
    assert not passes(Operator.IN, None, ["", None])
    assert passes(Operator.IN, MISSING, ["", None])


@given(VALUES, VALUES)
def test_equality_is_the_same_from_both_sides_and_in_a_list_of_one(left, right):
    assert are_equal(left, right) is are_equal(right, left)
    assert are_equal(left, left)
    if left is not None and right is not None:
        assert passes(Operator.IN, left, [right]) is are_equal(left, right)


@given(st.text(alphabet="ab*?", max_size=8), st.text(alphabet="ab", max_size=8))
def test_like_is_a_glob(pattern, text):
    """Against the plainest reading of a glob: the first sign, and then the rest."""

    def matches(pattern, text):
        if not pattern:
            return not text
        if pattern[0] == "*":
            return matches(pattern[1:], text) or (text != "" and matches(pattern, text[1:]))
        return text != "" and pattern[0] in ("?", text[0]) and matches(pattern[1:], text[1:])

    assert passes(Operator.LIKE, text, pattern) is matches(pattern, text)


def test_a_glob_of_many_stars_is_quick_to_answer():
    assert not passes(Operator.LIKE, "a" * 5_000, "a*" * 200 + "b")


def test_every_operator_but_those_of_order_and_existence_has_a_negative_twin():
    assert len(OPERATORS) == 12 + 7


@given(JSON, RESOURCES)
def test_whatever_is_written_is_judged_or_refused_in_one_line(written, resource):
    for definition in (
        written,
        {"if": written, "then": {"effect": "audit"}},
        {"policyRule": {"if": {"field": "name", "equals": "x"}, "then": written}},
    ):
        try:
            outcome = evaluate(definition, resource)
        except BadInput as refused:
            outcome = str(refused)
        assert isinstance(outcome, Outcome) or "\n" not in outcome
