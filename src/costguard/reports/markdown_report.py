"""The report as a comment on a pull request: the cost and who is waited for first, what explains it folded away."""

from collections.abc import Iterable, Iterator
from typing import Final

from costguard.model.digest import short
from costguard.model.finding import Finding, State
from costguard.model.verdict import BudgetNote, ChangeNote, UnpricedNote, Verdict
from costguard.reports.headline import budget_sentence, headline
from costguard.reports.listing import listed
from costguard.reports.markdown_approvals import approval_sections, broken_glass_lines
from costguard.reports.markdown_page import Row, Section, paged
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
    money,
    passed_sentence,
    plan_mark,
    verdict_word,
)

NAME: Final = "markdown"
MARK: Final = "<!-- costguard/report/v1 -->"  # tells a reader of the source what wrote it

_FIXES: Final = 3
_TOP: Final = 5  # resources whose cost changes most


def render(verdict: Verdict, options: ReportOptions) -> str:
    """Markdown of at most `options.size_limit` bytes, of which it needs 24,000; rows that find no room are counted."""
    passed = passed_sentence(verdict)
    return paged(_head(verdict), _sections(verdict), f"{passed}\n" if passed else "", options.size_limit)


def _head(verdict: Verdict) -> str:
    lines = [
        MARK,
        f"**costguard: {verdict_word(verdict)}** — {markdown(headline(verdict), 2 * PROSE_LIMIT)}",
        "",
        *broken_glass_lines(verdict),
    ]
    if cost := cost_sentence(verdict.cost):
        lines += [f"**Cost:** {markdown(cost, PROSE_LIMIT)}", ""]
    files = listed(markdown_code(file) for file in verdict.policy.files)
    digest = markdown_code(short(verdict.policy.digest))
    policy = f"{files} ({digest})" if files else digest
    lines += [f"{markdown_code(verdict.input.path)}: {judged(verdict)}, policy {policy}", ""]
    return "\n".join(lines)


def _sections(verdict: Verdict) -> Iterator[Section]:
    found = sections_of(verdict.findings)
    explained = rule_notes(found.violations + found.undecided)
    table = "| Level | Resource | Finding | Rule |\n| --- | --- | --- | --- |"
    yield from _cost_sections(verdict)
    yield from approval_sections(verdict)
    yield Section(table, _rows(gravest_first(found.violations)), len(found.violations), "violation")
    yield Section("", map(_note, explained), len(explained), "rule", "Why, and how to mend")
    items = verdict.cost.unpriced_items
    priceless = "| Resource | What | How much | Why |\n| --- | --- | --- | --- |"
    yield Section(priceless, map(_unpriced, items), len(items), "item", "Without a price")
    undecided = _rows(gravest_first(found.undecided))
    yield Section(table, undecided, len(found.undecided), "finding", "Undecided: neither passed nor failed")
    excused = "| Waiver | Resource | Finding | Rule |\n| --- | --- | --- | --- |"
    yield Section(excused, _rows(found.waived), len(found.waived), "finding", "Waived")
    yield Section(table, _rows(found.debt), len(found.debt), "finding", "Debt: was there before this change")
    notes = (Row(f"- {markdown(note, PROSE_LIMIT)}") for note in verdict.notes)
    yield Section("", notes, len(verdict.notes), "note", "Notes")


def _cost_sections(verdict: Verdict) -> Iterator[Section]:
    cost = verdict.cost
    heading = "| Resource | Action | Change a month |\n| --- | --- | ---: |"
    changes = (_change(change, cost.currency) for change in cost.top[:_TOP])
    total = max(cost.changed, len(cost.top))
    yield Section(heading, changes, total, "change", elsewhere="`costguard estimate` lists all")
    budgets = (_budget(note, cost.currency) for note in cost.budgets)
    yield Section("**Budgets once this is applied**\n", budgets, len(cost.budgets), "budget")


def _change(change: ChangeNote, currency: str) -> Row:
    least = "" if change.complete else "at least "
    plan = f" (plan {change.plan + 1})" if change.plan else ""
    amount = f"{least}{money(change.monthly_delta, sign='+')} {markdown(currency)}"
    return Row(f"| {markdown_code(change.address)}{plan} | {change.action} | {amount} |")


def _unpriced(item: UnpricedNote) -> Row:
    what = " of ".join(markdown(part) for part in (item.line, item.part) if part) or "all of it"
    much = f"{markdown(item.quantity)} {markdown(item.unit)}" if item.quantity else "not known"
    plan = f" (plan {item.plan + 1})" if item.plan else ""
    return Row(f"| {markdown_code(item.address)}{plan} | {what} | {much} | {markdown(item.reason, PROSE_LIMIT)} |")


def _budget(note: BudgetNote, currency: str) -> Row:
    return Row(f"- {markdown_code(note.budget)}: {markdown(budget_sentence(note, currency), PROSE_LIMIT)}")


def _rows(findings: Iterable[Finding]) -> Iterator[Row]:
    for said in together(findings):
        finding = said.first
        sensitive = " (sensitive)" if finding.sensitive else ""
        first = markdown(excuse(finding)) if finding.state is State.WAIVED else finding.level.value
        text = _cells(first, finding, f"{markdown(said.message, PROSE_LIMIT)}{sensitive}")
        yield Row(text, len(said.findings))


def _cells(first: str, finding: Finding, said: str) -> str:
    return (
        f"| {first} | {markdown_code(finding.address)}{plan_mark(finding)}{_place(finding)} "
        f"| {said} | {markdown_code(finding.rule)} |"
    )


def _place(finding: Finding) -> str:
    return f" at {markdown_code(str(finding.location))}" if finding.location else ""


def _note(note: RuleNote) -> Row:
    title = f": {markdown(note.title, PROSE_LIMIT)}" if note.title else ""
    lines = [f"- {markdown_code(note.rule)}{title} ({count(note.findings, 'finding')})"]
    lines += [f"  - Why: {markdown(why, PROSE_LIMIT)}" for why in note.whys[:_FIXES]]
    lines += [f"  - Fix: {markdown(fix, PROSE_LIMIT)}" for fix in note.fixes[:_FIXES]]
    if len(note.fixes) > _FIXES:
        lines.append(f"  - … and {len(note.fixes) - _FIXES:,} more fixes")
    return Row("\n".join(lines))
