"""Formulas are evaluated plainly, and made without changing what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.languages.language import exactly, glob
from costguard.prove.evaluate import is_true
from costguard.prove.formula import (
    FALSE,
    TRUE,
    And,
    AtMost,
    Flag,
    Formula,
    Lies,
    Not,
    Or,
    atoms_in,
    conjunction,
    disjunction,
    lies_in,
    negation,
)

ATOMS = st.sampled_from([Lies("a", exactly("x")), Lies("a", glob("x*")), AtMost("n", 2.0), Flag("late")])
PARTS = st.lists(
    st.recursive(
        ATOMS,
        lambda parts: st.one_of(
            st.lists(parts, max_size=3).map(lambda found: And(tuple(found))),
            st.lists(parts, max_size=3).map(lambda found: Or(tuple(found))),
            parts.map(Not),
        ),
        max_leaves=6,
    ),
    max_size=4,
)
VALUES = st.fixed_dictionaries(
    {"a": st.sampled_from(["", "x", "xy"]), "n": st.sampled_from(["1", "3", ""]), "late": st.sampled_from(["yes", ""])}
)


@given(PARTS, VALUES)
def test_joining_keeps_the_meaning(parts: list[Formula], values: dict[str, str]) -> None:
    each = [is_true(part, values) for part in parts]
    assert is_true(conjunction(parts), values) is all(each)
    assert is_true(disjunction(parts), values) is any(each)
    assert [is_true(negation(part), values) for part in parts] == [not truth for truth in each]


def test_of_nothing_everything_holds_and_nothing_does() -> None:
    assert conjunction(()) == TRUE
    assert disjunction(()) == FALSE
    assert is_true(TRUE, {})
    assert not is_true(FALSE, {})


def test_what_is_decided_is_not_carried_along() -> None:
    lies = Lies("a", exactly("x"))
    assert conjunction((lies, FALSE)) == FALSE
    assert disjunction((lies, TRUE)) == TRUE
    assert conjunction((lies, TRUE, lies)) == lies
    assert lies_in("a", ()) == FALSE


@pytest.mark.parametrize(
    ("value", "is_at_most"), [("2", True), ("2.0", True), ("2.1", False), ("", False), ("x", False)]
)
def test_what_is_no_number_is_at_most_nothing(value: str, is_at_most: bool) -> None:
    assert is_true(AtMost("n", 2.0), {"n": value}) is is_at_most


def test_a_variable_without_a_value_is_the_empty_text() -> None:
    assert is_true(Lies("a", exactly("")), {})


def test_atoms_come_in_reading_order_as_often_as_they_occur() -> None:
    first, second = Lies("a", exactly("x")), Flag("late")
    assert list(atoms_in(And((first, Not(Or((second, first))))))) == [first, second, first]
