"""Compares what costguard reported on a made-up plan with the truth that was written beside it."""

from collections import Counter
from pathlib import Path

import msgspec
from plans import truth_path
from truth import Expected


class _Finding(msgspec.Struct):
    rule: str
    address: str
    key: str
    code: str
    state: str


class _Report(msgspec.Struct):
    findings: list[_Finding]


def differences(plan: Path, report: Path) -> tuple[str, ...]:
    """What costguard said and is not so, and what is so and it did not say; empty when it is right.

    `report` is a JSON report. A finding that is there twice counts as one too many.
    """
    said = Counter(
        Expected(found.rule, found.address, found.key, found.code, found.state)
        for found in msgspec.json.decode(report.read_bytes(), type=_Report).findings
    )
    true = Counter(Expected(*msgspec.json.decode(line)) for line in truth_path(plan).read_bytes().splitlines())
    wrong = [f"said, and not so: {' '.join(each)}" for each in sorted((said - true).elements())]
    return (*wrong, *(f"so, and not said: {' '.join(each)}" for each in sorted((true - said).elements())))


def count_of_truth(plan: Path) -> int:
    """How many findings there are to be made."""
    return len(truth_path(plan).read_bytes().splitlines())
