"""Finds the tags of a request in what CloudTrail recorded of it, in any of the shapes that services use.

A service writes its own shape: a list of keys with values, a map, items of a set, a text of JSON. What is masked, and
what is in no known shape, is not known, which is not the same as no tags.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeGuard

import msgspec

from costguard.catalog import authorization
from costguard.sources.audit_logs.cloudtrail_actions import Called

Json = object
Tags = dict[str, str]
Wrapped = Mapping[str, Json]

# "HIDDEN_DUE_TO_SECURITY_REASONS" and `***` stand for what services keep out of the log; `omitted` marks an event
# whose parameters were too large ("CloudTrail record contents", 2026-09).
_MASKS: Final = ("HIDDEN", "***")
_OMITTED: Final = "omitted"

# Names under which services put tags beside their parameters, without signs and in lower case.
_NAMES: Final = frozenset(
    {
        "addtags", "backupplantags", "backupvaulttags", "clustertags", "filesystemtags", "hostedzonetags",
        "identitypooltags", "recoverypointtags", "resourcetags", "taglist", "tags", "tagset", "tagslist", "tagsmap",
        "tagstoadd", "userpooltags",
    }
)  # fmt: skip
_KEY_NAMES: Final = frozenset({"tagkeys", "tagkeylist", "tagstoremove"})
_KEYS: Final = ("key", "Key", "tagKey", "TagKey")
_VALUES: Final = ("value", "Value", "tagValue", "TagValue")
_LISTS: Final = ("items", "member", "Tag", "tag", "TagSet", "tagSet", "Tags", "tags")
# Parameters that hold the tags one level down.
_WRAPPERS: Final = frozenset(
    {
        "createbucketconfiguration", "distributionconfigwithtags", "streamingdistributionconfigwithtags", "tagging",
        "workspaces",
    }
)  # fmt: skip
_SPECIFICATIONS: Final = frozenset({"tagspecificationset", "tagspecification", "tagspecifications"})

# Requests whose record does not hold the tags that they can send: CreateBucket takes them since 2025-11, and no
# documented record shows them (Amazon S3 User Guide, "CloudTrail events", 2026-09).
_NOT_RECORDED: Final = frozenset({"s3:CreateBucket"})


_WITHOUT_PARAMETERS: Final = frozenset({"ec2:AllocateAddress", "ec2:CreateInternetGateway"})
"""Creations of which every parameter is optional (EC2 API Reference, 2026-09)."""


class SentTags(msgspec.Struct, frozen=True):
    """The tags of a request, None where they are not known, and those of single resource types of a call."""

    tags: Mapping[str, str] | None
    by_resource: Mapping[str, Mapping[str, str]] = msgspec.field(default_factory=dict)


class _Unknown(Exception):
    """Tags that are there in a shape that nobody can read."""


def sent_tags(call: Called, parameters: Json, response: Json = None) -> SentTags:
    """The tags that an event's `requestParameters` hold; those that it takes away have no value.

    A launch template adds tags that no parameter shows; `responseElements` then tell those of the instances.
    """
    service = call.action.partition(":")[0]
    if parameters is None:
        # A creation without parameters may be one whose record leaves them out; what makes nothing needs none.
        needs_none = call.action in _WITHOUT_PARAMETERS or authorization.action(call.action) is None
        return SentTags({} if needs_none else None)
    if not _is_object(parameters) or _OMITTED in parameters:
        return SentTags(None)
    try:
        if service != "ec2":
            return SentTags(_of_service(call.action, parameters))
        sent = _of_ec2(_inner(parameters))
        return sent if "launchTemplate" not in parameters else _with_template(sent, response)
    except _Unknown:
        return SentTags(None)


def _of_service(action: str, parameters: Wrapped) -> Tags | None:
    found: Tags = {}
    is_there = False
    for name, value in _named(parameters):
        if name in _NAMES:
            is_there = True
            found |= _tags(value)
        elif name in _KEY_NAMES:
            is_there = True
            found |= dict.fromkeys(_texts(value), "")
    return None if not is_there and action in _NOT_RECORDED else found


def _named(parameters: Wrapped) -> Iterator[tuple[str, Json]]:
    """Each parameter by its plain name, and those inside of wrappers that hold tags."""
    for name, value in parameters.items():
        plain = name.replace("-", "").replace("_", "").lower()
        yield plain, value
        if plain in _WRAPPERS:
            for inner in value if isinstance(value, list) else [value]:
                yield from ((key.lower(), each) for key, each in inner.items()) if _is_object(inner) else ()


def _of_ec2(parameters: Wrapped) -> SentTags:
    """EC2 tags resource by resource; CreateTags and DeleteTags have one set for all."""
    by_resource: dict[str, Tags] = {}
    tags: Tags = {}
    for name, value in _named(parameters):
        if name in _SPECIFICATIONS:
            for resource, own in _specified(value):
                by_resource.setdefault(resource, {}).update(own)
        elif name == "tagset":
            tags |= _tags(value)
    return SentTags(tags, by_resource)


def _with_template(sent: SentTags, response: Json) -> SentTags:
    """What the request names for itself is known, and of the instances what came of it."""
    by_resource = dict(sent.by_resource)
    match response:
        case {"instancesSet": {"items": [{"tagSet": tag_set}, *_]}} if "instance" not in by_resource:
            tags = {key: value for key, value in _tags(tag_set).items() if not key.startswith("aws:")}
            by_resource["instance"] = tags
        case _:
            pass
    return SentTags(None, by_resource)


def _inner(parameters: Wrapped) -> Wrapped:
    """Newer EC2 calls have all parameters below one: `{"CreateNatGatewayRequest": {…}}`."""
    for name, value in parameters.items():
        if name.endswith("Request") and _is_object(value):
            return value
    return parameters


def _specified(value: Json) -> Iterator[tuple[str, Tags]]:
    is_one = _is_object(value) and not isinstance(value.get("items"), list)
    for each in [value] if is_one else _listed(value):
        if not _is_object(each):
            raise _Unknown
        resource = each.get("resourceType", each.get("ResourceType"))
        if not isinstance(resource, str):
            raise _Unknown
        yield resource, _tags(each.get("tags", each.get("Tag", each.get("Tags", []))))


def _tags(value: Json) -> Tags:
    """The tags in a value of any shape. Raises _Unknown where it has none that is known."""
    match value:
        case None:
            return {}
        case str():
            return _tags_in_text(value)
        case list():
            return _merged(_pair(each) for each in value)
        case dict():
            return _tags_in_object(value)
        case _:
            raise _Unknown


def _tags_in_object(value: dict[str, Json]) -> Tags:
    if _has_key(value) and len(value) > 1:
        return _pair(value)
    for name in _LISTS:
        inner = value.get(name)
        if isinstance(inner, list | dict):
            return _tags(inner)
    return {key: _text(each) for key, each in value.items()}


def _tags_in_text(text: str) -> Tags:
    """Tags written as JSON; "" is none, and a mask says nothing."""
    if not text:
        return {}
    if text.lstrip()[:1] in ("{", "["):
        try:
            return _tags(json.loads(text))
        except (ValueError, RecursionError):
            raise _Unknown from None
    raise _Unknown


def _pair(value: Json) -> Tags:
    if not _is_object(value) or not _has_key(value):
        raise _Unknown
    key = next(value[name] for name in _KEYS if name in value)
    worth = next((value[name] for name in _VALUES if name in value), "")
    if not isinstance(key, str):
        raise _Unknown
    return {key: _text(worth)}


def _has_key(value: Wrapped) -> bool:
    """Whether it is one tag: a key, a value, and at most what services add beside them."""
    return any(isinstance(value.get(name), str) for name in _KEYS) and (
        len(value) == 1 or any(name in value for name in _VALUES) or "propagateAtLaunch" in value
    )


def _merged(pairs: Iterator[Tags]) -> Tags:
    found: Tags = {}
    for pair in pairs:
        found |= pair
    return found


def _texts(value: Json) -> Iterator[str]:
    """Keys to be taken away: texts, or objects that have a key."""
    for each in _listed(value):
        yield from _pair(each) if _is_object(each) else [_text(each)]


def _listed(value: Json) -> Sequence[Json]:
    if _is_object(value):
        for name in _LISTS:
            inner = value.get(name)
            if isinstance(inner, list):
                return inner
        return [value]
    if isinstance(value, list):
        return value
    if value is None:
        return []
    raise _Unknown


def _text(value: Json) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str() if not value.startswith(_MASKS):
            return value
        case int() | float():
            return str(value)
        case _:
            raise _Unknown


def _is_object(value: Json) -> TypeGuard[dict[str, Json]]:
    return isinstance(value, dict)
