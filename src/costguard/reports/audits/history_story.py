"""The page of `costguard history show`: one audit as it is kept, or the whole lives of faults."""

from collections.abc import Iterator, Sequence
from typing import Final

from costguard.model.digest import short
from costguard.model.history import LifeStep, LifeStory, RunRow, RunStory, WaiverRow
from costguard.reports.audits import score_tables as tables
from costguard.reports.audits.audit_sections import compliance, coverage, said
from costguard.reports.audits.cut import cut, others, prose
from costguard.reports.audits.figures import minute
from costguard.reports.audits.history_changes import fate_text, fault_text
from costguard.reports.audits.history_runs import outcome_text
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain
from costguard.reports.options import ReportOptions
from costguard.reports.terminal_page import BLANK, NARROWEST, Row, lay_out
from costguard.reports.wording import count

_WAIVERS: Final = 10
_LIVES: Final = 20
_STEPS: Final = 20


def show_page(found: RunStory | tuple[LifeStory, ...], options: ReportOptions) -> str:
    """A run with its coverage and scores; or the faults, each with its steps, the oldest first."""
    if isinstance(found, RunStory):
        return lay_out(_run(found, max(options.width, NARROWEST)), options)
    return lay_out(_lives(found), options)


def _run(story: RunStory, width: int) -> Iterator[Row]:
    run = story.run
    yield said(f"Run {run.id:,}", _when(run))
    if run.reason:
        yield said("Reason", prose(run.reason, PROSE_LIMIT))
    if run.resources is not None:
        yield from (*coverage(story.coverage, run.resources, run.input_kind), *compliance(story.scores), BLANK)
        for rows in (tables.asked(story.scores, width), tables.worst(story.scores, width)):
            if table := list(rows):
                yield from (*table, BLANK)
        yield said("Found", _found(run))
        yield said("Changes", _changes(run))
    yield from _waivers(story.waivers)
    yield said("Input", plain(run.input_path, HUMAN_LIMIT))
    yield said("Policy", f"{count(len(story.rules), 'rule')} ({plain(short(run.policy_digest), HUMAN_LIMIT)})")


def _when(run: RunRow) -> str:
    ended = f", ended {minute(run.finished)}" if run.finished else ""
    return f"{plain(outcome_text(run), HUMAN_LIMIT)}; began {minute(run.started)}{ended}"


def _found(run: RunRow) -> str:
    return f"{count(run.violations or 0, 'violation')}, {run.undecided or 0:,} undecided, {run.waived or 0:,} waived"


def _changes(run: RunRow) -> str:
    if run.base_run is None:
        return "not known, as no run came before it"
    return (
        f"{run.new or 0:,} new, {run.reopened or 0:,} reopened, {run.resolved or 0:,} resolved, "
        f"{run.unseen or 0:,} not looked at and {run.persisting or 0:,} as before, since run {run.base_run:,}"
    )


def _waivers(waivers: Sequence[WaiverRow]) -> Iterator[Row]:
    shown, left = cut(waivers, _WAIVERS)
    for waiver in shown:
        text = f"{waiver.ticket}, until {waiver.expires}, by {waiver.approved_by}: {waiver.reason}"
        yield said("Waiver", f"{prose(text, PROSE_LIMIT)} ({count(waiver.findings, 'finding')})")
    if left:
        yield said("", others(left, "waiver"))


def _lives(stories: Sequence[LifeStory]) -> Iterator[Row]:
    shown, left = cut(stories, _LIVES)
    for number, story in enumerate(shown):
        if number:
            yield BLANK
        yield from _life(story)
    if left:
        yield BLANK
        yield Row(((f"{others(left, 'fault')} (--format json)", "dim"),))


def _life(story: LifeStory) -> Iterator[Row]:
    life = story.life
    yield Row(((plain(life.address, HUMAN_LIMIT), "bold"),))
    yield Row(((fault_text(life), ""),), indent=2)
    again = f", reopened {count(life.reopened, 'time')}" if life.reopened else ""
    seen = (
        f"first found by run {life.first_run:,}, last by run {life.last_run:,}{again}; fingerprint {life.fingerprint}"
    )
    yield Row(((seen, "dim"),), indent=2)
    shown, hidden = cut(story.steps[::-1], _STEPS)
    if hidden:
        yield Row(((f"… {count(hidden, 'step')} before these (--format json)", "dim"),), indent=2)
    for step in reversed(shown):
        yield Row(((_step(step), ""),), indent=2)
    if life.resolved_because:
        yield Row(((f"resolved because: {plain(life.resolved_because, HUMAN_LIMIT)}", "dim"),), indent=2)


def _step(step: LifeStep) -> str:
    how = plain(f"{step.code}, {step.state}, {step.level}", HUMAN_LIMIT)
    return f"{minute(step.finished)}  run {step.run:,}  {fate_text(step.status)} ({how})"
