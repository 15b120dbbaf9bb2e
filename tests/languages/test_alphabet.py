"""The characters of values: what is told apart, and which of them a witness shows."""

import pytest

from costguard.languages.alphabet import (
    CHARACTERS,
    EVERY,
    OTHER,
    UPPER,
    bit_of,
    bits_of,
    folded,
    members,
    plainest,
    set_of,
)
from costguard.languages.unsupported import Unsupported


def test_the_alphabet_is_printable_ascii_and_one_for_all_others():
    assert sorted(CHARACTERS) == [*map(chr, range(0x20, 0x7F)), OTHER]
    assert members(EVERY) == tuple(CHARACTERS)


def test_characters_beyond_ascii_are_one_in_a_value_and_refused_in_a_rule():
    assert bit_of("é") == bit_of("中") == bit_of(OTHER)
    for text in ("é", OTHER, "\n"):
        with pytest.raises(Unsupported, match="is not printable ASCII"):
            set_of(text)


def test_folding_adds_the_other_case_of_letters_only():
    assert folded(set_of("aZ1[")) == set_of("aAzZ1[")
    assert folded(EVERY) == EVERY
    assert folded(UPPER) == folded(folded(UPPER))


@pytest.mark.parametrize(
    ("characters", "expected"), [(" ~9Zb", "b"), (" ~9Z", "Z"), (" ~9", "9"), (" ~-", "-"), (" ", " ")]
)
def test_letters_are_plainer_than_digits_and_digits_than_signs(characters, expected):
    assert plainest(set_of(characters)) == expected


def test_a_set_of_numbers_lists_them_in_order():
    assert bits_of(0b1001_0010) == [1, 4, 7]
    assert bits_of(0) == []
