"""The languages that CEL's methods find a value in. Raises Unread where one cannot be decided."""

from typing import Final

from costguard.languages.language import Language, exactly, glob, pattern
from costguard.languages.regex_syntax import read_pattern
from costguard.languages.regex_tree import Edge, Sequence
from costguard.languages.unsupported import Unsupported
from costguard.prove.gcp.context import Unread

_ANY_RUN: Final = "(?s:.*)"
_MOST_REPETITIONS: Final = 1000  # RE2 takes no more


def text_of(text: str, *, is_glob: bool = False) -> Language:
    """Just the text, or what it is a glob of."""
    try:
        return glob(text) if is_glob else exactly(text)
    except Unsupported as unsupported:
        raise Unread(str(unsupported)) from unsupported


def lengths(least: int, most: int | None) -> Language:
    """Texts of so many characters, at least and at most; None is without end."""
    if max(least, most or 0) > _MOST_REPETITIONS:
        raise Unread("the length is too large to be compared")
    return _language_of(f"(?s:.{{{least},{'' if most is None else most}}})")


def found_by(method: str, text: str) -> Language:
    """What `startsWith`, `endsWith`, `contains` or `matches` finds the text in."""
    match method:
        case "matches":
            return _language_of(_whole(text))
        case "startsWith":
            return _around("", text, "*")
        case "endsWith":
            return _around("*", text, "")
        case _:
            return _around("*", text, "*")


def _around(before: str, text: str, after: str) -> Language:
    """The text with a run before or after it; its own wildcards stand for themselves."""
    if not set("*?") & set(text):
        return text_of(f"{before}{text}{after}", is_glob=True)
    quoted = "".join(f"[{character}]" if character in "*?.+()|{}$[" else _escaped(character) for character in text)
    return _language_of(f"{_ANY_RUN if before else ''}{quoted}{_ANY_RUN if after else ''}")


def _escaped(character: str) -> str:
    return f"\\{character}" if character in "\\^]" else character


def _whole(text: str) -> str:
    """`matches` searches, a language holds whole values: runs stand where no `^` or `$` does."""
    try:
        tree = read_pattern(text)
    except Unsupported as unsupported:
        raise Unread(str(unsupported)) from unsupported
    parts = tree.parts if isinstance(tree, Sequence) else ()
    starts, ends = parts[:1] == (Edge.START,), parts[-1:] == (Edge.END,)
    if starts and ends:
        return text
    closed = f"{text}\\E" if text.rfind("\\Q") > text.rfind("\\E") else text
    return f"{'' if starts else _ANY_RUN}(?:{closed}){'' if ends else _ANY_RUN}"


def _language_of(text: str) -> Language:
    try:
        return pattern(text)
    except Unsupported as unsupported:
        raise Unread(str(unsupported)) from unsupported
