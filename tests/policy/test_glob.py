"""Globs: matched whole, by case, in linear time; their intersection and inclusion decided."""

import re
import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costguard.policy.glob import compiled, glob_covers, glob_intersects, globs_intersect, is_glob, matches

SMALL = st.text(alphabet="ab*?", max_size=5)
TEXTS = ["".join(letters) for size in range(7) for letters in product("abc", repeat=size)]


@pytest.mark.parametrize(
    ("glob", "text", "expected"),
    [
        ("aws_*", "aws_instance", True),
        ("aws_*", "awscc_instance", False),
        ("*", "", True),
        ("?*", "", False),
        ("**", "anything", True),
        ("ENG-???", "ENG-123", True),
        ("ENG-???", "ENG-12", False),
        ("a*a", "a", False),
        ("t3.*", "T3.micro", False),
        ("p3*.*", "p3dn.24xlarge", True),
        ('module.a["x"].*', 'module.a["x"].aws_instance.b', True),
        ("a.b", "axb", False),
        ("*", "two\nlines", True),
        ("?", "\n", True),
        ("a?*?b", "axyb", True),
        ("a?*?b", "axb", False),
    ],
)
def test_a_glob_matches_the_whole_text_by_case(glob, text, expected):
    assert matches(glob, text) is expected


@given(st.text(alphabet="ab*?.", max_size=8), st.text(alphabet="ab.\n", max_size=10))
def test_matching_agrees_with_a_regular_expression(glob, text):
    pattern = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in glob)
    assert matches(glob, text) is (re.fullmatch(pattern, text, re.DOTALL) is not None)


def test_a_hostile_glob_takes_no_longer_than_its_text():
    started = time.process_time()
    assert not matches("*a" * 200 + "*b", "a" * 100_000)
    assert not matches("*a?" * 50 + "*b", "a" * 20_000)
    assert time.process_time() - started < 5


def test_a_glob_is_compiled_once():
    assert compiled("aws_*") is compiled("aws_*")


def test_only_wildcards_make_a_glob():
    assert [is_glob(text) for text in ("aws_instance", "aws_*", "ENG-???")] == [False, True, True]


@settings(max_examples=150, deadline=None)
@given(SMALL, SMALL)
def test_two_globs_intersect_exactly_when_some_short_text_matches_both(first, second):
    """Short globs that share a text share a short one; of longer globs the short texts only show that they do."""
    witness = any(matches(first, text) and matches(second, text) for text in TEXTS)
    if witness:
        assert glob_intersects(first, second)
    if not glob_intersects(first, second):
        assert not witness
    if len(first.replace("*", "")) + len(second.replace("*", "")) <= 6:
        assert glob_intersects(first, second) is witness


@settings(max_examples=150, deadline=None)
@given(SMALL, SMALL)
def test_a_glob_covers_another_exactly_when_it_matches_all_that_the_other_matches(general, special):
    """`c` stands in neither glob, so texts over three letters tell whatever any text could."""
    counterexample = any(matches(special, text) and not matches(general, text) for text in TEXTS)
    assert glob_covers(general, special) is not counterexample or len(general) + len(special) > 6


@given(st.lists(SMALL, min_size=1, max_size=3))
def test_globs_that_intersect_all_together_intersect_in_pairs(globs):
    if globs_intersect(globs):
        assert all(glob_intersects(first, second) for first in globs for second in globs)


def test_globs_can_intersect_in_pairs_and_yet_not_all_together():
    globs = ("?a*", "*b?", "???")
    assert all(glob_intersects(first, second) for first in globs for second in globs)
    assert globs_intersect(globs) is False
