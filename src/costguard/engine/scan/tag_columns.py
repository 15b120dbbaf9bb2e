"""What every row says of one tag, as codes: absent, there with this value, or nobody can tell."""

from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from costguard.engine.scan.codes import Codes, Mask, Rows, combine, densify
from costguard.engine.scan.inheritance import Inheritance
from costguard.engine.scan.view import View
from costguard.model.cloud import Cloud, fold_key
from costguard.model.condition import TagSubject
from costguard.model.tags import Origin, Tag, Tags
from costguard.policy.labels import key_on
from costguard.policy.policy_set import Dimension

_REMEMBERED: Final = 100_000  # situations of a kind; hostile inventories have a value of its own in every row


class Standing(IntEnum):
    """How a row stands to a tag."""

    UNTAGGABLE = 0
    ABSENT = 1
    UNTOLD = 2
    FOUND = 3


class TagState:
    """One situation. `text` is the value where the tag is found, the reason where it is untold.

    Equal situations are one object (`States`), so that answers are remembered by what it is, not by what it holds.
    """

    __slots__ = ("cloud", "key", "origin", "standing", "text")

    def __init__(
        self, cloud: Cloud, standing: Standing, text: str | None = None, key: str = "", origin: Origin = Origin.RESOURCE
    ) -> None:
        self.cloud = cloud
        self.standing = standing
        self.text = text
        self.key = key
        self.origin = origin

    @property
    def tags(self) -> Tags | None:
        """The least tags that a resource in this situation can have."""
        match self.standing:
            case Standing.UNTAGGABLE:
                return None
            case Standing.ABSENT:
                return Tags()
            case Standing.UNTOLD:
                return Tags(incomplete=self.text or "")
            case Standing.FOUND:
                return Tags({self.key: Tag(self.text, self.origin)})


class States:
    """Makes each situation once, and gives the same one again."""

    def __init__(self) -> None:
        self._known: dict[tuple[Cloud, Standing, str, Origin], dict[str | None, TagState]] = {}

    def of(
        self, cloud: Cloud, standing: Standing, key: str = "", origin: Origin = Origin.RESOURCE
    ) -> Callable[[str | None], TagState]:
        """Gives the situations of a kind by their text."""
        known = self._known.setdefault((cloud, standing, key, origin), {})
        if len(known) > _REMEMBERED:
            known.clear()

        def state(text: str | None) -> TagState:
            found = known.get(text)
            if found is None:
                found = known[text] = TagState(cloud, standing, text, key, origin)
            return found

        return state


class TagColumn(NamedTuple):
    """A code a row, and the situation of each code."""

    codes: Codes
    states: list[TagState]


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

    def subject(self, subject: TagSubject) -> TagColumn:
        """What each row says of a subject, under its key or an alias that is still accepted."""
        keys = [dict(subject.keys), *(dict.fromkeys(Cloud, alias) for alias in subject.aliases)]
        entry = self.first(keys[0])
        which = np.zeros(self.view.rows, np.int32)
        for number, key in enumerate(keys[1:], 1):
            found = self.first(key)
            fills = (entry < 0) & (found >= 0) & ~self.is_untold
            entry[fills] = found[fills]
            which[fills] = number
        return self.column(keys, entry, which, self.inherited(subject))

    def first(self, keys: Mapping[Cloud, str]) -> Rows:
        """The place of the entry that each row has under a key, -1 where it has none; the exact spelling wins."""
        entries, view = self.view.tags, self.view
        found = np.full(view.rows, -1, np.int64)
        for number, cloud in enumerate(view.clouds):
            key = keys.get(cloud)
            codes = entries.codes_of_key(key_on(cloud, key), cloud) if key is not None else []
            for places in self._by_spelling(codes, key_on(cloud, key or "")):
                rows = entries.rows[places]
                if len(view.clouds) > 1:
                    of_cloud = view.cloud.codes[rows] == number
                    places, rows = places[of_cloud], rows[of_cloud]  # noqa: PLW2901  (fewer of the same)
                found[rows[::-1]] = places[::-1]  # of several the first counts
        return found

    def _by_spelling(self, codes: list[int], key: str) -> list[Rows]:
        """Entries in other spellings, then those in the exact one, which overwrite them."""
        entries = self.view.tags
        exact = entries.by_name.get(key)
        others = [code for code in codes if code != exact]
        return [entries.named(group) for group in (others, [exact] if exact in codes else []) if group]

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

    def column(self, keys: list[dict[Cloud, str]], entry: Rows, which: Codes, inherited: "_Inherited") -> TagColumn:
        """Codes of what was found: `entry` is its place or -1, `which` of the keys it was found under."""
        view, clouds = self.view, len(self.view.clouds)
        reasons = len(view.incomplete.words)
        is_found = entry >= 0
        encoded = view.tags.values.take(pa.array(entry[is_found])).dictionary_encode()
        values: list[str | None] = [None, *encoded.dictionary.to_pylist()]
        value = np.zeros(view.rows, np.int32)
        value[is_found] = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False) + 1
        own = len(values)
        self._inherit(inherited, is_found, value, values)
        cloud = view.cloud.codes.astype(np.int64)
        codes = np.where(self.untaggable, cloud, clouds + cloud)
        untold = self.is_untold & ~is_found & ~self.untaggable
        codes[untold] = 2 * clouds + cloud[untold] * reasons + view.incomplete.codes[untold]
        found_from = 2 * clouds + clouds * reasons
        is_there = is_found | (value >= own)
        codes[is_there] = found_from + (which[is_there] * clouds + cloud[is_there]) * len(values) + value[is_there]
        dense, used = densify(codes, found_from + len(keys) * clouds * len(values))
        return TagColumn(dense, list(self._states(used, keys, values, own)))

    def _states(
        self, used: Rows, keys: list[dict[Cloud, str]], values: list[str | None], own: int
    ) -> Iterator[TagState]:
        """The situations of the codes that `column` made, which ascend; values from `own` on are inherited."""
        view, made = self.view, self._made
        clouds, reasons = len(view.clouds), len(view.incomplete.words)
        found_from = 2 * clouds + clouds * reasons
        for code in used[used < found_from].tolist():
            if code < 2 * clouds:
                standing, number = divmod(code, clouds)
                yield made.of(view.clouds[number], Standing(standing))(None)
            else:
                number, reason = divmod(code - 2 * clouds, reasons)
                yield made.of(view.clouds[number], Standing.UNTOLD)(view.incomplete.words[reason])
        places, texts = np.divmod(used[used >= found_from] - found_from, len(values))
        for place in np.unique(places):
            key_number, number = divmod(int(place), clouds)
            cloud = view.clouds[number]
            key = key_on(cloud, keys[key_number][cloud])
            mine = texts[places == place]
            state = made.of(cloud, Standing.FOUND, key)
            yield from [state(values[text]) for text in mine[mine < own].tolist()]
            state = made.of(cloud, Standing.FOUND, key, Origin.INHERITED)
            yield from [state(values[text]) for text in mine[mine >= own].tolist()]

    def _inherit(self, inherited: "_Inherited", is_found: Mask, value: Codes, values: list[str | None]) -> None:
        """Fill in the codes of inherited values where a row has nothing of its own; new values are added."""
        if not inherited:
            return
        lacks = ~is_found & ~self.untaggable & ~self.is_untold
        view = self.view
        for number, cloud in enumerate(view.clouds):
            dimension = inherited.get(cloud)
            if dimension is None:
                continue
            rows = np.flatnonzero(lacks & (view.cloud.codes == number))
            rows = rows[~self._has_own(dimension, cloud)[rows]]
            if not len(rows):
                continue
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
                    values.append(text)
            value[rows] = np.array(numbers, np.int32)[codes]

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


def _word(words: list[str | None], code: int) -> str:
    """The word of a code that was moved up by one, for null to be 0."""
    return (words[code - 1] or "") if code else ""
