"""The report for Atlantis, which knows whether a custom policy check passed by reading its output and nothing else.

Its contract (server/events of runatlantis/atlantis, read 2026-11): output is failed if it is empty, if its trimmed
text starts with `FAIL`, or if `[1-9][0-9]* failure` matches anywhere in it.
"""

import re
from collections.abc import Iterator
from typing import Final

from costguard.model.digest import short
from costguard.model.finding import Finding
from costguard.model.verdict import Verdict
from costguard.reports import agreement
from costguard.reports.headline import headline
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain
from costguard.reports.options import ReportOptions
from costguard.reports.sorting import gravest_first, sections_of
from costguard.reports.wording import delta_text, plan_mark, verdict_word

NAME: Final = "atlantis"

_WARNINGS: Final = 25  # what does not block; the rest is counted
_COUNTED: Final = re.compile(r"(?<=[0-9]) (?=failure)")
_FENCE: Final = re.compile(r"`(?=``)|~(?=~~)")  # Atlantis prints the output inside a fence


def render(verdict: Verdict, options: ReportOptions) -> str:  # noqa: ARG001  (a forge decides how wide it is)
    """One line `FAIL - …` for all that holds the change up, each with amount and digest, or a text without any.

    A policy approval that Atlantis keeps for as long as the output stays the same lapses when either changes.
    """
    lines = _failing(verdict) if verdict.outcome.exit_code else _passing(verdict)
    return "".join(f"{_harmless(line)}\n" for line in lines)


def _harmless(line: str) -> str:
    """The line without what ends a fence, and without `1 failure`: how many there are says only `FAIL`."""
    return _COUNTED.sub(r"\\x20", _FENCE.sub(lambda match: f"\\x{ord(match[0]):x}", line))


def _failing(verdict: Verdict) -> Iterator[str]:
    digest = _digest(verdict)
    bound = f"[{delta_text(verdict.cost) or 'cost not estimated'}; {plain(short(digest), HUMAN_LIMIT)}]"
    blocking = [finding for finding in gravest_first(verdict.findings) if agreement.holds_up(finding, verdict)]
    yield from (f"FAIL - {_said(finding)} {bound}" for finding in blocking)
    if not blocking:
        yield f"FAIL - {verdict_word(verdict)} {bound}"
    yield from _summary(verdict, digest)


def _passing(verdict: Verdict) -> Iterator[str]:
    found = sections_of(verdict.findings)
    advised = gravest_first(found.violations + found.undecided)
    yield from (f"WARN - {_said(finding)}" for finding in advised[:_WARNINGS])
    if (more := len(advised) - _WARNINGS) > 0:
        yield f"… and {more:,} more that do not block"
    yield from _summary(verdict, _digest(verdict))


def _summary(verdict: Verdict, digest: str) -> Iterator[str]:
    if verdict.broken_glass is not None:
        yield f"GLASS BROKEN {agreement.broken_glass_text(verdict.broken_glass)}"
    yield from (f"agreed: {agreement.given_text(given)}" for given in agreement.given_to(verdict.required))
    yield from (f"refused: {agreement.refused_text(refused)}" for refused in verdict.refused)
    if verdict.subject is not None and agreement.waits_for_people(verdict):
        yield agreement.how_to_agree(verdict, verdict.subject)
    else:
        yield f"digest: {plain(digest, HUMAN_LIMIT)}"
    yield f"costguard: {verdict_word(verdict)} — {headline(verdict)}"


def _said(finding: Finding) -> str:
    where = f"{plain(finding.address, HUMAN_LIMIT)}{plan_mark(finding)}"
    place = f" at {plain(str(finding.location), HUMAN_LIMIT)}" if finding.location else ""
    sensitive = " (sensitive)" if finding.sensitive else ""
    return f"{where}{place}: {plain(finding.message, PROSE_LIMIT)}{sensitive} ({plain(finding.rule, HUMAN_LIMIT)})"


def _digest(verdict: Verdict) -> str:
    """What approvals quote; where nobody computed it, the hash of the plan as it was given, which changes oftener."""
    return verdict.input.digest if verdict.subject is None else verdict.subject.digest
