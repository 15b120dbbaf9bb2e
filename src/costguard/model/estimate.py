"""What a change costs: cost lines of resources, before and after, and what could not be priced.

INVARIANT: a cost that is not known is None, never zero, and makes every total above it "at least".
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.money import CURRENCY, ZERO
from costguard.model.tags import Tags


class Confidence(StrEnum):
    """How a price came to be. `EXACT` was read where it was published for that very region."""

    EXACT = "exact"
    REGIONAL_FACTOR = "regional_factor"
    """The base region's price times a factor that fits this region."""
    OTHER_REGION = "other_region"
    """Another region's price, because the reader asked for it."""
    NEGOTIATED = "negotiated"
    """A rate or discount that the reader gave."""


class Price(msgspec.Struct, frozen=True):
    """A unit price in USD, and where it is from. `as_of` is an ISO date or month; `region` that of the figure."""

    amount: Decimal
    source: str
    as_of: str
    confidence: Confidence = Confidence.EXACT
    region: str = ""


SENSITIVE: Final = "is sensitive, and a bill would show it"
"""How the reason ends why something has no price that a secret value decides."""


class CostLine(msgspec.Struct, frozen=True):
    """One line of a bill. `part` names the piece of the resource that it is for (`root_block_device`).

    `quantity` is a month's, None where nobody said it (`usage_based`, from `usage_key` of a usage file) or where it
    is not known. `unpriced` says why there is no cost where there should be one; it is empty for a priced line and
    for one that waits for usage. `low` and `high` bound `monthly_cost` where the resource scales by itself.
    `table` and `item` name the figure of the price book that it is priced by; of several, the first.
    """

    name: str
    unit: str
    quantity: Decimal | None = None
    price: Price | None = None
    part: str = ""
    usage_based: bool = False
    usage_key: str = ""
    unpriced: str = ""
    assumption: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    covered: Decimal = ZERO
    table: str = ""
    item: str = ""

    @property
    def monthly_cost(self) -> Decimal | None:
        """Quantity times price, less what a commitment covers; None where either is not known."""
        if self.price is None or self.quantity is None or self.unpriced:
            return None
        return self.quantity * self.price.amount - self.covered

    @property
    def awaits_usage(self) -> bool:
        """Whether only its usage is missing."""
        return self.quantity is None and self.usage_based

    @property
    def is_secret(self) -> bool:
        """Whether it has no price because a sensitive value decides it."""
        return self.unpriced.endswith(SENSITIVE)

    @property
    def lacks_price(self) -> bool:
        """Whether it costs something that nobody knows. Of use that nobody states, the price is of no account yet."""
        return self.monthly_cost is None and not self.awaits_usage


class Status(StrEnum):
    """What the tool knows of a resource type's cost."""

    PRICED = "priced"
    FREE = "free"
    UNSUPPORTED = "unsupported"


class ResourceCost(msgspec.Struct, frozen=True):
    """The bill of one resource at one moment."""

    address: str
    type: str
    cloud: Cloud
    status: Status
    region: str = ""
    lines: tuple[CostLine, ...] = ()
    tags: Tags | None = None

    @property
    def monthly_cost(self) -> Decimal:
        """The sum of what is known; `is_complete` tells whether that is all."""
        return sum((line.monthly_cost or ZERO for line in self.lines), ZERO)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is unpriced. A line that waits for usage does not count: its cost is the reader's to say."""
        return self.status is not Status.UNSUPPORTED and not any(line.lacks_price for line in self.lines)


class CostChange(msgspec.Struct, frozen=True):
    """What a change does to the cost of one resource. `before` is None where it creates, `after` where it deletes."""

    address: str
    type: str
    cloud: Cloud
    action: Action
    before: ResourceCost | None
    after: ResourceCost | None
    plan: int = 0

    @property
    def monthly_before(self) -> Decimal:
        """What is known of its cost today."""
        return self.before.monthly_cost if self.before is not None else ZERO

    @property
    def monthly_after(self) -> Decimal:
        """What is known of its cost once the change is applied."""
        return self.after.monthly_cost if self.after is not None else ZERO

    @property
    def monthly_delta(self) -> Decimal:
        """After less before, of what is known."""
        return self.monthly_after - self.monthly_before

    @property
    def is_complete(self) -> bool:
        """Whether both sides are priced in full."""
        return all(side is None or side.is_complete for side in (self.before, self.after))

    @property
    def may_rise(self) -> bool:
        """Whether it will hold something without a price that it does not hold today: the increase is "at least"."""
        return bool(_unpriced(self.after) - _unpriced(self.before))

    @property
    def may_fall(self) -> bool:
        """Whether it holds something without a price that it will not hold: the increase is "at most"."""
        return bool(_unpriced(self.before) - _unpriced(self.after))


_Unpriced = tuple[str, str, Decimal | None, str]


def _unpriced(cost: ResourceCost | None) -> Counter[_Unpriced]:
    """What has no price, and how often. The same thing in the same place costs the same whatever its price is.

    What is not known of itself (a type that nobody prices, a value to come) is never the same thing.
    """
    if cost is None:
        return Counter()
    if cost.status is Status.UNSUPPORTED:
        return Counter({("", "", None, str(id(cost))): 1})
    return Counter(
        (line.part, line.name, line.quantity, cost.region if line.quantity is not None else str(id(cost)))
        for line in cost.lines
        if line.lacks_price
    )


class BookNote(msgspec.Struct, frozen=True):
    """Which prices were used: a digest of the whole book, and the oldest and newest date of those in this bill."""

    digest: str = ""
    oldest: str = ""
    newest: str = ""


class Estimate(msgspec.Struct, frozen=True):
    """The bill of a plan, one entry a resource, in the plan's order. `notes` are warnings for the reader."""

    changes: tuple[CostChange, ...]
    book: BookNote = BookNote()
    usage_digest: str = ""
    currency: str = CURRENCY
    notes: tuple[str, ...] = ()

    @property
    def monthly_before(self) -> Decimal:
        """The known cost of everything as it is."""
        return sum((change.monthly_before for change in self.changes), ZERO)

    @property
    def monthly_after(self) -> Decimal:
        """The known cost of everything as it will be."""
        return sum((change.monthly_after for change in self.changes), ZERO)

    @property
    def monthly_delta(self) -> Decimal:
        """After less before."""
        return self.monthly_after - self.monthly_before

    @property
    def increase_percent(self) -> Decimal | None:
        """The increase in percent of what it costs today; None where that is zero."""
        return self.monthly_delta / self.monthly_before * 100 if self.monthly_before else None

    @property
    def is_complete(self) -> bool:
        """Whether every resource that the change touches or leaves is priced in full."""
        return all(change.is_complete for change in self.changes)

    @property
    def may_rise(self) -> bool:
        """Whether the increase is only a lower bound."""
        return any(change.may_rise for change in self.changes)

    @property
    def may_fall(self) -> bool:
        """Whether the increase is only an upper bound."""
        return any(change.may_fall for change in self.changes)

    def unpriced(self) -> Iterator[tuple[CostChange, CostLine | None]]:
        """What the change creates or alters without a price: a line, or None for a whole resource of unknown type."""
        for change in self.changes:
            if change.after is None or change.action is Action.NO_OP:
                continue
            if change.after.status is Status.UNSUPPORTED:
                yield change, None
            yield from ((change, line) for line in change.after.lines if line.lacks_price)
