"""What a field of Azure Policy is on one resource type: a variable of the request, or something already known."""

from collections.abc import Mapping
from typing import Final

import msgspec

from costguard.catalog.azure_policy import ArmType
from costguard.model.errors import BadInput
from costguard.prove.azure.policy_fields import AliasTable, path_of
from costguard.prove.azure.policy_values import fold_key
from costguard.prove.formula import TRUE, Flag, Formula
from costguard.prove.tags import TagModel

IS_GIVEN: Final = " is given"
"""The end of the words for a property that a request may leave out."""
_ALWAYS_GIVEN: Final = frozenset({"NAME", "FULLNAME", "ID", "LOCATION"})
_NO_ALIASES: Final = AliasTable()


class View(msgspec.Struct, frozen=True):
    """One resource type as rules see it.

    `numbers` are the fields that are compared by size, `given` those that every request counts as having; both under
    the names that demands use.
    """

    arm: ArmType
    tags: TagModel
    numbers: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()


class Known(msgspec.Struct, frozen=True):
    """A field whose value is the same on every resource of the type; None: it has none."""

    text: str | None


class Variable(msgspec.Struct, frozen=True):
    """A field that a request fills in. `is_given` is when it does."""

    name: str
    is_given: Formula
    is_number: bool = False


class TagKeys(msgspec.Struct, frozen=True):
    """All tags together."""


class Unread(msgspec.Struct, frozen=True):
    """A field that is not understood."""


Field = Known | Variable | TagKeys | Unread


def field_named(written: str, view: View) -> Field:
    """What a field is on the view's resource type."""
    key = tag_key(written)
    if key is not None:
        return Variable(view.tags.value(key), view.tags.is_sent(key))
    folded = fold_key(written)
    if folded == "TYPE":
        return Known(view.arm.name)
    if folded == "TAGS":
        return TagKeys()
    if "[" in written:
        return Unread()
    if "/" in written and not _is_of_type(written, view.arm):
        return Known(None)
    name = _names(view).get(folded, written.lower() if "/" not in written else written)
    if folded in _ALWAYS_GIVEN or name in view.given:
        return Variable(name, TRUE, name in view.numbers)
    return Variable(name, Flag(f"`{name}`{IS_GIVEN}"), name in view.numbers)


def tag_key(written: str) -> str | None:
    """The key that a field such as `tags['Owner']` names; None for other fields."""
    if not written.lower().startswith("tags"):
        return None
    try:
        path = path_of(written, {}, _NO_ALIASES)
    except BadInput:
        return None
    if path is None or len(path) != 2:
        return None
    key = path[1]
    return key if isinstance(key, str) else None


def _names(view: View) -> Mapping[str, str]:
    """Aliases ignore case; a demand's spelling is the variable's name."""
    return {fold_key(name): name for name in (*view.arm.aliases, *view.numbers, *view.given)}


def _is_of_type(alias: str, arm: ArmType) -> bool:
    """Aliases of two parts, `Microsoft.Compute/imageSku`, are of many types."""
    return alias.count("/") < 2 or fold_key(alias).startswith(f"{fold_key(arm.name)}/")
