"""What IAM knows of one authorised resource of a call: which condition keys are there, and under which variable."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from costguard.catalog import authorization
from costguard.catalog.authorization import Action
from costguard.prove.tags import TagModel

REQUEST_TAG: Final = "aws:requesttag/"
TAG_KEYS: Final = "aws:tagkeys"
REGION: Final = "aws:RequestedRegion"
ACCOUNT: Final = "aws:PrincipalAccount"
PRINCIPAL: Final = "aws:PrincipalArn"
IS_SERVICE: Final = "aws:PrincipalIsAWSService"
VIA_SERVICE: Final = "aws:ViaAWSService"
# Of a principal that an SCP can bind the organisation is there too ("AWS global condition context keys", 2026-09).
_ALWAYS_THERE: Final = {
    key.lower(): key for key in (REGION, ACCOUNT, PRINCIPAL, IS_SERVICE, VIA_SERVICE, "aws:PrincipalOrgID")
}


RESOURCE: Final = "resource of "
"""Begins the variable of the name of a call's resource."""


def resource_variable(action: str, resource: str) -> str:
    """The variable of the name of a resource of a type, in the service of an action."""
    return f"{RESOURCE}{action.partition(':')[0]}:{resource}"


class TagShape(msgspec.Struct, frozen=True):
    """What contexts of different actions have in common, as far as tests of tags go."""

    tags: TagModel
    carries_tags: bool
    carries_values: bool


class Context(msgspec.Struct, frozen=True):
    """One authorisation: an action on a resource of a type, `arn` being the pattern of such resources.

    `given` are the condition keys that rules compare and that the service always gives, by their lower case.
    """

    action: Action
    resource: str
    arn: str
    tags: TagModel
    given: Mapping[str, str] = msgspec.field(default_factory=dict)

    @property
    def carries_tags(self) -> bool:
        """Whether the tags of the request are in this context."""
        return _supports(self.action.name, self.resource, TAG_KEYS)

    @property
    def carries_values(self) -> bool:
        """Whether their values are too; most actions that take tags away are sent keys alone."""
        return _supports(self.action.name, self.resource, f"{REQUEST_TAG}any")

    @property
    def tag_shape(self) -> "TagShape":
        """All that a test of tags can see of it."""
        return TagShape(self.tags, self.carries_tags, self.carries_values)

    @property
    def resource_variable(self) -> str:
        """The variable of the resource's name; two services may call a type alike, and such resources differently."""
        return resource_variable(self.action.name, self.resource)

    def variable(self, key: str) -> str:
        """The variable of a key's value: named as rules spell it, or in lower case, for IAM ignores case."""
        lower = key.lower()
        return self.given.get(lower) or _ALWAYS_THERE.get(lower, lower)

    def has(self, key: str) -> bool | None:
        """Whether the key is in the context: True, False, or None where it may be or not."""
        lower = key.lower()
        if lower in _ALWAYS_THERE:
            return True
        if _is_global(lower):
            return None
        if not authorization.supports(self.action.name, self.resource or None, key):
            return False  # what rules compare on a volume is not there while the instance is authorised
        return True if lower in self.given else None


@lru_cache(maxsize=65536)
def _supports(action: str, resource: str, key: str) -> bool:
    return authorization.supports(action, resource or None, key)


def _is_global(key: str) -> bool:
    """Keys of AWS itself may be in any context; those about the resource's own tags only where it exists already."""
    return key.startswith("aws:") and not key.startswith(("aws:requesttag/", "aws:tagkeys", "aws:resourcetag/"))


def contexts_of(name: str, resources: Iterable[str], tags: TagModel, given: Mapping[str, str]) -> tuple[Context, ...]:
    """The authorisations of one call: of each resource type that it needs, and of those that are named."""
    action = authorization.action(name)
    if action is None:  # it makes and tags nothing: a request with none but the keys that every one has
        return (Context(authorization.Action(name, "create", frozenset(), ()), "", "*", tags, given),)
    wanted = dict.fromkeys(resources)
    needed = dict.fromkeys(each.name for each in action.resources if each.required)
    types = tuple({**needed, **wanted}) or ("",)
    service = name.partition(":")[0]
    return tuple(
        Context(action, each, authorization.arn_pattern(service, each) if each else "*", tags, given) for each in types
    )
