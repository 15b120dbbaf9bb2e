"""The page of `costguard history runs`: when audits ran, how they ended, and what they found."""

from collections.abc import Iterator, Sequence
from typing import Final

from costguard.model.history import RunRow, RunStatus
from costguard.reports.audits.cut import prose
from costguard.reports.audits.figures import NONE, WIDEST_TABLE, minute
from costguard.reports.neutral import PROSE_LIMIT, plain
from costguard.reports.options import ReportOptions
from costguard.reports.terminal_page import BLANK, NARROWEST, Row, lay_out
from costguard.reports.terminal_table import Line, Section, table

_HEADERS: Final = ("outcome", "resources", "violations", "new", "resolved")


def runs_page(runs: Sequence[RunRow], options: ReportOptions) -> str:
    """The runs as they come, a line each; below, why some have no result."""
    return lay_out(_rows(runs, max(options.width, NARROWEST)), options)


def outcome_text(run: RunRow) -> str:
    """How a run ended: its outcome, or why there is none in one word; raw."""
    return run.outcome or NONE if run.status is RunStatus.DONE else run.status.value


def _rows(runs: Sequence[RunRow], width: int) -> Iterator[Row]:
    if not runs:
        yield Row((("No run is kept yet; an audit with --history PLACE records one.", ""),))
        return
    yield from table((Section("Run, when it began", tuple(map(_line, runs))),), _HEADERS, min(width, WIDEST_TABLE))
    told = [run for run in runs if run.reason]
    if told:
        yield BLANK
    for run in told:
        text = f"{run.status.value}: {prose(run.reason, PROSE_LIMIT)}"
        yield Row(((text, ""),), (f"Run {run.id:,} ", "bold"))


def _line(run: RunRow) -> Line:
    numbers = (run.resources, run.violations, run.new, run.resolved)
    return Line(
        (f"{run.id:,}", minute(run.started)),
        (plain(outcome_text(run), 20), *(NONE if number is None else f"{number:,}" for number in numbers)),
    )
