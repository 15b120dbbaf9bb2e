"""Remembers answers between batches, so that what was asked once is not worked out again; at most so many."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(dict[Key, Value]):
    """A dictionary that works out what it lacks. One, for millions of look-ups are made in it."""

    def __init__(self, work_out: Callable[[Key], Value], at_most: int) -> None:
        super().__init__()
        self._work_out = work_out
        self._at_most = at_most

    def all_of(self, keys: Iterable[Key]) -> Iterator[Value]:
        """The answers, one a key. Where it has grown too large it first forgets what it knew."""
        if len(self) > self._at_most:
            self.clear()
        return map(self.__getitem__, keys)

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self._work_out(key)
        return value
