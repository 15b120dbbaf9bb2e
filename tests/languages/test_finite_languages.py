"""Languages written down: as the list of their strings, or as the tightest glob around them."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_languages import LANGUAGES, PATTERNS, TEXTS

from costguard.languages.finite import enclosing_glob, is_empty, is_within, strings_of
from costguard.languages.language import azure_match, everything, exactly, glob, holds, pattern

SIGNS = ["".join(signs) for size in range(4) for signs in product("ab?", repeat=size)]
SMALL_GLOBS = [*SIGNS, *(sign[:place] + "*" + sign[place:] for sign in SIGNS for place in range(len(sign) + 1))]
SMALL_TEXTS = ["".join(letters) for size in range(5) for letters in product("ab", repeat=size)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (exactly("prod"), ("prod",)),
        (exactly(""), ("",)),
        (exactly("a1", folded=True), ("A1", "a1")),
        (pattern("(dev|prod)-[12]?"), ("dev-", "dev-1", "dev-2", "prod-", "prod-1", "prod-2")),
        (pattern("a{0,3}"), ("", "a", "aa", "aaa")),
        (pattern("a^b"), ()),
        (azure_match("#"), tuple("0123456789")),
        (azure_match("##"), None),
        (pattern("a*"), None),
        (pattern("(a{10})*"), None),
        (glob("a*"), None),
        (glob("a?"), None),
        (everything(), None),
    ],
)
def test_a_language_of_few_strings_is_listed(language, expected):
    assert strings_of(language, at_most=20) == expected


def test_the_list_may_be_exactly_as_long_as_allowed():
    assert strings_of(pattern("[a-d]"), at_most=4) == ("a", "b", "c", "d")
    assert strings_of(pattern("[a-d]"), at_most=3) is None
    assert strings_of(pattern("a^b"), at_most=0) == ()
    assert strings_of(exactly(""), at_most=0) is None


@given(st.lists(st.sampled_from(["a", "b", "[ab]", "a?", "(a|bb)", "b{0,2}", ""]), max_size=2).map("".join))
def test_the_list_is_what_trying_all_strings_finds(text):
    assert strings_of(pattern(text), at_most=99) == tuple(
        sorted(one for one in SMALL_TEXTS if holds(pattern(text), one))
    )


@given(LANGUAGES, TEXTS)
def test_a_list_leaves_nothing_out(language, text):
    strings = strings_of(language, at_most=50)
    if strings is not None:
        assert all(holds(language, one) for one in strings)
        assert (text in strings) is holds(language, text)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (pattern(r"CC-\d{3}"), "CC-???"),
        (pattern(r"CC-\d+"), "CC-?*"),
        (pattern(r"CC-\d+-x"), "CC-?*-x"),
        (pattern("team-[ab]-x.*"), "team-?-x*"),
        (pattern("[a-z]{2}-[0-9]{2}"), "??-??"),
        (pattern("[a-z]*"), "*"),
        (pattern("a|bc"), "?*"),
        (pattern("aa|aaa"), "aa*"),
        (pattern("dev|prod|test"), "???*"),
        (pattern(".*-prod"), "*-prod"),
        (pattern("a^b"), ""),
        (glob("a*b*c"), "a?*c"),
        (exactly("prod"), "prod"),
        (exactly("a*b"), "a?b"),
        (exactly("a1", folded=True), "?1"),
        (everything(), "*"),
    ],
)
def test_the_tightest_glob_around_a_language(language, expected):
    assert enclosing_glob(language) == expected


@given(LANGUAGES)
def test_the_glob_around_a_language_holds_all_of_it(language):
    assert is_within(language, glob(enclosing_glob(language)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "ab", "ba", "aab", "bab", "a.*b", "[ab]", "b+"]), min_size=1, max_size=3))
def test_no_glob_of_its_form_around_a_language_is_tighter(options):
    language = pattern("|".join(options))
    found = glob(enclosing_glob(language))
    around = [one for one in map(glob, SMALL_GLOBS) if is_within(language, one)]
    assert [one.text for one in around if is_within(one, found) and not is_within(found, one)] == []


def test_inclusion_is_decided_for_one_or_several():
    assert is_within(pattern("[a-c]x"), (glob("a?"), glob("b?"), glob("c?")))
    assert not is_within(pattern("[a-c]x"), (glob("a?"), glob("b?")))
    assert is_within(pattern("[a-c]x"), (glob("a?"), glob("b?")), within=pattern("[^c]*"))
    assert is_within(glob("*"), None)
    assert not is_within(glob("*"), ())
    assert is_within(pattern("a^b"), ())


@given(LANGUAGES, LANGUAGES, TEXTS)
def test_inclusion_is_never_claimed_against_a_string(inner, outer, text):
    if is_within(inner, outer) and holds(inner, text):
        assert holds(outer, text)


@given(PATTERNS, LANGUAGES)
def test_a_language_is_empty_when_it_has_no_string(language, within):
    assert is_empty(language) is (strings_of(language, at_most=0) == ())
    assert is_empty(language, within) is is_empty(within, language)


@given(LANGUAGES, LANGUAGES)
def test_among_all_strings_inclusion_is_what_it_is_without_saying_so(inner, outer):
    assert is_within(inner, outer) is is_within(inner, outer, within=everything())


def test_emptiness_is_decided_among_some_strings():
    assert is_empty(glob("a*"), within=glob("b*"))
    assert not is_empty(glob("a*"), within=(glob("b*"), glob("*a")))
    assert not is_empty(glob("*"))
