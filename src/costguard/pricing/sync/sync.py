"""`prices sync`: reads a cloud's own price list into a local price book, which is replaced whole or not at all."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput, BadUsage
from costguard.pricing.book.embedded import shelf
from costguard.pricing.book.figure import EVERYWHERE, GLOBAL
from costguard.pricing.book.local import LocalBook, PartKey
from costguard.pricing.sync import aws_list, azure_list, gcp_list
from costguard.pricing.sync.changes import Changes, changes
from costguard.pricing.sync.client import Client
from costguard.pricing.sync.downloads import Downloads
from costguard.pricing.sync.findings import Extract
from costguard.pricing.sync.pieces import KeptPieces, Order, Piece
from costguard.pricing.sync.rules import PARTS, Rules, read_rules
from costguard.pricing.sync.writer import Writer, open_before

_VENDORS: Mapping[Cloud, ModuleType] = {Cloud.AWS: aws_list, Cloud.AZURE: azure_list, Cloud.GCP: gcp_list}


class Wanted(msgspec.Struct, frozen=True):
    """What a user asked to sync. `tables` are ours; no table and no region named means all."""

    cloud: Cloud
    path: str
    now: datetime
    tables: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    endpoint: str = ""


class Synced(msgspec.Struct, frozen=True):
    """How a sync ended. `unmatched` are rules that no product fitted: the vendor may have renamed it."""

    path: str
    digest: str
    read: int
    matched: int
    skipped: Mapping[str, int]
    changes: Changes
    unmatched: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def sync(
    wanted: Wanted,
    *,
    environment: Mapping[str, str],
    client: Callable[[str, Mapping[str, str]], Client] = Client,
    told: Callable[[str], None] = lambda _: None,
) -> Synced:
    """Sync a cloud's prices. A run that fails leaves the book as it was, and the next goes on where it stopped.

    `environment` holds Google's API key; `told` is called with what begins. Raises BadUsage for tables and regions
    that there are not, BadInput for lists that cannot be had or read, and for a book that cannot be written.
    """
    order = _order(wanted)
    vendor = _VENDORS[wanted.cloud]
    headers = gcp_list.headers(environment) if wanted.cloud is Cloud.GCP else {}
    work = Path(f"{wanted.path}.sync") / wanted.cloud
    try:
        before = open_before(wanted.path)
        downloads = Downloads(work / "downloads", client(order.origin, headers), order.now)
        kept = KeptPieces(work / "pieces", order)
        with Writer(wanted.path, wanted.cloud) as writer:
            extracts = _extracts(vendor.pieces(order, downloads), kept, told)
            ended = _write(writer, order, before, extracts)
    except OSError as error:
        raise BadInput(f"cannot write to {work}: {error.strerror or error}; give --book another path") from error
    _remove(work)
    return msgspec.structs.replace(ended, path=wanted.path)


def _order(wanted: Wanted) -> Order:
    rules = read_rules(wanted.cloud)
    for table in wanted.tables:
        if table not in rules.tables():
            raise BadUsage(f"sync knows no table `{table}` of {wanted.cloud}{_hint(table, rules.tables())}")
    known = shelf(wanted.cloud).regions
    for region in wanted.regions:
        if region not in known:
            raise BadUsage(f"{wanted.cloud} has no region `{region}`{_hint(region, known)}")
    tables = tuple(sorted(set(wanted.tables))) or rules.tables()
    origin = wanted.endpoint or _VENDORS[wanted.cloud].ENDPOINT
    return Order(wanted.cloud, tables, rules.only(tables), wanted.now, tuple(sorted(set(wanted.regions))), origin)


def _extracts(pieces: list[Piece], kept: KeptPieces, told: Callable[[str], None]) -> Iterable[Extract]:
    for number, piece in enumerate(pieces, 1):
        told(f"{piece.title} ({number} of {len(pieces)})")
        extract = kept.read(piece)
        if extract is None:
            extract = piece.extract()
            kept.keep(piece, extract)
        yield extract


def _write(writer: Writer, order: Order, before: LocalBook | None, extracts: Iterable[Extract]) -> Synced:
    read = matched = 0
    skipped: Counter[str] = Counter()
    items: set[tuple[str, str]] = set()
    for extract in extracts:
        writer.stage(extract.quotes)
        read, matched = read + extract.read, matched + extract.matched
        skipped.update(extract.skipped)
        items.update((quote.table, quote.item) for quote in extract.quotes)
    if not items:
        raise BadInput(f"none of the {read:,} prices that {order.cloud} listed is of the book; it stays as it was")
    notes = _carry_over(writer, order, before)
    writer.make(order.now.isoformat(timespec="seconds"), order.origin)
    with closing(writer.seal()) as after:
        parts = [part for part in {*after.parts, *(before.parts if before else ())} if _is_synced(order, part)]
        changed = changes(before, after, parts)
        digest = after.digest
    if before is not None:
        before.close()
    writer.finish()
    skipped.update(writer.skipped)
    return Synced(
        "", digest, read, matched, dict(sorted(skipped.items())), changed, _unmatched(order.rules, items), notes
    )


def _carry_over(writer: Writer, order: Order, before: LocalBook | None) -> tuple[str, ...]:
    """Copy the parts that are not synced. A damaged one is left behind, and told."""
    notes: list[str] = []
    if before is None:
        return ()
    for part in before.parts:
        if not _is_synced(order, part):
            try:
                writer.copy(before, part)
            except BadInput:
                notes.append(f"{part.table} of {part.cloud} in {part.region} was damaged and is gone; sync it again")
    return tuple(notes)


def _is_synced(order: Order, part: PartKey) -> bool:
    everywhere = part.region in (EVERYWHERE, GLOBAL) or not order.regions
    return part.cloud is order.cloud and part.table in order.tables and (everywhere or part.region in order.regions)


def _unmatched(rules: Rules, items: set[tuple[str, str]]) -> tuple[str, ...]:
    """The items that rules speak of, but no product was."""
    return tuple(
        dict.fromkeys(
            f"{rule.table} {rule.item}"
            for rule in rules.rules
            if rule.table != PARTS
            and not any(rule.table == table and rule.shape.fullmatch(item) for table, item in items)
        )
    )


def _hint(word: str, words: Iterable[str]) -> str:
    close = get_close_matches(word, list(words), n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else f"; it knows {', '.join(sorted(words))}"


def _remove(work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.parent.rmdir()
    except OSError:  # another cloud's sync was stopped, and can be gone on with
        return
