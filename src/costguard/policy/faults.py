"""Collects every problem of a policy, so that a person sees all of them at once."""

from typing import Final

from costguard.model.errors import BadPolicy, Problem
from costguard.model.location import Location

_LONGEST_MESSAGE: Final = 500


class Faults:
    """The problems found so far. The same one, reached twice through an alias, counts once."""

    def __init__(self) -> None:
        self._problems: set[Problem] = set()

    def add(self, at: Location, message: str) -> None:
        """Notes a problem and goes on."""
        self._problems.add(Problem(at, one_line(message)))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, sorted by place."""
        return tuple(sorted(self._problems))

    def raise_if_any(self) -> None:
        """Refuses the policy with everything that is wrong with it."""
        if self._problems:
            raise BadPolicy(self.problems)


def one_line(message: str) -> str:
    """The message on one line, whatever text it quotes: nothing in a policy may forge a line of output."""
    shown = "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in message)
    return shown if len(shown) <= _LONGEST_MESSAGE else f"{shown[: _LONGEST_MESSAGE - 1]}…"
