"""Reads who people are: groups of approvers, and the accounts that are one person's."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from costguard.model.location import Location
from costguard.policy.context import Context
from costguard.policy.nodes import Pair, ScalarNode, pairs, scalars, texts

TEAM_SIGN: Final = "@"
NUMBER_SIGN: Final = "#"
_TEAM: Final = re.compile(r"@[^\s@#/]+(?:/[^\s@#/]+)+")
_ACCOUNT: Final = re.compile(r"[^#]*[^#\s]#[0-9]+")


def read_groups(context: Context) -> Mapping[str, tuple[str, ...]]:
    """The members of each group as they are written, by its name; a malformed one is a problem."""
    found: dict[str, tuple[str, ...]] = {}
    places = group_places(context)
    for pair in _pairs("groups", context):
        name = pair.key.text
        if places[name] != pair.key.at:
            context.faults.add(pair.key.at, f"the group `{name}` is already at {places[name]}; keep one of them")
        for member in scalars(pair.value):
            _check_member(member, context)
        found.setdefault(name, texts(pair.value))
    return found


def group_places(context: Context) -> Mapping[str, Location]:
    """Where each group is defined first."""
    places: dict[str, Location] = {}
    for pair in _pairs("groups", context):
        places.setdefault(pair.key.text, pair.key.at)
    return places


def read_people(context: Context) -> Mapping[str, tuple[str, ...]]:
    """The accounts of each person, by name; an account that two people have is a problem."""
    found: dict[str, tuple[str, ...]] = {}
    names: dict[str, Pair] = {}
    owners: dict[str, Pair] = {}
    for pair in _pairs("people", context):
        name = pair.key.text
        first = names.setdefault(name.casefold(), pair)
        if first.key.at != pair.key.at:
            context.faults.add(pair.key.at, f"the person `{name}` is already at {first.key.at}; keep one of them")
            continue
        _check_name(pair.key, context)
        for account in scalars(pair.value):
            _check_account(account, pair, owners, context)
        found[name] = texts(pair.value)
    return found


def identity_of(account: str) -> str:
    """What tells an account from others: its number where it has one, else its name in any case."""
    login, number = written_account(account)
    return f"{NUMBER_SIGN}{number}" if number else login.casefold()


def written_account(text: str) -> tuple[str, str]:
    """The login and the number of an account as people write it (`ana#583231`); no number where none is written."""
    login, _, number = text.rpartition(NUMBER_SIGN)
    return (login, number) if login and number.isascii() and number.isdecimal() else (text, "")


def _pairs(section: str, context: Context) -> Iterator[Pair]:
    return (pair for each in context.sections(section) for pair in pairs(each))


def _check_name(name: ScalarNode, context: Context) -> None:
    if name.text.startswith(TEAM_SIGN) or NUMBER_SIGN in name.text:
        message = f"the person `{name.text}` is named like an account or a team; write a name such as `ana`"
        context.faults.add(name.at, f"{message}, and the accounts in its list")


def _check_account(account: ScalarNode, pair: Pair, owners: dict[str, Pair], context: Context) -> None:
    if account.text.startswith(TEAM_SIGN):
        message = f"`{account.text}` is a team, not an account of `{pair.key.text}`"
        context.faults.add(account.at, f"{message}; name teams in `groups`")
        return
    _check_member(account, context)
    owner = owners.setdefault(identity_of(account.text), pair)
    if owner.key.at != pair.key.at:
        message = f"the account `{account.text}` is of `{owner.key.text}` already, at {owner.key.at}"
        context.faults.add(account.at, f"{message}; an account is one person's")


def _check_member(member: ScalarNode, context: Context) -> None:
    written = member.text
    if written.startswith(TEAM_SIGN):
        if not _TEAM.fullmatch(written):
            context.faults.add(member.at, f"`{written}` is no team; write the organisation too, as `@acme/finops`")
    elif NUMBER_SIGN in written and not _ACCOUNT.fullmatch(written):
        message = f"`{written}` is no account with its number; write it as `ana#583231`"
        context.faults.add(member.at, f"{message}, or the name alone")
