"""What a live resource costs a month, worked out from the neutral attributes that an inventory tells of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Final

from costguard.catalog.entry import Entry
from costguard.catalog.live.attributes import as_text
from costguard.catalog.lookup import entry, is_global
from costguard.model.billable import Billable
from costguard.model.cloud import cloud_of
from costguard.model.estimate import ResourceCost, Status
from costguard.model.inventory import Values
from costguard.model.money import ZERO
from costguard.model.resource import UNREAD, Attribute, known
from costguard.pricing.book.book import Book
from costguard.pricing.estimate import cost_of
from costguard.pricing.live_block import live_block
from costguard.pricing.live_rules import EXTRAS, LiveRule, lies_in, live_rule
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import UsageOf
from costguard.pricing.usage_values import UsageValues

_SYSTEM: Final = "operating_system"
_REMEMBERED: Final = 100_000


class LiveCosts:
    """Prices live resources by one price book.

    A cost is known where all that its calculation reads is: told by the inventory, documented by the catalog as the
    default of what was not told, or taken as the provider leaves it: because it is one of `EXTRAS`, or because the
    type's rule says so. One value more that it reads, and the cost is None: an untold `multi_az` or `storage_gb` never
    makes a resource cheap.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[tuple[object, ...], Decimal | None] = {}

    def monthly_cost(self, resource_type: str, region: str | None, attributes: Mapping[str, Values]) -> Decimal | None:
        """USD a month of one resource of a Terraform type, at list prices on demand; None where it is not known.

        `attributes` are neutral names with values as policies write them; () is "not set", a name that is not there
        was not told. `region` is None for a resource that has none; for any other it is then not known.

        Free types cost 0. What bills by use is left out, and a resource that bills by nothing else is None. So is a
        type that nothing prices, and one with any line that has no price. What an inventory lists as a resource of its
        own (the disks of a machine, the machines of a node pool, reserved addresses) is priced there and nowhere else;
        addresses that are not listed are no part of a cost. Machines count as running the whole month, as no attribute
        says that one is stopped, and as Linux unless `operating_system` says otherwise. `live_rules` has the reasons.
        """
        telling = _telling_names(resource_type)
        told = {name: values for name, values in attributes.items() if name in telling}
        key = (resource_type, region, *sorted(told.items()))
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = self._worked_out(resource_type, region, told)
        return self._known[key]

    def _worked_out(self, resource_type: str, region: str | None, attributes: Mapping[str, Values]) -> Decimal | None:
        attributes = {**_untold_extras(resource_type, attributes), **attributes}
        rule = live_rule(resource_type)
        settled = {**_defaults(resource_type), **attributes}
        if rule.is_billed_elsewhere(settled):
            return ZERO
        if rule.is_not_told(settled):
            return None
        unread: list[str] = []
        resource = _billable(resource_type, region, attributes, rule, unread)
        cost = cost_of(resource, self._book, _usage_of(attributes))
        return None if unread else _known_cost(cost, rule)


def _untold_extras(resource_type: str, attributes: Mapping[str, Values]) -> dict[str, Values]:
    known_type = entry(resource_type)
    names = known_type.attributes if known_type is not None else ()
    return {name: () for name in EXTRAS.intersection(names) if name not in attributes}


@cache
def _telling_names(resource_type: str) -> frozenset[str]:
    """The attributes that may count: what a resource is attached to, which hardly two have alike, tells no price."""
    known_type, rule = entry(resource_type), live_rule(resource_type)
    paths = known_type.attributes.items() if known_type is not None else ()
    names = (name for name, path in paths if not path.referrer)
    return frozenset({*names, *rule.asked(), _SYSTEM})


@cache
def _defaults(resource_type: str) -> Mapping[str, Values]:
    """What the provider documents for attributes that are left unset, as an inventory would tell it."""
    known_type = entry(resource_type)
    paths = known_type.attributes.items() if known_type is not None else ()
    return {name: (as_text(path.default),) for name, path in paths if path.default is not None}


def _known_cost(cost: ResourceCost, rule: LiveRule) -> Decimal | None:
    """The sum of the lines that are there as long as the resource is, where each of them has a price."""
    if cost.status is not Status.PRICED:
        return ZERO if cost.status is Status.FREE else None
    lines = [line for line in cost.lines if not rule.leaves_out(line)]
    amounts = [line.monthly_cost for line in lines if not line.awaits_usage]
    if lines and not amounts:
        return None
    known_amounts = [amount for amount in amounts if amount is not None]
    return sum(known_amounts, ZERO) if len(known_amounts) == len(amounts) else None


def _billable(
    resource_type: str, region: str | None, attributes: Mapping[str, Values], rule: LiveRule, unread: list[str]
) -> Billable:
    """The resource as a plan would have it. `unread` collects what is read of it that nothing tells."""
    known_type = entry(resource_type)
    implied = rule.implications({**_defaults(resource_type), **attributes}, region)
    unset = (*_unset(known_type, attributes, rule), *(path for path, value in implied.items() if value is None))

    def is_unset(path: str) -> bool:
        if lies_in(path, unset):
            return True
        unread.append(path)
        return False

    block = live_block(known_type, attributes, is_unset, implied=implied, left_out=rule.parts, repeated=rule.repeated)
    place = _place(resource_type, region)
    return Billable(resource_type, resource_type, cloud_of(resource_type), block, _Links(is_unset), region=place)


def _unset(known_type: Entry | None, attributes: Mapping[str, Values], rule: LiveRule) -> Iterator[str]:
    """What the rule takes as unset, save where something of it is told after all."""
    paths = known_type.attributes.items() if known_type is not None else ()
    told = [path.paths[0] for name, path in paths if path.paths and attributes.get(name)]
    yield from rule.parts
    yield from (each for each in rule.unset if not any(lies_in(path, (each,)) for path in told))


def _place(resource_type: str, region: str | None) -> Attribute | None:
    if is_global(resource_type):
        return None
    return known(region) if region else UNREAD


def _usage_of(attributes: Mapping[str, Values]) -> UsageOf:
    """No use is known; the operating system stands where a usage file would give it."""
    told = attributes.get(_SYSTEM, ())
    usage = UsageValues({_SYSTEM: told[0]} if len(told) == 1 else None)
    return lambda _: usage


class _Links:
    """What else a resource is tied to: an inventory does not say, so only where nothing need be there is there none."""

    def __init__(self, is_unset: Callable[[str], bool]) -> None:
        self._is_unset = is_unset

    def referred(self, path: str, types: tuple[str, ...]) -> Iterable[Billable]:
        """No resource. Raises NotKnown where one may be there."""
        if not self._is_unset(path):
            raise NotKnown(f"what `{path}` refers to is not told: one of {', '.join(types)}")
        return ()

    def referring(self, resource_type: str) -> Iterable[Billable]:
        """No resource. Raises NotKnown where one may be there."""
        if not self._is_unset(resource_type):
            raise NotKnown(f"which {resource_type} refers to it is not told")
        return ()
