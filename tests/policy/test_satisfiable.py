"""Whether anything can meet a condition: what is called impossible is impossible."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costguard.model.cloud import Cloud
from costguard.model.condition import All, AnyOf, AttributeSubject, Condition, Not, Operator, TagSubject, Test
from costguard.policy.lints.examples import examples, meets_all
from costguard.policy.lints.satisfiable import is_satisfiable

TYPE = AttributeSubject("instance_type")
SIZE = AttributeSubject("size_gb")
FLAG = AttributeSubject("encrypted")
TAG = TagSubject("owner", {Cloud.AWS: "Owner"})


def asks(subject, operator, *operands):
    return Test(subject, Operator(operator), operands)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([], True),
        ([asks(TYPE, "one_of", "a", "b"), asks(TYPE, "one_of", "b", "c")], True),
        ([asks(TYPE, "one_of", "a"), asks(TYPE, "one_of", "b")], False),
        ([asks(TYPE, "one_of", "a"), asks(TYPE, "none_of", "a")], False),
        ([asks(TYPE, "one_of", "a"), Not(asks(TYPE, "one_of", "a"))], False),
        ([asks(TYPE, "like", "t3.*"), asks(TYPE, "like", "*.micro")], True),
        ([asks(TYPE, "like", "t3.*"), asks(TYPE, "like", "m5.*", "c5.*")], False),
        ([asks(TYPE, "like", "t3.*"), Not(asks(TYPE, "like", "t?.*"))], False),
        ([asks(TYPE, "like", "t?.*"), asks(TYPE, "unlike", "t3.*")], True),
        ([asks(TYPE, "like", "t3.micro"), asks(TYPE, "none_of", "t3.micro")], False),
        ([asks(TYPE, "like", "?a*"), asks(TYPE, "like", "*b?"), asks(TYPE, "like", "???")], False),
        ([asks(TYPE, "one_of", "ab"), asks(TYPE, "pattern", "[0-9]+")], False),
        ([asks(TYPE, "pattern", "a"), asks(TYPE, "pattern", "b")], True),
        ([asks(SIZE, "at_most", 10), asks(SIZE, "at_least", 20)], False),
        ([asks(SIZE, "at_most", 10), asks(SIZE, "at_least", 10)], True),
        ([asks(SIZE, "at_most", 10), Not(asks(SIZE, "at_most", 10))], False),
        ([asks(SIZE, "at_most", 10), asks(SIZE, "at_least", 10), asks(SIZE, "none_of", 10)], False),
        ([asks(SIZE, "one_of", 8, 16), asks(SIZE, "at_least", 20)], False),
        ([asks(FLAG, "none_of", True, False)], False),
        ([asks(FLAG, "one_of", True), asks(FLAG, "none_of", False)], True),
        ([asks(TYPE, "present", True), asks(TYPE, "present", False)], False),
        ([asks(TYPE, "one_of", "a"), asks(TYPE, "present", False)], False),
        ([asks(TYPE, "none_of", "a"), asks(TYPE, "present", False)], False),
        ([asks(TAG, "none_of", "a"), asks(TAG, "present", False)], True),
        ([Not(asks(TAG, "one_of", "a")), Not(asks(TAG, "present", True))], True),
        ([AnyOf((asks(TYPE, "one_of", "a"), asks(TYPE, "one_of", "b"))), asks(TYPE, "one_of", "b")], True),
        ([AnyOf((asks(TYPE, "one_of", "a"), asks(SIZE, "at_most", 1))), asks(TYPE, "one_of", "b")], True),
        ([Not(All((asks(TYPE, "one_of", "a"), asks(TYPE, "one_of", "a")))), asks(TYPE, "one_of", "a")], False),
        ([AnyOf(()), asks(TYPE, "one_of", "a")], False),
    ],
)
def test_a_conjunction_is_possible_exactly_when_some_value_meets_it(conditions, expected):
    assert is_satisfiable(*conditions) is expected


def test_too_many_ways_are_taken_to_be_possible():
    either = AnyOf((asks(TYPE, "one_of", "a"), asks(TYPE, "one_of", "b")))
    assert is_satisfiable(*[either] * 20, asks(TYPE, "one_of", "c"))


TESTS = st.builds(
    lambda operator, operands: Test(TYPE, operator, tuple(operands)),
    st.sampled_from([Operator.ONE_OF, Operator.NONE_OF, Operator.LIKE, Operator.UNLIKE]),
    st.lists(st.text(alphabet="ab?*", min_size=1, max_size=3), min_size=1, max_size=2),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds(lambda parts: All(tuple(parts)), st.lists(inner, min_size=1, max_size=2)),
        st.builds(lambda parts: AnyOf(tuple(parts)), st.lists(inner, min_size=1, max_size=2)),
        st.builds(Not, inner),
    ),
    max_leaves=4,
)
VALUES = ["".join(signs) for size in range(1, 6) for signs in product("abc", repeat=size)]


@settings(max_examples=200, deadline=None)
@given(st.lists(CONDITIONS, min_size=1, max_size=2))
def test_what_is_called_impossible_no_value_meets(conditions: list[Condition]):
    if not is_satisfiable(*conditions):
        assert not any(meets_all(conditions, value) for value in VALUES)


@settings(max_examples=200, deadline=None)
@given(st.lists(CONDITIONS, min_size=1, max_size=2))
def test_examples_meet_the_conditions_that_they_are_examples_of(conditions: list[Condition]):
    found = examples(conditions)
    assert all(meets_all(conditions, value) for value in found)
    assert not found or is_satisfiable(*conditions)
