"""Conditions in words that a person reads in passing."""

import pytest
from engine_samples import on_attribute, on_tag

from costguard.engine.words import demand, demanded, described, fact, listed
from costguard.model.condition import All, AnyOf, Not, Operator


@pytest.mark.parametrize(
    ("operands", "words"),
    [
        (("a",), "`a`"),
        (("a", "b"), "`a` or `b`"),
        (("a", "b", "c"), "`a`, `b` or `c`"),
        (tuple("abcdefgh"), "`a`, `b`, `c`, `d`, `e`, `f`, `g` or `h`"),
        (tuple("abcdefghij"), "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h` or 2 more"),
        ((True, 1.0, 2.5), "`true`, `1` or `2.5`"),
    ],
)
def test_values_stand_in_a_row_and_a_long_row_is_cut(operands, words):
    assert listed(operands) == words


@pytest.mark.parametrize(
    ("test", "must", "is_"),
    [
        (on_tag(Operator.ONE_OF, "a"), "must be `a`", "is `a`"),
        (on_tag(Operator.ONE_OF, "a", "b"), "must be `a` or `b`", "is `a` or `b`"),
        (on_tag(Operator.ONE_OF, "a", "b", "c"), "must be one of `a`, `b` or `c`", "is one of `a`, `b` or `c`"),
        (on_tag(Operator.NONE_OF, "a", "b"), "must not be `a` or `b`", "is not `a` or `b`"),
        (on_tag(Operator.LIKE, "a*", "b*"), "must be like `a*` or `b*`", "is like `a*` or `b*`"),
        (on_tag(Operator.LIKE, "?*"), "must have a value", "has a value"),
        (on_tag(Operator.UNLIKE, "a*"), "must not be like `a*`", "is not like `a*`"),
        (on_tag(Operator.PATTERN, "[a-z]+"), "must match `[a-z]+`", "matches `[a-z]+`"),
        (on_attribute(Operator.AT_MOST, 5), "must be at most 5", "is at most 5"),
        (on_attribute(Operator.AT_LEAST, 5.0), "must be at least 5", "is at least 5"),
        (on_tag(Operator.PRESENT, True), "must be set", "is set"),
        (on_tag(Operator.PRESENT, False), "must not be set", "is not set"),
    ],
)
def test_a_test_is_a_demand_or_a_fact(test, must, is_):
    assert (demand(test), fact(test)) == (must, is_)


def test_a_condition_reads_as_one_line_with_brackets_where_they_are_needed():
    prod, small = on_tag(Operator.ONE_OF, "prod"), on_attribute(Operator.AT_MOST, 5)
    assert demanded(All(parts=(prod, small))) == "environment must be `prod` and size_gb must be at most 5"
    assert described(All(parts=(prod, AnyOf(parts=(small, prod))))) == (
        "environment is `prod` and (size_gb is at most 5 or environment is `prod`)"
    )
    assert described(Not(part=All(parts=(prod, small)))) == "not (environment is `prod` and size_gb is at most 5)"
    assert demanded(Not(part=prod)) == "it must not be that environment is `prod`"


def test_a_subject_that_several_tests_speak_of_is_named_once():
    both = All(parts=(on_attribute(Operator.PRESENT, True), on_attribute(Operator.AT_MOST, 3000)))
    assert demanded(both) == "size_gb must be set and must be at most 3000"
    assert described(both) == "size_gb is set and is at most 3000"
