"""The situations that a row can be in as to one tag: what is decided of one is decided of all rows in it."""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Final

from costguard.engine.scan.remembered import Remembered
from costguard.model.cloud import Cloud
from costguard.model.tags import Origin, Tag, Tags

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
        self._known: dict[tuple[Cloud, Standing, str, Origin], Remembered[str | None, TagState]] = {}

    def of(
        self,
        texts: Iterable[str | None],
        cloud: Cloud,
        standing: Standing,
        key: str = "",
        origin: Origin = Origin.RESOURCE,
    ) -> Iterator[TagState]:
        """The situations of a kind, one for each text."""
        kind = (cloud, standing, key, origin)
        if kind not in self._known:
            self._known[kind] = Remembered(lambda text: TagState(cloud, standing, text, key, origin), _REMEMBERED)
        return self._known[kind].all_of(texts)
