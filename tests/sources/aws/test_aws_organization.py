"""Which accounts are read, where they hang in the organisation, and how they are tagged."""

import pytest
from aws_stand_ins import CALLER, Aws, Organisation

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Container, ContainerKind
from costguard.sources.aws.options import AwsOptions
from costguard.sources.aws.organization import Organization as Read
from costguard.sources.aws.organization import read_organization
from costguard.sources.aws.sessions import Sessions

pytestmark = pytest.mark.usefixtures("aws", "organisation")


def read(*wanted: str) -> Read:
    return read_organization(Sessions(AwsOptions()), wanted)


def container(found: Read, container_id: str) -> Container:
    return next(each for each in found.containers if each.id == container_id)


def test_an_account_carries_its_path_parent_and_tags(organisation: Organisation):
    account, unit = organisation.accounts["account-00"], organisation.units["Root/Prod/Checkout"]
    assert container(read(), account) == Container(
        Cloud.AWS,
        ContainerKind.ACCOUNT,
        account,
        "account-00",
        parent=unit,
        path="Root/Prod/Checkout/account-00",
        tags={"owner": "checkout"},
    )


def test_a_unit_hangs_below_the_root_and_the_root_below_the_organisation(organisation: Organisation):
    found = read()
    prod = container(found, organisation.units["Root/Prod"])
    root = container(found, prod.parent)
    assert (prod.path, prod.tags) == ("Root/Prod", {"env": "prod"})
    assert (root.path, root.kind) == ("Root", ContainerKind.FOLDER)
    assert container(found, root.parent).kind is ContainerKind.ORGANIZATION


def test_every_container_comes_after_what_holds_it():
    seen = {""}
    for each in read().containers:
        assert each.parent in seen
        seen.add(each.id)


def test_all_active_accounts_are_read_and_the_closed_one_is_noted(organisation: Organisation):
    found = read()
    active = {CALLER, *organisation.accounts.values()} - {organisation.accounts["account-20"]}
    assert set(found.accounts) == active
    assert found.notes == ("accounts that are not active are not read: 1 suspended",)
    assert set(found.inactive) == {organisation.accounts["account-20"]}


def test_an_empty_page_may_precede_full_ones(aws: Aws):
    account = {"Id": "999999999999", "Name": "late", "State": "ACTIVE"}
    aws.tell("organizations:ListAccountsForParent", {"Accounts": [], "NextToken": "more"}, containing="r-")
    aws.tell("organizations:ListAccountsForParent", {"Accounts": [account]}, containing="more")
    assert "999999999999" in read().accounts


def test_only_wanted_accounts_are_read(organisation: Organisation):
    account = organisation.accounts["account-01"]
    found = read(account)
    assert found.accounts == (account,)
    assert [each.id for each in found.containers if each.kind is ContainerKind.ACCOUNT] == [account]


def test_a_wanted_account_of_another_organisation_is_read_and_noted():
    found = read("555555555555")
    assert found.accounts == ("555555555555",)
    assert container(found, "555555555555").tags is None
    assert "not accounts of this organisation, so their tags are not known: 555555555555" in found.notes


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("AccessDeniedException", "AccessDeniedException at AWS Organizations"),
        ("AWSOrganizationsNotInUseException", "it is in no organisation"),
    ],
)
def test_without_an_organisation_only_the_caller_is_read(aws: Aws, code: str, why: str):
    aws.fail("organizations:ListRoots", code)
    found = read()
    assert found.accounts == (CALLER,)
    assert found.containers == (Container(Cloud.AWS, ContainerKind.ACCOUNT, CALLER),)
    assert [note.partition(";")[0] for note in found.notes] == [
        f"only the caller's own account {CALLER} is read, without account tags: {why}"
    ]


def test_tags_that_may_not_be_read_are_unknown_and_not_none(aws: Aws, organisation: Organisation):
    aws.fail("organizations:ListTagsForResource", "AccessDeniedException", containing=organisation.units["Root/Prod"])
    found = read()
    assert container(found, organisation.units["Root/Prod"]).tags is None
    assert container(found, organisation.units["Root/Sandbox"]).tags == {}
    assert any(note.startswith("the tags of 1 accounts and organisational units") for note in found.notes)


@pytest.mark.usefixtures("no_waiting")
def test_an_organisation_that_keeps_throttling_is_an_error_in_one_sentence(aws: Aws):
    aws.fail("organizations:ListRoots", "TooManyRequestsException")
    with pytest.raises(BadInput, match=r"^AWS Organizations did not tell its accounts \(TooManyRequestsException\)"):
        read()


@pytest.mark.usefixtures("no_waiting")
def test_an_organisation_that_throttles_twice_is_read(aws: Aws):
    aws.fail("organizations:ListRoots", "TooManyRequestsException", times=2)
    assert CALLER in read().accounts
