"""Sorting findings for a reader: what he must mend apart from what is only to be known, and the gravest first."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from typing import assert_never

import msgspec

from costguard.model.finding import Finding, Level, State


class Sections(msgspec.Struct, frozen=True):
    """The findings of a verdict, each in one section and in the order that they came in."""

    violations: tuple[Finding, ...]
    undecided: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    debt: tuple[Finding, ...]


class RuleNote(msgspec.Struct, frozen=True):
    """What a rule says to everybody, said once: what it asks, why it exists, and how to mend what breaks it."""

    rule: str
    title: str
    whys: tuple[str, ...]
    fixes: tuple[str, ...]
    findings: int


def sections_of(findings: Iterable[Finding]) -> Sections:
    """The findings by section. What is waived is waived, even where it is debt as well."""
    violations: list[Finding] = []
    undecided: list[Finding] = []
    waived: list[Finding] = []
    debt: list[Finding] = []
    for finding in findings:
        match finding.state:
            case State.WAIVED:
                waived.append(finding)
            case State.VIOLATION | State.UNDECIDED if finding.level is Level.DEBT:
                debt.append(finding)
            case State.UNDECIDED:
                undecided.append(finding)
            case State.VIOLATION:
                violations.append(finding)
            case _:
                assert_never(finding.state)
    return Sections(tuple(violations), tuple(undecided), tuple(waived), tuple(debt))


def gravity(finding: Finding) -> tuple[int, int, Decimal]:
    """A sort key that puts what blocks the change first, among equals what is certain, then the dearest resource."""
    excused = finding.state is State.WAIVED
    return (len(Level) if excused else finding.level.rank, finding.state is not State.VIOLATION, -cost_of(finding))


def cost_of(finding: Finding) -> Decimal:
    """What is known of a resource's monthly cost, for sorting: what is not known weighs nothing."""
    return finding.monthly_cost or Decimal(0)


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by gravity; equals keep their order."""
    return sorted(findings, key=gravity)


def gravest(
    findings: Iterable[Finding], group_of: Callable[[Finding], Hashable], per_group: int, total: int
) -> list[Finding]:
    """At most `total` findings and at most `per_group` of each group, the gravest of all, in the order they came in."""
    numbered = list(enumerate(findings))
    taken: Counter[Hashable] = Counter()
    chosen: list[int] = []
    for place, finding in sorted(numbered, key=lambda pair: gravity(pair[1])):
        if len(chosen) == total:
            break
        if taken[group := group_of(finding)] < per_group:
            taken[group] += 1
            chosen.append(place)
    return [numbered[place][1] for place in sorted(chosen)]


def rule_notes(findings: Iterable[Finding]) -> list[RuleNote]:
    """One note for each rule that explains itself, in order of the rule's first finding."""
    counts: Counter[str] = Counter()
    titles: dict[str, str] = {}
    whys: dict[str, dict[str, None]] = {}
    fixes: dict[str, dict[str, None]] = {}
    for finding in findings:
        counts[finding.rule] += 1
        titles.setdefault(finding.rule, finding.title)
        whys.setdefault(finding.rule, {})[finding.why] = None
        fixes.setdefault(finding.rule, {})[finding.fix] = None
    notes = (
        RuleNote(rule, titles[rule], _said(whys[rule]), _said(fixes[rule]), count) for rule, count in counts.items()
    )
    return [note for note in notes if note.title or note.whys or note.fixes]


def _said(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
