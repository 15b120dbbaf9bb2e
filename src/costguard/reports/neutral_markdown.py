"""Neutralising for Markdown: text from plans and policies never marks up, links, notifies or breaks a table."""

import re
from typing import Final

from costguard.reports.neutral import HUMAN_LIMIT, plain

_JOINER: Final = "\u2060"  # seen by no reader; keeps a forge from reading on

# What GitHub and GitLab make links or notifications of, after Markdown is rendered: an escape would not do
# (GitHub "Autolinked references and URLs", GitLab "GitLab-specific references", 2026-08).
_REFERENCE: Final = re.compile(r"[@#!$%~^&](?=\w)|:(?=//)|(?i:\bwww(?=\.)|\bgh(?=-\d))")

_TAG: Final = re.compile("<(?=[A-Za-z!/?])")

_MARKUP: Final = str.maketrans(
    {mark: f"\\{mark}" for mark in "\\*_[]~$"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "`": "&#96;"},
)


def markdown(text: str, limit: int = HUMAN_LIMIT) -> str:
    """Prose for the inside of a Markdown line or table cell. What stands between backticks becomes a code span."""
    pieces = plain(text, limit).split("`")
    if len(pieces) % 2 == 0:  # a backtick without its partner
        return _prose("`".join(pieces))
    return "".join(_code(piece) if place % 2 else _prose(piece) for place, piece in enumerate(pieces))


def markdown_code(text: str, limit: int = HUMAN_LIMIT) -> str:
    """A code span that its text cannot leave, in a table cell too. An empty text is shown as `(empty)`."""
    return _code(plain(text, limit))


def _prose(text: str) -> str:
    return _REFERENCE.sub(lambda match: match[0] + _JOINER, text).translate(_MARKUP)


def _code(text: str) -> str:
    # A pipe ends a table cell even in a code span, and how many backslashes hide it differs between renderers.
    # What looks like a tag could be one to a forge that reads a comment's source, to find its own again.
    text = _TAG.sub("\\\\x3c", text.replace("|", "\\x7c"))
    if not text:
        return "(empty)"
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if len(fence) > 1 else ""
    return f"{fence}{pad}{text}{pad}{fence}"
