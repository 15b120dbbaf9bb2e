"""The columns of an audit's findings: what the scan writes, and what history and reports read."""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from costguard.model.finding import Finding
from costguard.tables.inventory import WORD

MONEY: Final = pa.decimal128(24, 6)
"""USD a month."""

SCHEMA: Final = pa.schema([
    pa.field("address", pa.string(), nullable=False),
    pa.field("type", WORD, nullable=False),
    pa.field("cloud", WORD, nullable=False),
    pa.field("account", WORD),
    pa.field("region", WORD),
    pa.field("collected_by", WORD),
    pa.field("rule", WORD, nullable=False),
    pa.field("dimension", WORD),
    pa.field("key", WORD),
    pa.field("code", WORD, nullable=False),
    pa.field("state", WORD, nullable=False),
    pa.field("level", WORD, nullable=False),
    pa.field("value", WORD),
    pa.field("sensitive", pa.bool_()),
    pa.field("source", WORD),
    pa.field("message", WORD, nullable=False),
    pa.field("fix", WORD),
    pa.field("waiver", WORD),
    pa.field("monthly_cost", MONEY),
])  # fmt: skip
"""`account` to `region` and `collected_by` are the scope that the resource was read in; `source` is where the value
was set, as in a finding of a plan. `waiver` is the ticket that excuses it. `monthly_cost` is the resource's, null
where it is not known. A finding is the same in two runs where `address`, `rule` and `key` are."""


def batch_of(findings: Sequence[Finding]) -> pa.RecordBatch:
    """Findings that belong to no account as a record batch of SCHEMA."""
    rows = [
        {
            "address": each.address,
            "type": each.type,
            "cloud": str(each.cloud),
            "rule": each.rule,
            "dimension": each.dimension,
            "key": each.key,
            "code": each.code.value,
            "state": each.state.value,
            "level": each.level.value,
            "value": None if each.sensitive else each.value,
            "sensitive": each.sensitive,
            "source": str(each.source),
            "message": each.message,
            "fix": each.fix,
            "waiver": each.waiver.ticket if each.waiver is not None else None,
            "monthly_cost": each.monthly_cost,
        }
        for each in findings
    ]
    columns = []
    for field in SCHEMA:
        is_word = pa.types.is_dictionary(field.type)
        values = pa.array([row.get(field.name) for row in rows], pa.string() if is_word else field.type)
        columns.append(values.dictionary_encode().cast(WORD) if is_word else values)
    return pa.record_batch(columns, schema=SCHEMA)
