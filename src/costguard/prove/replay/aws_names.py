"""Decides what a statement says of the name of a resource, where the record does not tell the name.

A pattern of ARNs whose `*` takes in colons may match a resource of another type whose name has colons and all;
the names that AWS gives to what it makes hold none, so that such a pattern is known not to match.
"""

import re
from functools import lru_cache
from typing import assert_never

from costguard.languages.language import Language, pattern
from costguard.languages.partition import partition
from costguard.languages.unsupported import Unsupported
from costguard.prove.formula import (
    FALSE,
    TRUE,
    And,
    AtMost,
    Flag,
    Formula,
    Lies,
    Not,
    Or,
    conjunction,
    disjunction,
    negation,
)


def with_plain_names(formula: Formula, variable: str, own: str) -> Formula:
    """The formula where names of the variable's type hold no colons of their own; `own` is the pattern of them."""
    match formula:
        case And(parts):
            return conjunction(with_plain_names(part, variable, own) for part in parts)
        case Or(parts):
            return disjunction(with_plain_names(part, variable, own) for part in parts)
        case Not(part):
            return negation(with_plain_names(part, variable, own))
        case Lies(name, language) if name == variable:
            return _decided(formula, language, own)
        case Lies() | AtMost() | Flag():
            return formula
        case _:
            assert_never(formula)


@lru_cache(maxsize=4096)
def _decided(formula: Formula, language: Language, own: str) -> Formula:
    try:
        names = pattern("[^:]*".join(re.escape(part) for part in own.split("*")))
        kinds = partition((language,), (names,))
    except Unsupported:
        return formula
    matching = [language in kind.languages for kind in kinds]
    return TRUE if all(matching) else formula if any(matching) else FALSE
