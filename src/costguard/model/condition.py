"""Conditions: the closed language to which every rule is lowered, and which every back end reads."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.resource import Scalar


class Operator(StrEnum):
    """The tests there are. The words are those of the policy language."""

    ONE_OF = "one_of"
    NONE_OF = "none_of"
    LIKE = "like"
    UNLIKE = "unlike"
    PATTERN = "pattern"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    PRESENT = "present"

    @property
    def is_negative(self) -> bool:
        """Whether the test holds on a tag that is absent, as IAM's and Azure's own negative operators do."""
        return self in (Operator.NONE_OF, Operator.UNLIKE)


class TagSubject(msgspec.Struct, frozen=True):
    """A tag. `name` is how the policy calls it: a dimension, or `tag:Key` for a raw key.

    `keys` holds the key on each cloud, `aliases` other keys that are still accepted there.
    """

    name: str
    keys: Mapping[Cloud, str]
    aliases: tuple[str, ...] = ()


class AttributeSubject(msgspec.Struct, frozen=True):
    """An attribute: a name of the catalog, or `attr:path.in.terraform`, which only plans have."""

    name: str

    @property
    def is_raw(self) -> bool:
        """Whether it names a path in Terraform instead of a catalog attribute."""
        return self.name.startswith("attr:")


Subject = TagSubject | AttributeSubject


class Test(msgspec.Struct, frozen=True):
    """One test of one subject. `operands` are the listed values, the globs, the one pattern, limit or flag."""

    __test__ = False  # the name is the language's word; pytest is not to collect it

    subject: Subject
    operator: Operator
    operands: tuple[Scalar, ...]


class All(msgspec.Struct, frozen=True):
    """Every part holds."""

    parts: tuple["Condition", ...]


class AnyOf(msgspec.Struct, frozen=True):
    """At least one part holds."""

    parts: tuple["Condition", ...]


class Not(msgspec.Struct, frozen=True):
    """The part does not hold."""

    part: "Condition"


Condition = Test | All | AnyOf | Not


def tests_in(condition: Condition) -> Iterator[Test]:
    """Every test in a condition, in reading order."""
    match condition:
        case Test():
            yield condition
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from tests_in(part)
        case Not(part):
            yield from tests_in(part)
