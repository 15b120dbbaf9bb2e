"""Gives an audit's findings in the order of reports, few at a time, however many there are."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec

from costguard.model.audit import Audit
from costguard.model.cloud import Cloud
from costguard.model.finding import Code, Finding, Level, State, WaiverNote
from costguard.reports.audits.duck import findings_in

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS: Final = 16_384

# What is said of a waiver that is over is at the address `waiver.TICKET`, and its reason is why it is there.
# Bytes of UTF-8 sort as the characters they stand for.
_SORTED: Final = """
SELECT found.* REPLACE (CASE WHEN sensitive THEN NULL ELSE value END AS value),
       CASE WHEN code = 'expired-waiver' THEN '' ELSE coalesce(rules.title, '') END AS title,
       CASE WHEN code = 'expired-waiver' THEN coalesce(waivers.reason, '') ELSE coalesce(rules.why, '') END AS why,
       left(sha256(chr(0) || address || chr(0) || found.rule || chr(0) || coalesce("key", '')), 32) AS fingerprint
FROM findings AS found
LEFT JOIN rules ON rules.id = found.rule
LEFT JOIN waivers ON code = 'expired-waiver' AND address = 'waiver.' || waivers.ticket
ORDER BY address, found.rule, coalesce("key", ''), code
"""


class Found(msgspec.Struct, frozen=True):
    """A finding with the scope that its resource was read in; "" where there is none."""

    finding: Finding
    account: str = ""
    region: str = ""
    collected_by: str = ""


def findings_of(audit: Audit) -> Iterator[Found]:
    """All findings by address, rule and key. Raises BadInput where they cannot be read."""
    for batch in sorted_batches(audit):
        for row in batch.to_pylist():
            yield _found(row, audit)


def sorted_batches(audit: Audit, rows: int = _BATCH_ROWS) -> "Iterator[pa.RecordBatch]":
    """The columns of `tables.findings`, and `title`, `why` and `fingerprint`, by address, rule and key.

    A batch has at most `rows`. Raises BadInput where the findings cannot be read.
    """
    rules = {rule.id: (rule.id, rule.title, rule.why) for rule in audit.rules}
    waivers = {ticket: (ticket, note.reason) for ticket, note in audit.waivers.items()}
    with findings_in(audit.findings) as connection:
        connection.register("rules", _table(("id", "title", "why"), list(rules.values())))
        connection.register("waivers", _table(("ticket", "reason"), list(waivers.values())))
        yield from connection.sql(_SORTED).to_arrow_reader(rows)


def _found(row: dict[str, Any], audit: Audit) -> Found:
    cost = row["monthly_cost"]
    finding = Finding(
        rule=row["rule"],
        address=row["address"],
        code=Code(row["code"]),
        state=State(row["state"]),
        level=Level(row["level"]),
        message=row["message"],
        key=row["key"] or "",
        type=row["type"],
        cloud=Cloud(row["cloud"]),
        dimension=row["dimension"] or "",
        value=row["value"],
        sensitive=bool(row["sensitive"]),
        source=row["source"] or "",
        title=row["title"],
        why=row["why"],
        fix=row["fix"] or "",
        waiver=_waiver(row["waiver"], audit),
        monthly_cost=None if cost is None else cost.normalize(),  # its column pads it with zeros
    )
    return Found(finding, row["account"] or "", row["region"] or "", row["collected_by"] or "")


def _waiver(ticket: str | None, audit: Audit) -> WaiverNote | None:
    if not ticket:
        return None
    return audit.waivers.get(ticket) or WaiverNote(reason="", ticket=ticket, approved_by="", expires="")


def _table(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> "pa.Table":
    import pyarrow as pa

    return pa.table({name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(names)})
