"""The words in which the policy language is declared once, for its reader, its JSON Schema and its reference alike."""

from typing import Final

import msgspec

LARGEST_NUMBER: Final = 1_000_000_000_000_000
"""No cost, size or count of a policy is larger; a slip of the keyboard is."""


class Text(msgspec.Struct, frozen=True):
    """Text for people or a name: matches `pattern` somewhere, which `says` puts in words."""

    pattern: str = r"\S"
    says: str = "text that is not blank"


class Value(msgspec.Struct, frozen=True):
    """Any single value, taken as it is written: `007` stays `007`."""

    may_be_empty: bool = False


class Number(msgspec.Struct, frozen=True):
    """A number, whole where `is_whole`, from `minimum` to `maximum`; above `minimum` where `is_above`."""

    minimum: int = 0
    maximum: int = LARGEST_NUMBER
    is_whole: bool = False
    is_above: bool = False


class Flag(msgspec.Struct, frozen=True):
    """`true` or `false`."""


class Day(msgspec.Struct, frozen=True):
    """A date, `2027-03-31`."""


class Choice(msgspec.Struct, frozen=True):
    """One of some words."""

    words: tuple[str, ...]


class ListOf(msgspec.Struct, frozen=True):
    """A list of at least so many items; values do not repeat in it."""

    item: "Shape"
    at_least: int = 1


class Field(msgspec.Struct, frozen=True):
    """One key of a record. `default` says in words what holds where the key is left out."""

    name: str
    shape: "Shape"
    doc: str
    is_required: bool = False
    default: str = ""


class Record(msgspec.Struct, frozen=True):
    """A mapping with known keys, and with `others` of one shape where that is given.

    `name` is unique, `says` is what messages call it; of `exactly_one` one key must be there.
    """

    name: str
    says: str
    doc: str
    fields: tuple[Field, ...] = ()
    exactly_one: tuple[str, ...] = ()
    others: "Shape | None" = None
    key: Text = Text()
    at_least: int = 0

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)


class Either(msgspec.Struct, frozen=True):
    """One of several shapes, each of another kind (value, list, mapping), so that a reader knows which was meant."""

    options: tuple["Shape", ...]


class Reference(msgspec.Struct, frozen=True):
    """A record declared elsewhere, by name: how the language recurs."""

    name: str


Shape = Text | Value | Number | Flag | Day | Choice | ListOf | Record | Either | Reference
