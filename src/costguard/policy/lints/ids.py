"""Warns of names that differ by upper and lower case only: people and ticket systems mix them up."""

from collections.abc import Iterable, Iterator

from costguard.model.errors import Problem
from costguard.model.location import Location
from costguard.policy.lints.warning import warning
from costguard.policy.policy_set import PolicySet


def warnings(policy: PolicySet) -> Iterator[Problem]:
    """Ids of rules and approvals, of budgets, and names of groups."""
    judging = [(rule.id, rule.location) for rule in policy.rules]
    judging += [(approval.id, approval.location) for approval in policy.approvals]
    budgets = [(each.id, each.location) for each in policy.budgets]
    groups = [(name, policy.group_places.get(name)) for name in policy.groups]
    for what, named in (("id", judging), ("id", budgets), ("group", groups)):
        yield from _alike(what, named)


def _alike(what: str, named: Iterable[tuple[str, Location | None]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name, at in named:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            yield warning(at, f"the {what} `{name}` differs from `{other}` by case only; rename one of them")
