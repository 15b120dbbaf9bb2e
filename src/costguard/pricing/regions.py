"""Works out the same plan in other regions."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

import msgspec

from costguard.model.billable import Billable, BillableChange
from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.estimate import Estimate
from costguard.model.resource import known
from costguard.pricing.book.embedded import shelf
from costguard.pricing.inputs import PricingInputs

_CLOUDS: Final = (Cloud.AWS, Cloud.AZURE, Cloud.GCP)
PLANNED: Final = "as planned"


def bills_by_region(
    changes: Iterable[BillableChange], inputs: PricingInputs, regions: Iterable[str]
) -> dict[str, Estimate]:
    """The bill as planned, and of each region with every regional resource of its cloud moved there.

    Raises BadUsage for a region that no cloud of the book has.
    """
    planned = tuple(changes)
    bills = {PLANNED: inputs.bill(planned)}
    for region in regions:
        cloud = _cloud_of(region)
        bills[region] = inputs.bill(_moved(planned, cloud, region))
    return bills


def _moved(changes: Iterable[BillableChange], cloud: Cloud, region: str) -> Iterator[BillableChange]:
    for change in changes:
        after = change.after
        if after is None or change.cloud is not cloud or after.region is None:
            yield change
        else:
            yield msgspec.structs.replace(change, after=_in(after, region))


def _in(resource: Billable, region: str) -> Billable:
    return msgspec.structs.replace(resource, region=known(region))


def _cloud_of(region: str) -> Cloud:
    clouds = [cloud for cloud in _CLOUDS if shelf(cloud).is_commercial(region)]
    if not clouds or region == "global":
        known = [name for cloud in _CLOUDS for name in shelf(cloud).regions]
        close = get_close_matches(region, known, n=1)
        meant = f"; did you mean `{close[0]}`?" if close and close[0] != region else ""
        raise BadUsage(f"`{region}` is no commercial region that the price book knows{meant}")
    return clouds[0]
