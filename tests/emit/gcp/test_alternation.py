"""Many texts and globs become one short pattern that matches the same."""

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from costguard.emit.gcp.alternation import alternation
from costguard.languages.language import exactly, glob, holds


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["a"], "a"),
        (["prod", "dev"], "(?:dev|prod)"),
        (["cc-1", "cc-2"], "cc-[12]"),
        (["cc-1", "cc-12"], "cc-12?"),
        (["cc-1", "cc-123"], "cc-1(?:23)?"),
        (["a", "b", "ab"], "(?:ab?|b)"),
        ([f"cc-{place}" for place in range(100, 1000)], "cc-[1-9][0-9][0-9]"),
        (["a-x", "b-x", "c-y"], "(?:[ab]-x|c-y)"),
        (["a-", "a1", "a_"], "a[1_-]"),
        (["a.b*", "a.c"], "a[.](?:b[*]|c)"),
        (["^", "]", "\\"], r"[\\\]\^]"),
        (["", "a"], "a?"),
        (["", "-", "^"], r"(?:[\^-])?"),
    ],
)
def test_what_texts_share_is_written_once(texts, pattern):
    assert alternation(map(exactly, texts)) == pattern


def test_the_signs_of_globs_are_runs_and_single_characters():
    assert alternation([glob("a*"), glob("a?c"), exactly("a*")]) == "a(?:[*]|.*|.c)"


SIGNS = st.text(alphabet="ab-.^]\\[*?$|(é1", max_size=4)


@given(texts=st.lists(SIGNS.filter(str.isascii), min_size=1, max_size=8), asked=SIGNS)
def test_the_pattern_matches_just_the_texts(texts, asked):
    compiled = re2.compile(alternation(map(exactly, texts)))
    assert [bool(compiled.fullmatch(each)) for each in (*texts, asked)] == [each in texts for each in (*texts, asked)]


@given(globs=st.lists(SIGNS.filter(str.isascii), min_size=1, max_size=6), asked=st.lists(SIGNS, min_size=1))
def test_the_pattern_matches_just_what_the_globs_do(globs, asked):
    languages = list(map(glob, globs))
    compiled = re2.compile(alternation(languages))
    for each in asked:
        assert bool(compiled.fullmatch(each)) is any(holds(language, each) for language in languages)
