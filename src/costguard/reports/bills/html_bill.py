"""The bill as one page for a browser: totals, a chart of the largest changes, and every line; no script, no network."""

from collections.abc import Iterator
from html import escape
from typing import Final

from costguard import __version__
from costguard.model.estimate import CostChange, CostLine, Estimate, Status
from costguard.reports.bills import wording
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain
from costguard.reports.options import BillOptions, Display
from costguard.reports.wording import count

_BARS: Final = 15
_BAR_HEIGHT: Final = 22
_LABEL_WIDTH: Final = 330
_CHART_WIDTH: Final = 900
_HALF: Final = (_CHART_WIDTH - _LABEL_WIDTH - 190) / 2

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --up: #b3261e; --down: #1b7f3b; --dim: #777; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 960px; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.totals { display: flex; gap: 2.5rem; flex-wrap: wrap; } .totals div { font-size: 1.4rem; font-weight: 600; }
.totals span { display: block; font-size: .85rem; font-weight: 400; color: var(--dim); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .3rem 0 1rem; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
summary { cursor: pointer; } summary b { font-weight: 600; } .dim { color: var(--dim); } .warn { color: var(--up); }
svg text { font: 12px system-ui, sans-serif; fill: currentColor; } svg { max-width: 100%; height: auto; }
"""


def render(bill: Estimate, options: BillOptions) -> str:
    """A whole HTML document; text from the plan is escaped, so none of it becomes markup."""
    resources = wording.changed(bill) + (wording.unchanged(bill) if options.show_all else [])
    body = [
        f"<h1>Monthly cost{f' of {_text(options.title)}' if options.title else ''}</h1>",
        *_totals(bill, options),
        *_chart(wording.changed(bill), options.display),
        *_notes(bill),
        "<h2>Resources</h2>" if resources else "<p>No resource of this plan bills for anything.</p>",
        *(_resource(change, options.display) for change in resources),
        f'<p class="dim">{_text(wording.prices_text(bill, options.display))}. costguard {__version__}.</p>',
    ]
    head = f'<meta charset="utf-8"><title>Monthly cost</title><style>{_STYLE}</style>'
    page = "\n".join(body)
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n{page}\n</body></html>\n'


def _totals(bill: Estimate, options: BillOptions) -> Iterator[str]:
    display = options.display
    before = wording.total_text(bill.monthly_before, display, is_least=not wording.is_before_complete(bill))
    after = wording.total_text(bill.monthly_after, display, is_least=not wording.is_after_complete(bill))
    shown = {options.sides[0]: before, options.sides[1]: after, "Change": wording.delta_text(bill, display)}
    items = "".join(f"<div>{_text(value)}<span>{name}</span></div>" for name, value in shown.items())
    yield f'<div class="totals">{items}</div>'


def _chart(changes: list[CostChange], display: Display) -> Iterator[str]:
    """Bars from the middle: what costs more to the right, what costs less to the left."""
    shown = [change for change in changes if change.monthly_delta][:_BARS]
    if not shown:
        return
    most = max(abs(change.monthly_delta) for change in shown)
    height = _BAR_HEIGHT * len(shown) + 10
    middle = _LABEL_WIDTH + 95 + _HALF
    bars = []
    for place, change in enumerate(shown):
        length = max(float(abs(change.monthly_delta) / most) * _HALF, 1)
        rises = change.monthly_delta > 0
        left = middle if rises else middle - length
        at = place * _BAR_HEIGHT + 5
        text_at, anchor = (left + length + 5, "start") if rises else (left - 5, "end")
        colour = "--up" if rises else "--down"
        label = plain(change.address, 46)
        bars.append(
            f'<text x="0" y="{at + 13}">{escape(label)}</text>'
            f'<rect x="{left:.1f}" y="{at}" width="{length:.1f}" height="16" style="fill: var({colour})"/>'
            f'<text x="{text_at:.1f}" y="{at + 13}" text-anchor="{anchor}">'
            f"{escape(wording.amount(change.monthly_delta, display, signed=True))}</text>"
        )
    title = f"<title>The {count(len(shown), 'largest change')} a month</title>"
    yield f'<h2>Largest changes</h2><svg viewBox="0 0 {_CHART_WIDTH} {height}" role="img">{title}{"".join(bars)}</svg>'


def _notes(bill: Estimate) -> Iterator[str]:
    notes = [
        f"{change.address}: {line.name} has no price: {line.unpriced}" for change, line in wording.not_priced(bill)
    ]
    if unsupported := wording.types_of(wording.by_status(bill, Status.UNSUPPORTED)):
        names = ", ".join(f"{name} ({number:,})" for name, number in unsupported)
        notes.append(f"Not priced, because costguard does not know what these types cost: {names}")
    if awaiting := wording.awaiting_usage(bill):
        notes.append(f"{count(awaiting, 'resource')} with lines that depend on use, which are not in the totals")
    notes += bill.notes
    if notes:
        items = "".join(f"<li>{_text(note)}</li>" for note in notes)
        yield f'<h2>What this bill does not hold</h2><ul class="warn">{items}</ul>'


def _resource(change: CostChange, display: Display) -> str:
    rows = "".join(_row(line, display) for line in wording.shown_side(change).lines)
    delta = wording.change_text(change, display)
    head = '<tr><th>Line</th><th class="number">Monthly quantity</th><th>Unit</th><th class="number">Unit price</th>'
    return (
        f"<details open><summary><b>{_text(wording.sign(change))} {_text(change.address)}</b> {_text(delta)}</summary>"
        f'<table>{head}<th class="number">Cost</th></tr>{rows}</table></details>'
    )


def _row(line: CostLine, display: Display) -> str:
    remark = line.unpriced or line.assumption
    name = _text(wording.part_name(line)) + (f'<br><span class="dim">{_text(remark)}</span>' if remark else "")
    price = f"{(line.price.amount * display.rate).normalize():f}" if line.price is not None else ""
    source = escape(f"{line.price.source} ({line.price.as_of})", quote=True) if line.price is not None else ""
    return (
        f'<tr><td>{name}</td><td class="number">{wording.quantity_text(line.quantity)}</td><td>{_text(line.unit)}</td>'
        f'<td class="number" title="{source}">{price}</td>'
        f'<td class="number">{_text(wording.cost_text(line, display))}</td></tr>'
    )


def _text(text: str) -> str:
    return escape(plain(text, max(PROSE_LIMIT, HUMAN_LIMIT)))
