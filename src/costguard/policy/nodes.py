"""The tree of a YAML document, in which every value remembers where it was written and how."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from costguard.model.location import Location

# The core schema of YAML 1.2.2, section 10.3.2: `no`, `on` and dates are text, only true and false are flags.
_NULL: Final = re.compile(r"(?:null|Null|NULL|~|)\Z")
_FLAG: Final = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL: Final = re.compile(r"0o[0-7]+\Z")
_HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_INFINITE: Final = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_LONGEST_NUMBER: Final = 40  # digits; beyond it a float is as good, and int() refuses 4,300 of them
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")

Plain = None | bool | int | float | str


class ScalarNode(msgspec.Struct, frozen=True):
    """One value as it was written. Only a plain one (no quotes, no block) can be a number, a flag or null."""

    text: str
    is_plain: bool
    at: Location

    @property
    def value(self) -> Plain:
        """What YAML 1.2 takes it for."""
        return _core_value(self.text) if self.is_plain else self.text


class ListNode(msgspec.Struct, frozen=True):
    """A list. `size` counts its values and those within, aliases expanded; `height` is how deep it nests."""

    items: tuple["Node", ...]
    at: Location
    size: int = 1
    height: int = 1


class Pair(msgspec.Struct, frozen=True):
    """One entry of a mapping."""

    key: ScalarNode
    value: "Node"


class MapNode(msgspec.Struct, frozen=True):
    """A mapping, its keys unique and in order; merge keys (`<<`) are already merged."""

    pairs: tuple[Pair, ...]
    at: Location
    size: int = 1
    height: int = 1

    def get(self, key: str) -> "Node | None":
        """The value under a key, if it is there."""
        return next((pair.value for pair in self.pairs if pair.key.text == key), None)


Node = ScalarNode | ListNode | MapNode


# The readers below are lenient: a value of the wrong kind is reported by the shape check, and here reads as absent.


def get(node: "Node | None", key: str) -> "Node | None":
    """The value under a key of a mapping; None of anything else."""
    return node.get(key) if isinstance(node, MapNode) else None


def items(node: "Node | None") -> tuple["Node", ...]:
    """The items of a list; of anything else, none."""
    return node.items if isinstance(node, ListNode) else ()


def pairs(node: "Node | None") -> tuple[Pair, ...]:
    """The entries of a mapping; of anything else, none."""
    return node.pairs if isinstance(node, MapNode) else ()


def text(node: "Node | None") -> str:
    """The text as written; empty of anything that is no value."""
    return node.text if isinstance(node, ScalarNode) and node.value is not None else ""


def texts(node: "Node | None") -> tuple[str, ...]:
    """The texts of a list of values."""
    return tuple(text(item) for item in items(node) if isinstance(item, ScalarNode))


def scalars(node: "Node | None") -> Iterator[ScalarNode]:
    """The values of a list that are neither lists nor mappings."""
    return (item for item in items(node) if isinstance(item, ScalarNode))


def day(node: "Node | None") -> date | None:
    """An ISO date (`2027-03-31`); None where it is none."""
    return iso_day(text(node))


def iso_day(written: str) -> date | None:
    """The date that `YYYY-MM-DD` names; None where it names none."""
    if not _ISO_DAY.match(written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _core_value(written: str) -> Plain:
    first = written[:1]
    if first.isalpha() or not first or first == "~":
        return _core_word(written)
    if _DECIMAL.match(written):
        return int(written) if len(written) <= _LONGEST_NUMBER else float(written)
    if _OCTAL.match(written):
        return int(written, 8)
    if _HEXADECIMAL.match(written):
        return int(written, 16)
    if _FLOAT.match(written):
        return float(written)
    if _INFINITE.match(written):
        return float(written.replace(".", "").lower())
    return written


def _core_word(written: str) -> Plain:
    if _NULL.match(written):
        return None
    if _FLAG.match(written):
        return written in ("true", "True", "TRUE")
    return written
