"""Warns of approvals that nobody can give, and of groups that nobody asks."""

from collections.abc import Iterator

from costguard.model.errors import Problem
from costguard.model.location import Location
from costguard.model.verdict import ApproverGroup
from costguard.policy.lints.warning import warning
from costguard.policy.policy_set import PolicySet


def warnings(policy: PolicySet) -> Iterator[Problem]:
    """Groups too small for what is asked of them, then groups without use."""
    asked: set[str] = set()
    for name, at, approver in _asked(policy):
        asked.add(approver.group)
        size = len(policy.groups.get(approver.group, ()))
        if approver.count > size:
            message = f"`{name}` asks {approver.count} people of `{approver.group}`, which has {size}"
            yield warning(at, f"{message}; ask fewer, or add members")
    for group in policy.groups:
        if group not in asked:
            message = f"nobody asks the group `{group}`; remove it, or name it as approvers"
            yield warning(policy.group_places.get(group), message)


def _asked(policy: PolicySet) -> Iterator[tuple[str, Location | None, ApproverGroup]]:
    for rule in policy.rules:
        yield from ((rule.id, rule.location, each) for each in rule.approvers)
    for approval in policy.approvals:
        yield from ((approval.id, approval.location, each) for each in approval.require)
