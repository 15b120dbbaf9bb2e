"""Neutralising: text from plans and policies becomes harmless in each place where a report prints it."""

import re
from typing import Final

HUMAN_LIMIT: Final = 200  # characters of one name or value that a person is shown
PROSE_LIMIT: Final = 600  # characters of a message, of a rule's why or fix, or of a note
TEXT_LIMIT: Final = 4_000  # characters of a message that a machine is given
VALUE_LIMIT: Final = 1_000  # characters of a value that a machine is given

# Blank or combining, though Unicode calls them letters, marks or symbols (Unicode 16, DerivedCoreProperties:
# Default_Ignorable_Code_Point, and the braille blank).
_UNSEEN: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U000e0100-\U000e01ef]")

# Azure Pipelines (`##vso[…]`), the GitHub runner's first syntax (`##[…]`) and TeamCity (`##teamcity[…]`) obey
# such a text when it occurs in a job's log (their documentation of logging commands, 2026-08).
_LOG_COMMAND: Final = re.compile(r"##(?=\w*\[)")

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def shorten(text: str, limit: int) -> str:
    """The text in at most `limit` characters: what is too long loses its middle to an ellipsis."""
    if len(text) <= limit:
        return text
    tail = (limit - 1) // 2
    return f"{text[: limit - 1 - tail]}…{text[len(text) - tail :]}"


def plain(text: str, limit: int = TEXT_LIMIT) -> str:
    r"""One line that shows all it holds: controls, bidirectional marks and unseen characters become `\x1b`, `\u202e`.

    What Unicode does not call printable is escaped, besides the ASCII space; so are blanks that it calls
    letters, and texts that a build server takes for a command.
    """
    text = shorten(text, limit)
    if text.isascii() and text.isprintable() and "##" not in text:
        return text  # as nearly all are
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _escape(char) for char in text)
    text = _UNSEEN.sub(lambda match: _escape(match[0]), text)
    return shorten(_LOG_COMMAND.sub(r"#\\x23", text), limit)


def json_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """Text for JSON, which escapes all but lone surrogates itself; those would make the document unreadable."""
    text = shorten(text, limit)
    return text if text.isascii() else _SURROGATE.sub(lambda match: _escape(match[0]), text)


def sarif_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """Text for a SARIF message, where `[text](target)` would be a link (SARIF 2.1.0, section 3.11.6)."""
    return plain(text, limit).replace("](", "]\\x28")


def xml_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """Text for an XML tree: nothing that XML 1.0 forbids is left. Who writes the tree escapes the markup."""
    return plain(text, limit)


def csv_cell(text: str, limit: int = TEXT_LIMIT) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection", 2026-08), nor for its wide look-alike."""
    if not text:
        return text  # as many cells are
    shown = plain(text, limit)
    first = text.lstrip(" ")[:1]
    return f"'{shown}" if first and first in "=+-@\t\r\n＝＋－＠" else shown


def github_data(text: str, limit: int = HUMAN_LIMIT) -> str:
    """Text for the message of a GitHub workflow command; it cannot end the line, so it cannot start a command."""
    return plain(text, limit).replace("%", "%25")


def github_property(text: str, limit: int = HUMAN_LIMIT) -> str:
    """Text for a property of a GitHub workflow command, where colons and commas are syntax as well."""
    return github_data(text, limit).replace(":", "%3A").replace(",", "%2C")


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
