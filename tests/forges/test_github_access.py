"""Who is heard on a repository: asked of GitHub by account, and believed for that very account."""

import pytest
from github_forge import EVERYTHING

from costguard.forges.forge import RequestName
from costguard.forges.github.faults import GithubError

APPROVE = "/costguard approve sha256:" + "a1" * 32


@pytest.fixture
def problems(forge, github):
    """Says what is wrong with each statement on the request, by login."""
    number = forge.open_pull("ana")

    def read(*logins):
        for login in logins:
            forge.comment(number, login, APPROVE)
        found = github().evidence(RequestName("acme/shop", number)).statements
        return {statement.account.name: statement.problem for statement in found}

    return read


@pytest.mark.parametrize(
    ("role", "is_heard"), [("admin", True), ("write", True), ("read", False), ("none", False), ("new-role", False)]
)
def test_who_may_write_is_heard(forge, problems, role, is_heard):
    forge.roles["finn"] = role
    assert problems("finn") == {"finn": "" if is_heard else "is of an account that may not write to the repository"}


def test_an_account_is_asked_about_once(forge, problems):
    problems("finn", "finn", "fay")
    asked = [seen.path for seen in forge.seen if seen.path.endswith("/permission")]
    assert asked == [f"/repos/acme/shop/collaborators/{login}/permission" for login in ("finn", "fay")]


def test_bots_and_what_has_another_fault_are_not_asked_about(forge, problems):
    forge.add_user("costguard-app[bot]", kind="Bot")
    number = next(iter(forge.pulls))
    forge.comment(number, "finn", "/costguard approve sha256:short")
    problems("costguard-app[bot]")
    assert [seen.path for seen in forge.seen if seen.path.endswith("/permission")] == []


def test_a_failure_is_no_permission(forge, problems):
    forge.fail("500", path="/permission", times=20)
    with pytest.raises(GithubError, match="GitHub"):
        problems("finn")


def test_the_right_to_write_needs_no_further_grant_of_the_token(forge, github):
    number = forge.open_pull("ana")
    forge.comment(number, "finn", APPROVE)
    reading = frozenset(each for each in EVERYTHING if each.endswith("=read"))
    forge.add_token("reader", "github-actions[bot]", "actions", permissions=reading)
    (statement,) = github("reader").evidence(RequestName("acme/shop", number)).statements
    assert statement.problem == ""


@pytest.mark.parametrize(
    ("association", "is_heard"), [("OWNER", True), ("MEMBER", True), ("COLLABORATOR", True), ("CONTRIBUTOR", False)]
)
def test_where_no_permission_is_told_who_belongs_to_the_repository_is_heard_with_a_note(
    forge, github, association, is_heard
):
    forge.tells_roles = False
    number = forge.open_pull("ana")
    forge.comment(number, "finn", APPROVE)["author_association"] = association
    evidence = github().evidence(RequestName("acme/shop", number))
    assert [statement.problem == "" for statement in evidence.statements] == [is_heard]
    note = (
        "GitHub does not tell whether finn may write to the repository; finn is heard as "
        f"{association}, who may be allowed to read only"
    )
    assert (note in evidence.notes) == is_heard
