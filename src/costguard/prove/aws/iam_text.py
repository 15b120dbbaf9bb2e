"""Reads the texts of IAM conditions as languages: wildcards, and the escapes that IAM has for them."""

import re
from collections.abc import Iterator
from typing import Final

from costguard.languages.language import Language, exactly, glob, pattern
from costguard.languages.unsupported import Unsupported
from costguard.policy.glob import is_glob

_TOKEN: Final = re.compile(r"\$\{([^}]*)\}|([*?])|(\$\{|[^*?$]+|\$)", re.DOTALL)
_ESCAPES: Final = frozenset("*?$")
_WILD: Final = {"*": "(?s:.*)", "?": "(?s:.)"}
_WILD_IN_PART: Final = {"*": "[^:]*", "?": "[^:]"}
_COLONS_OF_AN_ARN: Final = 5


def text_language(text: str, *, folded: bool = False) -> Language | None:
    """What a value of an equality operator matches; None where it is a policy variable, which nobody can know here."""
    literal = _joined(text, wildcards=False)
    return None if literal is None else exactly("".join(sign for sign, _ in literal), folded=folded)


def glob_language(text: str) -> Language | None:
    """What a value of a `Like` operator matches; None for a policy variable."""
    signs = _joined(text, wildcards=True)
    if signs is None:
        return None
    if not any(is_wild for _, is_wild in signs):
        return exactly("".join(sign for sign, _ in signs))
    if all(is_wild or not set("*?") & set(sign) for sign, is_wild in signs):
        return glob("".join(sign for sign, _ in signs))
    # A literal `*` beside a wildcard `*` is beyond a glob.
    return pattern("".join(_WILD[sign] if is_wild else re.escape(sign) for sign, is_wild in signs))


def arn_language(text: str) -> Language | None:
    """What a value of an ARN operator matches: each of an ARN's parts by itself, so that no wildcard takes in a colon.

    None for a policy variable. Raises Unsupported for a text that is no pattern of whole ARNs.
    """
    parts = text.split(":", _COLONS_OF_AN_ARN)
    if len(parts) <= _COLONS_OF_AN_ARN:
        raise Unsupported(f"`{text}` is no ARN, which has six parts")
    if not any(map(is_glob, parts[:-1])):
        return glob_language(text)
    signs = _joined(text, wildcards=True)
    if signs is None:
        return None
    colons = 0
    written: list[str] = []
    for sign, is_wild in signs:
        in_name = colons >= _COLONS_OF_AN_ARN
        written.append((_WILD if in_name else _WILD_IN_PART)[sign] if is_wild else re.escape(sign))
        colons += 0 if is_wild else sign.count(":")
    return pattern("".join(written))


def _joined(text: str, *, wildcards: bool) -> list[tuple[str, bool]] | None:
    signs = list(_signs(text, wildcards=wildcards))
    return None if any(sign is None for sign, _ in signs) else [(sign or "", wild) for sign, wild in signs]


def _signs(text: str, *, wildcards: bool) -> Iterator[tuple[str | None, bool]]:
    """The literal parts and the wildcards, in order; None for a policy variable."""
    for match in _TOKEN.finditer(text):
        variable, wild, literal = match.groups()
        if variable is not None:
            yield (variable, False) if variable in _ESCAPES else (None, False)
        elif wild is not None:
            yield wild, wildcards
        else:
            yield literal, False
