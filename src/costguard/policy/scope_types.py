"""Which resource types a rule's scope takes in; asked by whoever judges, emits or proves."""

from costguard.model.cloud import Cloud
from costguard.policy.glob import matches
from costguard.policy.policy_set import Scope


def speaks_of_type(scope: Scope, resource_type: str, cloud: Cloud) -> bool:
    """Whether a scope takes in a resource type. Nothing is ever taken in from a cloud that no policy speaks of."""
    if cloud is Cloud.OTHER or (scope.clouds and cloud not in scope.clouds):
        return False
    if scope.types and not any(matches(glob, resource_type) for glob in scope.types):
        return False
    return not any(matches(glob, resource_type) for glob in scope.excluded)
