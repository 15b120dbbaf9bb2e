"""Text in Markdown marks up nothing, links nowhere and notifies nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from costguard.reports.neutral_markdown import markdown, markdown_code

ANY_TEXT = st.text(st.characters())
PIECES = ["`", "``", "|", "\\", "<!--", "-->", "<b>", "[a](b)", "![x](y)", "@team", "#12", "*", "_", "~~", "\n", "x"]
HOSTILE_TEXT = st.lists(st.sampled_from([*PIECES, " "])).map("".join)
HARMLESS = {"text", "code_inline", "text_special"}


def inline(text):
    """What a CommonMark parser makes of one line: a list of (kind, content)."""
    blocks = MarkdownIt("commonmark").parse(f"x {text} x")
    return [(part.type, part.content) for block in blocks for part in block.children or ()]


@given(ANY_TEXT | HOSTILE_TEXT)
def test_prose_is_text_and_code_spans_only(text):
    assert {kind for kind, _ in inline(markdown(text))} <= HARMLESS


@given(ANY_TEXT | HOSTILE_TEXT)
def test_a_code_span_is_never_left(text):
    kinds = [kind for kind, _ in inline(markdown_code(text)) if kind != "text"]
    assert kinds == (["code_inline"] if text else [])


@given(ANY_TEXT | HOSTILE_TEXT, ANY_TEXT | HOSTILE_TEXT)
def test_a_table_keeps_its_columns(prose, code):
    table = f"| a | b |\n| --- | --- |\n| {markdown(prose)} | {markdown_code(code)} |\n| y | z |"
    tokens = MarkdownIt("commonmark").enable("table").parse(table)
    assert [token.type for token in tokens].count("td_open") == 4
    assert [token.content for token in tokens if token.type == "inline"][-2:] == ["y", "z"]


@pytest.mark.parametrize(
    "text",
    [
        "@octocat",
        "#123",
        "owner/repo#5",
        "!7",
        "~label",
        "%milestone",
        "$12",
        "gh-9",
        "GH-9",
        "https://x.y",
        "www.x.y",
        "a@b.c",
    ],
)
def test_what_a_forge_would_link_is_broken_by_a_joiner(text):
    assert "\u2060" in markdown(text)


def test_pieces_between_backticks_are_code_spans():
    assert markdown("tag `a_b` is *missing*") == r"tag `a_b` is \*missing\*"


def test_a_lone_backtick_is_text():
    assert markdown("a ` b") == "a &#96; b"


def test_a_comment_mark_in_a_value_is_not_one():
    assert "<!--" not in markdown_code("<!-- costguard/report/v1 -->")
    assert "<!--" not in markdown("<!-- costguard/report/v1 -->")


def test_a_tag_and_a_pipe_in_a_value_are_shown_escaped():
    assert markdown_code("a < b | <b>") == r"`a < b \x7c \x3cb>`"


def test_an_empty_code_span_says_so():
    assert markdown_code("") == "(empty)"
