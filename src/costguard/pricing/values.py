"""Reads typed values out of nested configuration: a value, its default where it is unset, or NotKnown."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from costguard.model.block import Block
from costguard.model.estimate import SENSITIVE
from costguard.pricing.not_known import NotKnown

_Value = TypeVar("_Value")
# Beyond any size, count or rate that a cloud sells; such a number is a mistake, and a bill of it would be no help.
_ABSURD: Final = Decimal(10) ** 12


class Values:
    """The values below one block. Paths are dotted; a list of blocks on the way means its first block.

    Each accessor returns the value where it is known. Where the code leaves it unset, it returns `default`, and
    without one raises NotKnown. Where the code sets it to something that is known only after apply, or to something
    sensitive, which a bill must not show, it raises NotKnown.
    """

    __slots__ = ("_block",)

    def __init__(self, block: Block) -> None:
        self._block = block

    def text(self, path: str, default: str | None = None) -> str:
        """A text; numbers and booleans as Terraform writes them."""
        found = self._read(path)
        if isinstance(found, bool):
            return "true" if found else "false"
        if isinstance(found, str | int | float) and found != "":
            return str(found)
        return _or(default, path)

    def number(self, path: str, default: Decimal | int | None = None, *, most: int | None = None) -> Decimal:
        """A number that is not negative. Raises NotKnown for one that is, or that no cloud sells, or for a text.

        `most` is the largest that the service sells, where that is published.
        """
        found = self._read(path)
        if found is None or found == "":
            return Decimal(_or(None if default is None else Decimal(default), path))
        return at_most(amount(found, path), most, path)

    def flag(self, path: str, default: bool | None = None) -> bool:
        """A truth value; providers write some of them as text."""
        found = self._read(path)
        if isinstance(found, bool):
            return found
        if isinstance(found, str) and found.lower() in ("true", "false"):
            return found.lower() == "true"
        return _or(default, path)

    def texts(self, path: str) -> tuple[str, ...]:
        """A list of texts; empty where it is unset."""
        found = self._read(path)
        if isinstance(found, str):
            return (found,)
        return tuple(str(each) for each in found if each is not None) if isinstance(found, list) else ()

    def blocks(self, path: str) -> tuple["Values", ...]:
        """The nested blocks of a name, in order; none where there are none."""
        return tuple(Values(block) for block in self._blocks(path))

    def block(self, path: str) -> "Values | None":
        """The first nested block of a name; None where there is none."""
        return next(iter(self.blocks(path)), None)

    def has(self, path: str) -> bool:
        """Whether the code sets a value, be it known or not; an empty list, text or null is not set."""
        try:
            return self._read(path) not in (None, "", [], {})
        except NotKnown:
            return True

    def is_known(self, path: str) -> bool:
        """Whether the value can be read, be it set or not."""
        try:
            self._read(path)
        except NotKnown:
            return False
        return True

    def _read(self, path: str) -> object:
        value: object = self._block.values
        unknown, sensitive = self._block.unknown, self._block.sensitive
        for key in path.split("."):
            value, unknown, sensitive = _first(value), _first(unknown), _first(sensitive)
            if unknown is True or sensitive is True:
                break
            value, unknown, sensitive = _get(value, key), _get(unknown, key), _get(sensitive, key)
        return self._known(path, value, unknown=unknown, sensitive=sensitive)

    def _known(self, path: str, value: object, *, unknown: object, sensitive: object) -> object:
        where = f"{self._block.path}.{path}" if self._block.path else path
        if _holds_true(unknown):
            if self._block.is_left_to_provider(where):
                return None
            raise NotKnown(f"`{path}` is known only after apply")
        if _holds_true(sensitive) and value is not None:
            raise NotKnown(f"`{path}` {SENSITIVE}")
        return value

    def _blocks(self, path: str) -> Iterator[Block]:
        value: object = self._block.values
        unknown, sensitive = self._block.unknown, self._block.sensitive
        for key in path.split("."):
            value, unknown, sensitive = _first(value), _first(unknown), _first(sensitive)
            value, unknown, sensitive = _get(value, key), _get(unknown, key), _get(sensitive, key)
        where = f"{self._block.path}.{path}" if self._block.path else path
        if unknown is True:
            if self._block.is_left_to_provider(where):
                return
            raise NotKnown(f"the blocks `{path}` are known only after apply")
        blocks = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
        for place, block in enumerate(blocks):
            if isinstance(block, dict):
                yield Block(block, _at(unknown, place), _at(sensitive, place), where, self._block.is_left_to_provider)


def amount(value: object, what: str) -> Decimal:
    """A number that a bill can hold. Raises NotKnown, naming `what`, where it is none."""
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise NotKnown(f"`{what}` is not a number")
    if number < 0:
        raise NotKnown(f"`{what}` is negative, which no cloud sells")
    if number > _ABSURD:
        raise NotKnown(f"`{what}` is larger than any cloud sells")
    return number


def at_most(number: Decimal, most: int | None, what: str) -> Decimal:
    """The number. Raises NotKnown, naming `what`, where it is more than can be had."""
    if most is not None and number > most:
        raise NotKnown(f"`{what}` is {number.normalize():,f}, and no more than {most:,} can be had")
    return number


def _or(default: _Value | None, path: str) -> _Value:
    if default is None:
        raise NotKnown(f"`{path}` is not set, and its default is not known")
    return default


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _get(value: object, key: str) -> object:
    return True if value is True else value.get(key) if isinstance(value, dict) else None


def _at(mask: object, place: int) -> object:
    if isinstance(mask, list):
        return mask[place] if place < len(mask) else None
    return mask


def _holds_true(mask: object) -> bool:
    return mask is True or (isinstance(mask, list) and any(_holds_true(each) for each in mask))
