"""The tags that a resource will carry, each with where it came from and whether its value is known."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from costguard.model.cloud import Cloud, fold_key


class Origin(StrEnum):
    """Where a tag or an attribute was set."""

    RESOURCE = "resource"
    PROVIDER = "provider default"
    INHERITED = "inherited"
    DOCUMENTED = "documented default"


class Tag(msgspec.Struct, frozen=True):
    """One tag. `value` is None when Terraform knows it only after apply, or when an inventory does not tell it; an
    inherited one may then not be there at all.

    `""` is a known, empty value.

    `sensitive` values are compared but never printed.
    """

    value: str | None
    origin: Origin = Origin.RESOURCE
    sensitive: bool = False


_NO_TAGS: Final[Mapping[str, Tag]] = MappingProxyType({})


class Tags(msgspec.Struct, frozen=True):
    """What is known of a resource's tags.

    `entries` are the keys that it will have, spelled as written. `incomplete` says, in words, why more
    keys may exist than can be seen; empty means that every key is there.
    """

    entries: Mapping[str, Tag] = msgspec.field(default_factory=lambda: _NO_TAGS)
    incomplete: str = ""

    def find(self, key: str, cloud: Cloud) -> tuple[str, Tag] | None:
        """The tag with this key as `cloud` compares keys, with the spelling that was found."""
        exact = self.entries.get(key)
        if exact is not None:
            return key, exact
        if cloud is Cloud.AWS:
            return None
        wanted = fold_key(key, cloud)
        return next(((found, tag) for found, tag in self.entries.items() if fold_key(found, cloud) == wanted), None)

    def find_in_other_case(self, key: str) -> tuple[str, Tag] | None:
        """A tag whose key is `key` but for upper and lower case."""
        wanted = key.lower()
        return next(((found, tag) for found, tag in self.entries.items() if found.lower() == wanted), None)
