"""The pages that `costguard prices` prints: tables of text in 80 columns, JSON, and CSV."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from costguard.model.errors import BadUsage
from costguard.model.estimate import Confidence
from costguard.policy.glob import matches
from costguard.pricing.book.figure import EVERYWHERE
from costguard.pricing.book.listing import Listed, Summary, listed, summary, tables
from costguard.reports.neutral import csv_cell, json_text, plain, shorten

if TYPE_CHECKING:
    from costguard.model.cloud import Cloud
    from costguard.pricing.book.local import LocalBook
    from costguard.pricing.sync.changes import Change
    from costguard.pricing.sync.sync import Synced

_WIDTH: Final = 80
_SUMMARY: Final = ("CLOUD", "TABLE", "FIGURES", "REGIONS", "OLDEST", "NEWEST", "EXACT", "LOCAL")
_FIGURE: Final = ("ITEM", "REGION", "USD", "UNIT", "AS OF", "FROM")
_RECORD: Final = (
    "cloud", "table", "item", "region", "unit", "from", "usd", "label", "as_of", "confidence", "local", "source",
)  # fmt: skip
_LEGEND: Final = "EXACT: read for that very region; the rest follows by a regional factor."
_ITEM_WIDTH: Final = 28


def summary_page(clouds: "Iterable[Cloud]", local: "LocalBook | None", form: str, now: datetime) -> str:
    """How much every table holds, and how old the local book is."""
    found = [summary(cloud, table, local) for cloud in clouds for table in tables(cloud, local)]
    match form:
        case "json":
            book = None if local is None else _book_record(local, now)
            return _json({"tables": [_summary_record(each) for each in found], "book": book})
        case "csv":
            return _csv([_summary_record(each) for each in found])
        case _:
            rows = [_SUMMARY, *(_summary_row(each) for each in found)]
            return _lines([*_columns(rows, right=(2, 3, 6, 7)), "", _LEGEND, "", *_book_lines(local, now)])


def figures_page(
    table: str, clouds: "Iterable[Cloud]", local: "LocalBook | None", form: str, *, region: str | None, item: str | None
) -> str:
    """The figures of a table. Raises BadUsage where none is left of it."""
    found = [
        each
        for cloud in clouds
        for each in listed(cloud, table, local)
        if region in (None, each.figure.region) or each.figure.region == EVERYWHERE
        if item is None or matches(item, each.item)
    ]
    if not found:
        raise BadUsage(f"no figure of {table} is left; `costguard prices show {table}` lists all of them")
    match form:
        case "json":
            return _json({"figures": [record for each in found for record in _records(each)]})
        case "csv":
            return _csv([record for each in found for record in _records(each)])
        case _:
            return _lines(_figure_lines(found))


def synced_page(synced: "Synced") -> str:
    """How a sync ended."""
    changes = synced.changes
    lines = [f"{synced.read:,} prices read, {synced.matched:,} of them ours"]
    lines += [f"  {count:,} left out: {reason}" for reason, count in synced.skipped.items()]
    lines.append(
        f"{changes.added:,} new, {changes.changed:,} changed, {changes.same:,} as before, {changes.gone:,} gone"
    )
    lines += [f"  {_change(change)}" for change in changes.largest]
    if synced.unmatched:
        lines.append(f"nothing listed for: {', '.join(synced.unmatched)}")
    return _lines([*lines, *synced.notes, f"the book is {synced.path} ({synced.digest[:19]})"])


def _change(change: "Change") -> str:
    key = change.key
    by = "" if change.percent is None else f" ({change.percent:+.1f} %)"
    price = f"{_amount(change.before)} -> {_amount(change.after)} USD by {change.unit}{by}"
    return f"{key.table} {shorten(key.item, _ITEM_WIDTH)} {key.region}: {price}"


def _summary_row(each: Summary) -> tuple[str, ...]:
    exact = each.by_confidence.get(Confidence.EXACT, 0)
    share = f"{exact * 100 // each.figures} %" if each.figures else "-"
    local = f"{each.local:,}" if each.local else "-"
    dates = each.oldest[:7] or "-", each.newest[:7] or "-"
    name = shorten(each.table, 22)
    return each.cloud.value, name, f"{each.figures:,}", f"{each.regions}", *dates, share, local


def _summary_record(each: Summary) -> dict[str, Any]:
    sure = {confidence.value: each.by_confidence.get(confidence, 0) for confidence in Confidence}
    return {
        "cloud": each.cloud.value,
        "table": each.table,
        "figures": each.figures,
        "regions": each.regions,
        "oldest": each.oldest,
        "newest": each.newest,
        "exact": sure[Confidence.EXACT],
        "regional_factor": sure[Confidence.REGIONAL_FACTOR],
        "local": each.local,
    }


def _book_record(local: "LocalBook", now: datetime) -> dict[str, Any]:
    synced = sorted({part.synced for part in local.parts.values()})
    return {
        "path": local.path,
        "digest": local.digest,
        "parts": len(local.parts),
        "oldest_sync": synced[0] if synced else "",
        "newest_sync": synced[-1] if synced else "",
        "from_the_future": any(datetime.fromisoformat(moment) > now for moment in synced),
    }


def _book_lines(local: "LocalBook | None", now: datetime) -> Iterator[str]:
    if local is None:
        yield "No local book: these are the figures that ship with costguard."
        yield "`costguard prices sync aws` reads newer ones."
        return
    yield f"Local book {local.path}, {local.digest[:19]}:"
    by_sync: dict[tuple[str, str], set[str]] = {}
    for key, part in local.parts.items():
        by_sync.setdefault((key.cloud.value, part.synced), set()).add(key.table)
    for (cloud, synced), names in sorted(by_sync.items()):
        yield f"  {cloud}: {len(names)} table{'s' if len(names) != 1 else ''}, synced {_age(synced, now)}"


def _age(synced: str, now: datetime) -> str:
    then = datetime.fromisoformat(synced)
    if then > now:
        return f"{synced}, in the future: check this machine's clock"
    match (now.astimezone(UTC).date() - then.astimezone(UTC).date()).days:
        case 0:
            return f"{synced[:10]}, today"
        case 1:
            return f"{synced[:10]}, yesterday"
        case days:
            return f"{synced[:10]}, {days:,} days ago"


def _figure_lines(found: Sequence[Listed]) -> Iterator[str]:
    sources = {source: number for number, source in enumerate(dict.fromkeys(each.figure.source for each in found), 1)}
    many = len({each.cloud for each in found}) > 1
    rows = [_FIGURE, *(row for each in found for row in _figure_rows(each, sources, many=many))]
    yield from _columns(rows, right=(2,))
    yield ""
    if any(each.figure.confidence is Confidence.REGIONAL_FACTOR for each in found):
        yield "~ follows from the base region's price by a factor"
    for source, number in sources.items():
        yield from _wrapped(f"[{number}] {plain(source)}")


def _figure_rows(each: Listed, sources: Mapping[str, int], *, many: bool) -> Iterator[tuple[str, ...]]:
    figure = each.figure
    name = f"{each.cloud.value} {each.item}" if many else each.item
    for number, tier in enumerate(figure.tiers):
        told = shorten(name, _ITEM_WIDTH) if not number else f"  from {_amount(tier.start)}"
        where = figure.region if not number else ""
        sure = "~" if figure.confidence is Confidence.REGIONAL_FACTOR else ""
        as_of = figure.as_of[:7] if not number else ""
        mark = f"[{sources[figure.source]}]{sure}" if not number else ""
        yield told, shorten(where, 15), _amount(tier.amount), shorten(figure.unit, 12), as_of, mark


def _records(each: Listed) -> Iterator[dict[str, Any]]:
    figure = each.figure
    for tier in figure.tiers:
        values = (
            each.cloud.value, each.table, each.item, figure.region, figure.unit, _amount(tier.start),
            _amount(tier.amount), tier.label, figure.as_of, figure.confidence.value, each.is_local, figure.source,
        )  # fmt: skip
        yield dict(zip(_RECORD, values, strict=True))


def _columns(rows: Sequence[Sequence[str]], right: tuple[int, ...]) -> Iterator[str]:
    safe = [[plain(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in safe) for column in range(len(safe[0]))]
    for row in safe:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _wrapped(text: str) -> Iterator[str]:
    import textwrap

    yield from textwrap.wrap(text, _WIDTH, subsequent_indent="    ", break_on_hyphens=False, break_long_words=False)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{plain(line)}\n" for line in lines)


def _json(document: Mapping[str, Any]) -> str:
    safe = json_text(msgspec.json.encode(document).decode(), limit=1 << 40)
    return msgspec.json.format(safe, indent=2) + "\n"


def _csv(records: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(records[0] if records else ())
    writer.writerows([[csv_cell(str(value)) for value in record.values()] for record in records])
    return out.getvalue()


def _amount(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
