"""The disks of EC2 instances and of what starts them: the root device, and those beside it."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._ebs import REQUESTS_KEY, plain_volume, volume
from costguard.pricing.lines import Line
from costguard.pricing.usage_values import UsageValues
from costguard.pricing.values import Values

# The size that most Linux images ask for; an image of its own may ask for more.
_ROOT_GB: Final = 8
_ROOT_NOTE: Final = "8 GB, as most Linux images have"
_ROOT_NAMES: Final = frozenset({"/dev/sda1", "sda1", "/dev/xvda", "xvda", "/dev/sda"})


def root_lines(machine: Values) -> Iterator[Line]:
    """The root device of an instance or a launch configuration, gp2 of 8 GB where the code does not say."""
    block = machine.block("root_block_device")
    if block is None:
        yield plain_volume("gp2", _ROOT_GB, assumption=_ROOT_NOTE).of("root_block_device")
    else:
        for line in volume(block, size_gb=_ROOT_GB, assumption=_ROOT_NOTE):
            yield line.of("root_block_device")


def extra_lines(machine: Values, usage: UsageValues) -> Iterator[Line]:
    """The EBS devices beside the root; ephemeral ones come with the instance."""
    for place, block in enumerate(machine.blocks("ebs_block_device")):
        if not block.flag("no_device", default=False):
            yield from _device(block, usage, f"ebs_block_device[{place}]")


def mapped_lines(template: Values, usage: UsageValues, part: str, root_part: str = "") -> Iterator[Line]:
    """The EBS devices that a launch template maps. `root_part` names the one that is the root, if not like the others.

    A template that maps no root device leaves it as the image has it.
    """
    has_root = False
    place = 0
    for mapping in template.blocks("block_device_mappings"):
        ebs = mapping.block("ebs")
        is_root = mapping.text("device_name", "") in _ROOT_NAMES
        if ebs is None:
            continue
        has_root = has_root or is_root
        yield from _device(ebs, usage, root_part if is_root and root_part else f"{part}[{place}]")
        place += 1
    if not has_root:
        yield plain_volume("gp2", _ROOT_GB, assumption=_ROOT_NOTE).of("root_block_device")


def _device(block: Values, usage: UsageValues, part: str) -> Iterator[Line]:
    # A device made of a snapshot is as large as that, unless it says more.
    size_gb = None if block.has("snapshot_id") else _ROOT_GB
    requests = usage.number(REQUESTS_KEY) if block.text("volume_type", "gp2") == "standard" else None
    for line in volume(block, size_gb=size_gb, requests=requests, assumption=_ROOT_NOTE):
        yield line.of(part)
