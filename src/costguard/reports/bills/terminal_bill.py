"""The bill in a terminal of 80 columns: the biggest changes first, then the totals that everybody asks for."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from costguard.model.estimate import CostChange, CostLine, Estimate, Status
from costguard.reports.bills import wording
from costguard.reports.listing import listed
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain
from costguard.reports.options import BillOptions, Display, ReportOptions
from costguard.reports.terminal_page import BLANK, Piece, Row, lay_out
from costguard.reports.wording import count

_QUANTITY: Final = 13
_UNIT: Final = 13
_COST: Final = 14
_INDENT: Final = 4
_MOST: Final = 60  # resources of one bill; the rest is counted
_NOTES: Final = 20
_NARROWEST: Final = 20
_LABEL: Final = 12
_BY_USAGE: Final = 8  # lines that wait for usage, of one resource


def render(bill: Estimate, options: BillOptions) -> str:
    """Each changed resource with its lines; what has no price, by name; and what the month will cost."""
    return lay_out(_rows(bill, options), ReportOptions(width=options.width, colour=options.colour))


def _rows(bill: Estimate, options: BillOptions) -> Iterator[Row]:
    resources = wording.changed(bill) + (wording.unchanged(bill) if options.show_all else [])
    if resources:
        yield _table_row("Resource", "Monthly qty", "Unit", f"{options.display.currency} a month", options, "dim")
        yield BLANK
    for change in resources[:_MOST]:
        yield from _resource(change, options)
        yield BLANK
    if len(resources) > _MOST:
        yield Row(
            ((f"… and {len(resources) - _MOST:,} more resources. All of them: --output json=FILE", "dim"),), indent=2
        )
        yield BLANK
    yield from _notes(bill)
    yield from _facts(bill, options)
    yield from _totals(bill, options)


def _resource(change: CostChange, options: BillOptions) -> Iterator[Row]:
    cost = wording.shown_side(change)
    address = f"{wording.sign(change)} {plain(change.address, HUMAN_LIMIT)}"
    yield from _columns(address, "", "", wording.change_text(change, options.display), options, style="bold", indent=0)
    if change.before is not None and change.after is not None and change.monthly_delta:
        sides = [wording.side_text(side, options.display) for side in (change.before, change.after)]
        words = [f"{amount} {word.lower()}" for amount, word in zip(sides, options.sides, strict=True)]
        yield Row(((", ".join(words), "dim"),), indent=_INDENT)
    said: set[str] = set()
    for line in cost.lines:
        if not line.awaits_usage:
            yield from _line(line, said, options)
    if awaiting := [line for line in cost.lines if line.awaits_usage]:
        yield Row(((_by_usage(awaiting, options.display), "dim"),), ("by usage: ", "dim"), indent=_INDENT)


def _by_usage(lines: list[CostLine], display: Display) -> str:
    """What each line would cost by the unit, on as few rows as may be."""
    said = [f"{plain(wording.part_name(line), HUMAN_LIMIT)}{_unit_price(line, display)}" for line in lines[:_BY_USAGE]]
    more = len(lines) - _BY_USAGE
    return "; ".join([*said, f"and {more} more"] if more > 0 else said)


def _unit_price(line: CostLine, display: Display) -> str:
    if line.price is None:
        return ""
    return f", {(line.price.amount * display.rate).normalize():f} per {plain(line.unit, 40)}"


def _line(line: CostLine, said: set[str], options: BillOptions) -> Iterator[Row]:
    """A line with its remarks; what was said of the resource already is not said again."""
    quantity, cost = wording.quantity_text(line.quantity), wording.cost_text(line, options.display)
    name = plain(wording.part_name(line), HUMAN_LIMIT)
    yield from _columns(name, quantity, plain(line.unit, 40), cost, options)
    remarks = [line.unpriced, line.assumption, _range(line, options.display), _covered(line, options.display)]
    for remark in (remark for remark in remarks if remark and remark not in said):
        said.add(remark)
        yield Row(((plain(remark, PROSE_LIMIT), "yellow" if remark is line.unpriced else "dim"),), indent=_INDENT + 2)


def _range(line: CostLine, display: Display) -> str:
    if line.low is None or line.high is None or line.low == line.high:
        return ""
    return f"scales between {wording.amount(line.low, display)} and {wording.amount(line.high, display)} a month"


def _covered(line: CostLine, display: Display) -> str:
    return f"{wording.amount(line.covered, display)} a month covered by commitments" if line.covered else ""


def _columns(  # noqa: PLR0913  (the columns of a table)
    name: str, quantity: str, unit: str, cost: str, options: BillOptions, *, style: str = "", indent: int = _INDENT
) -> Iterator[Row]:
    """A row of the table; a name that is too long goes on below."""
    room = max(options.width - indent - _QUANTITY - _UNIT - _COST, _NARROWEST)
    if not quantity and not unit:
        room = max(options.width - indent - _COST, _NARROWEST)
    first, *rest = wrap(name, room, break_on_hyphens=False) or [""]
    for piece in [first, *rest][:-1]:
        yield Row(((piece, style),), indent=indent)
    last = [first, *rest][-1]
    middle = f"{quantity:>{_QUANTITY}} {unit:<{_UNIT - 1}}" if quantity or unit else ""
    yield Row(((f"{last:<{room}}{middle}{cost:>{_COST}}", style),), indent=indent)


def _table_row(name: str, quantity: str, unit: str, cost: str, options: BillOptions, style: str) -> Row:
    room = max(options.width - _QUANTITY - _UNIT - _COST, _NARROWEST)
    return Row(((f"{name:<{room}}{quantity:>{_QUANTITY}} {unit:<{_UNIT - 1}}{cost:>{_COST}}", style),))


def _notes(bill: Estimate) -> Iterator[Row]:
    notes = [plain(note, PROSE_LIMIT) for note in bill.notes]
    if unsupported := wording.types_of(wording.by_status(bill, Status.UNSUPPORTED)):
        names = [f"{plain(name, HUMAN_LIMIT)} ({number:,})" for name, number in unsupported]
        notes.append(f"not priced, because costguard does not know what these types cost: {', '.join(names)}")
    for note in notes[:_NOTES]:
        yield Row(((note, "yellow"),), ("! ", "yellow"))
    if len(notes) > _NOTES:
        yield Row(((f"… and {len(notes) - _NOTES:,} more notes", "dim"),))
    if notes:
        yield BLANK


def _facts(bill: Estimate, options: BillOptions) -> Iterator[Row]:
    awaiting = wording.awaiting_usage(bill)
    unpriced = list(dict.fromkeys(plain(change.address, HUMAN_LIMIT) for change, _ in wording.not_priced(bill)))
    left = wording.unchanged(bill)
    facts = {
        "No price": listed(unpriced),
        "By usage": f"{count(awaiting, 'resource')} with lines that depend on use; --usage FILE says how much"
        if awaiting
        else "",
        "Unchanged": "" if options.show_all or not left else f"{count(len(left), 'resource')}, listed with --show-all",
        "Free": wording.free_text(bill),
        "Prices": wording.prices_text(bill, options.display),
    }
    for name, fact in facts.items():
        if fact:
            yield Row(((fact, "dim"),), (f"{name}:".ljust(_LABEL), "dim"))


def _totals(bill: Estimate, options: BillOptions) -> Iterator[Row]:
    display = options.display
    before = wording.total_text(bill.monthly_before, display, is_least=not wording.is_before_complete(bill))
    after = wording.total_text(bill.monthly_after, display, is_least=not wording.is_after_complete(bill))
    for word, total in zip(options.sides, (before, after), strict=True):
        yield Row(((total, ""),), (f"{word}:".ljust(_LABEL), "dim"))
    style: Piece = (wording.delta_text(bill, display), "bold")
    yield Row((style,), ("Change:".ljust(_LABEL), "bold"))
