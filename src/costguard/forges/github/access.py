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
# CONTRIBUTOR or NONE of a member whose membership is private, and who is MEMBER or COLLABORATOR may be allowed to read
# only (REST API, `author_association`, 2026-11).
_INSIDERS: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_WHY: Final = "is of an account that may not write to the repository"


def associations_of(said: Iterable[Comment | Review]) -> Mapping[str, str]:
    """What GitHub calls each account, by its number, in relation to the repository."""
    return {str(each.user.id): each.author_association for each in said if each.user is not None}


def of_those_who_may_write(
    client: Client, repository: str, statements: Iterable[Statement], associations: Mapping[str, str]
) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """The statements, with a problem on those of accounts that may not write to the repository; and notes.

    A note names whoever is heard by what GitHub calls them, since it does not tell what they may do.
    """
    said = tuple(statements)
    asked = dict.fromkeys(each.account for each in said if not each.problem and not each.account.is_bot)
    told = {account: _may_write(client, repository, account) for account in asked}
    called = {account: associations.get(account.id, "") for account, may in told.items() if may is None}
    believed = {account for account, association in called.items() if association in _INSIDERS}
    silent = {account for account, may in told.items() if may is False or (may is None and account not in believed)}
    heard = tuple(
        msgspec.structs.replace(each, problem=_WHY) if not each.problem and each.account in silent else each
        for each in said
    )
    return heard, tuple(_unsure(account, called[account]) for account in called if account in believed)


def _unsure(account: Account, association: str) -> str:
    return (
        f"GitHub does not tell whether {account.name} may write to the repository; {account.name} is heard as "
        f"{association}, who may be allowed to read only"
    )


def _may_write(client: Client, repository: str, account: Account) -> bool | None:
    """Whether an account may, asked by its login, None where it is not told.

    The answer counts when it is of the same number.
    """
    try:
        told = client.get(path("repos", repository, "collaborators", account.name, "permission"), Permission)
    except GithubError as error:
        if error.status not in (403, 404):
            raise
        return None
    return told.permission in _WRITING and told.user is not None and str(told.user.id) == account.id
