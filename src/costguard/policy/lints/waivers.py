"""Warns of waivers that excuse nothing any more."""

from collections.abc import Iterator

from costguard.model.errors import Problem
from costguard.policy.lints.warning import warning
from costguard.policy.policy_set import PolicySet


def warnings(policy: PolicySet) -> Iterator[Problem]:
    """Of each waiver that has expired."""
    for waiver in policy.waivers:
        if waiver.expires < policy.today:
            message = f"the waiver of `{waiver.rule}` ({waiver.ticket}) expired on {waiver.expires} and excuses nothing"
            yield warning(waiver.location, f"{message}; remove it, or have it approved anew")
