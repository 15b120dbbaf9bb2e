"""The page of `costguard history diff`: what came, came back, went, or could not be seen, from one run to another."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final, assert_never

from costguard.model.history import Diff, Fate, Life, RunRow
from costguard.reports.audits.cut import cut, others
from costguard.reports.audits.figures import minute
from costguard.reports.neutral import HUMAN_LIMIT, plain
from costguard.reports.options import ReportOptions
from costguard.reports.terminal_page import BLANK, Row, lay_out

_PER_FATE: Final = 25

_STYLES: Final = {Fate.NEW: "bold red", Fate.REOPENED: "bold yellow", Fate.RESOLVED: "bold green"}


def diff_page(diff: Diff, options: ReportOptions) -> str:
    """The faults by what became of them, at most some of each; the last line counts them all."""
    return lay_out(_rows(diff), options)


def fate_text(fate: Fate) -> str:
    """What became of a fault, as people say it."""
    match fate:
        case Fate.NEW | Fate.REOPENED | Fate.RESOLVED:
            return fate.value
        case Fate.UNSEEN:
            return "not looked at"
        case Fate.PERSISTING:
            return "as before"
        case Fate.ELSEWHERE:
            return "in a cloud that was not audited"
        case _:
            assert_never(fate)


def fault_text(life: Life) -> str:
    """What is wrong, in a few words: `Owner missing (required-tags, deny)`; neutralised."""
    said = f"{life.key or life.dimension or life.rule} {life.code} ({life.rule}, {life.level})"
    return plain(said.strip(), HUMAN_LIMIT)


def _rows(diff: Diff) -> Iterator[Row]:
    for fate, members in groupby(diff.lives, lambda life: life.status):
        shown, _ = cut(list(members), _PER_FATE)
        yield Row(((fate_text(fate).capitalize(), _STYLES.get(fate, "bold")),))
        for _, lives in groupby(shown, lambda life: life.address):
            yield from _resource(list(lives))
        if (more := diff.counts.get(fate, 0) - len(shown)) > 0:
            yield Row(((f"{others(more, 'fault')} (--format json)", "dim"),), indent=2)
        yield BLANK
    told = [fate for fate in Fate if fate is not Fate.ELSEWHERE or diff.counts.get(fate)]
    numbers = [f"{diff.counts.get(fate, 0):,} {fate_text(fate)}" for fate in told]
    went = f"{', '.join(numbers[:-1])} and {numbers[-1]}"
    yield Row(((f"From {_run(diff.older)} to {_run(diff.newer)}: {went}", ""),))


def _resource(lives: list[Life]) -> Iterator[Row]:
    yield Row(((plain(lives[0].address, HUMAN_LIMIT), ""),), indent=2)
    for life in lives:
        because = f"; {plain(life.resolved_because, HUMAN_LIMIT)}" if life.resolved_because else ""
        yield Row(((f"{fault_text(life)}{because}", "dim"),), indent=4)


def _run(run: RunRow) -> str:
    return f"run {run.id:,} of {minute(run.finished or run.started)}"
