"""Bills and past changes in few words, for the tests of what a change costs."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from costguard.model.approval import PastIncrease
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.estimate import CostChange, CostLine, Estimate, Price, ResourceCost, Status
from costguard.model.tags import Tag, Tags

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def cost(amount, tags: Mapping[str, str | Tag | None] | None = None, *, cloud=Cloud.AWS, unpriced="") -> ResourceCost:
    """The cost of one resource: an amount a month, and something else without a price where `unpriced` says why."""
    lines = [CostLine("Machine", "hours", Decimal(1), Price(Decimal(amount), "list", "2026-07"))]
    lines += [CostLine("Disk", "GB", Decimal(1), unpriced=unpriced)] if unpriced else []
    entries = {key: each if isinstance(each, Tag) else Tag(each) for key, each in (tags or {}).items()}
    return ResourceCost("x.a", "x", cloud, Status.PRICED, "somewhere", tuple(lines), Tags(entries=entries))


def change(before: ResourceCost | None, after: ResourceCost | None, address="x.a") -> CostChange:
    """What becomes of one resource."""
    action = Action.CREATE if before is None else Action.DELETE if after is None else Action.UPDATE
    cloud = (after or before).cloud
    return CostChange(address, "x", cloud, action, before, after)


def bill(*changes: CostChange) -> Estimate:
    """The bill of a plan."""
    return Estimate(changes)


def past(amount, owner="web", *, days=1, digest="", project="", by="owner") -> PastIncrease:
    """A change so many days ago that raised the cost of one owner."""
    increases = {"": {"": Decimal(amount)}, **({by: {owner: Decimal(amount)}} if by else {})}
    return PastIncrease(NOW - timedelta(days=days), digest or f"{days} {owner} {amount}", "acme#1", increases, project)
