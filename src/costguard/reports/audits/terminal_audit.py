"""The page that most people see of an audit: how they stand, on one screen."""

from collections.abc import Iterator
from typing import Final, assert_never

from costguard.model.audit import Audit, AuditSummary
from costguard.model.verdict import Outcome
from costguard.reports.audits import audit_sections as sections
from costguard.reports.audits import score_tables as tables
from costguard.reports.audits.gap_list import gaps
from costguard.reports.audits.read_text import is_nothing_read
from costguard.reports.audits.reasons_found import Told, told_of
from costguard.reports.neutral import HUMAN_LIMIT, plain
from costguard.reports.options import ReportOptions
from costguard.reports.terminal_page import BLANK, NARROWEST, Row, lay_out
from costguard.reports.terminal_report import OUTCOME_STYLES
from costguard.reports.wording import count, levels_text, policy_text

_LABEL: Final = 8


def render(audit: Audit, options: ReportOptions) -> str:
    """What was read, how much of it complies, what is the most expensive to leave as it is, and the verdict.

    Raises BadInput where the audit's findings cannot be read.
    """
    return lay_out(_rows(audit, told_of(audit.findings), max(options.width, NARROWEST)), options)


def _rows(audit: Audit, told: Told, width: int) -> Iterator[Row]:
    for section in (
        (
            *sections.coverage(audit.coverage, audit.summary.resources, audit.input.kind),
            *sections.compliance(audit.scores),
        ),
        tuple(tables.asked(audit.scores, width)),
        tuple(tables.worst(audit.scores, width)),
        tuple(gaps(audit.gaps, width)),
        (*sections.states(audit, told), *sections.changes(audit), *sections.notes(audit.notes)),
    ):
        if section:
            yield from section
            yield BLANK
    yield from _conclusion(audit, told)


def _conclusion(audit: Audit, told: Told) -> Iterator[Row]:
    summary = audit.summary
    facts = {
        "Input": f"{plain(audit.input.path, HUMAN_LIMIT)}, {_judged(summary)}",
        "Policy": policy_text(audit.policy),
    }
    for name, fact in facts.items():
        yield Row(((fact, "dim"),), (f"{name}:".ljust(_LABEL), "dim"))
    style = OUTCOME_STYLES[audit.outcome] if summary.evaluated else "bold yellow"  # green would be a promise
    yield Row(((_verdict(audit, told), ""),), (f"{_word(audit)} — ", style))


def _judged(summary: AuditSummary) -> str:
    judged = f"{summary.evaluated:,} of {count(summary.resources, 'resource')} judged"
    left = summary.resources - summary.evaluated
    if left <= 0:
        return judged
    return f"{judged}; no rule speaks of the other{'' if left == 1 else f' {left:,}'}"


def _word(audit: Audit) -> str:
    if audit.outcome is Outcome.PASS and not audit.summary.evaluated and is_nothing_read(audit.coverage):
        return "NOT JUDGED"
    return _outcome_word(audit.outcome)


def _outcome_word(outcome: Outcome) -> str:
    match outcome:
        case Outcome.DENY | Outcome.ADVISE | Outcome.PASS:
            return outcome.value.upper()
        case Outcome.APPROVAL:
            return "APPROVAL NEEDED"
        case _:
            assert_never(outcome)


def _verdict(audit: Audit, told: Told) -> str:
    summary = audit.summary
    parts = []
    if summary.violations:
        parts.append(f"{count(summary.violations, 'violation')} ({levels_text(told.levels)})")
    if summary.undecided:
        parts.append(f"{summary.undecided:,} undecided")
    if summary.waived:
        parts.append(f"{summary.waived:,} waived")
    if not summary.evaluated:
        parts.append("nothing could be read" if is_nothing_read(audit.coverage) else "nothing was judged")
    found = ", ".join(parts) or "nothing to mend"
    return f"{found}, in what was read" if summary.evaluated and not audit.is_complete else found
