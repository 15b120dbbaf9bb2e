"""The fault that each row has in one required tag: every distinct situation is judged once, by the engine itself."""

from collections import defaultdict
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from costguard.engine.fault import Fault
from costguard.engine.scan.codes import Codes, Mask, Rows, combine
from costguard.engine.scan.questions import resource_in
from costguard.engine.scan.remembered import Remembered
from costguard.engine.scan.tag_columns import TagLookup
from costguard.engine.scan.tag_states import TagState
from costguard.engine.tag_faults import tag_fault
from costguard.model.change import Action
from costguard.model.cloud import Cloud, fold_key
from costguard.model.resource import Resource
from costguard.model.tags import Tag, Tags
from costguard.policy.labels import key_on
from costguard.policy.policy_set import Dimension
from costguard.policy.spelling import closest

_REMEMBERED: Final = 200_000
_SEPARATORS: Final = "_-. :/"  # what `closest` does not count
_Pairs = tuple[tuple[str, str | None], ...]


class FaultColumn(NamedTuple):
    """A code a row, and the fault of each code; None where the tag is as it should be."""

    codes: Codes
    faults: list[Fault | None]

    @property
    def is_fault(self) -> Mask:
        """Rows that have a fault."""
        mask: Mask = np.array([fault is not None for fault in self.faults], np.bool_)[self.codes]
        return mask


class TagJudge:
    """Judges one dimension, batch after batch; what was judged once is remembered."""

    def __init__(self, dimension: Dimension, today: date) -> None:
        self._dimension = dimension
        self._today = today
        self._plain = Remembered(self._judged, _REMEMBERED)
        self._odd: dict[tuple[Cloud, _Pairs], Fault | None] = {}
        self._related: dict[tuple[Cloud, str], bool] = {}

    def column(self, lookup: TagLookup) -> FaultColumn:
        """The faults of a batch. Rows that have the key itself, or nothing like it, are judged by their situation."""
        column = lookup.plain(self._dimension.subject)
        faults = list(self._plain.all_of(column.states))
        codes = column.codes.copy()
        self._judge_odd(lookup, column.is_absent, codes, faults)
        return FaultColumn(codes, faults)

    def _judged(self, state: TagState) -> Fault | None:
        resource = resource_in((self._dimension.subject,), (state,), state.cloud)
        return tag_fault(self._dimension, resource, self._today)

    def _judge_odd(self, lookup: TagLookup, is_absent: Mask, codes: Codes, faults: list[Fault | None]) -> None:
        """Judge the rows that lack the key, and have another that is like it or stands for it."""
        view, entries = lookup.view, lookup.view.tags
        if not is_absent.any():
            return
        related = [
            code
            for code, name in enumerate(entries.names)
            if any(self._is_related(name, cloud) for cloud in view.clouds)
        ]
        places = entries.named(related)
        places = places[is_absent[entries.rows[places]]]
        if not len(places):
            return
        rows = entries.rows[places]
        is_lone = np.ones(len(rows), np.bool_)
        repeats = np.flatnonzero(np.diff(rows) == 0)
        is_lone[repeats] = is_lone[repeats + 1] = False
        self._judge_lone(lookup, places[is_lone], codes, faults)
        self._judge_crowded(lookup, places[~is_lone], codes, faults)

    def _judge_lone(self, lookup: TagLookup, places: Rows, codes: Codes, faults: list[Fault | None]) -> None:
        """Rows with one such key: as few situations as there are keys and values."""
        if not len(places):
            return
        view, entries = lookup.view, lookup.view.tags
        rows = entries.rows[places]
        encoded = entries.values.take(pa.array(places)).dictionary_encode()
        values: list[str | None] = [None, *encoded.dictionary.to_pylist()]
        value_codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False) + 1
        situations, parts = combine(
            [
                (entries.name_codes[places], len(entries.names)),
                (value_codes, len(values)),
                (view.cloud.codes[rows], len(view.cloud.words)),
            ]
        )
        numbers = [
            self._number(((entries.names[name], values[value]),), view.clouds[cloud], faults)
            for name, value, cloud in parts
        ]
        codes[rows] = np.array(numbers, np.int32)[situations]

    def _judge_crowded(self, lookup: TagLookup, places: Rows, codes: Codes, faults: list[Fault | None]) -> None:
        """Rows with several such keys, one by one."""
        view, entries = lookup.view, lookup.view.tags
        values = entries.values.take(pa.array(places)).to_pylist()
        pairs: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
        for row, name, value in zip(
            entries.rows[places].tolist(), entries.name_codes[places].tolist(), values, strict=True
        ):
            pairs[row].append((entries.names[name], value))
        numbers: dict[tuple[Cloud, _Pairs], int] = {}
        for row, found in pairs.items():
            cloud = view.clouds[view.cloud.codes[row]]
            situation = (cloud, tuple(found))
            if situation not in numbers:
                numbers[situation] = self._number(tuple(found), cloud, faults)
            codes[row] = numbers[situation]

    def _number(self, pairs: _Pairs, cloud: Cloud, faults: list[Fault | None]) -> int:
        """The code of a new situation, its fault added to the others."""
        situation = (cloud, pairs)
        if situation not in self._odd:
            if len(self._odd) > _REMEMBERED:
                self._odd.clear()
            entries = {name: Tag(value) for name, value in reversed(pairs)}  # of equal keys the first counts
            ordered = {name: entries[name] for name, _ in pairs}
            resource = Resource(address="", type="", cloud=cloud, tags=Tags(ordered), action=Action.EXISTING)
            self._odd[situation] = tag_fault(self._dimension, resource, self._today)
        faults.append(self._odd[situation])
        return len(faults) - 1

    def _is_related(self, name: str, cloud: Cloud) -> bool:
        """Whether a key could matter where the dimension's own is absent: an alias, another case, or one near to it.

        `tag_fault` offers the nearest key; whatever is not near by itself is not near among others. Keys of one letter
        are always looked at, for two of them differ by all that they are.
        """
        if (cloud, name) not in self._related:
            if len(self._related) > _REMEMBERED:
                self._related.clear()
            self._related[cloud, name] = self._could_matter(name, cloud)
        return self._related[cloud, name]

    def _could_matter(self, name: str, cloud: Cloud) -> bool:
        key = self._dimension.subject.keys.get(cloud)
        if key is None:
            return False
        folded = fold_key(name, cloud)
        aliases = {fold_key(key_on(cloud, alias.key), cloud) for alias in self._dimension.aliases}
        return (
            folded in aliases
            or name.lower() == key.lower()
            or len(name.strip(_SEPARATORS)) < 2
            or closest(key, (name,)) is not None
        )
