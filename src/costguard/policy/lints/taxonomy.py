"""Warns of what has run out in the taxonomy: aliases, and values that closed without saying what follows."""

from collections.abc import Iterator

from costguard.model.errors import Problem
from costguard.policy.lints.warning import warning
from costguard.policy.policy_set import Dimension, PolicySet


def warnings(policy: PolicySet) -> Iterator[Problem]:
    """Of each dimension in turn."""
    for dimension in policy.taxonomy.values():
        yield from _aliases(dimension, policy)
        yield from _registry(dimension, policy)


def _aliases(dimension: Dimension, policy: PolicySet) -> Iterator[Problem]:
    for alias in dimension.aliases:
        if alias.until < policy.today:
            message = f"the alias `{alias.key}` of `{dimension.name}` expired on {alias.until}; remove it"
            yield warning(dimension.location, message)


def _registry(dimension: Dimension, policy: PolicySet) -> Iterator[Problem]:
    for entry in dimension.registry.values():
        if entry.valid_to is None or entry.valid_to >= policy.today:
            continue
        at = entry.location or dimension.location
        if not entry.successor:
            yield warning(at, f"`{entry.value}` closed on {entry.valid_to} and names no successor; name one")
        elif entry.successor in dimension.registry:
            after = dimension.registry[entry.successor]
            if not after.is_valid_on(policy.today):
                yield warning(
                    at, f"`{entry.successor}`, the successor of `{entry.value}`, is not valid today; name another"
                )
