"""Finds the rules that speak of a resource."""

import msgspec

from costguard.model.cloud import Cloud, cloud_of
from costguard.model.resource import Resource
from costguard.policy.glob import matches
from costguard.policy.policy_set import Rule, Scope


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


def speaks_of_type(scope: Scope, resource_type: str, cloud: Cloud) -> bool:
    """Whether a scope takes in a resource type. Nothing is ever taken in from a cloud that no policy speaks of."""
    if cloud is Cloud.OTHER or (scope.clouds and cloud not in scope.clouds):
        return False
    if scope.types and not any(matches(glob, resource_type) for glob in scope.types):
        return False
    return not any(matches(glob, resource_type) for glob in scope.excluded)


def _speaks_of_tags(rule: Rule, resource: Resource) -> bool:
    is_taggable = resource.tags is not None
    if rule.scope.taggable is not None and rule.scope.taggable is not is_taggable:
        return False
    return is_taggable or bool(rule.requirements) or not rule.tags
