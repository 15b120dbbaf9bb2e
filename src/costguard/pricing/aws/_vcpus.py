"""How many vCPUs an EC2 instance type has: licences and CPU credits bill by them.

Most types say it by their size; what does not is listed. Source: DescribeInstanceTypes of us-east-1 and other regions,
as moto 5.2.5 (Apache-2.0) ships it, 1,395 types, 2026.
"""

import re
from typing import Final

from costguard.pricing.not_known import NotKnown

_SIZED: Final = re.compile(r"(?:metal-)?(\d+)(?:xlarge|xl)")
_PER_XLARGE: Final = 4
_BY_SIZE: Final = {"nano": 2, "micro": 2, "small": 2, "medium": 1, "large": 2, "xlarge": 4}
_BURSTABLE: Final = frozenset({"t2", "t3", "t3a", "t4g"})
_BURSTABLE_MEDIUM: Final = 2
_METAL: Final = {
    8: "mac2-m2 mac2",
    10: "mac-m4",
    12: "mac1 mac2-m2pro",
    14: "mac-m4pro",
    16: "a1 mac-m4max",
    20: "mac2-m1ultra",
    28: "mac-m3ultra",
    48: "m5zn x2iezn z1d",
    64: "c6g c6gd c7g c7gd c7gn g5g m6g m6gd m7g m7gd r6g r6gd r7g r7gd x2gd",
    72: "c5n i3",
    96: "c5 c5d g4dn i3en m5 m5d m5dn m5n r5 r5b r5d r5dn r5n",
    128: "c6i c6id c6in i4i m6i m6id m6idn m6in r6i r6id r6idn r6in x2idn x2iedn",
    192: "c6a m6a r6a",
}  # fmt: skip
_OTHER: Final = {
    1: "m1.small t1.micro t2.micro t2.nano t2.small",
    2: "c1.medium m2.xlarge t8i.medium",
    4: "m2.2xlarge",
    8: "c1.xlarge m2.4xlarge",
    24: "hpc7a.12xlarge",
    36: "c4.8xlarge d2.8xlarge",
    48: "hpc7a.24xlarge",
    64: "hpc6id.32xlarge",
    96: "hpc6a.48xlarge hpc7a.48xlarge",
    192: "hpc7a.96xlarge hpc8a.96xlarge",
}
_LISTED: Final = {
    **{f"{family}.metal": count for count, families in _METAL.items() for family in families.split()},
    **{name: count for count, names in _OTHER.items() for name in names.split()},
}


def vcpus(instance_type: str) -> int:
    """The vCPUs of an instance type. Raises NotKnown for one whose size does not tell."""
    if instance_type in _LISTED:
        return _LISTED[instance_type]
    family, _, size = instance_type.partition(".")
    if size == "medium" and family in _BURSTABLE:
        return _BURSTABLE_MEDIUM
    if size in _BY_SIZE:
        return _BY_SIZE[size]
    sized = _SIZED.fullmatch(size)
    if sized is None:
        raise NotKnown(f"how many vCPUs `{instance_type}` has is not known")
    return _PER_XLARGE * int(sized[1])
