"""Reads the file of what is committed: reservations by family, region and count, savings plans by dollars an hour."""

import hashlib
from pathlib import Path

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.pricing.commitments import Commitment, Commitments, is_size
from costguard.pricing.yaml_file import read_yaml


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    cloud: Cloud
    family: str = "*"
    region: str = "*"
    count: float | None = None
    size: str = ""
    usd_per_hour: float | None = None
    discount_percent: float = 0


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    commitments: list[_Entry]
    version: int = 1


def read_commitments(path: str) -> Commitments:
    """Read a file of commitments. Raises BadInput where it is none, saying what is wrong."""
    content, document = read_yaml(path, "--commitments")
    try:
        decoded = msgspec.convert(document, _Document)
    except msgspec.ValidationError as error:
        raise BadInput(f"{path} is no file of commitments: {error}") from error
    entries = tuple(_commitment(entry, number, path) for number, entry in enumerate(decoded.commitments, start=1))
    return Commitments(entries, Path(path).name, "sha256:" + hashlib.sha256(content).hexdigest())


def _commitment(entry: _Entry, number: int, path: str) -> Commitment:
    from decimal import Decimal

    amount = entry.count if entry.count is not None else entry.usd_per_hour
    if (entry.count is None) == (entry.usd_per_hour is None) or amount is None:
        raise BadInput(f"{path}: commitment {number} needs either `count` or `usd_per_hour`")
    if not 0 < amount < 1e9 or not 0 <= entry.discount_percent < 100:
        raise BadInput(f"{path}: the amounts of commitment {number} are out of range")
    if entry.size and not (entry.cloud is Cloud.AWS and is_size(entry.size)):
        raise BadInput(f"{path}: commitment {number} is of the size `{entry.size}`; write one of AWS, as in 2xlarge")
    return Commitment(
        cloud=entry.cloud,
        family=entry.family,
        region=entry.region,
        count=None if entry.count is None else Decimal(str(entry.count)),
        size=entry.size,
        usd_per_hour=None if entry.usd_per_hour is None else Decimal(str(entry.usd_per_hour)),
        discount_percent=Decimal(str(entry.discount_percent)),
    )
