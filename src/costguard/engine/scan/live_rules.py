"""Finds the rules that speak of a live resource, which no resource block names."""

from costguard.catalog.live.names import other_names
from costguard.engine.scope import ScopedRules
from costguard.model.cloud import cloud_of
from costguard.model.resource import Resource
from costguard.model.tags import Tags
from costguard.policy.glob import matches
from costguard.policy.policy_set import Rule


class LiveRules:
    """The rules of a policy, found by the type of what exists.

    A rule speaks of a thing as soon as it speaks of one of its Terraform types, and is silent where it excepts one of
    them: as guardrails have it (docs/decisions/0007), for the cloud does not know the tool.
    """

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules
        self._scoped = ScopedRules(rules)

    def of(self, resource_type: str, *, is_taggable: bool) -> tuple[Rule, ...]:
        """The rules that speak of this type, in the policy's order."""
        names = (resource_type, *other_names(resource_type))
        spoken = {rule.id for name in names for rule in self._scoped.of(_stand_in(name, is_taggable=is_taggable))}
        return tuple(rule for rule in self._rules if rule.id in spoken and not _excepts(rule, names))


def _stand_in(name: str, *, is_taggable: bool) -> Resource:
    return Resource(address="", type=name, cloud=cloud_of(name), tags=Tags() if is_taggable else None)


def _excepts(rule: Rule, names: tuple[str, ...]) -> bool:
    return any(matches(glob, name) for glob in rule.scope.excluded for name in names)
