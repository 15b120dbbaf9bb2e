"""The resource types that a scope takes in, of all that the catalog knows or a policy names."""

import msgspec

from costguard.model.cloud import Cloud, cloud_of
from costguard.policy.glob import glob_covers, is_glob, matches
from costguard.policy.policy_set import PolicySet, Scope


class Universe(msgspec.Struct, frozen=True):
    """Every type there is; a scope is looked at once."""

    types: tuple[str, ...]
    taggable: frozenset[str]
    untaggable: frozenset[str]
    _found: dict[Scope, frozenset[str]] = msgspec.field(default_factory=dict)

    def of(self, scope: Scope) -> frozenset[str]:
        """The types that the scope takes in."""
        if scope not in self._found:
            self._found[scope] = frozenset(each for each in self._named(scope) if self._takes_in(scope, each))
        return self._found[scope]

    def may_reach_more(self, scope: Scope) -> bool:
        """Whether the scope has a glob that reaches types which nobody here knows of."""
        globs = [each for each in scope.types if is_glob(each)] if scope.types else ["*"]
        for glob in globs:
            cloud = cloud_of(glob)
            is_elsewhere = scope.clouds and cloud is not Cloud.OTHER and cloud not in scope.clouds
            if not is_elsewhere and not any(glob_covers(excluded, glob) for excluded in scope.excluded):
                return True
        return False

    def _named(self, scope: Scope) -> tuple[str, ...]:
        """What `types` names: itself where it is no glob, so that most scopes are quick."""
        if not scope.types:
            return self.types
        if not any(is_glob(each) for each in scope.types):
            return scope.types
        return tuple(each for each in self.types if any(matches(glob, each) for glob in scope.types))

    def _takes_in(self, scope: Scope, resource_type: str) -> bool:
        cloud = cloud_of(resource_type)
        if cloud is Cloud.OTHER or (scope.clouds and cloud not in scope.clouds):
            return False
        if any(matches(glob, resource_type) for glob in scope.excluded):
            return False
        wrong = {True: self.untaggable, False: self.taggable, None: frozenset[str]()}[scope.taggable]
        return resource_type not in wrong


def universe(policy: PolicySet) -> Universe:
    """All types of the catalog, and those that the policy's rules name."""
    from costguard.catalog.lookup import entries

    known = entries()
    named = {each for rule in policy.rules for each in rule.scope.types if not is_glob(each)}
    return Universe(
        types=tuple(sorted({entry.type for entry in known} | named)),
        taggable=frozenset(entry.type for entry in known if entry.taggable),
        untaggable=frozenset(entry.type for entry in known if not entry.taggable),
    )
