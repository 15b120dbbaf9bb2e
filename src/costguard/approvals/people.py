"""Tells which person an account is, and whether a person is in a group, so that nobody counts twice or for others.

A member of a group is written as a name (`ana`: a forge's login, and the principal of a key), as an account with
its number (`ana#583231`: that account whatever its login becomes), as a team (`@acme/finops`), or as a person of
`people`, who is all of the accounts listed there.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Self

import msgspec

from costguard.model.approval import Account, Team
from costguard.policy.people import TEAM_SIGN, written_account
from costguard.policy.policy_set import PolicySet

# What GitHub, GitLab and Bitbucket let a login be; a principal that is none of it cannot be one (2026-11).
_LOGIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}")


class People(msgspec.Struct, frozen=True):
    """Who is who, as the policy and the forge's teams tell. `unread` are teams that could not be read, and why."""

    accounts: Mapping[str, tuple[str, ...]]
    teams: Mapping[str, tuple[Account, ...]]
    unread: Mapping[str, str]

    @classmethod
    def of(cls, policy: PolicySet, teams: Iterable[Team] = ()) -> Self:
        """The people of a policy, with the members of the teams that were read."""
        told = tuple(teams)
        return cls(
            policy.people,
            {team.name.casefold(): team.members for team in told if team.members is not None},
            {team.name.casefold(): team.reason for team in told if team.members is None},
        )

    def person(self, account: Account) -> str:
        """The name of the person who has an account: equal for two accounts of one person.

        A name without a number is taken for the person who has an account of that login, in any case: whoever is
        taken for one person too many counts once too few, or is excluded.
        """
        for name, written in self.accounts.items():
            if any(_may_be_account(each, account) for each in written):
                return name.casefold()
        return account.name.casefold()

    def is_same(self, one: Account, other: Account) -> bool:
        """Whether two accounts are one person's: by their number, by name, or by `people`."""
        if (one.id and one.id == other.id) or one.name.casefold() == other.name.casefold():
            return True
        return self.person(one) == self.person(other)

    def is_member(self, account: Account, members: Iterable[str]) -> bool:
        """Whether an account is one of the members, as these are written in a group."""
        return any(self._is(account, member) for member in members)

    def unread_among(self, members: Iterable[str]) -> tuple[str, ...]:
        """The teams among some members of which nobody could be told, each with the reason."""
        named = ((member, member[1:].casefold()) for member in members if member.startswith(TEAM_SIGN))
        return tuple(
            f"{member} ({self.unread.get(team, 'it was not read')})" for member, team in named if team not in self.teams
        )

    def is_told_apart(self, signer: Account, other: Account) -> bool:
        """Whether a signer's name can be compared with somebody else's: by `people`, or as both are names of one kind.

        A forge's account has a login, which the signer's name could be too; else both are addresses, or neither is.
        """
        if any(_is_account(each, signer) for written in self.accounts.values() for each in written):
            return True
        if other.id:
            return _LOGIN.fullmatch(signer.name) is not None
        return ("@" in signer.name) == ("@" in other.name)

    def _is(self, account: Account, member: str) -> bool:
        if member.startswith(TEAM_SIGN):
            inside = self.teams.get(member[1:].casefold(), ())
            return any(self.is_same(account, each) for each in inside)
        if member in self.accounts:
            return any(_is_account(each, account) for each in self.accounts[member])
        return _is_account(member, account)


def _is_account(written: str, account: Account) -> bool:
    """Whether an account is the one that is written: by number where there is one, else by name."""
    login, number = written_account(written)
    if number:
        return account.id == number
    return account.name.casefold() == login.casefold() if account.id else account.name == login


def _may_be_account(written: str, account: Account) -> bool:
    """Whether an account may be the one that is written, though it was told without its number, or in another case."""
    login, number = written_account(written)
    if number and account.id:
        return account.id == number
    return account.name.casefold() == login.casefold()
