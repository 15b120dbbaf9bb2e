"""Finds the rules that speak of a resource."""

import msgspec

from costguard.model.cloud import cloud_of
from costguard.model.resource import Resource
from costguard.policy.policy_set import Rule
from costguard.policy.scope_types import speaks_of_type


class ScopedRules(msgspec.Struct, frozen=True):
    """The rules of a policy, found by resource type; a type is looked at once."""

    rules: tuple[Rule, ...]
    _by_type: dict[str, tuple[Rule, ...]] = msgspec.field(default_factory=dict)

    def of(self, resource: Resource) -> tuple[Rule, ...]:
        """The rules that speak of this resource, in the policy's order."""
        if resource.type not in self._by_type:
            cloud = cloud_of(resource.type)
            found = tuple(rule for rule in self.rules if speaks_of_type(rule.scope, resource.type, cloud))
            self._by_type[resource.type] = found
        return tuple(rule for rule in self._by_type[resource.type] if _speaks_of_tags(rule, resource))


def _speaks_of_tags(rule: Rule, resource: Resource) -> bool:
    is_taggable = resource.tags is not None
    if rule.scope.taggable is not None and rule.scope.taggable is not is_taggable:
        return False
    return is_taggable or bool(rule.requirements) or not rule.tags
