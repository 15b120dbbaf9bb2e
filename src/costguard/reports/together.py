"""Says once what is true of several keys of a resource, so that a person reads one line instead of five."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

import msgspec

from costguard.model.finding import Finding

_KEY: Final = "\0"


class Together(msgspec.Struct, frozen=True):
    """What is said of one resource in one line, and the findings that it stands for."""

    message: str
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The first of the findings; all of them share address, rule, level and state."""
        return self.findings[0]


def together(findings: Iterable[Finding]) -> Iterator[Together]:
    """Findings in their order, those that differ only by their key in one."""
    for _, alike in groupby(findings, _likeness):
        members = tuple(alike)
        message = members[0].message if len(members) == 1 else _joined(members)
        yield Together(message, members)


def _likeness(finding: Finding) -> tuple[object, ...]:
    return (
        finding.plan,
        finding.address,
        finding.rule,
        finding.level,
        finding.state,
        finding.waiver,
        _template(finding),
    )


def _template(finding: Finding) -> str:
    """The message with a hole for the key; with a value in it, it is like no other."""
    return finding.message.replace(f"`{finding.key}`", _KEY, 1)


def _joined(members: tuple[Finding, ...]) -> str:
    keys = [f"`{finding.key}`" for finding in members]
    subjects = f"{', '.join(keys[:-1])} and {keys[-1]}"
    return _template(members[0]).replace(f"{_KEY} is ", f"{subjects} are ").replace(_KEY, subjects)
