"""What a usage file says of one resource, and which of its keys the resource's prices asked for."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from costguard.pricing.values import amount, at_most

# A month has no more hours; these keys are of one thing that runs.
_MOST: Final = {"monthly_hrs": 744, "monthly_hours": 744}


class UsageValues:
    """Amounts by key; a key is dotted where the file nests (`standard.storage_gb`).

    `asked` collects every key that was asked for, with the kind of value that it takes, so that a file can be
    written for a resource, and a key that nothing asks for can be named.
    """

    __slots__ = ("_given", "asked")

    def __init__(self, given: Mapping[str, Any] | None = None) -> None:
        self._given = given or {}
        self.asked: dict[str, str] = {}

    def number(self, key: str) -> Decimal | None:
        """The amount, or None where the file does not give it. Raises NotKnown for what is no amount."""
        self.asked.setdefault(key, "number")
        found = self._find(key)
        return None if found is None else at_most(amount(found, key), _MOST.get(key), key)

    def number_or(self, key: str, default: Decimal | int) -> Decimal:
        """The amount, or what is assumed where the file does not give it."""
        found = self.number(key)
        return Decimal(default) if found is None else found

    def text(self, key: str, default: str = "") -> str:
        """A choice, such as an operating system, in lower case."""
        self.asked[key] = "text"
        found = self._find(key)
        return default if found is None else str(found).lower()

    def has(self, key: str) -> bool:
        """Whether the file gives anything under a key."""
        return self._find(key) is not None

    def given(self) -> Mapping[str, Any]:
        """Everything that the file says of the resource."""
        return self._given

    def _find(self, key: str) -> object:
        return _at(self._given, key.split("."))


def _at(given: object, steps: list[str]) -> object:
    """What stands at a path. A key of the file may hold dots itself (an address): the longest that is there counts."""
    if not steps:
        return given
    if not isinstance(given, Mapping):
        return None
    for length in range(len(steps), 0, -1):
        key = ".".join(steps[:length])
        if key in given and (found := _at(given[key], steps[length:])) is not None:
            return found
    return None
