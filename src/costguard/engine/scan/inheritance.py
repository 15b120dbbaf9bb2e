"""The tags that a resource takes from what holds it, where the taxonomy says so."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Final, assert_never

from costguard.model.cloud import Cloud
from costguard.model.inventory import Container, ContainerKind
from costguard.model.tags import Origin, Tag, Tags
from costguard.policy.glob import matches
from costguard.policy.labels import key_on
from costguard.policy.policy_set import Dimension, Inherit

_Id = tuple[Cloud, ContainerKind, str]
# The nearest container of these kinds is asked; what holds it follows `parent`.
_NEAREST: Final = (ContainerKind.RESOURCE_GROUP, ContainerKind.ACCOUNT)


class Untold(Enum):
    """What holds a resource may have the tag, and the inventory does not tell."""

    UNTOLD = "untold"


Inherited = str | None | Untold


class Inheritance:
    """Answers what a dimension's value is for everything in one account (and, on Azure, one resource group)."""

    def __init__(self, containers: Iterable[Container]) -> None:
        self._by_id: dict[_Id, Container] = {(each.cloud, each.kind, each.id): each for each in containers}
        self._found: dict[tuple[str, Cloud, str, str], Inherited] = {}

    def value(self, dimension: Dimension, cloud: Cloud, account: str, group: str) -> Inherited:
        """The inherited value; None where there is none for sure."""
        if dimension.inherit is None:
            return None
        place = (dimension.name, cloud, account, group)
        if place not in self._found:
            self._found[place] = self._look_up(dimension, dimension.inherit, cloud, account, group)
        return self._found[place]

    def _look_up(self, dimension: Dimension, inherit: Inherit, cloud: Cloud, account: str, group: str) -> Inherited:
        holders = tuple(self._holders(cloud, account, group))
        for kind in inherit.tags_of:
            for holder in holders:
                found = _own_value(dimension, holder) if holder.kind is kind else None
                if found is not None:
                    return found
            if self._is_untold(kind, holders, cloud, group):
                return Untold.UNTOLD  # what comes next may not go before it
        path = next((each.path for each in holders if each.kind is ContainerKind.ACCOUNT), "")
        path = path or next((each.path for each in holders if each.path), "")
        if inherit.paths and not path:
            return Untold.UNTOLD
        return next((value for glob, value in inherit.paths if matches(glob, path)), None)

    def _is_untold(self, kind: ContainerKind, holders: tuple[Container, ...], cloud: Cloud, group: str) -> bool:
        """Whether containers of a kind may have tags that are not told: they are missing, or theirs could not be read.

        Only AWS gives units of its organisation tags, and only Azure has groups.
        """
        of_kind = [each for each in holders if each.kind is kind]
        match kind:
            case ContainerKind.RESOURCE_GROUP:
                return bool(group) and all(each.tags is None for each in of_kind)
            case ContainerKind.ACCOUNT:
                return all(each.tags is None for each in of_kind)
            case ContainerKind.FOLDER | ContainerKind.ORGANIZATION:
                is_placed = any(each.kind is ContainerKind.ACCOUNT for each in holders)
                return not is_placed or (cloud is Cloud.AWS and any(each.tags is None for each in of_kind))
            case _:
                assert_never(kind)

    def _holders(self, cloud: Cloud, account: str, group: str) -> Iterator[Container]:
        """What holds a resource, the nearest first."""
        ids = {
            ContainerKind.RESOURCE_GROUP: f"{account}/{group}".lower() if group else "",
            ContainerKind.ACCOUNT: account,
        }
        for kind in _NEAREST:
            holder = self._by_id.get((cloud, kind, ids[kind]))
            if holder is not None:
                yield holder
        account_holder = self._by_id.get((cloud, ContainerKind.ACCOUNT, account))
        yield from self._above(account_holder) if account_holder is not None else ()

    def _above(self, holder: Container) -> Iterator[Container]:
        seen: set[str] = set()
        parent = holder.parent
        while parent and parent not in seen:
            seen.add(parent)
            found = next(
                (
                    self._by_id[holder.cloud, kind, parent]
                    for kind in (ContainerKind.FOLDER, ContainerKind.ORGANIZATION)
                    if (holder.cloud, kind, parent) in self._by_id
                ),
                None,
            )
            if found is None:
                return
            yield found
            parent = found.parent


def with_inherited(
    tags: Tags, cloud: Cloud, inherited: Mapping[str, str | None], dimensions: Iterable[Dimension]
) -> Tags:
    """The tags, and those that are inherited (by dimension; None is untold) where the resource has none of its own.

    A key that is spelled in another case or under an alias counts as its own: its spelling is then the fault.
    """
    added = {
        key: Tag(inherited[dimension.name], Origin.INHERITED)
        for dimension in dimensions
        if dimension.name in inherited
        and (key := dimension.subject.keys.get(cloud)) is not None
        and not tags.incomplete
        and not has_own(dimension, key, cloud, tags)
    }
    return Tags({**tags.entries, **added}, tags.incomplete) if added else tags


def has_own(dimension: Dimension, key: str, cloud: Cloud, tags: Tags) -> bool:
    """Whether a resource has the tag itself, under its key in any case, or under any alias."""
    keys = (key, *(key_on(cloud, alias.key) for alias in dimension.aliases))
    return tags.find_in_other_case(key) is not None or any(tags.find(each, cloud) is not None for each in keys)


def _own_value(dimension: Dimension, holder: Container) -> str | None:
    if holder.tags is None:
        return None
    tags = Tags({key: Tag(value) for key, value in holder.tags.items()})
    for key in (dimension.subject.keys.get(holder.cloud), *dimension.subject.aliases):
        found = tags.find(key_on(holder.cloud, key), holder.cloud) if key is not None else None
        if found is not None:
            return found[1].value
    return None
