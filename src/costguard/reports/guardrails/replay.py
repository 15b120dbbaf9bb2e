"""What guardrails would have denied of recorded requests: by rule, by whom, and what the records do not tell."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from costguard.model.guardrail import Replay, ReplayedEvent
from costguard.reports.guardrails.data import TOOL, Json, Tool, as_json, schema
from costguard.reports.guardrails.names import SHORT_CLOUDS, rule_name
from costguard.reports.guardrails.phrases import STYLES, Tone
from costguard.reports.guardrails.replayed import Count, by_principal, by_rule, in_order, undecided
from costguard.reports.listing import listed
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, csv_cell, plain
from costguard.reports.options import ReportOptions
from costguard.reports.terminal_page import BLANK, Row, lay_out
from costguard.reports.wording import count

SCHEMA: Final = "costguard/replay/v1"
COLUMNS: Final = ("cloud", "at", "account", "principal", "operation", "rules", "statements", "where")

_PRINCIPALS: Final = 20
_SKIPPED: Final = " (no creation, failed, recorded twice, or not bound by these documents)"
_CELL: Final = 32_000  # a spreadsheet holds 32,767 characters a cell (Excel specifications and limits, 2026-08)


class _Summary(msgspec.Struct, frozen=True):
    name: str
    events: int
    first: str
    last: str


class _Replay(msgspec.Struct, frozen=True):
    schema: str
    tool: Tool
    events: int
    judged: int
    skipped: int
    by_rule: tuple[_Summary, ...]
    by_principal: tuple[_Summary, ...]
    undecided: Mapping[str, int]
    denied: tuple[ReplayedEvent, ...]


def replay_terminal(replay: Replay, columns: int, in_colour: bool) -> str:
    """Denials by rule and by principal, then what could not be decided and why; the last line sums it up."""
    return lay_out(_rows(replay), ReportOptions(width=columns, colour=in_colour))


def replay_json(replay: Replay) -> str:
    """JSON of the schema `costguard/replay/v1`; every denied event, in the order of time, one a line."""
    document = _Replay(
        schema=SCHEMA,
        tool=TOOL,
        events=replay.events,
        judged=replay.judged,
        skipped=replay.skipped,
        by_rule=tuple(map(_summary, by_rule(replay))),
        by_principal=tuple(map(_summary, by_principal(replay))),
        undecided=replay.undecided,
        denied=tuple(in_order(replay.denied)),
    )
    return as_json(document, one_a_line="denied")


def replay_csv(replay: Replay) -> str:
    """Every denied event, one a row, in the order of time; no cell is a formula."""
    import csv
    from io import StringIO

    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(event) for event in in_order(replay.denied))
    return text.getvalue()


def replay_schema() -> Json:
    """The JSON Schema (draft 2020-12) of the data."""
    return schema("replay")


def _summary(counted: Count) -> _Summary:
    return _Summary(counted.name, counted.events, counted.first, counted.last)


def _cells(event: ReplayedEvent) -> tuple[str, ...]:
    values = (
        event.cloud.value, event.at, event.account, event.principal, event.operation,
        " ".join(event.rules), " ".join(event.statements), event.where,
    )  # fmt: skip
    return tuple(csv_cell(value, _CELL) for value in values)


def _rows(replay: Replay) -> Iterator[Row]:
    rules, principals = by_rule(replay), by_principal(replay)
    if rules:
        yield _title("Would have been denied, by rule")
        for counted in rules:
            yield from _counted(counted, rule_name(counted.name))
        yield BLANK
    if principals:
        yield _title("By principal")
        for counted in principals[:_PRINCIPALS]:
            yield from _counted(counted, counted.name or "(not recorded)")
        if hidden := principals[_PRINCIPALS:]:
            events = sum(counted.events for counted in hidden)
            words = f"… and {count(len(hidden), 'more principal')} with {count(events, 'event')}"
            yield Row(((f"{words}; all of them: --format json", "dim"),), indent=2)
        yield BLANK
    yield from _undecided(replay)
    yield from _conclusion(replay)


def _counted(counted: Count, name: str) -> Iterator[Row]:
    clouds = ", ".join(SHORT_CLOUDS[cloud] for cloud in counted.clouds)
    told = f"  {count(counted.events, 'event')} on {clouds}"
    yield Row(((plain(name, HUMAN_LIMIT), "bold"), (told, "")), indent=2)
    operations = listed(f"`{plain(operation, HUMAN_LIMIT)}`" for operation in counted.operations)
    yield Row(((f"{_period(counted)}{operations}", "dim"),), indent=4)


def _period(counted: Count) -> str:
    first, last = (plain(time, HUMAN_LIMIT) for time in (counted.first, counted.last))
    if not first:
        return ""
    return f"{first}: " if first == last else f"{first} to {last}: "


def _undecided(replay: Replay) -> Iterator[Row]:
    if not replay.undecided:
        return
    yield _title("Could not be decided")
    for why, events in undecided(replay):
        yield Row(((plain(why, PROSE_LIMIT), ""),), (f"{events:>7,}  ", "yellow"), 2)
    yield BLANK


def _conclusion(replay: Replay) -> Iterator[Row]:
    unknown = sum(replay.undecided.values())
    read = f"{count(replay.events, 'event')} read, {replay.judged:,} judged"
    read += f", {unknown:,} undecided" if unknown else ""
    read += f", {replay.skipped:,} skipped{_SKIPPED if replay.skipped else ''}"
    yield Row(((read, "dim"),), ("Records: ", "dim"))
    said = f"{len(replay.denied):,} of {count(replay.judged, 'judged request')} would have been denied"
    if not replay.judged:
        said = "Nothing was judged, so nothing is known of what would have been denied"
    said += f"; {unknown:,} could not be decided" if unknown else ""
    tone = Tone.BAD if replay.denied else Tone.FAIR if unknown or not replay.judged else Tone.GOOD
    yield Row(((said, STYLES[tone]),))


def _title(text: str) -> Row:
    return Row(((text, "bold underline"),))
