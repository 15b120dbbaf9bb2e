"""Merges what documents say of tags into the draft of a taxonomy: one dimension for what is one tag on every cloud."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from costguard.languages.language import Language, describe
from costguard.model.cloud import Cloud
from costguard.model.location import Location
from costguard.policy.faults import Faults
from costguard.policy.labels import label_form
from costguard.policy.tag_limits import check_key
from costguard.prove.drafting.cases import listed
from costguard.prove.drafting.mention import Mention, Place, Reading, Remark, gathered
from costguard.prove.drafting.naming import dimension_name, sameness
from costguard.prove.drafting.values import ValueTest, distinct, value_test

_CLOUDS: Final = (Cloud.AWS, Cloud.AZURE)
_NAMES: Final = {Cloud.AWS: "AWS", Cloud.AZURE: "Azure"}


class DraftDimension(msgspec.Struct, frozen=True):
    """A dimension to be. `says` holds a line for each document that speaks of it."""

    name: str
    keys: Mapping[Cloud, str]
    values: ValueTest
    is_required: bool
    aliases: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


class Draft(msgspec.Struct, frozen=True):
    """A taxonomy to be, on the day `today`, and what a person has to look at before it is one."""

    dimensions: tuple[DraftDimension, ...]
    remarks: tuple[Remark, ...]
    files: tuple[str, ...]
    today: date


def draft(reading: Reading, files: Sequence[str], today: date) -> Draft:
    """The draft of what was read. Dimensions come in the order in which the documents first speak of them."""
    usable, remarks = _usable(reading.mentions)
    groups: dict[str, list[Mention]] = {}
    for mention in usable:
        groups.setdefault(sameness(mention.key), []).append(mention)
    dimensions: list[DraftDimension] = []
    for mentions in groups.values():
        names = {dimension.name for dimension in dimensions}
        dimension, more = _dimension(mentions, names)
        dimensions.append(dimension)
        remarks += more
    cleared = [_without_clashes(dimension, dimensions) for dimension in dimensions]
    clashes = (remark for _, more in cleared for remark in more)
    return Draft(
        dimensions=tuple(dimension for dimension, _ in cleared),
        remarks=gathered((*reading.remarks, *remarks, *clashes, *_on_case(usable))),
        files=tuple(dict.fromkeys(files)),
        today=today,
    )


def _usable(mentions: Iterable[Mention]) -> tuple[list[Mention], list[Remark]]:
    """The mentions whose keys every cloud can hold."""
    usable, remarks = [], []
    for mention in mentions:
        faults = Faults()
        check_key(mention.key, Location("key"), faults)
        if not mention.key.strip():
            remarks.append(Remark(mention.place, "a key", "it is empty; it is left out"))
        elif faults.problems:
            why = f"{faults.problems[0].message}; it is left out"
            remarks.append(Remark(mention.place, f"the key `{mention.key}`", why))
        else:
            usable.append(mention)
    return usable, remarks


def _dimension(mentions: Sequence[Mention], taken: set[str]) -> tuple[DraftDimension, list[Remark]]:
    keys, aliases, remarks = _keys(mentions)
    languages = distinct([language for mention in mentions for language in mention.values or ()])
    values, lost = value_test(languages)
    for what, why in lost:
        remarks.append(Remark(_first_with(what, mentions), f"{what} of `{_shown(keys)}`", why))
    remarks += _differences(mentions, keys)
    dimension = DraftDimension(
        name=dimension_name((*keys.values(), *aliases), taken),
        keys=keys,
        values=values,
        is_required=any(mention.is_required for mention in mentions),
        aliases=aliases,
        says=tuple(dict.fromkeys(map(_line, mentions))),
    )
    return dimension, remarks


def _keys(mentions: Sequence[Mention]) -> tuple[dict[Cloud, str], tuple[str, ...], list[Remark]]:
    """The key on each cloud, other keys for the same, and a remark where a cloud has more than one.

    A document in which case counts knows the spelling; a condition key of IAM or a field of Azure does not.
    """
    keys: dict[Cloud, str] = {}
    others: list[Mention] = []
    for cloud in _CLOUDS:
        of_cloud = [mention for mention in mentions if mention.cloud is cloud]
        for mention in sorted(of_cloud, key=lambda each: not each.is_spelled):
            first = keys.setdefault(cloud, mention.key)
            if first != mention.key and (mention.is_spelled or first.lower() != mention.key.lower()):
                others.append(mention)
    aliases = tuple(dict.fromkeys(other.key for other in others if other.key not in keys.values()))
    why = "one cloud spells one tag in two ways; the draft takes the first and accepts the other for a year"
    remarks = [
        Remark(other.place, f"`{other.key}` beside `{keys[other.cloud]}` on {_NAMES[other.cloud]}", why)
        for other in {other.key: other for other in reversed(others)}.values()
    ]
    return keys, aliases, remarks


def _differences(mentions: Sequence[Mention], keys: Mapping[Cloud, str]) -> list[Remark]:
    """Documents that list values, and not the same ones. The draft takes all of them."""
    listings: dict[frozenset[tuple[str, str]], Mention] = {}
    for mention in mentions:
        if mention.values:
            listings.setdefault(frozenset(_folded(language) for language in distinct(mention.values)), mention)
    if len(listings) < 2:
        return []
    first, *others = listings.values()
    says = "; ".join(f"{other.place} allows {listed(other.values or ())}" for other in others)
    why = f"{says}; the draft takes the values of all"
    return [Remark(first.place, f"`{_shown(keys)}` may be {listed(first.values or ())} here", why)]


def _folded(language: Language) -> tuple[str, str]:
    return language.text.casefold(), describe(language).partition("`")[0]


def _first_with(what: str, mentions: Sequence[Mention]) -> Place:
    """The place of the document that lists a value."""
    places = (m.place for m in mentions if any(describe(language) == what for language in m.values or ()))
    return next(places, mentions[0].place)


def _shown(keys: Mapping[Cloud, str]) -> str:
    return next(iter(keys.values()))


def _line(mention: Mention) -> str:
    """What one document says of the tag, in one line."""
    asks = [f"requires `{mention.key}`" if mention.is_required else f"names `{mention.key}`"]
    if mention.values:
        asks.append(f"allows {listed(mention.values)}")
    if mention.scope:
        asks.append(mention.scope)
    return f"{mention.place}: {'; '.join(asks)}"


def _on_case(mentions: Iterable[Mention]) -> Iterator[Remark]:
    """One remark a file whose values are compared without regard to case: costguard tells `prod` from `Prod`."""
    files = dict.fromkeys(
        mention.place.file for mention in mentions if any(language.folded for language in mention.values or ())
    )
    why = "upper and lower case do not count there; costguard accepts the spelling that the document writes"
    yield from (Remark(Place(file), "the values that it lists", why) for file in files)


def _without_clashes(
    dimension: DraftDimension, every: Sequence[DraftDimension]
) -> tuple[DraftDimension, tuple[Remark, ...]]:
    """Without the aliases that another dimension answers to as a label on Google Cloud."""
    others = {key for other in every if other is not dimension for key in _labels(other)}
    clashes = tuple(alias for alias in dimension.aliases if label_form(alias) in others)
    kept = tuple(alias for alias in dimension.aliases if alias not in clashes)
    why = "as a label it is another dimension's key; it is no alias after all"
    remarks = tuple(Remark(Place("the draft", dimension.name), f"`{alias}`", why) for alias in clashes)
    return msgspec.structs.replace(dimension, aliases=kept), remarks


def _labels(dimension: DraftDimension) -> Iterator[str]:
    yield dimension.name
    yield from (label_form(key) for key in (*dimension.keys.values(), *dimension.aliases))
