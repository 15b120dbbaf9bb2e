"""Accounts of GitHub as people: by number, for a login may change hands."""

from collections.abc import Iterable

from costguard.forges.github.client import Client, path
from costguard.forges.github.faults import GithubError
from costguard.forges.github.shapes import ACTIONS_BOT_ID, ACTIONS_BOT_LOGIN, WEB_FLOW_ID, User
from costguard.model.approval import Account, Team
from costguard.model.errors import BadUsage

_FORBIDDEN = 403
_ACTIONS_BOT = User(ACTIONS_BOT_LOGIN, ACTIONS_BOT_ID, "Bot")
_GHOST = Account("ghost")  # as GitHub itself shows whoever has no account any more


def account(user: User | None, *, by_app: bool = False) -> Account:
    """An account; what an App does in somebody's name is no person's doing either."""
    return _GHOST if user is None else Account(user.login, str(user.id), user.type != "User" or by_app)


def people(users: Iterable[User | None]) -> tuple[Account, ...]:
    """The accounts, each once, in the order of their numbers.

    The browser's own committer is nobody, and the account that all workflows share is nobody who can be told: whoever
    asks must know from elsewhere that somebody is missing.
    """
    known = {user.id: user for user in users if user is not None and user.id != WEB_FLOW_ID and not user.is_shared}
    return tuple(account(known[number]) for number in sorted(known))


def our_account(client: Client, wanted: str) -> User:
    """Who writes our comments: the account that was named, by login or number, or else the token's own.

    The token of a workflow may not ask who it is (GET /user answers 403); it is github-actions[bot]. An App's may not
    either, and is not that: its comments need `--comment-author`.
    """
    if wanted.isascii() and wanted.isdigit():
        return User(wanted, int(wanted))
    if wanted:
        return _named(client, wanted)
    try:
        return client.get("/user", User)
    except GithubError as error:
        if error.status != _FORBIDDEN:
            raise
    # An Enterprise Server numbers its accounts itself.
    return _ACTIONS_BOT if client.settings.is_public else _named(client, _ACTIONS_BOT.login)


def read_team(client: Client, name: str) -> Team:
    """The members of a team (`acme/finops`), or why they could not be read."""
    org, separator, slug = name.removeprefix("@").partition("/")
    if not (org and separator and slug) or "/" in slug:
        return Team(name, None, f"`{name}` names no team; write it as @org/team")
    try:
        pages = client.pages(path("orgs", org, "teams", slug, "members"), tuple[User, ...])
        members = tuple(account(user) for page in pages for user in page)
    except GithubError as error:
        if error.status in (401, 429) or error.status >= 500 or error.status == 0:
            raise
        hint = "the token of a workflow may not read teams: use that of an App with `members: read`"
        return Team(f"{org}/{slug}", None, f"GitHub tells nothing of the team ({error.status}); {hint}")
    return Team(f"{org}/{slug}", members)


def _named(client: Client, login: str) -> User:
    try:
        return client.get(path("users", login), User)
    except GithubError as error:
        raise BadUsage(
            f"GitHub knows no account `{login}` ({error.status}); give --comment-author its number"
        ) from error
