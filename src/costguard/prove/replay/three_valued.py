"""Evaluates a formula on a request of which only a part is known, in Kleene's strong logic."""

from collections.abc import Iterable, Mapping
from typing import assert_never

import msgspec

from costguard.prove.evaluate import is_true
from costguard.prove.formula import And, AtMost, Flag, Formula, Lies, Not, Or, atoms_in
from costguard.prove.space import variable_of


class Unknown(msgspec.Struct, frozen=True):
    """Nobody can tell, for want of this variable."""

    variable: str


Answer = bool | Unknown


def answer(formula: Formula, known: Mapping[str, str]) -> Answer:
    """Whether the formula holds for these values; a variable that is not among them may be anything."""
    match formula:
        case And(parts):
            return _until(parts, known, decisive=False)
        case Or(parts):
            return _until(parts, known, decisive=True)
        case Not(part):
            found = answer(part, known)
            return found if isinstance(found, Unknown) else not found
        case Lies() | AtMost() | Flag():
            variable = variable_of(formula)
            return is_true(formula, known) if variable in known else Unknown(variable)
        case _:
            assert_never(formula)


def variables_in(formulas: Iterable[Formula]) -> tuple[str, ...]:
    """Every variable that is spoken of, sorted."""
    return tuple(sorted({variable_of(atom) for formula in formulas for atom in atoms_in(formula)}))


def _until(parts: tuple[Formula, ...], known: Mapping[str, str], *, decisive: bool) -> Answer:
    """The first part that decides; else the first that is unknown."""
    unknown: Unknown | None = None
    for part in parts:
        found = answer(part, known)
        if isinstance(found, Unknown):
            unknown = unknown or found
        elif found is decisive:
            return decisive
    return unknown if unknown is not None else not decisive
