"""Reads inventories in JSON: an object a line, one array of objects, or what a cloud's command line answered.

A key that stands twice in one object, with two values, could be read in two ways: such a line is refused, as it is in
plans (`terraform_plan.strict_json`). AWS Config and Cloud Asset exports are written by machines and not checked for it.
"""

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import pyarrow as pa

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item
from costguard.sources.snapshot.answers import Answer, Form
from costguard.sources.snapshot.aws_answers import explored_items, tagged_items
from costguard.sources.snapshot.azure_rows import azure_item, is_azure_row
from costguard.sources.snapshot.columns import columns_of, refuse_bill
from costguard.sources.snapshot.contents import Contents
from costguard.sources.snapshot.given import Given
from costguard.sources.snapshot.json_records import Record, answer_in, decoded, json_records
from costguard.sources.snapshot.record import item_of_record
from costguard.sources.snapshot.tally import Tally
from costguard.tables.inventory import batches_of

SOURCE: Final = "snapshot"
_KEY_ENDS: Final = re.compile(rb'"\s*:')


def read_ndjson(files: tuple[Given, ...], cloud: Cloud | None) -> Contents:
    """The resources of JSON files, read as they are asked for, a batch at a time."""
    return Contents(SOURCE, tuple(partial(_batches, file, cloud) for file in files))


def _batches(file: Given, cloud: Cloud | None, tally: Tally) -> Iterator[pa.RecordBatch]:
    answer = answer_in(file)
    incomplete = answer.incomplete if answer is not None else ""
    for batch in batches_of(_items(file, cloud, answer)):
        yield tally.add(batch, incomplete=incomplete)


def _items(file: Given, cloud: Cloud | None, answer: Answer | None) -> Iterator[Item]:
    form = answer.form if answer is not None else Form.PLAIN
    records = _records(file)
    if form is Form.TAGGING:
        return tagged_items(records, SOURCE)
    if form is Form.EXPLORER:
        return explored_items(records, SOURCE)
    return (_item(fields, where, cloud, form) for fields, where in records)


def _records(file: Given) -> Iterator[tuple[dict[str, Any], str]]:
    for record in json_records(file):
        fields = decoded(record)
        _require_one_meaning(record, fields)
        yield fields, record.where


def _item(fields: dict[str, Any], where: str, cloud: Cloud | None, form: Form) -> Item:
    if is_azure_row(fields, form):
        return azure_item(fields, where, SOURCE)
    columns = columns_of(tuple(fields))
    if "type" not in columns.known:
        refuse_bill(fields, where)
    return item_of_record(fields, columns, where, cloud, SOURCE)


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
