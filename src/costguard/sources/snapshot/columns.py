"""Which column of a file holds what: inventories are written by many tools, and each has its own name for an id."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import msgspec

from costguard.catalog.lookup import attribute_names
from costguard.model.errors import BadInput

_NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "id": ("arn", "resource_arn", "resource_id", "name"),
        "type": ("resource_type", "asset_type"),
        "cloud": ("cloud_provider",),
        "native_type": (),
        "account": ("account_id", "aws_account_id", "subscription_id", "project_id", "project"),
        "region": ("location", "aws_region"),
        "group": ("resource_group",),
        "tags": ("labels", "resource_tags"),
        "tags_incomplete": (),
        "attributes": (),
        "attrs": (),
        "source": (),
        "sensitive": (),
    }
)
"""What a column may be called, the surest name first; case, spaces and camel case make no difference."""

_TAG_PREFIX: Final = "tag:"
_REQUIRED: Final = ("id", "type", "tags")
_WORD_STARTS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")
# Columns of a FOCUS bill, any version from 1.0 to 1.4 (focus.finops.org, 2026-06).
_BILL: Final = frozenset({"BilledCost", "EffectiveCost", "ChargePeriodStart", "ChargeCategory"})
# Columns of the clouds' own bills, as they are folded (the references of the three exports, 2026-11).
_OTHER_BILLS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "a Cost and Usage Report of AWS": frozenset({"line_item_usage_account_id", "line_item_unblended_cost"}),
        "a cost export of Azure": frozenset({"cost_in_billing_currency", "pre_tax_cost"}),
        "a billing export of Google Cloud": frozenset({"billing_account_id"}),
    }
)
_SHOWN: Final = 20


class Columns(msgspec.Struct, frozen=True):
    """Columns by what they hold: `known` ours, `attributes` by neutral name, `tags` by tag key (`tag:Key`).

    `unread` are those that mean nothing to us.
    """

    known: Mapping[str, str]
    attributes: Mapping[str, str]
    tags: Mapping[str, str]
    unread: tuple[str, ...] = ()

    @property
    def tell_tags(self) -> bool:
        """Whether any column holds tags."""
        return "tags" in self.known or bool(self.tags)

    @property
    def read(self) -> tuple[str, ...]:
        """Every column that is read."""
        return (*self.known.values(), *self.attributes.values(), *self.tags.values())


@lru_cache(maxsize=4096)
def columns_of(names: tuple[str, ...]) -> Columns:
    """What the columns of these names hold."""
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(_folded(name), name)
    known = {
        ours: folded[found]
        for ours, others in _NAMES.items()
        if (found := next((each for each in (ours, *others) if each in folded), None)) is not None
    }
    tags = {name.removeprefix(_TAG_PREFIX): name for name in names if name.startswith(_TAG_PREFIX)}
    taken = {*known.values(), *tags.values()}
    attributes = {name: folded[name] for name in attribute_names() if name in folded and folded[name] not in taken}
    other_names = {each for others in _NAMES.values() for each in others}
    unread = (name for name in names if name not in taken and _folded(name) not in attributes)
    return Columns(known, attributes, tags, tuple(name for name in unread if _folded(name) not in other_names))


def require_columns(names: Iterable[str], where: str) -> Columns:
    """The columns of a table. Raises BadInput, naming the column, where one is missing that has to be there."""
    names = tuple(names)
    refuse_bill(names, where)
    columns = columns_of(names)
    for name in _REQUIRED:
        if name not in columns.known and not (name == "tags" and columns.tags):
            raise BadInput(_missing(name, names, columns, where))
    return columns


def refuse_bill(names: Iterable[str], where: str) -> None:
    """Raise BadInput for the columns of a bill."""
    names = tuple(names)
    if len(_BILL.intersection(names)) > 1:
        raise BadInput(
            f"{where} is a bill in the FOCUS format, not an inventory: it tells what was spent, not what is there; "
            "give the resources, and the bill to `--spend` of `costguard check`"
        )
    folded = {_folded(name) for name in names}
    bill = next((title for title, columns in _OTHER_BILLS.items() if columns & folded), None)
    if bill is not None:
        raise BadInput(f"{where} is {bill}, not an inventory: it tells what was spent, not what is there")


def unread_note(columns: Columns, where: str) -> str:
    """A note on the columns that are not read, with what one of them may have been meant to be; "" for none."""
    if not columns.unread:
        return ""
    optional = [name for name in (*_NAMES, *attribute_names()) if name not in columns.known]
    for name in columns.unread:
        near = get_close_matches(_folded(name), optional, n=1, cutoff=0.8)
        if near:
            return f"{where}: the column `{name}` is not read; did you mean `{near[0]}`?"
    return f"{where}: these columns are not read: {_listed(columns.unread)}"


def _missing(name: str, names: tuple[str, ...], columns: Columns, where: str) -> str:
    others = " (also: " + ", ".join(_NAMES[name]) + ")" if _NAMES[name] else ""
    near = get_close_matches(name, [_folded(each) for each in columns.unread], n=1)
    meant = next((each for each in columns.unread if near and _folded(each) == near[0]), None)
    hint = f"; did you mean `{meant}`? rename it" if meant else "; add it"
    return f"{where} has no column `{name}`{others}, only {_listed(names)}{hint}"


def _listed(names: tuple[str, ...]) -> str:
    if not names:
        return "none at all"
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(f"`{name[:60]}`" for name in names[:_SHOWN]) + rest


def _folded(name: str) -> str:
    return _NO_WORD.sub("_", _WORD_STARTS.sub("_", name.strip()).lower()).strip("_")
