"""People and groups: who a member is, and which accounts are one person's."""

import pytest

from costguard.policy.people import identity_of

PEOPLE = "people:\n  ana: ['ana-acme#583231', 'ana-private#99', ana@acme.example]\n"


def test_a_person_has_the_accounts_that_are_listed(load_text):
    assert load_text(PEOPLE).people == {"ana": ("ana-acme#583231", "ana-private#99", "ana@acme.example")}


def test_a_member_is_a_name_an_account_with_its_number_or_a_team(load_text):
    text = "groups: {finops: [ana, 'bo#12', 'Bo Berg', bo@acme.example, '@acme/finops', '@acme/a/b', 007]}"
    assert load_text(text).groups["finops"] == (
        "ana", "bo#12", "Bo Berg", "bo@acme.example", "@acme/finops", "@acme/a/b", "007",
    )  # fmt: skip


@pytest.mark.parametrize("member", ["ana#", "#12", "ana#twelve", "ana#1#2", "ana #", "ana#1 2"])
def test_a_number_sign_wants_a_number(faults_of, member):
    assert faults_of(f"groups: {{finops: ['{member}']}}") == [
        f"1:19 `{member}` is no account with its number; write it as `ana#583231`, or the name alone"
    ]


@pytest.mark.parametrize("member", ["@acme", "@", "@acme/", "@/finops", "@acme/fin ops", "@acme/finops#1"])
def test_a_team_is_of_an_organisation(faults_of, member):
    assert faults_of(f"groups: {{finops: ['{member}']}}") == [
        f"1:19 `{member}` is no team; write the organisation too, as `@acme/finops`"
    ]


def test_an_account_is_one_persons(faults_of):
    (fault,) = faults_of(PEOPLE + "  bo: ['renamed#99', bo]\n")
    assert fault.startswith("3:8 the account `renamed#99` is of `ana` already, at ")
    assert fault.endswith("policy.yaml:2:3; an account is one person's")


def test_a_name_is_the_same_account_in_any_case(faults_of):
    (fault,) = faults_of("people: {ana: [Ana-Acme], bo: [ana-acme]}")
    assert fault.startswith("1:32 the account `ana-acme` is of `ana` already")


def test_a_person_is_named_once_in_any_case(faults_of):
    (fault,) = faults_of("people: {ana: [a], Ana: [b]}")
    assert fault.startswith("1:20 the person `Ana` is already at ")


def test_a_team_is_no_account(faults_of):
    assert faults_of("people: {ana: ['@acme/finops']}") == [
        "1:16 `@acme/finops` is a team, not an account of `ana`; name teams in `groups`"
    ]


@pytest.mark.parametrize("name", ["@acme/finops", "ana#1"])
def test_a_person_has_a_name_of_their_own(faults_of, name):
    (fault,) = faults_of(f"people: {{'{name}': [ana]}}")
    message, _, advice = fault.partition("; ")
    assert message == f"1:10 the person `{name}` is named like an account or a team"
    assert advice == "write a name such as `ana`, and the accounts in its list"


def test_an_account_is_told_by_its_number_before_its_name():
    assert identity_of("ana#12") == identity_of("renamed#12") != identity_of("ana#13")
    assert identity_of("Ana") == identity_of("ana") != identity_of("ana#12")
