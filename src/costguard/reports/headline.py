"""The line that a reader of a pull request sees first: what it costs, whose budget it eats, and who is waited for."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import bound_words
from costguard.model.verdict import BudgetNote, CostNote, Outcome, Verdict
from costguard.reports.agreement import share_percent, tally
from costguard.reports.neutral import HUMAN_LIMIT, plain
from costguard.reports.wording import count, counted_findings, delta_text, money, verdict_sentence

_BUDGETS: Final = 3
_BETWEEN: Final = " · "


def headline(verdict: Verdict) -> str:
    """`+1,240.00 USD a month (+31 %) · budget payments 104 % used · 1 item without a price · …`; neutralised."""
    return _BETWEEN.join(part for part in (*_facts(verdict), _found(verdict)) if part)


def short_headline(verdict: Verdict) -> str:
    """The same without the counts of findings, or these where there is nothing else to say; neutralised."""
    return _BETWEEN.join(_facts(verdict)) or verdict_sentence(verdict)


def budget_share(note: BudgetNote) -> str:
    """`88 % → at least 104 % used`, of a budget without the change and once it is applied."""
    share = share_percent(note.projected, note.monthly)
    if share is None:
        return "nothing granted"
    before = None if note.before is None else share_percent(note.before, note.monthly)
    was = f"{before:,.0f} % → " if before is not None and f"{before:,.0f}" != f"{share:,.0f}" else ""
    return f"{was}{bound_words(may_rise=note.may_rise, may_fall=note.may_fall)}{share:,.0f} % used"


def budget_sentence(note: BudgetNote, currency: str) -> str:
    """Where a budget stands once the change is applied, and what is left of it; neutralised, its name left out."""
    of = f"{money(note.projected)} of {money(note.monthly)} {plain(currency, HUMAN_LIMIT)} a month"
    basis = f"; {plain(note.basis, HUMAN_LIMIT)}" if note.basis else ""
    owner = f"; owner: {plain(note.owner, HUMAN_LIMIT)}" if note.owner else ""
    return f"{budget_share(note)} ({of}{basis}){_left(note)}{owner}"


def _found(verdict: Verdict) -> str:
    """What the verdict means, but for what the line says already: who is waited for, or that the glass is broken."""
    if verdict.broken_glass is not None and not verdict.outcome.exit_code:
        return f"{counted_findings(verdict) or 'nothing to mend'}; may merge"
    if verdict.outcome is Outcome.APPROVAL and verdict.required:
        return counted_findings(verdict)
    return verdict_sentence(verdict)


def _left(note: BudgetNote) -> str:
    share = share_percent(note.projected, note.monthly)
    if share is None:
        return ""
    # What is spent may rise, so what is left may fall.
    bound = bound_words(may_rise=note.may_fall, may_fall=note.may_rise)
    if share > 100:
        return f", overrun by {bound_words(may_rise=note.may_rise, may_fall=note.may_fall)}{share - 100:,.0f} %"
    return f", {bound}{100 - share:,.0f} % left"


def _facts(verdict: Verdict) -> Iterator[str]:
    cost = verdict.cost
    if delta := delta_text(cost):
        yield f"{delta}{_percent(cost)}"
    for note in cost.budgets[:_BUDGETS]:
        yield f"budget {plain(note.budget, HUMAN_LIMIT)} {budget_share(note)}"
    if (more := len(cost.budgets) - _BUDGETS) > 0:
        yield f"{count(more, 'more budget')}"
    if cost.unpriced:
        yield f"{count(len(cost.unpriced), 'item')} without a price"
    if people := tally(verdict.required):
        yield f"approvals: {people}"


def _percent(cost: CostNote) -> str:
    """The increase in percent. Where something has no price it is of the rest, which is then said."""
    if cost.monthly_delta is None or cost.monthly_before is None:
        return ""
    percent = share_percent(cost.monthly_delta, cost.monthly_before)
    if percent is None:
        return ""
    return f" ({percent:+,.0f} %{'' if cost.complete else ' of what has a price'})"
