"""Turns the ARNs of a statement into a formula: when they take in the resource that one context is about.

The rules are those of "IAM JSON policy elements: Resource" (IAM User Guide, 2026-09): wildcards stay within one
part of an ARN, but for a `*` that ends a part, which may take in colons too.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from costguard.languages.language import glob
from costguard.languages.unsupported import Unsupported
from costguard.policy.glob import glob_covers, glob_intersects
from costguard.prove.aws.context import ACCOUNT, REGION, Context
from costguard.prove.aws.scp_document import ScpStatement
from costguard.prove.formula import FALSE, TRUE, Flag, Formula, Lies, conjunction, disjunction, negation

_PARTS_OF_AN_ARN: Final = 6
_ACCOUNT: Final = 4
_OF_ACCOUNTS: Final = frozenset("0123456789*?")
_VARIABLE: Final = re.compile(r"\$\{[^}]*\}")


def resources_formula(statement: ScpStatement, context: Context) -> tuple[Formula, tuple[str, ...]]:
    """When the statement takes the context's resource in, and in words what was not understood of its ARNs."""
    found = [_resource(each, context) for each in statement.resources]
    named = disjunction(formula for formula, _ in found)
    unknown = tuple(words for _, words in found if words)
    return (negation(named) if statement.not_resources else named), unknown


def _resource(written: str, context: Context) -> tuple[Formula, str]:
    """An ARN that holds a policy variable is left open, where it could match at all."""
    opened = _VARIABLE.sub("*", written)
    try:
        formula = _matches(opened, context)
    except Unsupported as error:
        words = f"resource `{written}`: {error}"
        return Flag(words), words
    if opened == written or formula == FALSE:
        return formula, ""
    words = f"resource `{written}` holds a policy variable, whose value is not known here"
    return conjunction((formula, Flag(words))), words


def _matches(pattern: str, context: Context) -> Formula:
    """When a resource of the context's type matches: its colons as they are written, else taken in by a `*`."""
    if not pattern.strip("*"):
        return TRUE
    if context.arn == "*":  # the action knows no resource types: only `*` matches it
        return FALSE
    own = tuple(context.arn.split(":", _PARTS_OF_AN_ARN - 1))
    ways = (_aligned(each, own, context) for each in _ways(pattern, _PARTS_OF_AN_ARN))
    as_written = next(ways, FALSE)
    return as_written if as_written != FALSE or _is_whole(pattern, own[-1]) else disjunction(ways)


def _is_whole(pattern: str, own_name: str) -> bool:
    """Whether an account stands where one belongs, and a type where the resource has one: it is read as written.

    To match something else by taking in colons, a resource would have to be named like another type.
    """
    parts = pattern.split(":", _PARTS_OF_AN_ARN - 1)
    has_all = len(parts) == _PARTS_OF_AN_ARN and set(parts[_ACCOUNT]) <= _OF_ACCOUNTS
    return has_all and (":" in parts[-1] or ":" not in own_name)


def _aligned(asked: tuple[str, ...], own: tuple[str, ...], context: Context) -> Formula:
    if not set(asked[_ACCOUNT]) <= _OF_ACCOUNTS and own[_ACCOUNT]:
        return FALSE
    variables = ("", "", "", REGION, ACCOUNT, context.resource_variable)
    return conjunction(_part(*each) for each in zip(asked, own, variables, strict=True))


def _part(asked: str, own: str, variable: str) -> Formula:
    """INVARIANT: names of resources hold no colon, so that a pattern with more of them takes none in."""
    if asked.count(":") > own.count(":") or not _intersects(asked, own):
        return FALSE
    if _covers(asked, own):
        return TRUE
    return Lies(variable, glob(asked))


def _ways(pattern: str, parts: int) -> Iterator[tuple[str, ...]]:
    """The ways to tell the parts of a pattern apart, first by the colons that it has."""
    if parts == 1:
        yield (pattern,)
        return
    first, colon, rest = pattern.partition(":")
    if colon:
        yield from ((first, *others) for others in _ways(rest, parts - 1))
    if first.endswith("*"):
        yield from ((first, *others) for others in _ways(f"*{colon}{rest}", parts - 1))


@lru_cache(maxsize=65536)
def _intersects(first: str, second: str) -> bool:
    return glob_intersects(first, second)


@lru_cache(maxsize=65536)
def _covers(general: str, special: str) -> bool:
    return glob_covers(general, special)
