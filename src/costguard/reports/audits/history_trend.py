"""The page of `costguard history trend`: how compliance went, as a chart of text that needs no colour."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from costguard.model.audit import Facet, Score
from costguard.model.history import TrendPoint
from costguard.reports.audits.figures import counted, dollars, minute, share
from costguard.reports.neutral import HUMAN_LIMIT, plain
from costguard.reports.options import ReportOptions
from costguard.reports.terminal_page import BLANK, NARROWEST, Row, lay_out
from costguard.reports.wording import count

_LONGEST: Final = 30  # columns of a bar
_SHORTEST: Final = 10  # a shorter one tells nothing
_POINTS: Final = 30  # lines of a page
_BETWEEN: Final = 2


def trend_page(points: Sequence[TrendPoint], options: ReportOptions) -> str:
    """A line a run, the oldest first: when, a bar of the compliant share by count, that share, and that by cost.

    Of many runs it shows some, the first and the last with them.
    """
    return lay_out(_rows(points, max(options.width, NARROWEST)), options)


def _rows(points: Sequence[TrendPoint], width: int) -> Iterator[Row]:
    if not points:
        yield Row((("No audit finished in that time; --days N looks further back.", ""),))
        return
    shown = _thinned(points)
    yield Row(((f"Compliance of {_whose(points[0].score)}", "bold"),))
    yield from _chart(shown, width)
    if len(shown) < len(points):
        yield Row(((f"Shown: {len(shown):,} of {len(points):,} runs. All of them: --format json", "dim"),), indent=2)
    yield BLANK
    yield Row(((_course(points[0].score, points[-1].score), ""),))


def _chart(points: Sequence[TrendPoint], width: int) -> Iterator[Row]:
    """The bars get what the figures leave; on a narrow page the figures by cost go, and then the bars."""
    times, counts = [minute(point.finished)[:16] for point in points], [_by_count(point.score) for point in points]
    costs = [_by_cost(point.score) for point in points]
    columns = [times, counts, costs]
    if _room(columns, width) < _SHORTEST:
        columns = [times, counts]
    length = min(_LONGEST, _room(columns, width))
    for point, time, *figures in zip(points, *columns, strict=True):
        bar = _bar(point.score, length).ljust(length) if length >= _SHORTEST else ""
        cells = [time, bar, *(figure.rjust(_widest(of)) for figure, of in zip(figures, columns[1:], strict=True))]
        yield Row((((" " * _BETWEEN).join(cell for cell in cells if cell), ""),))


def _room(columns: Sequence[Sequence[str]], width: int) -> int:
    return width - sum(_widest(column) + _BETWEEN for column in columns)


def _widest(column: Sequence[str]) -> int:
    return max(map(len, column))


def _bar(score: Score, length: int) -> str:
    """Filled as far as is compliant, rounded down: only what is whole fills it."""
    judged = counted(score)
    if not judged:
        return ""
    filled = score.compliant * length // judged
    return "#" * filled + "." * (length - filled)


def _by_count(score: Score) -> str:
    if not counted(score):
        return "nothing judged"
    return f"{share(score.compliant, counted(score))} of {counted(score):,}"


def _by_cost(score: Score) -> str:
    if not score.priced:
        return "cost not known"
    return f"{share(score.compliant_cost, score.monthly_cost)} of {dollars(score.monthly_cost)} USD"


def _whose(score: Score) -> str:
    if score.facet is Facet.TOTAL:
        return "all resources"
    return f"{score.facet} {plain(score.name, HUMAN_LIMIT)}"


def _course(first: Score, last: Score) -> str:
    """What changed from the first run to the last, in points of a hundred."""
    if not counted(first) or not counted(last):
        return "How it went cannot be told, as nothing was judged at one end."
    before, after = (Decimal(score.compliant) / counted(score) * 100 for score in (first, last))
    went = "up" if after > before else "down"
    if before == after:
        return f"As it was: {share(last.compliant, counted(last))} of {count(counted(last), 'resource')}."
    points = abs(after - before)
    by = f"{points:.1f} points" if points >= Decimal("0.1") else "less than 0.1 points"
    return f"Gone {went} by {by}, to {share(last.compliant, counted(last))} of {count(counted(last), 'resource')}."


def _thinned(points: Sequence[TrendPoint]) -> list[TrendPoint]:
    if len(points) <= _POINTS:
        return list(points)
    last = len(points) - 1
    return [points[place * last // (_POINTS - 1)] for place in range(_POINTS)]
