"""What IAM knows of one authorised resource of a call: which condition keys are there, and under which variable."""

import re
from collections.abc import Iterable, Mapping
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
_ALWAYS_THERE: Final = {key.lower(): key for key in (REGION, ACCOUNT, PRINCIPAL)}
_PARTS_OF_AN_ARN: Final = 6


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
        return authorization.supports(self.action.name, self.resource or None, "aws:TagKeys")

    def variable(self, key: str) -> str:
        """The variable of a key's value: named as rules spell it, or in lower case, for IAM ignores case."""
        lower = key.lower()
        return self.given.get(lower) or _ALWAYS_THERE.get(lower, lower)

    def has(self, key: str) -> bool | None:
        """Whether the key is in the context: True, False, or None where it may be or not."""
        lower = key.lower()
        if lower in _ALWAYS_THERE or lower in self.given:
            return True
        if _is_global(lower):
            return None
        is_known = authorization.supports(self.action.name, self.resource or None, key)
        return None if is_known else False


def _is_global(key: str) -> bool:
    """Keys of AWS itself may be in any context; those about the resource's own tags only where it exists already."""
    return key.startswith("aws:") and not key.startswith(("aws:requesttag/", "aws:tagkeys", "aws:resourcetag/"))


def arn_parts(arn: str) -> tuple[str, ...]:
    """The six parts of an ARN or of a pattern of ARNs; a pattern that ends in `*` may leave out the last ones."""
    parts = arn.split(":", _PARTS_OF_AN_ARN - 1)
    if len(parts) < _PARTS_OF_AN_ARN and arn.endswith("*"):
        parts += ["*"] * (_PARTS_OF_AN_ARN - len(parts))
    return tuple(parts)


def contexts_of(name: str, resources: Iterable[str], tags: TagModel, given: Mapping[str, str]) -> tuple[Context, ...]:
    """The authorisations of one call: of each resource type that it needs, and of those that are named."""
    action = authorization.action(name)
    if action is None:
        return ()
    wanted = dict.fromkeys(resources)
    needed = dict.fromkeys(each.name for each in action.resources if each.required)
    types = tuple({**needed, **wanted}) or ("",)
    service = name.partition(":")[0]
    return tuple(
        Context(action, each, authorization.arn_pattern(service, each) if each else "*", tags, given) for each in types
    )


def as_glob_of_arns(pattern: str) -> str:
    """The same pattern with policy variables opened to wildcards."""
    return re.sub(r"\$\{[^}]*\}", "*", pattern)
