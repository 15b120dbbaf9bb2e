"""The partition: sound (its witnesses are), complete (no string is left out), shortest, and quick."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_languages import LANGUAGES, TEXTS

from costguard.languages import partition as partition_module
from costguard.languages.language import azure_match, everything, exactly, glob, holds, matcher, pattern
from costguard.languages.partition import UnsoundPartition, partition
from costguard.languages.unsupported import Unsupported

SEVERAL = st.lists(LANGUAGES, max_size=4)
WITHIN = st.one_of(st.none(), LANGUAGES, st.tuples(LANGUAGES, LANGUAGES))


def told(languages, within=None):
    """The parts as pairs: a witness, and the texts of its languages."""
    return [(part.witness, sorted(one.text for one in part.languages)) for part in partition(languages, within)]


def vector(languages, text):
    return frozenset(language for language in languages if holds(language, text))


def is_spoken_of(within, text):
    allowed = within if isinstance(within, tuple) else (within,)
    return within is None or any(holds(language, text) for language in allowed)


def test_of_no_languages_all_strings_are_one_part():
    assert told([]) == [("", [])]
    assert told([everything()]) == [("", ["*"])]


def test_exact_values_and_a_glob_that_holds_some_of_them():
    assert told([exactly("CC-1"), exactly("dev"), glob("CC-*")]) == [
        ("", []),
        ("dev", ["dev"]),
        ("CC-", ["CC-*"]),
        ("CC-1", ["CC-*", "CC-1"]),
    ]


def test_digits_are_told_from_any_characters():
    """The hole of an SCP that has no digits: `CC-???` lets through what the pattern forbids."""
    assert told([pattern(r"CC-\d{3}"), glob("CC-???")]) == [
        ("", []),
        ("CC-aaa", ["CC-???"]),
        ("CC-000", ["CC-???", r"CC-\d{3}"]),
    ]


def test_case_is_told_where_one_language_ignores_it():
    assert told([exactly("ab"), exactly("ab", folded=True)]) == [("", []), ("ab", ["ab", "ab"]), ("aB", ["ab"])]


def test_what_only_a_character_beyond_ascii_can_show_is_shown():
    assert told([pattern("[ -~]*")]) == [("", ["[ -~]*"]), ("☃", [])]


def test_within_a_language_only_its_strings_are_spoken_of():
    assert told([glob("a*"), glob("*z")], within=glob("?x?")) == [
        ("axa", ["a*"]),
        ("axz", ["*z", "a*"]),
        ("bxa", []),
        ("bxz", ["*z"]),
    ]
    assert told([glob("a*")], within=(exactly("ab"), exactly("c"))) == [("c", []), ("ab", ["a*"])]
    assert told([glob("a*")], within=pattern("a^b")) == []
    assert told([glob("a*")], within=()) == []


def test_within_a_few_strings_even_a_huge_pattern_is_small():
    huge = pattern("[ab]*a[ab]{40}")
    assert told([huge], within=(exactly("b" * 41), exactly("a" * 41))) == [("a" * 41, [huge.text]), ("b" * 41, [])]


@given(SEVERAL, WITHIN)
def test_every_witness_lies_in_exactly_the_languages_of_its_part(languages, within):
    parts = partition(languages, within)
    assert [part.languages for part in parts] == [vector(languages, part.witness) for part in parts]
    assert all(is_spoken_of(within, part.witness) for part in parts)
    assert len({part.languages for part in parts}) == len(parts)


@settings(max_examples=300)
@given(SEVERAL, WITHIN, TEXTS)
def test_every_string_is_in_a_part_and_no_witness_is_longer(languages, within, text):
    if is_spoken_of(within, text):
        (part,) = (part for part in partition(languages, within) if part.languages == vector(languages, text))
        assert len(part.witness) <= len(text)


@given(SEVERAL)
def test_parts_come_shortest_first_and_the_same_in_any_order_of_asking(languages):
    parts = partition(languages)
    assert [len(part.witness) for part in parts] == sorted(len(part.witness) for part in parts)
    partition_module._partition.cache_clear()
    assert partition(list(reversed(languages))) == parts


def test_a_question_asked_again_is_not_worked_out_again():
    assert partition([glob("a*"), exactly("b")]) is partition((exactly("b"), glob("a*")))


def test_what_overlaps_in_too_many_ways_is_refused(monkeypatch):
    with pytest.raises(Unsupported, match="takes more than 50,000 states"):
        partition([pattern("[ab]*a[ab]{20}")])
    monkeypatch.setattr(partition_module, "MOST_STATES", 500)
    with pytest.raises(Unsupported, match="overlap in more than 500 ways"):
        partition([glob("*a?????????")])


def test_a_witness_that_the_plain_matchers_deny_is_a_fault_of_ours(monkeypatch):
    language = exactly("a fault for this test")
    monkeypatch.setattr(partition_module, "matcher", lambda one: (lambda _: False) if one == language else matcher(one))
    with pytest.raises(UnsoundPartition, match="wrong about `a fault for this test` in `a fault for this test`"):
        partition([language])
    with pytest.raises(UnsoundPartition, match="not among the strings spoken of"):
        partition([glob("a*")], within=language)


def test_many_values_of_a_registry_take_no_time():
    """About 10 ms on a slow machine; the limit only catches what grows with the square."""
    values = [f"CC-{number * 7919 % 100_000:05}" for number in range(60)]
    languages = [exactly(value, folded=True) for value in values] + [azure_match(value[:-1] + "#") for value in values]
    started = time.process_time()
    parts = partition(languages)
    assert time.process_time() - started < 0.5
    assert sum(len(part.languages) > 0 for part in parts) == len(parts) - 1
    assert {part.witness.upper() for part in parts} >= set(values)
