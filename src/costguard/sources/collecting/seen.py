"""Remembers which ids were seen, millions of them in little memory."""

from array import array
from hashlib import blake2b
from typing import Final

_FIRST_SLOTS: Final = 256
_EMPTY: Final = 0


class SeenIds:
    """The ids of one scope, 8 bytes of hash each: 11 to 32 bytes an id, where a set of texts takes above 150.

    Two of ten million different ids share a hash once in 400,000 such scopes (birthday bound, n² / 2⁶⁵); the second
    would then be missed.
    """

    def __init__(self) -> None:
        self._slots = _empty_slots(_FIRST_SLOTS)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, resource_id: str) -> bool:
        """Remember the id. Whether it is new."""
        return self._add_hash(_hash(resource_id))

    def _add_hash(self, found: int) -> bool:
        at = self._place(found)
        if self._slots[at] == found:
            return False
        self._slots[at] = found
        self._count += 1
        if self._count * 4 > len(self._slots) * 3:
            self._grow()
        return True

    def _place(self, found: int) -> int:
        """Where the hash is, or would be: the first free slot from its own on."""
        mask = len(self._slots) - 1
        at = found & mask
        while self._slots[at] not in (found, _EMPTY):
            at = (at + 1) & mask
        return at

    def _grow(self) -> None:
        before = self._slots
        self._slots = _empty_slots(2 * len(before))
        for found in before:
            if found != _EMPTY:
                self._slots[self._place(found)] = found


def _empty_slots(number: int) -> "array[int]":
    return array("Q", bytes(8 * number))


def _hash(resource_id: str) -> int:
    # The same in every run, unlike Python's own hash of a text.
    digest = blake2b(resource_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1
