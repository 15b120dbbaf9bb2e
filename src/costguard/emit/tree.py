"""When a request breaks a rule: a tree of facts about the request, which every target writes in its own words.

A tree has no negation; each fact carries whether it is to hold. So a target that cannot say a fact drops the
branch that needs it, and what is left denies less, never more.
"""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from costguard.languages.language import Language


class Sent(msgspec.Struct, frozen=True):
    """At least one of these tag keys is sent, in this very spelling; with `holds` False, none of them is."""

    keys: tuple[str, ...]
    holds: bool = True


class NothingSent(msgspec.Struct, frozen=True):
    """The request names no tag at all."""


class TagValue(msgspec.Struct, frozen=True):
    """The tag is sent and its value lies in one of the languages; with `holds` False, it is absent or lies in none."""

    key: str
    languages: tuple[Language, ...]
    holds: bool = True


class AttributeValue(msgspec.Struct, frozen=True):
    """The attribute's value, as text, lies in one of the languages; with `holds` False, in none."""

    name: str
    languages: tuple[Language, ...]
    holds: bool = True


class Comparison(StrEnum):
    """How a number compares with a bound."""

    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"

    @property
    def opposite(self) -> "Comparison":
        """What holds exactly when this does not."""
        match self:
            case Comparison.AT_MOST:
                return Comparison.ABOVE
            case Comparison.ABOVE:
                return Comparison.AT_MOST
            case Comparison.AT_LEAST:
                return Comparison.BELOW
            case Comparison.BELOW:
                return Comparison.AT_LEAST


class AttributeNumber(msgspec.Struct, frozen=True):
    """The attribute is a number that compares so with the bound, in the catalog's unit."""

    name: str
    comparison: Comparison
    bound: float


class Unsayable(msgspec.Struct, frozen=True):
    """A test that no request can answer, and why."""

    words: str
    reason: str


class Every(msgspec.Struct, frozen=True):
    """All parts; without parts, always."""

    parts: tuple["Tree", ...]


class Some(msgspec.Struct, frozen=True):
    """At least one part; without parts, never."""

    parts: tuple["Tree", ...]


Fact = Sent | NothingSent | TagValue | AttributeValue | AttributeNumber | Unsayable
Tree = Fact | Every | Some

ALWAYS = Every(())
NEVER = Some(())


def every(parts: Iterator[Tree] | tuple[Tree, ...]) -> Tree:
    """All of the parts, flat, and without what always holds; `NEVER` where one part never does."""
    flat: list[Tree] = []
    for part in parts:
        if part == NEVER:
            return NEVER
        flat.extend(part.parts if isinstance(part, Every) else [part])
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else Every(unique)


def some(parts: Iterator[Tree] | tuple[Tree, ...]) -> Tree:
    """Any of the parts, flat, and without what never holds; `ALWAYS` where one part always does."""
    flat: list[Tree] = []
    for part in parts:
        if part == ALWAYS:
            return ALWAYS
        flat.extend(part.parts if isinstance(part, Some) else [part])
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else Some(unique)


def facts_in(tree: Tree) -> Iterator[Fact]:
    """Every fact of a tree, in reading order."""
    match tree:
        case Every(parts) | Some(parts):
            for part in parts:
                yield from facts_in(part)
        case _:
            yield tree
