"""Where a resource without a place of its own is: with the resource that it belongs to."""

import msgspec

from costguard.pricing.lines import Line
from costguard.pricing.subject import Subject


def region_with(subject: Subject, path: str, *types: str) -> str:
    """The region of the resource that an attribute refers to; "" where the input holds none, for the own region."""
    owners = subject.linked(path, *types)
    return owners[0].region if owners else ""


def placed(line: Line, region: str) -> Line:
    """The same line with its prices from a region, unless that is ""."""
    if not region:
        return line
    rates = tuple(msgspec.structs.replace(rate, region=rate.region or region) for rate in line.rates)
    return msgspec.structs.replace(line, rates=rates)
