"""An account is read when all its scopes are, and one word says how it stands otherwise."""

import pytest
from audit_samples import read

from costguard.model.cloud import Cloud
from costguard.model.inventory import ReadStatus
from costguard.reports.audits.accounts_read import accounts_read, places, unread

COMPLETE, PARTIAL, DENIED, THROTTLED = ReadStatus.COMPLETE, ReadStatus.PARTIAL, ReadStatus.DENIED, ReadStatus.THROTTLED


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        ([COMPLETE, COMPLETE], {}),
        ([COMPLETE, DENIED], {PARTIAL: 1}),
        ([PARTIAL], {PARTIAL: 1}),
        ([DENIED, DENIED], {DENIED: 1}),
        ([DENIED, THROTTLED], {DENIED: 1}),
    ],
)
def test_an_account_stands_as_its_scopes_do(statuses, told):
    coverage = [read("1", status, region=str(place)) for place, status in enumerate(statuses)]
    found = accounts_read(coverage)
    assert (found.accounts, found.read, found.unread) == (1, 0 if told else 1, told)


def test_accounts_of_two_clouds_are_two_though_they_share_a_name():
    assert accounts_read([read("1"), read("1", cloud=Cloud.GCP)]).accounts == 2


def test_an_organisation_that_could_not_be_listed_is_no_account():
    found = accounts_read([read("1"), read("*", DENIED)])
    assert (found.accounts, found.read, found.is_all) == (1, 1, False)


def test_an_organisation_that_was_read_together_is_all():
    assert accounts_read([read("*"), read("1")]).is_all


def test_what_most_scopes_share_comes_first():
    coverage = [read("1", DENIED, "b"), read("2", DENIED, "a"), read("3", DENIED, "a"), read("4")]
    assert [(group.reason, list(places(group))) for group in unread(coverage)] == [("a", ["2", "3"]), ("b", ["1"])]


def test_an_account_is_named_with_the_regions_that_were_not_read():
    coverage = [read("1", DENIED, region="eu-west-1"), read("1", DENIED, region="ap-south-1"), read("2", DENIED)]
    assert list(places(unread(coverage)[0])) == ["1 (ap-south-1, eu-west-1)", "2"]
