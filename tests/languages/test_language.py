"""Languages: what lies in them, when they are equal, and how they are told to people."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_languages import LANGUAGES, LETTERS, TEXTS

from costguard.languages.alphabet import DIGITS, EVERY, set_of
from costguard.languages.language import (
    ANY_RUN,
    azure_like,
    azure_match,
    describe,
    everything,
    exactly,
    glob,
    holds,
    pattern,
)
from costguard.languages.unsupported import Unsupported
from costguard.policy.glob import matches


@pytest.mark.parametrize(
    ("language", "inside", "outside"),
    [
        (exactly("prod"), ["prod"], ["", "Prod", "prod "]),
        (exactly("a*"), ["a*"], ["ab", "a"]),
        (exactly("Prod", folded=True), ["prod", "PROD"], ["pro", "prod1"]),
        (exactly("k", folded=True), ["K"], ["\N{KELVIN SIGN}"]),
        (exactly(""), [""], [" "]),
        (glob("CC-*"), ["CC-", "CC-1", "CC-é"], ["cc-1", "CC"]),
        (glob("?b"), ["ab", "?b", "☃b"], ["b", "aab"]),
        (glob("a*b*c"), ["abc", "a-b-b-c"], ["acb", "ab"]),
        (glob("a.c"), ["a.c"], ["abc"]),
        (glob("a*", folded=True), ["Ab", "a"], ["ba"]),
        (azure_like("Prod-*?"), ["prod-?", "PROD-x?"], ["prod-x"]),
        (azure_like("prod"), ["PROD"], ["prods"]),
        (azure_match("a#?.*"), ["a1x☃*", "a0Z.*"], ["A1x.*", "a1x.", "ax1.*", "a112*", "a1x.b"]),
        (azure_match("a#", folded=True), ["A1", "a2"], ["aa"]),
        (pattern("[a-z]+"), ["prod"], ["", "Prod", "prod1"]),
        (pattern("[a-z]+", folded=True), ["Prod"], ["prod1"]),
        (everything(), ["", "é", " "], []),
    ],
)
def test_a_language_holds_whole_texts(language, inside, outside):
    assert [text for text in [*inside, *outside] if holds(language, text)] == inside


@given(st.text(alphabet=LETTERS + "*?", max_size=7), TEXTS)
def test_a_glob_holds_what_the_policy_language_says_it_matches(text, value):
    assert holds(glob(text), value) is matches(text, value)


def test_a_hostile_glob_takes_no_longer_than_its_text():
    started = time.process_time()
    assert not holds(glob("*a" * 60 + "*b"), "a" * 2000)
    assert time.process_time() - started < 5


def test_what_is_the_same_is_equal():
    assert glob("prod") == exactly("prod")
    assert azure_like("prod-*") == glob("prod-*", folded=True)
    assert azure_match("prod") == exactly("prod")
    assert exactly("123", folded=True) == exactly("123")
    assert len({exactly("a"), exactly("a", folded=True), glob("a*"), exactly("a*"), pattern("a"), pattern("a*")}) == 6


def test_elements_are_sets_of_characters_and_runs():
    assert glob("a**?").elements == (set_of("a"), ANY_RUN, EVERY)
    assert exactly("a*", folded=True).elements == (set_of("aA"), set_of("*"))
    assert azure_match("#*").elements == (DIGITS, set_of("*"))


@given(st.lists(LANGUAGES, max_size=6))
def test_languages_are_ordered_by_their_text_whatever_their_kind(languages):
    expected = [language.text for language in sorted(languages, key=lambda language: language.text)]
    assert [language.text for language in sorted(languages)] == expected
    assert sorted(set(languages)) == sorted(dict.fromkeys(languages))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (exactly("prod"), "`prod`"),
        (exactly("Prod", folded=True), "`Prod` (ignoring case)"),
        (exactly(""), "the empty text"),
        (glob("CC-*"), "like `CC-*`"),
        (azure_like("a*?"), "Azure like `a*?` (ignoring case)"),
        (azure_match("CC-##"), "match `CC-##`"),
        (pattern("[a-z]+", folded=True), "pattern `[a-z]+` (ignoring case)"),
    ],
)
def test_people_read_a_language_in_a_few_words(language, expected):
    assert describe(language) == expected


def test_what_the_notation_cannot_say_is_refused():
    with pytest.raises(Unsupported, match="takes one `\\*`"):
        azure_like("a*b*")
    for make in (exactly, glob, azure_like, azure_match):
        with pytest.raises(Unsupported, match="'é' is not printable ASCII"):
            make("café")
