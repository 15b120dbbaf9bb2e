"""Writes judged rows as record batches of findings: what repeats is held once."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from costguard.engine.fault import Fault
from costguard.engine.fixes import fix_for
from costguard.engine.scan.codes import Codes, Rows, combine
from costguard.engine.scan.verdicts import Judged
from costguard.engine.scan.view import View, Words
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.finding import State
from costguard.model.resource import Resource
from costguard.policy.policy_set import Waiver
from costguard.tables.findings import MONEY, SCHEMA
from costguard.tables.inventory import WORD

_NOT_WAIVED: Final = -1
Costs = Callable[[Rows], pa.Array]


def findings_of(part: Judged, view: View, waivers: Sequence[Waiver], costs: Costs | None) -> pa.RecordBatch:
    """The findings of a part, one a row of it, in the columns of `tables.findings`."""
    rows = pa.array(part.rows)
    classes, numbers = combine(
        [
            (part.codes, len(part.faults)),
            (view.cloud.codes[part.rows], len(view.clouds)),
            ((part.waivers != _NOT_WAIVED).astype(np.int32), 2),
        ]
    )
    said = [
        (part.faults[fault], part.levels[fault], view.clouds[cloud], bool(waived)) for fault, cloud, waived in numbers
    ]

    def words(values: Iterator[str | None]) -> pa.Array:
        return _words(classes, list(values))

    columns = {
        "address": view.batch.column("id").take(rows),
        "type": _taken(view.type, part.rows),
        "cloud": _taken(view.cloud, part.rows),
        "account": _taken(view.account, part.rows),
        "region": _taken(view.region, part.rows),
        "collected_by": _taken(Words(view.batch.column("source")), part.rows),
        "rule": _constant(part.rule.id, len(part.rows)),
        "dimension": words(fault.dimension for fault, *_ in said),
        "key": words(fault.key for fault, *_ in said),
        "code": words(fault.code.value for fault, *_ in said),
        "state": words((State.WAIVED if waived else fault.state).value for fault, _, _, waived in said),
        "level": words(level.value for _, level, _, _ in said),
        "value": words(None if fault.sensitive else fault.value for fault, *_ in said),
        "sensitive": pa.array([fault.sensitive for fault, *_ in said], pa.bool_()).take(pa.array(classes)),
        "source": words(fault.source for fault, *_ in said),
        "message": words(fault.message for fault, *_ in said),
        "fix": words(part.rule.fix or _fix(fault, cloud) for fault, _, cloud, _ in said),
        "waiver": _waiver(part, waivers),
        "monthly_cost": pa.nulls(len(part.rows), MONEY) if costs is None else costs(part.rows),
    }
    return pa.record_batch([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _fix(fault: Fault, cloud: Cloud) -> str:
    return fix_for(fault, Resource(address="", type="", cloud=cloud, action=Action.EXISTING))


def _waiver(part: Judged, waivers: Sequence[Waiver]) -> pa.Array:
    mask = part.waivers == _NOT_WAIVED
    return pa.DictionaryArray.from_arrays(
        pa.array(part.waivers, pa.int32(), mask=mask), pa.array([waiver.ticket for waiver in waivers], pa.string())
    )


def _taken(words: Words, rows: Rows) -> pa.Array:
    codes = words.codes[rows]
    indices = pa.array(codes, pa.int32(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, words.column.dictionary.cast(pa.string()))


def _words(classes: Codes, values: list[str | None]) -> pa.Array:
    dictionary = pa.array(values, pa.string()).dictionary_encode()
    return dictionary.take(pa.array(classes)).cast(WORD)


def _constant(word: str, rows: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array([word], pa.string()))
