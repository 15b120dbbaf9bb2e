"""Bills that a person can read: what resources of three clouds cost, line by line, as it was approved.

`COSTGUARD_REGENERATE=1 pytest tests/pricing/test_golden_costs.py` writes the bills anew; read them before you commit.
"""

import os
from pathlib import Path

import pytest
import yaml
from made_resources import lines_of, make_resource

from costguard.pricing.book.book import Book
from costguard.pricing.estimate import cost_of
from costguard.pricing.usage_values import UsageValues

CASES = sorted((Path(__file__).parent / "bills").glob("*.yaml"))


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_a_bill_is_what_was_approved(case):
    printed = "".join(_bill(entry) for entry in yaml.safe_load(case.read_text(encoding="utf-8")))
    approved = case.with_suffix(".txt")
    if os.environ.get("COSTGUARD_REGENERATE"):
        approved.write_text(printed, encoding="utf-8")
    assert printed == approved.read_text(encoding="utf-8")


def _bill(entry):
    resource = make_resource(
        entry["type"],
        entry.get("values", {}),
        region=entry.get("region", "us-east-1"),
        unknown=entry.get("unknown"),
        unset=entry.get("left_to_provider", True),
        name=entry.get("name", "this"),
    )
    cost = cost_of(resource, Book(), lambda _: UsageValues(entry.get("usage")))
    least = "" if cost.is_complete else "at least "
    lines = "".join(f"    {line}\n" for line in lines_of(cost))
    return f"{resource.address} in {cost.region or 'no known region'}: {least}{cost.monthly_cost:.2f}\n{lines}\n"
