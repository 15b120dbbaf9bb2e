"""Text from plans and policies becomes harmless, and stays readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.reports.neutral import (
    csv_cell,
    github_data,
    github_property,
    json_text,
    plain,
    sarif_text,
    shorten,
    xml_text,
)

ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("prod-7", "prod-7"),
        ("Kostenstelle für Ähren 予算", "Kostenstelle für Ähren 予算"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("two\nlines\tand\ra return", r"two\nlines\tand\ra return"),
        ("\x9b31m", r"\x9b31m"),
        ("\u202eevil", r"\u202eevil"),
        ("\u2066isolate\u2069", r"\u2066isolate\u2069"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("line\u2028separator", r"line\u2028separator"),
        ("no-break\xa0space", r"no-break\xa0space"),
        ("hangul\u3164filler", r"hangul\u3164filler"),
        ("tag\U000e0041character", r"tag\U000e0041character"),
        ("lone\ud800surrogate", r"lone\ud800surrogate"),
        ("##vso[task.setvariable variable=PATH]x", r"#\x23vso[task.setvariable variable=PATH]x"),
        ("##[add-mask]x", r"#\x23[add-mask]x"),
        ("## a heading", "## a heading"),
        (r"C:\temp", r"C:\temp"),
    ],
)
def test_plain_text_shows_what_is_unseen_and_leaves_the_rest(text, shown):
    assert plain(text) == shown


@given(ANY_TEXT)
def test_plain_text_is_one_printable_line_and_neutral_already(text):
    shown = plain(text)
    assert shown.isprintable()
    assert plain(shown) == shown


@given(ANY_TEXT, st.integers(1, 40))
def test_shortened_text_keeps_its_ends_and_its_limit(text, limit):
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or "…" in short
    assert text.startswith(short.partition("…")[0])


def test_a_megabyte_is_shortened_in_its_middle():
    assert plain("a" * 500_000 + "b" * 500_000, 9) == "aaaa…bbbb"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "  ="])
def test_a_cell_that_a_spreadsheet_would_compute_gets_an_apostrophe(first):
    assert csv_cell(f"{first}cmd|' /C calc'!A0").startswith("'")


def test_a_cell_that_is_no_formula_stays_as_it_is():
    assert csv_cell("a=b") == "a=b"


def test_a_github_message_cannot_end_its_line_and_shows_its_percent_signs():
    assert github_data("50%\n::error::x") == r"50%25\n::error::x"


def test_a_github_property_can_neither_end_itself_nor_start_another():
    assert github_property("x,line=1::y") == "x%2Cline=1%3A%3Ay"


@given(ANY_TEXT)
def test_json_text_can_be_encoded_and_else_stays_as_it_is(text):
    shown = json_text(text)
    shown.encode()
    assert shown == text or any("\ud800" <= char <= "\udfff" for char in text)


def test_a_sarif_message_holds_no_link():
    assert "](" not in sarif_text('aws_instance.web["a"](https://evil.example)')


@given(ANY_TEXT)
def test_xml_text_holds_only_what_xml_allows(text):
    assert all(
        char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char >= "\U00010000"
        for char in xml_text(text)
    )
