"""Formulas over the parts of a request: what a rule and a document are both turned into, to be compared.

A variable is named by a text; its values are strings, or numbers where it is compared with bounds.
"""

from collections.abc import Iterable, Iterator

import msgspec

from costguard.languages.language import Language


class Lies(msgspec.Struct, frozen=True):
    """The variable's string lies in the language."""

    variable: str
    language: Language


class AtMost(msgspec.Struct, frozen=True):
    """The variable's number is at most the bound."""

    variable: str
    bound: float


class Flag(msgspec.Struct, frozen=True):
    """Something that is so or not, and that no document can see."""

    words: str


class And(msgspec.Struct, frozen=True):
    """All parts; without parts, true."""

    parts: tuple["Formula", ...]


class Or(msgspec.Struct, frozen=True):
    """Any part; without parts, false."""

    parts: tuple["Formula", ...]


class Not(msgspec.Struct, frozen=True):
    """Not the part."""

    part: "Formula"


Atom = Lies | AtMost | Flag
Formula = Atom | And | Or | Not

TRUE = And(())
FALSE = Or(())


def conjunction(parts: Iterable[Formula]) -> Formula:
    """All of the parts, flat; FALSE where one is."""
    flat: dict[Formula, None] = {}
    for part in parts:
        if part == FALSE:
            return FALSE
        for each in part.parts if isinstance(part, And) else (part,):
            flat.setdefault(each)
    unique = tuple(flat)
    return unique[0] if len(unique) == 1 else And(unique)


def disjunction(parts: Iterable[Formula]) -> Formula:
    """Any of the parts, flat; TRUE where one is."""
    flat: dict[Formula, None] = {}
    for part in parts:
        if part == TRUE:
            return TRUE
        for each in part.parts if isinstance(part, Or) else (part,):
            flat.setdefault(each)
    unique = tuple(flat)
    return unique[0] if len(unique) == 1 else Or(unique)


def negation(part: Formula) -> Formula:
    """The opposite, pushed down to the atoms."""
    match part:
        case And(parts):
            return disjunction(negation(each) for each in parts)
        case Or(parts):
            return conjunction(negation(each) for each in parts)
        case Not(inner):
            return inner
        case _:
            return Not(part)


def lies_in(variable: str, languages: Iterable[Language]) -> Formula:
    """The variable's string lies in one of the languages."""
    return disjunction(Lies(variable, language) for language in languages)


def atoms_in(formula: Formula) -> Iterator[Atom]:
    """Every atom, in reading order, as often as it occurs."""
    match formula:
        case And(parts) | Or(parts):
            for part in parts:
                yield from atoms_in(part)
        case Not(part):
            yield from atoms_in(part)
        case _:
            yield formula
