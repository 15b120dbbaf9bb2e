"""What a condition on one resource type can look at, and which variable each of it is."""

from typing import Literal, assert_never

import msgspec

from costguard.emit.gcp.fields import Field, fields_of
from costguard.prove.formula import FALSE, Formula
from costguard.prove.gcp.cel_tree import Cel, Index, Member, path_of
from costguard.prove.gcp.cel_tree import Literal as Constant
from costguard.prove.tags import TagModel

Kind = Literal["text", "number", "flag"]


class Unread(Exception):
    """A part of a condition that was not understood; the message says why, in words for people."""


class Context(msgspec.Struct):
    """The labels of a resource type, and how each field compares: fields that are met for the first time are added."""

    labels: str
    tags: TagModel
    known: frozenset[str]
    kinds: dict[str, Kind]

    def kind(self, path: str, met_as: Kind) -> Kind:
        """How a field compares; as it is met now where nobody knows."""
        return self.kinds.setdefault(path, met_as)


def context_of(cai_type: str, labels: str, tags: TagModel) -> Context:
    """The context of conditions on a Cloud Asset Inventory type. Types without a known field have `resource.labels`."""
    fields = fields_of(cai_type)
    kinds = {path: _kind(own) for path, own in fields.items()}
    return Context(labels or "resource.labels", tags, frozenset(fields), kinds)


def _kind(own: Field) -> Kind:
    match own.form:
        case "number" | "flag":
            return own.form
        case "text" | "url":
            return "text"
        case _:
            assert_never(own.form)


def label_key(node: Cel, context: Context) -> str | None:
    """The key of the label whose value the expression is; None where it is none."""
    match node:
        case Index(target, Constant(str() as key)) if path_of(target) == context.labels:
            return key
        case Member(target, key) if path_of(target) == context.labels:
            return key
        case _:
            return None


def is_sent(key: str, context: Context) -> Formula:
    """The label is there. A key that no label can have, such as one in capitals, never is."""
    if not key.isascii():
        raise Unread(f"the label key `{key}` is not ASCII")
    return context.tags.is_sent(key) if is_label_key(key) else FALSE


def is_label_key(key: str) -> bool:
    """A lower case letter, then lower case letters, digits, `_`, `-` (Resource Manager, "Labels overview", 2025-10)."""
    return key[:1].isalpha() and key == key.lower() and key.replace("_", "a").replace("-", "a").isalnum()
