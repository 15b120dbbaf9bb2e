"""Lifts a language of names to the URLs that end in them: Compute Engine calls a machine type by its URL."""

import re
from typing import Final

from costguard.languages.language import Language, Linear, Notation, glob, pattern
from costguard.languages.regex_syntax import read_pattern
from costguard.languages.regex_tree import Choice, Edge, Node, Repeat, Sequence

LEAD: Final = re.compile(r"^\*/[A-Za-z]+/")
"""What a lifted glob begins with."""

_STARTS: Final = ("^", r"\A")
_ENDS: Final = ("$", r"\z")


def lifted(language: Language, collection: str) -> Language | None:
    """Every URL whose name, the last segment, lies in the language; None where that cannot be written."""
    if not isinstance(language, Linear):
        inner = _without_edges(language.text)
        return None if inner is None else pattern(f".*/{collection}/(?:{inner})", folded=language.folded)
    if language.notation is Notation.EXACT and set("*?") & set(language.text):
        return language  # no name holds a wildcard's sign, so the text is that of no URL either way
    return glob(f"*/{collection}/{language.text}", folded=language.folded)


def _without_edges(text: str) -> str | None:
    """The pattern without the `^` and `$` around it; None where it has others, which would point into the URL."""
    tree = read_pattern(text)
    if not _has_edge(tree):
        return text
    if isinstance(tree, Choice):
        return None
    bare = _without_start(_without_end(text))
    return None if bare == text or _has_edge(read_pattern(bare)) else bare


def _without_start(text: str) -> str:
    return next((text.removeprefix(sign) for sign in _STARTS if text.startswith(sign)), text)


def _without_end(text: str) -> str:
    """A `$` that a backslash escapes is a character, and stays."""
    for sign in _ENDS:
        bare = text.removesuffix(sign)
        is_escaped = (len(bare) - len(bare.rstrip("\\"))) % 2 == 1
        if bare != text and not is_escaped:
            return bare
    return text


def _has_edge(node: Node) -> bool:
    match node:
        case Edge():
            return True
        case Sequence(parts) | Choice(parts):
            return any(map(_has_edge, parts))
        case Repeat(repeated):
            return _has_edge(repeated)
        case _:
            return False
