"""What is committed already: reservations and savings plans, and what of a bill they cover.

What is committed is paid whether it is used or not; so a machine that it covers adds nothing, and one that goes away
saves nothing. Only the machines of the bill are seen: others of the account may use the same commitment.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.estimate import CostChange, CostLine, Estimate, ResourceCost
from costguard.model.money import HOURS_PER_MONTH, ZERO

# The tables of the book whose items are machines that run by the hour, on demand.
_MACHINES: Final = {"ec2_linux": Cloud.AWS, "vm_linux": Cloud.AZURE, "machines": Cloud.GCP}

# How AWS weighs the sizes of a family against each other (EC2 User Guide, "How Reserved Instances are applied:
# normalization factor", 2026-06). An `8xlarge` is eight times an `xlarge`.
_NORMALISED: Final = {
    "nano": Decimal("0.25"), "micro": Decimal("0.5"), "small": Decimal(1), "medium": Decimal(2),
    "large": Decimal(4), "xlarge": Decimal(8),
}  # fmt: skip
_MANY_XLARGE: Final = re.compile(r"(\d+)xlarge")


class Commitment(msgspec.Struct, frozen=True):
    """A reservation of `count` machines, or a savings plan of `usd_per_hour`, for a family and a region (globs).

    With a `size`, a count on AWS is of machines of that size, and other sizes of the family count by their weight;
    without one, every machine of the family counts one. A savings plan's dollars buy list-price dollars at
    `discount_percent` off.
    """

    cloud: Cloud
    family: str = "*"
    region: str = "*"
    count: Decimal | None = None
    size: str = ""
    usd_per_hour: Decimal | None = None
    discount_percent: Decimal = ZERO

    @property
    def name(self) -> str:
        """What a reader calls it."""
        where = f"{self.family} in {self.region}" if self.region != "*" else self.family
        if self.count is not None:
            size = f" {self.size}" if self.size else ""
            return f"the reservation of {self.count.normalize():f}{size} {where}"
        return f"the savings plan of {self.usd_per_hour} USD an hour for {where}"

    @property
    def capacity(self) -> Decimal:
        """What it covers in a month: weighted machine-hours, or dollars at list price."""
        if self.count is not None:
            return self.count * (_weight(self.size) if self.size else 1) * HOURS_PER_MONTH
        return (self.usd_per_hour or ZERO) * HOURS_PER_MONTH / (1 - self.discount_percent / 100)

    def need(self, line: CostLine, cloud: Cloud, region: str) -> Decimal:
        """How much of its capacity a line would take; 0 where it does not cover the line."""
        is_machine = _MACHINES.get(line.table) is self.cloud is cloud
        if not is_machine or line.quantity is None or line.monthly_cost is None:
            return ZERO
        if not fnmatchcase(family_of(line.item), self.family) or not fnmatchcase(region, self.region):
            return ZERO
        if self.count is None:
            return line.monthly_cost
        listed = line.monthly_cost + line.covered
        left = line.monthly_cost / listed if listed else ZERO  # what other commitments do not cover yet
        return line.quantity * left * (_weight(line.item.rpartition(".")[2]) if self.size else 1)


class Commitments(msgspec.Struct, frozen=True):
    """All commitments of a file, in the order in which they apply."""

    commitments: tuple[Commitment, ...]
    path: str = ""
    digest: str = ""


def covered(bill: Estimate, commitments: Commitments) -> Estimate:
    """The same bill with what the commitments cover taken off, before and after, and a note of what goes unused."""
    order = sorted(range(len(bill.changes)), key=lambda place: _rank(bill.changes[place]))
    before, used_before = _cover([change.before for change in bill.changes], order, commitments.commitments)
    after, used_after = _cover([change.after for change in bill.changes], order, commitments.commitments)
    changes = tuple(
        msgspec.structs.replace(change, before=_one(change, was, will_be), after=will_be)
        for change, was, will_be in zip(bill.changes, before, after, strict=True)
    )
    notes = _left_unused(commitments.commitments, used_before, used_after)
    return msgspec.structs.replace(bill, changes=changes, notes=(*bill.notes, *notes))


def family_of(item: str) -> str:
    """The family of a machine: `m5` of m5.large, `n2-standard` of n2-standard-4, `Standard_D*s_v5` on Azure."""
    if "." in item:
        return item.partition(".")[0]
    if item.startswith(("Standard_", "Basic_")):
        return re.sub(r"\d+(?:-\d+)?", "*", item, count=1)
    return "-".join(item.split("-")[:2])


def _one(change: CostChange, was: ResourceCost | None, will_be: ResourceCost | None) -> ResourceCost | None:
    """What stays as it is remains one thing: what is not known of it is the same on both sides."""
    return will_be if change.before is change.after and was == will_be else was


def _rank(change: CostChange) -> int:
    """What is there already, and stays, uses a commitment before what is changed, and that before what is new."""
    return 0 if change.before is change.after else 1 if change.before is not None else 2


def _cover(
    costs: list[ResourceCost | None], order: Iterable[int], commitments: Iterable[Commitment]
) -> tuple[list[ResourceCost | None], list[Decimal]]:
    """The bills with what is covered, and how much of each commitment that took."""
    used: list[Decimal] = []
    for commitment in commitments:
        left = commitment.capacity
        for place in order:
            cost = costs[place]
            if cost is not None and left > 0:
                costs[place], left = _cover_one(cost, commitment, left)
        used.append(commitment.capacity - left)
    return costs, used


def _cover_one(cost: ResourceCost, commitment: Commitment, left: Decimal) -> tuple[ResourceCost, Decimal]:
    lines: list[CostLine] = []
    for line in cost.lines:
        need = commitment.need(line, cost.cloud, cost.region)
        taken = min(need, left)
        if taken > 0 and (monthly := line.monthly_cost) is not None:
            left -= taken
            lines.append(msgspec.structs.replace(line, covered=line.covered + monthly * taken / need))
        else:
            lines.append(line)
    return msgspec.structs.replace(cost, lines=tuple(lines)), left


def _left_unused(commitments: Iterable[Commitment], before: list[Decimal], after: list[Decimal]) -> Iterator[str]:
    for commitment, was, will_be in zip(commitments, before, after, strict=True):
        if not was and not will_be:
            yield f"{commitment.name} covers nothing of this plan"
        elif will_be < was and commitment.capacity:
            shares = [f"{100 * used / commitment.capacity:.0f} %" for used in (was, will_be)]
            change = f"this change takes its use from {shares[0]} to {shares[1]}"
            yield f"{commitment.name} is paid for all the same: {change}"


def is_size(size: str) -> bool:
    """Whether AWS has machines of that size."""
    return size in _NORMALISED or _MANY_XLARGE.fullmatch(size) is not None


def _weight(size: str) -> Decimal:
    """The weight of a size; a metal machine, whose size says nothing, weighs as an xlarge does."""
    many = _MANY_XLARGE.fullmatch(size)
    return Decimal(many[1]) * 8 if many else _NORMALISED.get(size, Decimal(8))
