"""The finitely many kinds of values that a variable's atoms can tell apart, each with a concrete witness."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from math import inf
from typing import assert_never

import msgspec

from costguard.languages.language import Language, Linear, Notation
from costguard.languages.partition import partition
from costguard.prove.formula import AtMost, Atom, Flag, Lies

Domain = tuple[Language, ...]
"""The values that a variable can have at all: those of any of the languages."""


class Space(msgspec.Struct, frozen=True):
    """The kinds of one variable: `witnesses` has a value of each, `truth` the kinds in which an atom holds, as bits."""

    witnesses: tuple[str, ...]
    truth: Mapping[Atom, int]

    @property
    def all_kinds(self) -> int:
        """Every kind, as bits."""
        return (1 << len(self.witnesses)) - 1


def variable_of(atom: Atom) -> str:
    """The variable that an atom speaks of."""
    match atom:
        case Lies(variable) | AtMost(variable):
            return variable
        case Flag(words):
            return words
        case _:
            assert_never(atom)


def spaces(atoms: Iterable[Atom], domains: Mapping[str, Domain]) -> Mapping[str, Space]:
    """The space of every variable that occurs, by its name. `domains` bound those that are not free.

    Raises AssertionError where a variable is compared as a number, and with a wildcard or a pattern too.
    """
    by_variable: dict[str, dict[Atom, None]] = {}
    for atom in atoms:
        by_variable.setdefault(variable_of(atom), {}).setdefault(atom)
    return {name: _space(tuple(own), domains.get(name)) for name, own in by_variable.items()}


def _space(atoms: tuple[Atom, ...], domain: Domain | None) -> Space:
    texts = [atom for atom in atoms if isinstance(atom, Lies)]
    bounds = [atom for atom in atoms if isinstance(atom, AtMost)]
    if bounds:
        return _numbers(bounds, texts)
    if texts:
        return _strings(texts, domain)
    return Space(("yes", "no"), dict.fromkeys(atoms, 1))


def _strings(atoms: list[Lies], domain: Domain | None) -> Space:
    parts = partition(tuple(dict.fromkeys(atom.language for atom in atoms)), domain)
    truth: dict[Atom, int] = {
        atom: sum(1 << place for place, part in enumerate(parts) if atom.language in part.languages) for atom in atoms
    }
    return Space(tuple(part.witness for part in parts), truth)


def _numbers(bounds: list[AtMost], texts: list[Lies]) -> Space:
    """Each number that is named, and one between each two and beyond the last: whole where one fits."""
    named = {atom: _number(atom.language) for atom in texts}
    points = sorted({*(atom.bound for atom in bounds), *named.values()})
    # A bound may be the number just before another, which no text says: what counts is the number of the witness.
    values = tuple(dict.fromkeys(float(_text(value)) for value in _between(points)))
    below: dict[Atom, int] = {
        atom: sum(1 << place for place, value in enumerate(values) if value <= atom.bound) for atom in bounds
    }
    equal: dict[Atom, int] = {
        atom: sum(1 << place for place, value in enumerate(values) if value == number) for atom, number in named.items()
    }
    return Space(tuple(map(_text, values)), {**below, **equal})


def _text(number: float) -> str:
    return f"{number:.15g}"


def _number(language: Language) -> float:
    """INVARIANT: readers and rules compare a number with numbers alone, by size or as equal."""
    assert isinstance(language, Linear) and language.notation is Notation.EXACT, language  # noqa: S101, PT018
    return float(language.text)


def _between(points: list[float]) -> Iterator[float]:
    """What people read most easily comes first: whole numbers, then those that lie between the points."""
    yield max(points[0] - 1, 0) if points[0] > 0 else points[0]  # what clouds count is never below zero
    for point, following in pairwise((*points, inf)):
        yield point
        if point + 1 < following:
            yield point + 1
    # What clouds count, they count in whole numbers: there is none between two that follow each other.
    yield from ((point + following) / 2 for point, following in pairwise(points) if point + 1 > following)
