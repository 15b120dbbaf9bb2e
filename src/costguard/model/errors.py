"""The errors a user may see: each is one sentence that says what is wrong and what to do next."""

import msgspec

from costguard.model.location import Location


class Problem(msgspec.Struct, frozen=True, order=True):
    """One fault in a document that a person wrote. `warning` problems do not keep a policy from loading."""

    location: Location
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


class CostguardError(Exception):
    """The root of every error of ours; the command line prints its text, without a traceback, and exits 2."""


class BadUsage(CostguardError):
    """The command was asked for something that it cannot do."""


class BadInput(CostguardError):
    """An input (a plan, an inventory, a registry) cannot be judged, and nothing of it was."""


class BadPolicy(CostguardError):
    """A policy does not load. `problems` holds every fault found, in reading order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
