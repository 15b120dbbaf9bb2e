"""The disks of EC2 instances and of what starts them: the root device, and those beside it."""

from collections.abc import Iterable, Iterator
from typing import Final

from costguard.pricing.aws._ebs import REQUESTS_KEY, plain_volume, volume
from costguard.pricing.lines import Line
from costguard.pricing.not_known import NotKnown
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
    yield from _known_first(
        _device(block, usage, f"ebs_block_device[{place}]")
        for place, block in enumerate(machine.blocks("ebs_block_device"))
        if not block.flag("no_device", default=False)
    )


def mapped_lines(template: Values, usage: UsageValues, part: str, *, root_gb: int = 0) -> Iterator[Line]:
    """The EBS devices that a launch template maps; one that maps no root device leaves it as the image has it.

    `root_gb` is what images of this kind ask for, if not what most do.
    """
    mapped = _mapped(template)
    if not _ROOT_NAMES.intersection(name for name, _ in mapped):
        note = f"{root_gb} GB, as images of this kind have" if root_gb else _ROOT_NOTE
        yield plain_volume("gp2", root_gb or _ROOT_GB, assumption=note).of("root_block_device")
    yield from _known_first(_device(ebs, usage, f"{part}[{place}]") for place, (_, ebs) in enumerate(mapped))


def mapped_root_lines(template: Values, usage: UsageValues) -> Iterator[Line]:
    """The root device of an instance that says nothing of it, as its launch template has it, or else the image."""
    root = next((ebs for name, ebs in _mapped(template) if name in _ROOT_NAMES), None)
    if root is None:
        yield plain_volume("gp2", _ROOT_GB, assumption=_ROOT_NOTE).of("root_block_device")
    else:
        yield from _device(root, usage, "root_block_device")


def mapped_extra_lines(machine: Values, template: Values, usage: UsageValues) -> Iterator[Line]:
    """The devices beside the root of an instance with a launch template: its own, and the template's of other names."""
    own = machine.blocks("ebs_block_device")
    taken = _ROOT_NAMES.union(block.text("device_name", "") for block in own)
    added = (ebs for name, ebs in _mapped(template) if name not in taken)
    yield from _known_first(
        _device(block, usage, f"ebs_block_device[{place}]") for place, block in enumerate((*own, *added))
    )


def _mapped(template: Values) -> list[tuple[str, Values]]:
    """The name of each device that a launch template maps to an EBS volume, and what it says of that."""
    return [
        (mapping.text("device_name", ""), ebs)
        for mapping in template.blocks("block_device_mappings")
        if (ebs := mapping.block("ebs")) is not None
    ]


def _known_first(devices: Iterable[Iterator[Line]]) -> Iterator[Line]:
    """The lines of all devices; what is not known of one is raised after the others have had their say."""
    missing: list[NotKnown] = []
    for device in devices:
        try:
            yield from device
        except NotKnown as unknown:
            missing.append(unknown)
    if missing:
        raise missing[0]


def _device(block: Values, usage: UsageValues, part: str) -> Iterator[Line]:
    # A device made of a snapshot is as large as that, unless it says more.
    size_gb = None if block.has("snapshot_id") else _ROOT_GB
    requests = usage.number(REQUESTS_KEY) if block.text("volume_type", "gp2") == "standard" else None
    for line in volume(block, size_gb=size_gb, requests=requests, assumption=_ROOT_NOTE):
        yield line.of(part)
