"""Patterns that a cloud cannot write are replaced by near ones, on the side that denies no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.emit.approximate import MOST_TEXTS, globs_around, texts_within
from costguard.languages.finite import is_within
from costguard.languages.language import Language, exactly, glob, pattern

LANGUAGES = st.lists(
    st.sampled_from(
        [exactly("a"), glob("a*"), pattern("a|b"), pattern("CC-[0-9]{3}"), pattern("x{0,500}"), pattern(".*")]
    ),
    min_size=1,
    max_size=4,
).map(tuple)


@given(LANGUAGES)
def test_what_lies_around_takes_everything_in(languages: tuple[Language, ...]) -> None:
    assert all(is_within(language, globs_around(languages).languages) for language in languages)


@given(LANGUAGES)
def test_what_lies_within_takes_nothing_else_in(languages: tuple[Language, ...]) -> None:
    near = texts_within(languages)
    assert near is None or all(is_within(language, languages) for language in near.languages)


@given(LANGUAGES)
def test_without_a_reason_nothing_is_lost(languages: tuple[Language, ...]) -> None:
    around, within = globs_around(languages), texts_within(languages)
    if not around.reason:
        assert all(is_within(language, languages) for language in around.languages)
    if within is not None and not within.reason:
        assert all(is_within(language, within.languages) for language in languages)


def test_a_pattern_of_few_texts_is_their_list() -> None:
    texts = (exactly("dev"), exactly("prod"))
    assert globs_around((pattern("prod|dev"),)).languages == texts
    assert texts_within((pattern("prod|dev"),)).languages == texts  # type: ignore[union-attr]
    assert not globs_around((pattern("prod|dev"),)).reason


def test_a_pattern_of_many_texts_is_a_glob_around_and_nothing_within() -> None:
    many = pattern("CC-[0-9]{3}")
    near = globs_around((many,))
    assert near.languages == (glob("CC-???"),)
    assert near.reason == "pattern `CC-[0-9]{3}` is written as the glob `CC-???`, which takes more values"
    assert texts_within((many,)) is None


def test_what_is_lost_within_is_told_beside_what_is_kept() -> None:
    near = texts_within((pattern("[0-9]{3}"), exactly("a")))
    assert near is not None
    assert near.languages == (exactly("a"),)
    assert near.reason == "pattern `[0-9]{3}` cannot be written, and what it catches is not denied"


@pytest.mark.parametrize(("count", "is_list"), [(MOST_TEXTS, True), (MOST_TEXTS + 1, False)])
def test_the_list_has_a_limit(count: int, is_list: bool) -> None:
    near = globs_around((pattern("|".join(f"v{n:04}" for n in range(count))),))
    assert (len(near.languages) == count) is is_list
