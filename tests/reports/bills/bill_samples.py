"""A bill with everything in it that a format has to print, and one with nothing."""

from decimal import Decimal

from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.estimate import (
    BookNote,
    Confidence,
    CostChange,
    CostLine,
    Estimate,
    Price,
    ResourceCost,
    Status,
)
from costguard.model.tags import Tag, Tags

LIST = Price(Decimal("0.096"), "AWS price list", "2026-07", Confidence.EXACT, "us-east-1")
BY_FACTOR = Price(Decimal("0.08"), "AWS price list; factor", "2024-07-01", Confidence.REGIONAL_FACTOR, "eu-west-1")


def line(name="Instance usage", quantity="730", unit="hours", price=LIST, **about):
    """A priced line."""
    return CostLine(name, unit, None if quantity is None else Decimal(quantity), price, **about)


def cost(address, *lines, status=Status.PRICED, region="us-east-1", tags=None):
    """The bill of one resource."""
    return ResourceCost(address, address.split(".")[0], Cloud.AWS, status, region, lines, tags)


def change(action, before, after):
    """What happens to one resource."""
    side = after or before
    return CostChange(side.address, side.type, side.cloud, action, before, after)


def rich_bill():
    """Every kind of change, of line, and of gap."""
    web = cost(
        "aws_instance.web",
        line("Instance usage (Linux/UNIX, on-demand, m5.large)", table="ec2_linux", item="m5.large"),
        line("Storage (general purpose SSD, gp3)", "8", "GB", BY_FACTOR, part="root_block_device",
             assumption="8 GB, as the image has it"),
        tags=Tags(entries={"Product": Tag("checkout"), "Secret": Tag("x", sensitive=True), "New": Tag(None)}),
    )  # fmt: skip
    group = cost(
        "aws_autoscaling_group.workers",
        line("Instance usage (Linux/UNIX, on-demand, c5.xlarge)", "2190", low=Decimal("70.08"), high=Decimal("700.8")),
    )
    gateway = cost(
        "aws_nat_gateway.out",
        line("NAT gateway", price=Price(Decimal("0.045"), "AWS price list", "2026-07")),
        line("Data processed", None, "GB", usage_based=True, usage_key="monthly_data_processed_gb"),
    )
    odd = cost(
        "aws_db_instance.odd",
        line("Database instance", price=None, unpriced="`instance_class` is known only after apply"),
    )
    covered = cost("aws_instance.covered", line(covered=Decimal("35.04"), table="ec2_linux", item="m5.large"))
    left = cost("aws_instance.left", line())
    return Estimate(
        changes=(
            change(Action.CREATE, None, web),
            change(Action.UPDATE, cost("aws_autoscaling_group.workers", line(quantity="730")), group),
            change(Action.DELETE, gateway, None),
            change(Action.CREATE, None, odd),
            change(Action.REPLACE, covered, covered),
            change(Action.NO_OP, left, left),
            change(Action.CREATE, None, cost("aws_iam_role.web", status=Status.FREE)),
            change(Action.CREATE, None, cost("aws_quantum_task.it", status=Status.UNSUPPORTED)),
        ),
        book=BookNote("sha256:abc", "2024-07-01", "2026-07"),
        usage_digest="sha256:def",
        notes=("usage.yml speaks of `aws_instance.gone`, which is not in the plan",),
    )


def empty_bill():
    """A plan that changes nothing that bills."""
    return Estimate(changes=())
