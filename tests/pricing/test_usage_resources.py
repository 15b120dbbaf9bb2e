"""Data transfer, which a usage file bills for by itself."""

from decimal import Decimal

import pytest

from costguard.pricing.inputs import PricingInputs
from costguard.pricing.usage_file import read_usage


@pytest.fixture
def bill(tmp_path):
    def run(text):
        (tmp_path / "usage.yml").write_text(f"resource_usage:\n  aws_data_transfer.out: {text}\n")
        return PricingInputs(usage=read_usage(str(tmp_path / "usage.yml"))).bill([])

    return run


def test_it_is_billed_in_its_own_region(bill):
    found = bill("{region: us-east-1, monthly_intra_region_gb: 100}")
    assert [(line.name, line.monthly_cost) for line in found.changes[0].after.lines] == [
        ("Intra-region data transfer", Decimal("2.00"))
    ]
    assert found.notes == ()


def test_the_plan_does_not_change_it(bill):
    assert bill("{region: us-east-1, monthly_intra_region_gb: 100}").monthly_delta == 0


def test_without_a_region_it_has_no_price(bill):
    (change,) = bill("{monthly_intra_region_gb: 100}").changes
    assert [line.unpriced != "" for line in change.after.lines] == [True]


def test_a_key_that_it_does_not_know_is_named(bill):
    assert "nothing reads `monthly_inter_region_gb`" in bill("{region: us-east-1, monthly_inter_region_gb: 1}").notes[0]
