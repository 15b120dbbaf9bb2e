"""The language of conditions: tests of tags and attributes, joined by `any`, `all` and `not`."""

from typing import Final

from costguard.policy.language.names import GLOBS
from costguard.policy.shape import Field, Flag, ListOf, Number, Record, Reference, Value

TESTS: Final = Record(
    "tests",
    "a subject's tests",
    "Tests of one tag or attribute; all of them must hold.",
    (
        Field("one_of", ListOf(Value()), "The value is one of these."),
        Field("none_of", ListOf(Value()), "The value is none of these; holds on a tag that is absent."),
        Field("like", GLOBS, "The value matches one of these globs: `*` is any run, `?` one character."),
        Field("unlike", GLOBS, "The value matches none of these globs; holds on a tag that is absent."),
        Field("pattern", Value(), "The whole value matches this RE2 expression."),
        Field("at_most", Number(), "The number is not above this."),
        Field("at_least", Number(), "The number is not below this."),
        Field("present", Flag(), "Whether there is a value at all."),
    ),
    at_least=1,
)

CONDITION: Final = Record(
    "condition",
    "a condition",
    "Every entry must hold. Keys are `any`, `all`, `not`, or what is tested: a dimension, a catalog attribute "
    "(`instance_type`), a raw tag (`tag:Key`) or a raw Terraform path (`attr:path`).",
    (
        Field("any", ListOf(Reference("condition")), "At least one of these conditions holds."),
        Field("all", ListOf(Reference("condition")), "Each of these conditions holds."),
        Field("not", Reference("condition"), "This condition does not hold."),
    ),
    others=TESTS,
    at_least=1,
)

REFERENCES: Final = {"condition": CONDITION}
"""What a Reference stands for."""
