"""Kubernetes quantities, as Cloud Run and its functions write them, and annotations, whose names hold dots."""

import re
from decimal import Decimal
from typing import Final

from costguard.pricing.not_known import NotKnown
from costguard.pricing.values import Values

_BYTES: Final = {
    "": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40,
}  # fmt: skip
_QUANTITY: Final = re.compile(r"(\d+(?:\.\d+)?)([kKMGT]i?|m)?")


def cpus(text: str) -> Decimal:
    """vCPUs: `1000m` and `1` are the same. Raises NotKnown."""
    number, unit = _parts(text)
    return number / 1000 if unit == "m" else number


def gibibytes(text: str) -> Decimal:
    """GiB: `512Mi` is half of one. Functions write `256M` and mean MiB, as their documentation says."""
    number, unit = _parts(text)
    if unit in ("M", "G", "K", "k", "T"):
        unit = unit.upper() + "i"
    if unit not in _BYTES:
        raise NotKnown(f"`{text}` is no amount of memory")
    return number * _BYTES[unit] / 2**30


def annotation(values: Values, path: str, name: str) -> str:
    """The annotation of a name in the map at a path, "" where there is none that is known."""
    holder = values.block(path)
    if holder is None:
        return ""
    found = holder._block.values.get(name)  # noqa: SLF001  (paths are dotted, and so are the names of annotations)
    if isinstance(found, bool):
        return "true" if found else "false"
    return "" if found is None else str(found)


def _parts(text: str) -> tuple[Decimal, str]:
    found = _QUANTITY.fullmatch(text.strip())
    if found is None:
        raise NotKnown(f"`{text}` is no quantity")
    return Decimal(found[1]), found[2] or ""
