"""Turns a tree of facts, a rule's meaning, into a formula over a request's variables."""

from typing import Final, assert_never

from costguard.emit.tree import (
    AttributeNumber,
    AttributeValue,
    Comparison,
    Every,
    NothingSent,
    Sent,
    Some,
    TagValue,
    Tree,
    Unsayable,
)
from costguard.prove.formula import AtMost, Flag, Formula, Not, conjunction, disjunction, lies_in, negation
from costguard.prove.tags import TagModel

UNSEEN: Final = "unseen: "
"""Begins the name of what a rule asks and no request holds."""


def formula_of(tree: Tree, tags: TagModel) -> Formula:
    """When the tree holds, with every tag read as `tags` says."""
    match tree:
        case Every(parts):
            return conjunction(formula_of(part, tags) for part in parts)
        case Some(parts):
            return disjunction(formula_of(part, tags) for part in parts)
        case Sent(keys, holds):
            sent = disjunction(tags.is_spelled(key) for key in keys)
            return sent if holds else negation(sent)
        case NothingSent():
            return tags.nothing_sent()
        case TagValue(key, languages, holds):
            wanted = conjunction((tags.is_sent(key), lies_in(tags.value(key), languages)))
            return wanted if holds else negation(wanted)
        case AttributeValue(name, languages, holds):
            lies = lies_in(name, languages)
            return lies if holds else negation(lies)
        case AttributeNumber(name, comparison, bound):
            return _number(name, comparison, bound)
        case Unsayable(words):
            return Flag(f"{UNSEEN}{words}")
        case _:
            assert_never(tree)


def _number(name: str, comparison: Comparison, bound: float) -> Formula:
    match comparison:
        case Comparison.AT_MOST:
            return AtMost(name, bound)
        case Comparison.ABOVE:
            return Not(AtMost(name, bound))
        case Comparison.AT_LEAST:
            return Not(below(name, bound))
        case Comparison.BELOW:
            return below(name, bound)
        case _:
            assert_never(comparison)


def below(name: str, bound: float) -> AtMost:
    """Less than the bound: at most the number before it."""
    from math import inf, nextafter

    return AtMost(name, nextafter(bound, -inf))
