"""The report as a comment on a pull request: the table first, what explains it folded away."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from costguard.model.finding import Finding, State
from costguard.model.verdict import RequiredApproval, Verdict
from costguard.reports.neutral import PROSE_LIMIT
from costguard.reports.neutral_markdown import markdown, markdown_code
from costguard.reports.options import ReportOptions
from costguard.reports.sorting import RuleNote, gravest_first, rule_notes, sections_of
from costguard.reports.together import together
from costguard.reports.wording import (
    cost_sentence,
    count,
    excuse,
    judged,
    listed,
    plan_mark,
    short_digest,
    verdict_sentence,
    verdict_word,
)

NAME: Final = "markdown"
MARK: Final = "<!-- costguard/report/v1 -->"  # by which a forge finds its own comment again

# GitHub refuses a comment of 65,536 characters; counted in UTF-8 bytes the report fits forges that count those.
SIZE_LIMIT: Final = 65_535

_FIXES: Final = 3
_SECTION_RESERVE: Final = 400  # bytes of a section's frame, and of its count of rows that found no room


class _Row(msgspec.Struct, frozen=True):
    """A line of the report, and how many things it stands for."""

    text: str
    stands_for: int = 1


class _Section(msgspec.Struct, frozen=True):
    """Rows under a heading, for `total` things. A section with a `summary` is folded."""

    heading: str
    rows: Iterable[_Row]
    total: int
    noun: str
    summary: str = ""


def render(verdict: Verdict, options: ReportOptions) -> str:  # noqa: ARG001  (a forge decides how wide it is)
    """Markdown of less than 65,536 bytes; rows that find no room are counted, those of the last sections first.

    Every section may fill half of what the sections before it left, so a long table never hides the explanations.
    """
    head = _head(verdict)
    sections = [section for section in _sections(verdict) if section.total]
    room = SIZE_LIMIT - _size(head) - _SECTION_RESERVE * len(sections)
    parts = [head]
    for place, section in enumerate(sections):
        is_last = place == len(sections) - 1
        part, used = _filled(section, room if is_last else room // 2)
        room -= used
        parts.append(part)
    return "\n".join(parts)


def _head(verdict: Verdict) -> str:
    lines = [
        MARK,
        f"**costguard: {verdict_word(verdict.outcome)}** — {markdown(verdict_sentence(verdict), PROSE_LIMIT)}",
        "",
    ]
    if cost := cost_sentence(verdict.cost):
        lines += [f"**Cost:** {markdown(cost, PROSE_LIMIT)}", ""]
    files = listed(markdown_code(file) for file in verdict.policy.files)
    digest = markdown_code(short_digest(verdict.policy.digest))
    policy = f"{files} ({digest})" if files else digest
    lines += [f"{markdown_code(verdict.input.path)}: {judged(verdict)}, policy {policy}", ""]
    return "\n".join(lines)


def _sections(verdict: Verdict) -> Iterator[_Section]:
    found = sections_of(verdict.findings)
    explained = rule_notes(found.violations + found.undecided)
    table = "| Level | Resource | Finding | Rule |\n| --- | --- | --- | --- |"
    required = verdict.required
    yield _Section("**Approval needed**\n", map(_approval, required), len(required), "approval")
    yield _Section(table, _rows(gravest_first(found.violations)), len(found.violations), "violation")
    yield _Section("", map(_note, explained), len(explained), "rule", "Why, and how to mend")
    undecided = _rows(gravest_first(found.undecided))
    yield _Section(table, undecided, len(found.undecided), "finding", "Undecided: neither passed nor failed")
    excused = "| Waiver | Resource | Finding | Rule |\n| --- | --- | --- | --- |"
    yield _Section(excused, _rows(found.waived), len(found.waived), "finding", "Waived")
    yield _Section(table, _rows(found.debt), len(found.debt), "finding", "Debt: was there before this change")
    notes = (_Row(f"- {markdown(note, PROSE_LIMIT)}") for note in verdict.notes)
    yield _Section("", notes, len(verdict.notes), "note", "Notes")


def _rows(findings: Iterable[Finding]) -> Iterator[_Row]:
    for said in together(findings):
        finding = said.first
        sensitive = " (sensitive)" if finding.sensitive else ""
        first = markdown(excuse(finding)) if finding.state is State.WAIVED else finding.level.value
        text = _cells(first, finding, f"{markdown(said.message, PROSE_LIMIT)}{sensitive}")
        yield _Row(text, len(said.findings))


def _cells(first: str, finding: Finding, said: str) -> str:
    return (
        f"| {first} | {markdown_code(finding.address)}{plan_mark(finding)} | {said} | {markdown_code(finding.rule)} |"
    )


def _approval(required: RequiredApproval) -> _Row:
    people = ", ".join(f"{markdown_code(each.group)} ({each.count:,})" for each in required.approvers)
    concerned = listed(markdown_code(address) for address in required.addresses)
    what = markdown(required.reason, PROSE_LIMIT) or concerned
    return _Row(f"- {people}, by {markdown_code(required.rule)}" + (f", for {what}" if what else ""))


def _note(note: RuleNote) -> _Row:
    title = f": {markdown(note.title, PROSE_LIMIT)}" if note.title else ""
    lines = [f"- {markdown_code(note.rule)}{title} ({count(note.findings, 'finding')})"]
    lines += [f"  - Why: {markdown(why, PROSE_LIMIT)}" for why in note.whys[:_FIXES]]
    lines += [f"  - Fix: {markdown(fix, PROSE_LIMIT)}" for fix in note.fixes[:_FIXES]]
    if len(note.fixes) > _FIXES:
        lines.append(f"  - … and {len(note.fixes) - _FIXES:,} more fixes")
    return _Row("\n".join(lines))


def _filled(section: _Section, room: int) -> tuple[str, int]:
    """The section with as many rows as fit into `room` bytes, and the bytes that its rows took."""
    rows: list[str] = []
    used = told = 0
    for row in section.rows:
        if used + _size(row.text) + 1 > room:
            break
        rows.append(row.text)
        used += _size(row.text) + 1
        told += row.stands_for
    lines = [section.heading, *rows] if section.heading else rows
    if hidden := section.total - told:
        lines += ["", f"… and {count(hidden, f'more {section.noun}')}; the JSON report has all."]
    lines.append("")
    if section.summary:
        lines = [f"<details><summary>{section.summary} ({section.total:,})</summary>", "", *lines, "</details>", ""]
    return "\n".join(lines), used


def _size(text: str) -> int:
    return len(text.encode())
