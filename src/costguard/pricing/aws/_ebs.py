"""EBS volumes as all that have disks bill for them: by size, and by the IOPS and throughput provisioned beyond it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.not_known import NotKnown
from costguard.pricing.values import Values

TABLE: Final = "ebs"

_STORAGE: Final = {
    "gp2": "general purpose SSD, gp2",
    "gp3": "general purpose SSD, gp3",
    "io1": "provisioned IOPS SSD, io1",
    "io2": "provisioned IOPS SSD, io2",
    "st1": "throughput optimized HDD, st1",
    "sc1": "cold HDD, sc1",
    "standard": "magnetic",
}
# gp3 comes with 3,000 IOPS and 125 MB/s; only what is beyond is billed (EBS pricing page, 2025-01).
_GP3_INCLUDED_IOPS: Final = Decimal(3000)
_GP3_INCLUDED_MBPS: Final = Decimal(125)
# io2 has three rates, by the IOPS of one volume (EBS pricing page, 2025-01): from, item, name.
_IO2_RATES: Final = (
    (Decimal(0), "io2_iops", "Provisioned IOPS"),
    (Decimal(32_000), "io2_iops_from_32k", "Provisioned IOPS (32K to 64K)"),
    (Decimal(64_000), "io2_iops_from_64k", "Provisioned IOPS (over 64K)"),
)
REQUESTS_KEY: Final = "monthly_standard_io_requests"
_MILLION: Final = Decimal(1_000_000)


class Keys(msgspec.Struct, frozen=True):
    """Where a kind of block keeps a volume's type and size."""

    type: str
    size: str


# The largest volumes of each type, in GiB (EBS user guide, "Amazon EBS volume types", 2025-11).
_LARGEST: Final = 16_384
_LARGEST_GB: Final = {"gp3": 65_536, "io2": 65_536, "standard": 1_024}

DEVICE: Final = Keys("volume_type", "volume_size")


def volume(
    disk: Values,
    keys: Keys = DEVICE,
    *,
    size_gb: Decimal | int | None = None,
    requests: Decimal | None = None,
    assumption: str = "",
) -> Iterator[Line]:
    """The lines of a volume: `size_gb` is its size where nothing says it, `requests` the I/O of a magnetic one."""
    # EC2 makes a gp2 volume where no type is given (CreateVolume, RunInstances; API reference, 2025-01).
    kind = disk.text(keys.type, "gp2").lower()
    if kind not in _STORAGE:
        raise NotKnown(f"`{kind}` is no type of EBS volume")
    told = "" if disk.has(keys.size) else assumption
    yield monthly(
        f"Storage ({_STORAGE[kind]})",
        "GB",
        disk.number(keys.size, size_gb, most=_LARGEST_GB.get(kind, _LARGEST)),
        Rate(TABLE, f"{kind}_gb"),
        assumption=told,
    )
    match kind:
        case "gp3":
            yield from _gp3_extras(disk)
        case "io1":
            yield monthly("Provisioned IOPS", "IOPS", disk.number("iops"), Rate(TABLE, "io1_iops"))
        case "io2":
            yield from _io2_iops(disk.number("iops"))
        case "standard":
            millions = None if requests is None else requests / _MILLION
            yield by_use("I/O requests", "1M request", millions, Rate(TABLE, "standard_requests"), key=REQUESTS_KEY)
        case _:
            return


def plain_volume(kind: str, size_gb: Decimal | int, *, assumption: str = "") -> Line:
    """The storage of a volume of a type that bills for nothing else."""
    return monthly(f"Storage ({_STORAGE[kind]})", "GB", size_gb, Rate(TABLE, f"{kind}_gb"), assumption=assumption)


def _gp3_extras(disk: Values) -> Iterator[Line]:
    mbps = disk.number("throughput", 0) - _GP3_INCLUDED_MBPS
    if mbps > 0:
        yield monthly("Provisioned throughput", "Mbps", mbps, Rate(TABLE, "gp3_mbps"))
    iops = disk.number("iops", 0) - _GP3_INCLUDED_IOPS
    if iops > 0:
        yield monthly("Provisioned IOPS", "IOPS", iops, Rate(TABLE, "gp3_iops"))


def _io2_iops(iops: Decimal) -> Iterator[Line]:
    ends = [start for start, _, _ in _IO2_RATES[1:]]
    for (start, item, name), end in zip(_IO2_RATES, [*ends, iops], strict=True):
        within = min(iops, max(end, start)) - start
        if within > 0 or start == 0:
            yield monthly(name, "IOPS", max(within, Decimal(0)), Rate(TABLE, item))
