"""Which person an account is: no name of theirs makes them somebody else, and no likeness makes them a member."""

import pytest

from costguard.approvals.people import People
from costguard.model.approval import Account

PEOPLE = People({"Ana Lima": ("ana#1", "ana-at-home#2", "ana@acme.example")}, {}, {})
ANA = Account("ana", "1")


@pytest.mark.parametrize(
    "account",
    [Account("ana", "1"), Account("renamed", "1"), Account("ana-at-home", "2"), Account("ana"), Account("Ana"),
     Account("ana-at-home"), Account("ANA-AT-HOME"), Account("ana@acme.example")],
    ids=str,
)  # fmt: skip
def test_every_account_and_name_of_a_person_is_that_person(account):
    assert PEOPLE.person(account) == PEOPLE.person(ANA) == "ana lima"
    assert PEOPLE.is_same(account, ANA)


@pytest.mark.parametrize(
    "account", [Account("carl", "3"), Account("carl"), Account("ana-at-work"), Account("an", "12")]
)
def test_somebody_else_is_somebody_else(account):
    assert not PEOPLE.is_same(account, ANA)


def test_one_name_is_one_person_though_a_number_is_another():
    assert PEOPLE.is_same(Account("ana", "777"), Account("ana"))


@pytest.mark.parametrize(
    ("account", "is_member"),
    [
        (Account("ana", "1"), True),
        (Account("renamed", "1"), True),
        (Account("ana"), False),
        (Account("ana", "7"), False),
    ],
)
def test_a_member_with_a_number_is_that_number_alone(account, is_member):
    assert PEOPLE.is_member(account, ["ana#1"]) is is_member
