"""Puts a rule's facts into AWS's words: condition keys for attributes, globs for patterns."""

from functools import cache
from typing import Final, assert_never

from costguard.catalog import authorization, aws_operations
from costguard.emit.approximate import globs_around, texts_within
from costguard.emit.aws.clauses import REQUEST_TAG, TAG_KEYS
from costguard.emit.demand import Saying
from costguard.emit.tree import (
    NEVER,
    AttributeNumber,
    AttributeValue,
    Every,
    Fact,
    NothingSent,
    Sent,
    Some,
    TagValue,
    Tree,
    Unsayable,
    every,
    some,
)
from costguard.languages.language import everything

REGION: Final = "aws:RequestedRegion"
_NO_TAGS: Final = "the action takes no tags in the request, so that only the audit finds what it leaves untagged"
_NO_KEY: Final = "the action puts no condition key for `{attribute}` into the request"
_NO_NUMBER: Final = "IAM compares `{key}` as text, and not by its size"


def in_aws_words(tree: Tree, terraform_type: str, action: str, resource: str, *, is_global: bool) -> Tree:
    """The same tree with condition keys in place of attribute names; what has no key becomes unsayable.

    A global resource has no region, so no fact about one is ever broken.
    """
    match tree:
        case Every(parts):
            named = (in_aws_words(part, terraform_type, action, resource, is_global=is_global) for part in parts)
            return every(tuple(named))
        case Some(parts):
            named = (in_aws_words(part, terraform_type, action, resource, is_global=is_global) for part in parts)
            return some(tuple(named))
        case AttributeValue("region", languages, holds):
            return NEVER if is_global else AttributeValue(REGION, languages, holds)
        case AttributeValue(name, languages, holds):
            key = aws_operations.attribute_key(terraform_type, name, action, resource)
            if key is None or not key.key:
                return _without_key(name, (languages, holds))
            return AttributeValue(key.key, languages, holds)
        case AttributeNumber(name, comparison, bound):
            key = aws_operations.attribute_key(terraform_type, name, action, resource)
            if key is None or not key.key:
                return _without_key(name, (comparison, bound))
            if authorization.key_type(key.key) != "Numeric":
                return Unsayable(f"{name} {comparison} {bound}", _NO_NUMBER.format(key=key.key))
            return AttributeNumber(key.key, comparison, bound)
        case _:
            return tree


def sharing_with_retagging(tree: Tree) -> Tree:
    """The same tree, where "absent, or wrong" reads "absent, or sent and wrong", as retagging asks it.

    Then creating and retagging share their statements.
    """
    match tree:
        case Every(parts):
            return every((*map(sharing_with_retagging, parts), *_given(parts)))
        case Some(parts):
            absent = {
                part.keys[0] for part in parts if isinstance(part, Sent) and not part.holds and len(part.keys) == 1
            }
            return some(tuple(_as_sent(part, absent) for part in map(sharing_with_retagging, parts)))
        case _:
            return tree


def _given(parts: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """That an alias, sent in place of its key, has a value: so that taking the alias away is not caught."""
    is_alias = any(isinstance(part, Sent) and not part.holds for part in parts)
    sent = [part.keys[0] for part in parts if isinstance(part, Sent) and part.holds and len(part.keys) == 1]
    valued = {part.key for part in parts if isinstance(part, TagValue) and part.holds}
    return tuple(TagValue(key, (everything(),)) for key in sent if is_alias and key not in valued)


def _as_sent(part: Tree, absent: set[str]) -> Tree:
    if isinstance(part, TagValue) and part.key in absent:
        return every((Sent((part.key,)), part))
    return part


def _without_key(name: str, test: object) -> Unsayable:
    return Unsayable(f"{name} {test}", _NO_KEY.format(attribute=name))


def say(fact: Fact, action: str, resource: str) -> Saying:
    """The fact as IAM can say it in this action on this resource type, denying no more than it."""
    match fact:
        case Sent() | NothingSent():
            return _if_supported(fact, action, resource, TAG_KEYS)
        case TagValue(key, languages, holds):
            near = globs_around(languages) if not holds else texts_within(languages)
            if near is None:
                return Saying(None, f"IAM has no regular expressions, and `{key}` has no list of globs in its place")
            said = _if_supported(TagValue(key, near.languages, holds), action, resource, f"{REQUEST_TAG}{key}")
            return Saying(said.fact, said.reason or near.reason)
        case AttributeValue(name, languages, holds):
            near = globs_around(languages) if not holds else texts_within(languages)
            if near is None:
                return Saying(None, f"IAM has no regular expressions, and `{name}` has no list of globs in its place")
            said = _if_supported(AttributeValue(name, near.languages, holds), action, resource, name)
            return Saying(said.fact, said.reason or near.reason)
        case AttributeNumber(name):
            return _if_supported(fact, action, resource, name)
        case Unsayable(reason=reason):
            return Saying(None, reason)
        case _:
            assert_never(fact)


def _if_supported(fact: Fact, action: str, resource: str, key: str) -> Saying:
    """INVARIANT: a triple of action, resource type and key that the authorization data lack is never written."""
    if _is_supported(action, resource, key):
        return Saying(fact)
    if key == TAG_KEYS or key.startswith(REQUEST_TAG):
        return Saying(None, _NO_TAGS)
    return Saying(None, f"the action does not know the condition key `{key}`")


@cache
def _is_supported(action: str, resource: str, key: str) -> bool:
    """Without a resource type, every one that the action authorises has to support the key."""
    known = authorization.action(action)
    if resource or known is None or not known.resources:
        return authorization.supports(action, resource or None, key)
    return all(authorization.supports(action, each.name, key) for each in known.resources)
