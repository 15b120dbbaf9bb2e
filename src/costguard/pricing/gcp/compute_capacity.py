"""Capacity that is held whether machines use it or not: reservations, and nodes of one tenant alone."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.gcp._machine import gpu_lines, local_ssd_lines, machine_lines, machine_of, sustained_use
from costguard.pricing.gcp._words import short, values_of
from costguard.pricing.lines import Line, Rate
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

# https://cloud.google.com/compute/docs/nodes/sole-tenant-nodes (2025): the machine's price and a tenth of it.
_PREMIUM: Final = Decimal("1.1")


def reservation(reservation: Subject) -> Iterator[Line]:
    """Machines that are held, at the price of running ones."""
    specific = reservation.block("specific_reservation")
    machine_block = specific.block("instance_properties") if specific is not None else None
    if specific is None or machine_block is None:
        return
    machine = machine_of(machine_block)
    lines = [*machine_lines(machine), *gpu_lines(machine, _gpus(machine_block))]
    size = sum((disk.number("disk_size_gb", 0) for disk in machine_block.blocks("local_ssds")), Decimal(0))
    lines += local_ssd_lines(machine, size)
    count = specific.number("count")
    yield from (line.times(count) for line in lines)


def node_group(group: Subject) -> Iterator[Line]:
    """Nodes of one tenant: by all their vCPUs and memory, with a tenth more."""
    templates = group.linked("node_template", "google_compute_node_template")
    node = short(templates[0].text("node_type", "")) if templates else ""
    found = re.fullmatch(r"([a-z0-9]+)-node-(\d+)-(\d+)", node)
    if found is None:
        raise NotKnown("the type of the nodes is not known")
    share = _PREMIUM * sustained_use(found[1])
    rates = (
        Rate("node", f"{found[1]}/cpu", factor=share * int(found[2])),
        Rate("node", f"{found[1]}/ram", factor=share * int(found[3])),
    )
    line = Line(f"Sole-tenant nodes ({node})", "hours", HOURS_PER_MONTH, rates)
    scaling = group.block("autoscaling_policy")
    count = group.number("size", 0) or group.number("initial_size", 0)
    low = scaling.number("min_nodes", 0) if scaling is not None else count
    high = scaling.number("max_nodes") if scaling is not None else count
    yield line.scaled(count or low, low, high)


def _gpus(block: Values) -> tuple[Values, ...]:
    return tuple(
        values_of(
            type=gpu.text("accelerator_type"),
            count=int(gpu.number("accelerator_count", 1)),
        )
        for gpu in block.blocks("guest_accelerators")
    )


MODELS: Final[Models] = {
    "google_compute_reservation": (reservation,),
    "google_compute_node_group": (node_group,),
}
