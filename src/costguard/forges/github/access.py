"""Who is heard on a repository: those who may write to it. On a public one anybody speaks, under any free login."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from costguard.forges.github.client import Client, path
from costguard.forges.github.faults import GithubError
from costguard.forges.github.shapes import Comment, Permission, Review
from costguard.model.approval import Account, Statement

# `maintain` is told as `write` and `triage` as `read` (REST API, repository permissions for a user, 2026-11).
_WRITING: Final = frozenset({"admin", "write"})
# Only where GitHub does not tell the permission: a token that may not see who is in an organisation is told
# CONTRIBUTOR or NONE of a member whose membership is private (REST API, `author_association`, 2026-11).
_INSIDERS: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_WHY: Final = "is of an account that may not write to the repository"


def associations_of(said: Iterable[Comment | Review]) -> Mapping[str, str]:
    """What GitHub calls each account, by its number, in relation to the repository."""
    return {str(each.user.id): each.author_association for each in said if each.user is not None}


def of_those_who_may_write(
    client: Client, repository: str, statements: Iterable[Statement], associations: Mapping[str, str]
) -> tuple[Statement, ...]:
    """The statements, with a problem on those of accounts that may not write to the repository."""
    known: dict[Account, bool] = {}
    return tuple(_heard(client, repository, statement, associations, known) for statement in statements)


def _heard(
    client: Client, repository: str, statement: Statement, associations: Mapping[str, str], known: dict[Account, bool]
) -> Statement:
    account = statement.account
    if statement.problem or account.is_bot:
        return statement
    if account not in known:
        known[account] = _may_write(client, repository, account, associations.get(account.id, ""))
    return statement if known[account] else msgspec.structs.replace(statement, problem=_WHY)


def _may_write(client: Client, repository: str, account: Account, association: str) -> bool:
    """Whether an account may, asked by its login; the answer counts when it is of the same number."""
    try:
        told = client.get(path("repos", repository, "collaborators", account.name, "permission"), Permission)
    except GithubError as error:
        if error.status not in (403, 404):
            raise
        return association in _INSIDERS
    return told.permission in _WRITING and told.user is not None and str(told.user.id) == account.id
