"""DynamoDB Accelerator: nodes by the hour."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject


def nodes(cluster: Subject) -> Iterator[Line]:
    """One node that writes, the others its replicas."""
    size = cluster.text("node_type")
    count = cluster.number("replication_factor")
    yield hourly(f"DAX node (on-demand, {size})", Rate("dax", size.lower())).times(count)


MODELS: Final[Models] = {"aws_dax_cluster": (nodes,)}
