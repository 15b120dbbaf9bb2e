"""Kleene's strong three-valued logic: the unknown is never true and never false."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.truth import Truth, conjunction, disjunction, truth

HOLDS, FAILS, UNDECIDED = Truth.HOLDS, Truth.FAILS, Truth.UNDECIDED
MANY = st.lists(st.sampled_from(Truth), max_size=5)


@pytest.mark.parametrize(
    ("first", "second", "both", "either"),
    [
        (HOLDS, HOLDS, HOLDS, HOLDS),
        (HOLDS, FAILS, FAILS, HOLDS),
        (HOLDS, UNDECIDED, UNDECIDED, HOLDS),
        (FAILS, FAILS, FAILS, FAILS),
        (FAILS, UNDECIDED, FAILS, UNDECIDED),
        (UNDECIDED, UNDECIDED, UNDECIDED, UNDECIDED),
    ],
)
def test_the_truth_tables_are_kleenes_in_either_order(first, second, both, either):
    assert (conjunction([first, second]), conjunction([second, first])) == (both, both)
    assert (disjunction([first, second]), disjunction([second, first])) == (either, either)


def test_a_denial_turns_what_is_known_and_leaves_what_is_not():
    assert (~HOLDS, ~FAILS, ~UNDECIDED) == (FAILS, HOLDS, UNDECIDED)


def test_all_of_nothing_holds_and_one_of_nothing_fails():
    assert (conjunction([]), disjunction([])) == (HOLDS, FAILS)


def test_what_is_known_is_true_or_false():
    assert (truth(True), truth(False)) == (HOLDS, FAILS)


@given(MANY)
def test_de_morgan_holds(truths):
    assert ~conjunction(truths) is disjunction([~each for each in truths])
    assert ~disjunction(truths) is conjunction([~each for each in truths])


@given(MANY, MANY)
def test_parts_can_be_taken_together_in_any_way(first, second):
    assert conjunction([*first, *second]) is conjunction([conjunction(first), conjunction(second)])
    assert disjunction([*first, *second]) is disjunction([disjunction(first), disjunction(second)])


@given(MANY)
def test_deciding_the_unknown_never_turns_a_decided_answer(truths):
    choices = [(HOLDS, FAILS) if each is UNDECIDED else (each,) for each in truths]
    for together in (conjunction, disjunction):
        answers = {together(decided) for decided in product(*choices)}
        if together(truths) is not UNDECIDED:
            assert answers == {together(truths)}
        else:
            assert answers == {HOLDS, FAILS}
