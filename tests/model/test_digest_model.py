"""Digests: whole ones bind, short ones are compared by people, marks remember."""

import pytest

from costguard.model.digest import is_digest, mark, sha256_of, short, short_digits

# FIPS 180-4, the message "abc".
ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_content_is_named_by_its_sha_256():
    assert sha256_of(b"abc") == ABC


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [(ABC, True), (ABC[:-1], False), (f"{ABC}0", False), (f"{ABC}\n", False), (ABC.upper(), False), (ABC[7:], False)],
)
def test_a_whole_digest_and_nothing_else_is_one(text, is_whole):
    assert is_digest(text) is is_whole


@pytest.mark.parametrize(
    ("digest", "said", "digits"),
    [(ABC, "sha256:ba7816bf8f01", "ba7816bf8f01"), (ABC[7:], "ba7816bf8f01", "ba7816bf8f01"), ("", "", "")],
)
def test_people_compare_twelve_digits(digest, said, digits):
    assert (short(digest), short_digits(digest)) == (said, digits)


def test_a_mark_tells_parts_apart_and_takes_any_text():
    assert mark("a", "b") == mark("a", "b")
    assert len({mark("a", "b"), mark("ab"), mark("b", "a"), mark("a", "b", ""), mark("\ud800")}) == 5
    assert len(mark("a")) == 32
