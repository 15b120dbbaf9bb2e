"""Warns of approvals that nobody can give, and of groups that nobody asks."""

from collections.abc import Iterator

from costguard.model.errors import Problem
from costguard.model.location import Location
from costguard.model.verdict import ApproverGroup
from costguard.policy.lints.warning import warning
from costguard.policy.people import TEAM_SIGN, identity_of
from costguard.policy.policy_set import PolicySet


def warnings(policy: PolicySet) -> Iterator[Problem]:
    """Groups too small for what is asked of them, groups without use, and accounts that a person has twice."""
    asked: set[str] = set()
    for name, at, approver in _asked(policy):
        asked.add(approver.group)
        size = _size(approver.group, policy)
        if size is not None and approver.count > size:
            message = f"`{name}` asks {approver.count} people of `{approver.group}`, which has {size}"
            yield warning(at, f"{message}; ask fewer, or add members")
    for group in policy.groups:
        if group not in asked:
            message = f"nobody asks the group `{group}`; remove it, or name it as approvers"
            yield warning(policy.group_places.get(group), message)
    yield from _written_twice(policy)


def _asked(policy: PolicySet) -> Iterator[tuple[str, Location | None, ApproverGroup]]:
    for rule in policy.rules:
        yield from ((rule.id, rule.location, each) for each in rule.approvers)
    for approval in policy.approvals:
        yield from ((approval.id, approval.location, each) for each in approval.require)
    yield from (("trust", policy.group_places.get(each.group), each) for each in policy.trust.owners)
    if policy.break_glass is not None:
        yield from (("break_glass", policy.break_glass.location, each) for each in policy.break_glass.require)


def _size(group: str, policy: PolicySet) -> int | None:
    """How many people a group has, each counted once; None where a forge's team tells."""
    members = policy.groups.get(group, ())
    if any(member.startswith(TEAM_SIGN) for member in members):
        return None
    persons = {identity_of(account): name for name, accounts in policy.people.items() for account in accounts}
    persons.update({name.casefold(): name for name in policy.people})
    return len({persons.get(identity_of(member), identity_of(member)).casefold() for member in members})


def _written_twice(policy: PolicySet) -> Iterator[Problem]:
    for name, accounts in policy.people.items():
        first: dict[str, str] = {}
        for account in accounts:
            other = first.setdefault(identity_of(account), account)
            if other != account:
                yield warning(None, f"`{account}` and `{other}` of `{name}` are one account; keep one of them")
