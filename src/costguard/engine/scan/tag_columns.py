"""What every row says of one tag, as codes: absent, there with this value, or nobody can tell."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from costguard.engine.scan.codes import Codes, Mask, Rows, combine, densify
from costguard.engine.scan.inheritance import Inheritance, Untold
from costguard.engine.scan.tag_states import Standing, States, TagState
from costguard.engine.scan.view import View
from costguard.model.cloud import Cloud, fold_key
from costguard.model.condition import TagSubject
from costguard.model.tags import Origin
from costguard.policy.labels import key_on
from costguard.policy.policy_set import Dimension


class TagColumn(NamedTuple):
    """A code a row, and the situation of each code; those in which the tag is found come last."""

    codes: Codes
    states: list[TagState]

    @property
    def is_absent(self) -> Mask:
        """Rows that can carry the tag, and have it not."""
        is_absent = np.zeros(len(self.states), np.bool_)
        for code, state in enumerate(takewhile(_is_not_found, self.states)):
            is_absent[code] = state.standing is Standing.ABSENT
        return is_absent[self.codes]


class TagLookup:
    """Finds tags in the rows of a batch, as the engine finds them in one resource."""

    def __init__(self, view: View, taxonomy: Mapping[str, Dimension], inheritance: Inheritance, made: States) -> None:
        self.view = view
        self._made = made
        self.untaggable: Mask = view.tags.is_null
        reasons = view.incomplete
        told = np.array([not word for word in reasons.words] + [True])  # the last stands for null
        self.is_untold: Mask = ~told[reasons.codes]
        self._dimensions = tuple(each for each in taxonomy.values() if each.inherit is not None)
        self._inheritance = inheritance
        self._plain: dict[frozenset[tuple[Cloud, str]], TagColumn] = {}

    def subject(self, subject: TagSubject) -> TagColumn:
        """What each row says of a subject, under its key or an alias that is still accepted."""
        if not subject.aliases:
            return self.plain(subject)
        keys = [dict(subject.keys), *(dict.fromkeys(Cloud, alias) for alias in subject.aliases)]
        entry = self.first(keys[0])
        which = np.zeros(self.view.rows, np.int32)
        for number, key in enumerate(keys[1:], 1):
            found = self.first(key)
            fills = (entry < 0) & (found >= 0) & ~self.is_untold
            entry[fills] = found[fills]
            which[fills] = number
        return self.column(keys, entry, which, self.inherited(subject))

    def plain(self, subject: TagSubject) -> TagColumn:
        """What each row says of a subject, under its own key alone. Worked out once; nobody may change it."""
        keys = frozenset(subject.keys.items())
        if keys not in self._plain:
            entry = self.first(subject.keys)
            self._plain[keys] = self.column([dict(subject.keys)], entry, None, self.inherited(subject))
        return self._plain[keys]

    def first(self, keys: Mapping[Cloud, str]) -> Rows:
        """The place of the entry that each row has under a key, -1 where it has none; the exact spelling wins."""
        entries, view = self.view.tags, self.view
        found = np.full(view.rows, -1, np.int64)
        for names, numbers in self._clouds_by_names(keys).items():
            for codes in names:
                places = entries.named(list(codes))
                rows = entries.rows[places]
                if len(numbers) < len(view.clouds):
                    of_clouds = np.isin(view.cloud.codes[rows], numbers)
                    places, rows = places[of_clouds], rows[of_clouds]
                found[rows[::-1]] = places[::-1]  # of several the first counts
        return found

    def _clouds_by_names(self, keys: Mapping[Cloud, str]) -> "dict[_Names, list[int]]":
        """The clouds by the names that they take for a key: other spellings, then the exact one, which overwrites."""
        entries = self.view.tags
        found: dict[_Names, list[int]] = {}
        for number, cloud in enumerate(self.view.clouds):
            if cloud not in keys:
                continue
            key = key_on(cloud, keys[cloud])
            codes, exact = entries.codes_of_key(key, cloud), entries.by_name.get(key)
            others = tuple(code for code in codes if code != exact)
            groups = (others, (exact,) if exact is not None and exact in codes else ())
            found.setdefault(tuple(group for group in groups if group), []).append(number)
        return found

    def inherited(self, subject: TagSubject) -> "_Inherited":
        """Who passes the tag on, by cloud: also to a raw key that is a dimension's own."""
        return {
            cloud: dimension
            for cloud in self.view.clouds
            for dimension in self._dimensions
            if cloud in subject.keys
            and cloud in dimension.subject.keys
            and fold_key(key_on(cloud, subject.keys[cloud]), cloud) == fold_key(dimension.subject.keys[cloud], cloud)
        }

    def column(
        self, keys: list[dict[Cloud, str]], entry: Rows, which: Codes | None, inherited: "_Inherited"
    ) -> TagColumn:
        """Codes of what was found: `entry` is its place or -1, `which` of the keys it was found under (None: the only).

        The codes are first those without the tag, then one for each key, cloud and value.
        """
        view, clouds = self.view, len(self.view.clouds)
        rows = np.flatnonzero(entry >= 0)
        encoded = view.tags.values.take(pa.array(entry[rows])).dictionary_encode()
        values: list[str | None] = [None, *encoded.dictionary.to_pylist()]
        indices = encoded.indices.fill_null(-1) if encoded.indices.null_count else encoded.indices
        value = indices.to_numpy(zero_copy_only=False) + 1
        own = len(values)
        if inherited:
            rows, value = self._with_inherited(inherited, rows, value, values)
        keyed = view.cloud.codes[rows] if which is None else which[rows] * clouds + view.cloud.codes[rows]
        found_from = 2 * clouds + clouds * len(view.incomplete.words)
        codes = self._without.copy()
        codes[rows] = found_from + keyed.astype(np.int64) * len(values) + value
        dense, used = densify(codes, found_from + len(keys) * clouds * len(values))
        return TagColumn(dense, self._states(used, keys, values, own))

    @cached_property
    def _without(self) -> Rows:
        """The code of each row as if it had no tag: untaggable, absent or untold, by cloud."""
        view, clouds = self.view, len(self.view.clouds)
        cloud = view.cloud.codes.astype(np.int64)
        codes = np.where(self.untaggable, cloud, clouds + cloud)
        untold = self.is_untold & ~self.untaggable
        codes[untold] = 2 * clouds + cloud[untold] * len(view.incomplete.words) + view.incomplete.codes[untold]
        return codes

    def _states(self, used: Rows, keys: list[dict[Cloud, str]], values: list[str | None], own: int) -> list[TagState]:
        """The situations of the codes that `column` made, which ascend; values from `own` on are inherited."""
        view, made = self.view, self._made
        clouds, reasons = len(view.clouds), len(view.incomplete.words)
        found_from = 2 * clouds + clouds * reasons
        states: list[TagState] = []
        for code in used[used < found_from].tolist():
            if code < 2 * clouds:
                standing, number = divmod(code, clouds)
                states += made.of((None,), view.clouds[number], Standing(standing))
            else:
                number, reason = divmod(code - 2 * clouds, reasons)
                states += made.of((view.incomplete.words[reason],), view.clouds[number], Standing.UNTOLD)
        places, texts = np.divmod(used[used >= found_from] - found_from, len(values))
        for place in np.unique(places):
            key_number, number = divmod(int(place), clouds)
            cloud = view.clouds[number]
            key = key_on(cloud, keys[key_number][cloud])
            mine = texts[places == place]
            states += made.of(_picked(values, mine[mine < own]), cloud, Standing.FOUND, key)
            states += made.of(_picked(values, mine[mine >= own]), cloud, Standing.FOUND, key, Origin.INHERITED)
        return states

    def _with_inherited(
        self, inherited: "_Inherited", rows: Rows, value: Codes, values: list[str | None]
    ) -> tuple[Rows, Codes]:
        """The rows with a value of their own, and those that inherit one; new values are added to `values`."""
        is_found = np.zeros(self.view.rows, np.bool_)
        is_found[rows] = True
        lacks = ~is_found & ~self.untaggable & ~self.is_untold
        all_rows, all_values = [rows], [value]
        for number, cloud in enumerate(self.view.clouds):
            dimension = inherited.get(cloud)
            if dimension is None:
                continue
            mine = np.flatnonzero(lacks & (self.view.cloud.codes == number))
            mine = mine[~self._has_own(dimension, cloud)[mine]]
            if len(mine):
                numbers = self._inherited_values(dimension, cloud, mine, values)
                all_rows.append(mine[numbers > 0])
                all_values.append(numbers[numbers > 0])
        return np.concatenate(all_rows), np.concatenate(all_values)

    def _inherited_values(self, dimension: Dimension, cloud: Cloud, rows: Rows, values: list[str | None]) -> Codes:
        """The number of the value that each of these rows inherits, 0 for none."""
        view = self.view
        columns = (
            (view.account.codes + 1, len(view.account.words) + 1),
            (view.group.codes + 1, len(view.group.words) + 1),
        )
        codes, places = combine(columns, rows)
        numbers = []
        for account, group in places:
            text = self._inheritance.value(
                dimension, cloud, _word(view.account.words, account), _word(view.group.words, group)
            )
            numbers.append(0 if text is None else len(values))
            if text is not None:
                values.append(None if isinstance(text, Untold) else text)
        return np.array(numbers, np.int32)[codes]

    def _has_own(self, dimension: Dimension, cloud: Cloud) -> Mask:
        """Rows with the key in any case, or any alias: what `inheritance.has_own` says of one resource."""
        entries = self.view.tags
        key = dimension.subject.keys.get(cloud)
        codes = list(entries.folded.get(key.lower(), [])) if key is not None else []
        for each in (*((key,) if key is not None else ()), *(key_on(cloud, alias.key) for alias in dimension.aliases)):
            codes += entries.codes_of_key(each, cloud)
        found = np.zeros(self.view.rows, np.bool_)
        found[entries.rows[entries.named(sorted(set(codes)))]] = True
        return found


_Inherited = Mapping[Cloud, Dimension]
_Names = tuple[tuple[int, ...], ...]


def _is_not_found(state: TagState) -> bool:
    return state.standing is not Standing.FOUND


def _picked(values: list[str | None], numbers: Rows) -> Iterator[str | None]:
    return map(values.__getitem__, numbers.tolist())


def _word(words: list[str | None], code: int) -> str:
    """The word of a code that was moved up by one, for null to be 0."""
    return (words[code - 1] or "") if code else ""
