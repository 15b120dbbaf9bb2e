"""Laws of how languages are spelled in Azure's operators: what is lost, and on which side."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.emit.azure.spelling import around, inside
from costguard.languages.language import exactly, glob, holds, pattern

SIGNS = "aAbB1.#-*?[]'"
TEXTS = st.text(alphabet=SIGNS, max_size=6)
PATTERNS = st.sampled_from(
    [
        r"CC-\d{3}",
        r"[a-z][a-z0-9-]{1,30}",
        r"(?i)ab|c",
        r"[A-Z]{2}\d",
        r"a?b?\d{1,2}",
        r".{2,4}",
        r"x|yy|[#.?]z",
        r"[ab]*",
    ]
)
LANGUAGES = st.one_of(TEXTS.map(exactly), TEXTS.map(glob), PATTERNS.map(pattern))
VALUES = st.one_of(TEXTS, st.text(alphabet=string.ascii_letters[:4] + "019-CcxyzZ", max_size=5))


def takes(near, value):
    return any(all(holds(part.language, value) is part.holds for part in row) for row in near.spellings)


@given(LANGUAGES, VALUES, st.booleans())
def test_what_is_written_around_a_language_takes_all_of_it(language, value, ignores_case):
    near = around(language, ignores_case=ignores_case)
    assert near.lost is None
    if holds(language, value):
        assert takes(near, value)


@given(LANGUAGES, VALUES, st.booleans())
def test_what_is_written_inside_a_language_differs_in_case_alone(language, value, ignores_case):
    near = inside(language, ignores_case=ignores_case)
    if takes(near, value) and not holds(language, value):
        assert near.is_case
        assert any(holds(language, each) for each in _in_any_case(value))


@given(LANGUAGES, st.booleans())
def test_a_witness_shows_the_difference_that_it_is_said_to(language, ignores_case):
    for near in (around(language, ignores_case=ignores_case), inside(language, ignores_case=ignores_case)):
        if near.extra is not None:
            assert takes(near, near.extra)
            assert not holds(language, near.extra)
        if near.lost is not None:
            assert not takes(near, near.lost)
            assert holds(language, near.lost)


@given(TEXTS)
def test_a_text_of_a_tag_is_said_exactly(text):
    assert around(exactly(text), ignores_case=False).extra is None
    assert inside(exactly(text), ignores_case=False).extra is None
    assert inside(exactly(text), ignores_case=False).lost is None


@pytest.mark.parametrize("text", [r"v\d\.\d", r"(prod|dev)-\d\d", r"[A-Za-z]\d{1,3}", r".{3}", r"#\d?", "[ab]"])
def test_these_patterns_are_said_exactly(text):
    near = around(pattern(text), ignores_case=False)
    assert (near.extra, near.lost) == (None, None)


@pytest.mark.parametrize("text", ["", "?", "a", "??", "a?b", "?-?", "v?.0", "*", "?*", "??*", "1*", "1?*", "*-1"])
def test_these_globs_are_said_exactly(text):
    near = around(glob(text), ignores_case=False)
    assert (near.extra, near.lost) == (None, None)


@pytest.mark.parametrize(
    ("language", "extra"),
    [(glob("CC-*"), "cc-"), (glob("p3*.*"), "P3."), (pattern("[a-z]{2}"), "aA"), (pattern("[0-9a-f]{4}"), "aaag")],
)
def test_what_cannot_be_said_has_a_witness(language, extra):
    assert around(language, ignores_case=False).extra == extra


def _in_any_case(value):
    found = [""]
    for letter in value:
        found = [text + each for text in found for each in {letter.lower(), letter.upper()}]
    return found
