"""The dearest gaps of an audit's page: what is lacking and what that costs, and below it whose rule, what and where."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from costguard.model.audit import Gap
from costguard.model.finding import Code
from costguard.reports.audits.cut import cut, others
from costguard.reports.audits.figures import WIDEST_TABLE, gap_cost
from costguard.reports.neutral import HUMAN_LIMIT, plain, shorten
from costguard.reports.terminal_page import Row
from costguard.reports.terminal_table import Line, Section, table

_SHOWN: Final = 5
_INDENT: Final = 4
_LEAST_ACCOUNT: Final = 17  # characters; of the id of an Azure subscription, eight at each end

_SAID: Final[Mapping[str, str]] = {
    Code.MISSING: "is missing",
    Code.EMPTY: "is empty",
    Code.INVALID: "has an invalid value",
    Code.MISSPELLED: "is misspelled",
    Code.FORBIDDEN: "has a forbidden value",
    Code.EXCEEDS: "exceeds its limit",
    Code.COST: "costs too much",
    Code.UNPRICED: "has no known cost",
}


def gaps(found: Sequence[Gap], width: int) -> Iterator[Row]:
    """What resources of one account and type lack together, the dearest first."""
    shown, left = cut(found, _SHOWN)
    if not shown:
        return
    width = min(width, WIDEST_TABLE)
    lines = tuple(Line((_what(gap),), (f"{gap.resources:,}", gap_cost(gap))) for gap in shown)
    title, *rows = table((Section("Most expensive gaps", lines),), ("resources", "USD a month"), width)
    yield title
    height = len(rows) // len(lines)  # on a narrow page figures have rows of their own
    for number, gap in enumerate(shown):
        yield from rows[number * height : (number + 1) * height]
        yield Row(((_where(gap, width - _INDENT), "dim"),), indent=_INDENT)
    if left:
        yield Row(((others(left, "gap"), "dim"),), indent=2)
    if len(found) > 1:
        yield Row((("The cost of a resource stands in each of its gaps.", "dim"),), indent=2)


def _what(gap: Gap) -> str:
    return f"{gap.key or gap.dimension or gap.rule} {_SAID.get(gap.code, gap.code)}"


def _where(gap: Gap, room: int) -> str:
    """Rule, type and account; the account loses its middle where that brings them onto a line."""
    from rich.cells import cell_len

    rule, kind, account = (plain(name, HUMAN_LIMIT) for name in (gap.rule, gap.type, gap.account))
    for limit in range(len(account), _LEAST_ACCOUNT - 1, -1):
        said = _joined(rule, kind, shorten(account, limit))
        if cell_len(said) <= room:
            return said
    return _joined(rule, kind, account)


def _joined(*names: str) -> str:
    return ", ".join(name for name in names if name)
