"""What documents say of tags, and what of them was not understood, before any of it is merged."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from costguard.languages.language import Language
from costguard.model.cloud import Cloud

_MOST_OTHERS: Final = 2


class Place(msgspec.Struct, frozen=True):
    """A file, and the part of it that speaks: a statement, a policy, a tag."""

    file: str
    part: str = ""

    def within(self, part: str) -> "Place":
        """A part of this part."""
        return Place(self.file, f"{self.part}, {part}" if self.part else part)

    def __str__(self) -> str:
        return f"{self.file}, {self.part}" if self.part else self.file


class Remark(msgspec.Struct, frozen=True):
    """Something that a person has to look at: where it stands, what it is, and why the draft does not hold it.

    `others` are more places of which the same is to be said.
    """

    place: Place
    what: str
    why: str
    others: tuple[Place, ...] = ()

    def __str__(self) -> str:
        shown = "; ".join(map(str, (self.place, *self.others[:_MOST_OTHERS])))
        more = f" and {len(self.others) - _MOST_OTHERS} more" if len(self.others) > _MOST_OTHERS else ""
        return f"{shown}{more}: {self.what}: {self.why}"


class Mention(msgspec.Struct, frozen=True):
    """One document's word on one tag.

    `values` are those that it allows, None where it says nothing of them. `is_spelled` says that upper and lower case
    of the key count there. `scope` tells, in words, of what the document speaks.
    """

    cloud: Cloud
    key: str
    place: Place
    is_required: bool = False
    values: tuple[Language, ...] | None = None
    is_spelled: bool = False
    scope: str = ""


class Reading(msgspec.Struct, frozen=True):
    """What was understood, and what was not."""

    mentions: tuple[Mention, ...] = ()
    remarks: tuple[Remark, ...] = ()


def gathered(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """The remarks with those that say the same of several places as one, where the first of them stood."""
    places: dict[tuple[str, str], list[Place]] = {}
    for remark in remarks:
        places.setdefault((remark.what, remark.why), []).append(remark.place)
    return tuple(Remark(first, what, why, tuple(others)) for (what, why), (first, *others) in places.items())


def joined(readings: Iterable[Reading]) -> Reading:
    """Several readings as one, in their order. What is said twice in the same words counts once."""
    every = tuple(readings)
    mentions = dict.fromkeys(mention for reading in every for mention in reading.mentions)
    remarks = dict.fromkeys(remark for reading in every for remark in reading.remarks)
    return Reading(tuple(mentions), tuple(remarks))
