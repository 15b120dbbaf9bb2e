"""The columns of an inventory: what every source writes, and what the scan reads."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import pyarrow as pa

from costguard.model.cloud import Cloud
from costguard.model.inventory import Item

WORD: Final = pa.dictionary(pa.int32(), pa.string())
"""A column of few words, each held once a batch."""

TAGS: Final = pa.map_(pa.string(), pa.string())

ATTRIBUTES: Final = pa.list_(pa.struct([pa.field("name", pa.string()), pa.field("value", pa.string())]))
"""Several entries of one name are several values; a null value is "not set"."""

SCHEMA: Final = pa.schema([
    pa.field("id", pa.string(), nullable=False),
    pa.field("cloud", WORD, nullable=False),
    pa.field("type", WORD, nullable=False),
    pa.field("native_type", WORD),
    pa.field("account", WORD),
    pa.field("region", WORD),
    pa.field("group", WORD),
    pa.field("tags", TAGS),
    pa.field("tags_incomplete", WORD),
    pa.field("attributes", ATTRIBUTES),
    pa.field("source", WORD),
    pa.field("sensitive", pa.list_(pa.string())),
])  # fmt: skip

WORDED_TAGS: Final = pa.map_(WORD, WORD)
WORDED_SCHEMA: Final = SCHEMA.set(SCHEMA.get_field_index("tags"), pa.field("tags", WORDED_TAGS))
"""The same with keys and values of tags held once: what a scan takes as well, and needs half the time for."""

BATCH_ROWS: Final = 131_072
"""Rows that are held at once."""


def batches_of(items: Iterable[Item], rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
    """The items as record batches of SCHEMA, at most `rows` each."""
    rest = iter(items)
    while chunk := list(islice(rest, rows)):
        yield batch_of(chunk)


def batch_of(items: list[Item]) -> pa.RecordBatch:
    """The items as one record batch of SCHEMA."""
    columns = {
        "id": pa.array([item.id for item in items], pa.string()),
        "cloud": _words(str(item.cloud) for item in items),
        "type": _words(item.type for item in items),
        "native_type": _words(item.native_type for item in items),
        "account": _words(item.account for item in items),
        "region": _words(item.region for item in items),
        "group": _words(item.group for item in items),
        "tags": pa.array([None if item.tags is None else list(item.tags.items()) for item in items], TAGS),
        "tags_incomplete": _words(item.tags_incomplete for item in items),
        "attributes": pa.array([_attribute_rows(item) for item in items], ATTRIBUTES),
        "source": _words(item.source for item in items),
        "sensitive": pa.array([list(item.sensitive) or None for item in items], pa.list_(pa.string())),
    }
    return pa.record_batch([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def items_of(batch: pa.RecordBatch) -> Iterator[Item]:
    """The rows of a batch of SCHEMA, one item each. Of a tag key that stands twice the first counts."""
    for row in batch.to_pylist():
        yield Item(
            id=row["id"],
            cloud=Cloud(row["cloud"]),
            type=row["type"],
            native_type=row["native_type"] or "",
            account=row["account"] or "",
            region=row["region"],
            group=row["group"] or "",
            tags=None if row["tags"] is None else _first_of_each(row["tags"]),
            tags_incomplete=row["tags_incomplete"] or "",
            attributes=_attributes(row["attributes"] or ()),
            source=row["source"] or "",
            sensitive=tuple(row["sensitive"] or ()),
        )


def _first_of_each(entries: Iterable[tuple[str, str | None]]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for key, value in entries:
        found.setdefault(key, value)
    return found


def _words(values: Iterable[str | None]) -> pa.Array:
    return pa.array(list(values), pa.string()).dictionary_encode().cast(WORD)


def _attribute_rows(item: Item) -> list[dict[str, str | None]]:
    return [{"name": name, "value": value} for name, values in item.attributes.items() for value in (values or (None,))]


def _attributes(rows: Iterable[dict[str, str | None]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        name, value = row["name"], row["value"]
        assert name is not None  # noqa: S101  (the schema's promise)
        found[name] = found.get(name, ()) + (() if value is None else (value,))
    return found
