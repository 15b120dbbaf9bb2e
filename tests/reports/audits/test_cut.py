"""What is cut for a page says so, and never joins what did not belong together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.reports.audits.cut import cut, others, prose


@given(st.lists(st.integers()), st.integers(0, 10))
def test_what_is_shown_and_what_is_left_are_all_and_never_is_one_left(items, most):
    shown, left = cut(items, most)
    assert list(shown) == items[: len(shown)]
    assert len(shown) + left == len(items)
    assert len(shown) <= most + 1
    assert left != 1


@pytest.mark.parametrize(
    ("number", "said"), [(0, ""), (1, "… and 1 more gap"), (2, "… and 2 more gaps"), (1234, "… and 1,234 more gaps")]
)
def test_the_others_are_counted(number, said):
    assert others(number, "gap") == said


@given(st.text(), st.integers(2, 40))
def test_a_text_keeps_to_its_limit(text, limit):
    assert len(prose(text, limit)) <= limit


@given(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1), st.integers(20, 60))
def test_a_text_of_words_ends_with_one_of_them(words, limit):
    text = " ".join(words)
    shown = prose(text, limit)
    kept = shown.removesuffix(" …").split(" ")
    assert kept == words[: len(kept)]
    assert shown == text or shown.endswith(" …")


def test_a_text_without_blanks_is_cut_all_the_same():
    assert prose("a" * 50, 10) == "a" * 9 + "…"
