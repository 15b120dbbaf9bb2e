"""Names statements, so that a person, and whoever reads them back, can tell which rule they hold."""

import re
from typing import Final

_NUMBER: Final = re.compile(r"\d+[ab]*$")


def sid_of(rule: str) -> str:
    """What the statements of a rule are called, before their number; letters and digits alone may stand in a Sid.

    Source: IAM User Guide, "IAM JSON policy elements: Sid", 2026-09.
    """
    words = re.findall(r"[A-Za-z0-9]+", rule)
    return "".join(word[:1].upper() + word[1:] for word in words)


def without_number(sid: str) -> str:
    """The name without what tells the statements of one rule apart: a number, and letters where one was split."""
    return _NUMBER.sub("", sid)


def is_of_rule(sid: str, rule: str) -> bool:
    """Whether a statement of this name was written for the rule."""
    stem = sid_of(rule)
    return sid.startswith(stem) and _NUMBER.fullmatch(sid[len(stem) :]) is not None
