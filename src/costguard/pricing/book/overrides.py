"""What the reader pays instead of the list price: negotiated rates and discounts, from a file of entries in order."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.estimate import Confidence
from costguard.pricing.book.book import Key
from costguard.pricing.book.figure import Figure, Tier

if TYPE_CHECKING:
    from costguard.pricing.book.local import LocalBook

_HUNDRED: Final = Decimal(100)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the file: what it selects, as globs (empty for everything), and what it does.

    Exactly one of `factor` (of the list price) and `unit_price` (USD, in its stead) is given. `line` is where it
    begins; `until` is the last day that it holds.
    """

    line: int
    cloud: Cloud | None = None
    service: str = ""
    item: str = ""
    region: str = ""
    family: str = ""
    factor: Decimal | None = None
    unit_price: Decimal | None = None
    reason: str = ""
    until: date | None = None

    def selects(self, key: Key) -> bool:
        """Whether it speaks of what is looked up."""
        return (
            self.cloud in (None, key.cloud)
            and matches(self.service, key.table)
            and matches(self.region, key.region)
            and matches(self.item, key.item)
            and matches_family(self.family, key.cloud, key.item)
        )


class Overrides(msgspec.Struct, frozen=True):
    """An adjustment of the price book: the first entry that selects a figure changes it.

    It remembers which entries came to use; ask for `warnings` when the estimate is done.
    """

    path: str
    entries: tuple[Entry, ...]
    expired: tuple[Entry, ...]
    digest: str
    _chosen: dict[Key, Entry | None] = msgspec.field(default_factory=dict)

    def adjust(self, key: Key, figure: Figure) -> Figure:
        """The figure that the reader pays; the list's own where no entry speaks of it."""
        if key not in self._chosen:
            self._chosen[key] = next((entry for entry in self.entries if entry.selects(key)), None)
        entry = self._chosen[key]
        return figure if entry is None else self._applied(entry, figure)

    def warnings(self) -> Iterator[str]:
        """What of the file did nothing: entries that are over, and those that nothing of the plan came upon."""
        for entry in self.expired:
            yield f"{self.path}:{entry.line}: {_title(entry)} ended on {entry.until} and is not applied"
        used = {entry.line for entry in self._chosen.values() if entry is not None}
        for entry in self.entries:
            if entry.line not in used:
                yield f"{self.path}:{entry.line}: {_title(entry)} applies to nothing in this estimate"

    def _applied(self, entry: Entry, figure: Figure) -> Figure:
        told = f"{_base_name(self.path)}: {entry.reason or f'line {entry.line}'} (list {_money(figure.amount)}"
        if entry.unit_price is not None:
            source = f"{told}, negotiated {_money(entry.unit_price)})"
            tiers = (Tier(Decimal(0), entry.unit_price),)
            return Figure(figure.unit, tiers, source, figure.as_of, Confidence.NEGOTIATED, figure.region)
        assert entry.factor is not None  # noqa: S101  (what is read has one of the two)
        source = f"{told} x {entry.factor.normalize():f})"
        return figure.times(entry.factor, Confidence.NEGOTIATED, source, figure.as_of)


def read_overrides(path: str, today: date, local: "LocalBook | None" = None) -> Overrides:
    """Read a file of overrides, as of a day. Raises BadInput, with the line, for what is wrong or can never apply.

    What can apply is what the book that ships holds, and `local` where there is one.
    """
    from costguard.pricing.book.override_file import read_entries

    content, entries = read_entries(path, local)
    expired = tuple(entry for entry in entries if entry.until is not None and entry.until < today)
    live = tuple(entry for entry in entries if entry not in expired)
    # What a day changes is part of what the estimate was made from.
    over = "".join(f"\0{entry.line}" for entry in expired).encode()
    return Overrides(path, live, expired, "sha256:" + hashlib.sha256(content + over).hexdigest())


def discount(percent: Decimal) -> Decimal:
    """The factor that a discount leaves."""
    return 1 - percent / _HUNDRED


def matches(glob: str, text: str) -> bool:
    """Whether a glob (`*` any run, `?` one character) matches all of the text; an empty one matches everything."""
    return not glob or _compiled(glob)(text) is not None


def matches_family(glob: str, cloud: Cloud, item: str) -> bool:
    """Whether a glob matches the family of the machine that an item names.

    A glob that spells a family out stands for that family alone: `Standard_D*s_v5` is no `Standard_DC4s_v5`.
    """
    if not glob:
        return True
    family = family_of(cloud, item)
    return bool(family) and (family == glob if _is_azure_family(cloud, glob) else matches(glob, family))


def family_of(cloud: Cloud, item: str) -> str:
    """The family of the machine that an item names: `m7g`, `Standard_D*s_v5`, `n2-standard`; empty for no machine."""
    match cloud:
        case Cloud.AWS:
            found = re.search(
                r"(?:^|[/.])([a-z][a-z0-9-]*\d[a-z0-9-]*)\.(?:nano|micro|small|medium|metal|\d*x?large)", item
            )
            return found[1] if found is not None else ""
        case Cloud.AZURE:
            return re.sub(r"\d+(?:-\d+)?", "*", item, count=1) if re.match("(Standard|Basic)_", item) else ""
        case _:
            found = re.match(r"([a-z]\w*-[a-z]+)(-|$)", item)
            return found[1] if found is not None else ""


def _is_azure_family(cloud: Cloud, glob: str) -> bool:
    return cloud is Cloud.AZURE and re.fullmatch(r"(Standard|Basic)_[A-Z]+\*\w*", glob) is not None


@cache
def _compiled(glob: str) -> Callable[[str], object]:
    pattern = "".join(_SIGNS.get(character) or re.escape(character) for character in re.sub(r"\*+", "*", glob))
    return re.compile(pattern, re.DOTALL).fullmatch


_SIGNS: Final[Mapping[str, str]] = {"*": ".*", "?": "."}


def _title(entry: Entry) -> str:
    return f"the override `{entry.reason}`" if entry.reason else "the override"


def _base_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _money(amount: Decimal) -> str:
    """A price with as many digits as it has, and at least four after the point."""
    places = max(4, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{places}f}"
