"""The word that a person most likely meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.policy.spelling import closest, did_you_mean, edits


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("untaged", ["untagged", "tagged-late"], "untagged"),
        ("enviroment", ["environment", "owner"], "environment"),
        ("COST_CENTER", ["cost_center", "cost_centre"], "cost_center"),
        ("CostCenter", ["owner", "cost-center"], "cost-center"),
        ("onwer", ["owner", "other"], "owner"),
        ("production", ["prod", "staging", "dev"], "prod"),
        ("stg", ["prod", "staging", "dev"], "staging"),
        ("Prod", ["prod", "staging"], "prod"),
        ("aws_instnace", ["aws_instance", "aws_db_instance"], "aws_instance"),
        ("team", ["product", "environment"], None),
        ("x", ["a", "b"], None),
        ("", ["a"], None),
        ("owner", ["owner"], None),
        ("anything", [], None),
    ],
)
def test_the_closest_word_is_the_one_that_was_meant(word, candidates, expected):
    assert closest(word, candidates) == expected


def test_the_end_of_the_sentence_names_it_or_is_empty():
    assert did_you_mean("untaged", ["untagged"]) == "; did you mean `untagged`?"
    assert did_you_mean("nothing", ["untagged"]) == ""


def test_ties_fall_to_the_first_in_the_alphabet_whatever_the_order():
    assert closest("bat", ["cat", "hat"]) == closest("bat", ["hat", "cat"]) == "cat"


def test_a_swap_of_neighbours_is_one_edit():
    assert edits("onwer", "owner", 3) == 1
    assert edits("abcdef", "uvwxyz", 3) == 4


@given(st.text(alphabet="abc", max_size=7), st.text(alphabet="abc", max_size=7), st.integers(0, 8))
def test_edits_are_symmetric_and_stop_at_the_limit(first, second, limit):
    distance = edits(first, second, 20)
    assert edits(second, first, 20) == distance
    assert edits(first, second, limit) == min(distance, limit + 1)
    assert (distance == 0) is (first == second)


@given(st.text(min_size=1, max_size=8), st.lists(st.text(max_size=8), max_size=6))
def test_what_is_suggested_is_a_candidate_and_not_the_word_itself(word, candidates):
    found = closest(word, candidates)
    assert found is None or (found in candidates and found != word)
