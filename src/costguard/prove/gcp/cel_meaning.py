"""Turns a condition's tree into when it holds, fails or errs, over the variables of a request.

What is not understood is left open where it stands: it may hold or not, and its words are kept for people.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from costguard.languages.language import exactly
from costguard.prove.formula import FALSE, TRUE, Flag, Lies, negation
from costguard.prove.gcp.cel_comparisons import compared, contained, searched
from costguard.prove.gcp.cel_tree import (
    Binary,
    Call,
    Cel,
    Literal,
    Member,
    Ternary,
    path_of,
    written,
)
from costguard.prove.gcp.context import Context, Unread, is_sent, label_key
from costguard.prove.gcp.verdicts import Verdict, all_of, any_of, choice, opposite, sure

_RELATIONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
_SEARCHES: Final = frozenset({"startsWith", "endsWith", "contains", "matches"})


class Meaning(msgspec.Struct, frozen=True):
    """What a condition comes to, and the words of what was not understood."""

    verdict: Verdict
    misread: tuple[str, ...]


def meaning(tree: Cel, context: Context) -> Meaning:
    """The condition's meaning for one resource type."""
    misread: dict[str, None] = {}

    def read(node: Cel) -> Verdict:
        try:
            return _verdict(node, context, read)
        except Unread as unread:
            misread.setdefault(f"`{written(node)}` is left open: {unread}")
            return sure(Flag(written(node)))

    return Meaning(read(tree), tuple(misread))


def _verdict(node: Cel, context: Context, read: Callable[[Cel], Verdict]) -> Verdict:
    match node:
        case Literal(bool() as value):
            return sure(TRUE if value else FALSE)
        case Binary("&&", left, right):
            return all_of((read(left), read(right)))
        case Binary("||", left, right):
            return any_of((read(left), read(right)))
        case Call("!", None, (operand,)):
            return opposite(read(operand))
        case Ternary(condition, then, otherwise):
            return choice(read(condition), read(then), read(otherwise))
        case Binary("in", left, right):
            return contained(left, right, context)
        case Binary(operator, left, right) if operator in _RELATIONS:
            return compared(operator, left, right, context)
        case Call("has", None, (Member() as field,)):
            return _has(field, context)
        case Call(function, target, arguments):
            return _called(function, target, arguments, context)
        case _:
            return _flag(node, context)


def _called(function: str, target: Cel | None, arguments: tuple[Cel, ...], context: Context) -> Verdict:
    match target, arguments:
        case None, (subject, argument) if function == "matches":
            return searched(function, subject, argument, context)
        case None, _:
            raise Unread(f"the function `{function}` is not known here")
        case subject, (argument,) if function in _SEARCHES:
            return searched(function, subject, argument, context)
        case _:
            raise Unread(f"the method `{function}` is not known here")


def _has(field: Member, context: Context) -> Verdict:
    """Whether a field is set. Every field that rules know is taken to be, as services fill in their defaults."""
    key = label_key(field, context)
    if key is not None:
        return sure(is_sent(key, context))
    path = path_of(field)
    if path == context.labels:
        return sure(negation(context.tags.nothing_sent()))
    if path in context.known:
        return sure(TRUE)
    raise Unread("whether a field is set is not known here")


def _flag(node: Cel, context: Context) -> Verdict:
    """A field that stands for itself is a boolean."""
    path = path_of(node)
    if path is None or label_key(node, context) is not None:
        raise Unread("it is no condition")
    if context.kind(path, "flag") != "flag":
        raise Unread(f"`{path}` is no boolean")
    return sure(Lies(path, exactly("true")))
