"""The bill as a comment on a pull request: the totals first, the resources in a table, their lines folded away."""

from collections.abc import Iterator
from html import escape
from typing import Final

from costguard.model.estimate import CostChange, Estimate, Status
from costguard.reports.bills import wording
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain
from costguard.reports.neutral_markdown import markdown, markdown_code
from costguard.reports.options import BillOptions, Display
from costguard.reports.wording import count

MARK: Final = "<!-- costguard/bill/v1 -->"  # by which a forge finds its own comment again
_SIZE_LIMIT: Final = 60_000  # bytes: GitHub refuses a comment of 65,536 characters
_RESOURCES: Final = 50
_NOTES: Final = 20


def render(bill: Estimate, options: BillOptions) -> str:
    """Markdown of less than 65,536 bytes; what finds no room is counted."""
    display = options.display
    resources = wording.changed(bill) + (wording.unchanged(bill) if options.show_all else [])
    head = [MARK, f"### Cost: {markdown(wording.delta_text(bill, display))}", "", *_totals(bill, display), ""]
    notes = [f"- {markdown(note, PROSE_LIMIT)}" for note in _notes(bill)]
    text = _join([*head, *_table(resources[:_RESOURCES], options), *_rest(resources), *notes, ""])
    for details in _details(resources[:_RESOURCES], display):
        if len((text + details).encode()) > _SIZE_LIMIT:
            return text + "_The lines of the other resources found no room here; `--output json=FILE` has all._\n"
        text += details
    return text


def _join(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def _totals(bill: Estimate, display: Display) -> Iterator[str]:
    before = wording.total_text(bill.monthly_before, display, is_least=not wording.is_before_complete(bill))
    after = wording.total_text(bill.monthly_after, display, is_least=not wording.is_after_complete(bill))
    yield f"From {markdown(before)} to **{markdown(after)}** a month."


def _table(changes: list[CostChange], options: BillOptions) -> Iterator[str]:
    if not changes:
        return
    display = options.display
    yield f"| | Resource | {options.sides[0]} | {options.sides[1]} | Change |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for change in changes:
        sides = [wording.side_text(side, display) for side in (change.before, change.after)]
        row = " | ".join(markdown(text) for text in (*sides, wording.change_text(change, display)))
        yield f"| {markdown(wording.sign(change))} | {markdown_code(change.address)} | {row} |"
    yield ""


def _rest(changes: list[CostChange]) -> list[str]:
    more = len(changes) - _RESOURCES
    return [f"… and {count(more, 'more resource')}.", ""] if more > 0 else []


def _notes(bill: Estimate) -> Iterator[str]:
    for change, line in wording.not_priced(bill)[:_NOTES]:
        yield f"`{_quoted(change.address)}`: `{_quoted(line.name)}` has no price: {line.unpriced}"
    if unsupported := wording.types_of(wording.by_status(bill, Status.UNSUPPORTED)):
        names = ", ".join(f"`{_quoted(name)}` ({number:,})" for name, number in unsupported[:_NOTES])
        yield f"Not priced, because costguard does not know what these types cost: {names}"
    if awaiting := wording.awaiting_usage(bill):
        yield f"{count(awaiting, 'resource')} with lines that depend on use, which are not in the totals"
    yield from bill.notes[:_NOTES]


def _quoted(text: str) -> str:
    return text.replace("`", "'")


def _details(changes: list[CostChange], display: Display) -> Iterator[str]:
    for change in changes:
        rows = [
            f"| {markdown(wording.part_name(line), HUMAN_LIMIT)} | {wording.quantity_text(line.quantity)} "
            f"| {markdown(line.unit)} | {markdown(wording.cost_text(line, display))} |"
            for line in wording.shown_side(change).lines
        ]
        head = ["| Line | Monthly quantity | Unit | Cost |", "| --- | ---: | --- | ---: |"]
        # Markdown is not read within a summary, so its text is made harmless as HTML.
        summary = f"<details><summary><code>{escape(plain(change.address, HUMAN_LIMIT))}</code></summary>"
        yield _join([summary, "", *head, *rows, "", "</details>", ""])
