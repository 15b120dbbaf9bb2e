"""Reads inventories in JSON: an object a line, or one array of objects.

A key that stands twice in one object, with two values, could be read in two ways: such a line is refused, as it is in
plans (`terraform_plan.strict_json`). AWS Config and Cloud Asset exports are written by machines and not checked for it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item
from costguard.sources.snapshot.columns import columns_of, refuse_bill
from costguard.sources.snapshot.contents import Contents
from costguard.sources.snapshot.given import Given
from costguard.sources.snapshot.json_records import Record, decoded, json_records
from costguard.sources.snapshot.record import item_of_record
from costguard.sources.snapshot.tally import Tally
from costguard.tables.inventory import batches_of

SOURCE: Final = "snapshot"
_KEY_ENDS: Final = re.compile(rb'"\s*:')


def read_ndjson(files: tuple[Given, ...], cloud: Cloud | None) -> Contents:
    """The resources of JSON files, read as they are asked for, a batch at a time."""

    def batches(tally: Tally) -> Iterator[pa.RecordBatch]:
        for file in files:
            yield from map(tally.add, batches_of(_items(file, cloud)))

    return Contents(SOURCE, batches)


def _items(file: Given, cloud: Cloud | None) -> Iterator[Item]:
    for record in json_records(file):
        fields = decoded(record)
        _require_one_meaning(record, fields)
        columns = columns_of(tuple(fields))
        if "type" not in columns.known:
            refuse_bill(fields, record.where)
        yield item_of_record(fields, columns, record.where, cloud, SOURCE)


def _require_one_meaning(record: Record, fields: dict[str, Any]) -> None:
    """Raise BadInput where a key stands twice in one object.

    Every key ends in a quote and a colon: where there are no more of these than keys were decoded, none stands twice.
    """
    if len(_KEY_ENDS.findall(record.content)) != _keys(fields):
        try:
            json.loads(record.content, object_pairs_hook=_only_once)
        except _StandsTwiceError as error:
            raise BadInput(f"{record.where} has the key `{error}` twice, with two values; keep one") from error


def _keys(value: object) -> int:
    if isinstance(value, dict):
        return len(value) + sum(_keys(inner) for inner in value.values() if isinstance(inner, dict | list))
    if isinstance(value, list):
        return sum(_keys(inner) for inner in value if isinstance(inner, dict | list))
    return 0


class _StandsTwiceError(Exception):
    """A key, shortened."""


def _only_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        for key, value in pairs:
            if found[key] != value:
                raise _StandsTwiceError(key[:80])
    return found
