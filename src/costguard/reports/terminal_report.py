"""The report that most people see: in a terminal of 80 columns, or in the log of a build."""

from collections.abc import Iterator
from typing import Final

from costguard.model.verdict import Outcome, Verdict
from costguard.reports import terminal_sections as sections
from costguard.reports.agreement import is_agreed
from costguard.reports.headline import budget_sentence
from costguard.reports.neutral import HUMAN_LIMIT, plain
from costguard.reports.options import ReportOptions
from costguard.reports.sorting import rule_notes, sections_of
from costguard.reports.terminal_approvals import approvals
from costguard.reports.terminal_page import BLANK, Row, lay_out
from costguard.reports.wording import (
    cost_sentence,
    count,
    judged,
    policy_text,
    verdict_sentence,
    verdict_word,
)

NAME: Final = "terminal"

OUTCOME_STYLES: Final = {
    Outcome.DENY: "bold red",
    Outcome.APPROVAL: "bold yellow",
    Outcome.ADVISE: "bold cyan",
    Outcome.PASS: "bold green",
}
_AGREED_STYLE: Final = "bold green"
_BROKEN_STYLE: Final = "bold red"
_BUDGETS: Final = 5


def render(verdict: Verdict, options: ReportOptions) -> str:
    """What is wrong, by module and resource; how to mend it, by rule; and on the last line whether it may merge."""
    return lay_out(_rows(verdict, options), options)


def _rows(verdict: Verdict, options: ReportOptions) -> Iterator[Row]:
    found = sections_of(verdict.findings)
    explained = found.violations + found.undecided + (found.debt if options.show_debt else ())
    for section in (
        sections.violations(found.violations),
        sections.undecided(found.undecided),
        sections.mending(rule_notes(explained)),
        sections.waived(found.waived),
        sections.debt(found.debt, listed=options.show_debt),
        approvals(verdict),
        sections.notes(verdict.notes),
    ):
        if section:
            yield from section
            yield BLANK
    yield from _conclusion(verdict, options)


def _conclusion(verdict: Verdict, options: ReportOptions) -> Iterator[Row]:
    facts = {
        "Input": f"{plain(verdict.input.path, HUMAN_LIMIT)}, {judged(verdict)}",
        "Policy": policy_text(verdict.policy),
        "Cost": cost_sentence(verdict.cost),
        "Budget": _budgets(verdict),
        "Debt": _debt(verdict.summary.debt, is_listed=options.show_debt),
    }
    for name, fact in facts.items():
        if fact:
            yield Row(((fact, "dim"),), (f"{name}:".ljust(8), "dim"))
    yield Row(((verdict_sentence(verdict), ""),), (f"{verdict_word(verdict)} — ", _style(verdict)))


def _style(verdict: Verdict) -> str:
    if verdict.broken_glass is not None:
        return _BROKEN_STYLE
    return _AGREED_STYLE if is_agreed(verdict) else OUTCOME_STYLES[verdict.outcome]


def _budgets(verdict: Verdict) -> str:
    cost = verdict.cost
    return "; ".join(
        f"{plain(note.budget, HUMAN_LIMIT)} {budget_sentence(note, cost.currency)}" for note in cost.budgets[:_BUDGETS]
    ) + (f"; {count(len(cost.budgets) - _BUDGETS, 'more budget')}" if len(cost.budgets) > _BUDGETS else "")


def _debt(findings: int, *, is_listed: bool) -> str:
    if not findings:
        return ""
    hint = "" if is_listed else "; --show-debt lists them"
    return f"{count(findings, 'finding')} from before this change, not counted{hint}"
