"""A usage file for a plan: every key that its prices ask for, ready to be filled in."""

import pytest
import yaml

from costguard.model.billable import BillableChange
from costguard.model.change import Action
from costguard.pricing.book.book import Book
from costguard.pricing.estimate import estimate
from costguard.pricing.usage_file import UsageFile
from costguard.pricing.usage_writer import usage_text


@pytest.fixture
def written(resource):
    def run(given=None):
        usage = UsageFile(by_address=given or {})
        gateway = resource("aws_nat_gateway", {}, name='out["a"]')
        change = BillableChange(gateway.address, gateway.type, gateway.cloud, Action.CREATE, None, gateway)
        return usage_text(estimate([change], Book(), usage.usage_of), usage)

    return run


def test_each_key_says_what_it_is_for(written):
    assert "    # monthly_data_processed_gb:  # Data processed; billed by GB\n" in written()


def test_what_is_given_already_is_kept(written):
    text = written({'aws_nat_gateway.out["a"]': {"monthly_data_processed_gb": 7}})
    assert yaml.safe_load(text)["resource_usage"] == {'aws_nat_gateway.out["a"]': {"monthly_data_processed_gb": 7}}


def test_as_it_stands_it_is_a_file_that_says_nothing(written):
    assert yaml.safe_load(written())["resource_usage"] is None


def test_removing_the_marks_gives_a_file_with_every_key(written):
    filled = "\n".join(
        line.replace("# ", "", 1).replace(":  #", ": 1  #") if line.startswith("  ") else line
        for line in written().splitlines()
    )
    assert yaml.safe_load(filled)["resource_usage"] == {'aws_nat_gateway.out["a"]': {"monthly_data_processed_gb": 1}}


def test_a_plan_that_bills_for_nothing_by_use_has_no_keys():
    assert yaml.safe_load(usage_text(estimate([], Book()), UsageFile()))["resource_usage"] == {}
