"""What AWS authorises: which actions create, tag and untag, on which resources, with which condition keys.

A Deny whose condition key the service never puts into that request silently never matches, or always does. So every
triple of action, resource type and condition key is looked up here before it is written, and refused otherwise.

The data are AWS's Service Authorization Reference as `data/authorization/aws.json` holds it, made by
`authorization/derive_aws.py`. The names of actions, services and condition keys ignore case, as IAM's do (IAM User
Guide, "IAM JSON policy elements"); what is returned has AWS's own spelling.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Final, Literal

import msgspec

from costguard.catalog.aws_global_keys import global_key_type, is_everywhere

_FILE: Final = Path(__file__).parent / "data" / "authorization" / "aws.json"

Kind = Literal["create", "tag", "untag"]


class ResourceTypeInAction(msgspec.Struct, frozen=True):
    """A resource type that an action authorises, and the keys that its context has beside those of the action.

    `keys` is as the action's own entry lists them, in AWS's spelling, templates such as `aws:RequestTag/${TagKey}`
    included; empty where it lists none (`supports` then asks the resource type's own).
    """

    name: str
    required: bool
    keys: frozenset[str]


class Action(msgspec.Struct, frozen=True):
    """An action that creates, tags or untags: `ec2:RunInstances`, its condition keys, the resource types in it."""

    name: str
    kind: Kind
    keys: frozenset[str]
    resources: tuple[ResourceTypeInAction, ...]


class _ActionRecord(msgspec.Struct):
    kind: Kind
    keys: str = ""
    required: dict[str, str] = {}
    optional: dict[str, str] = {}


class _TypeRecord(msgspec.Struct):
    arn: str
    keys: str = ""


class _Service(msgspec.Struct, dict=True):
    names: str
    key_types: dict[str, str]
    resource_types: dict[str, _TypeRecord]
    actions: dict[str, _ActionRecord]


class _Table(msgspec.Struct):
    package: str
    version: str
    date: str
    services: dict[str, msgspec.Raw]


def action(name: str) -> Action | None:
    """The action of that name, `ec2:RunInstances`; None where it is not known to create, tag or untag."""
    service, _, short = name.partition(":")
    return _actions(service.lower()).get(short.lower())


def actions(service: str) -> tuple[Action, ...]:
    """The actions of a service that create, tag or untag, sorted by name; none of an unknown service."""
    return tuple(_actions(service.lower()).values())


def services() -> tuple[str, ...]:
    """The services that are known, by their prefix in action names, sorted."""
    return tuple(_table().services)


@cache
def action_names(service: str) -> frozenset[str]:
    """The names of all actions of a service, without its prefix, whatever they do; none of an unknown service."""
    known = _service(service.lower())
    return frozenset(known.names.split()) if known is not None else frozenset()


def resource_types(service: str) -> tuple[str, ...]:
    """The resource types of a service that its creating and tagging actions authorise."""
    known = _service(service.lower())
    return tuple(known.resource_types) if known is not None else ()


def arn_patterns(service: str, resource_type: str, partition: str = "aws") -> tuple[str, ...]:
    """The forms that ARNs of a resource type have: `arn:aws:ec2:*:*:volume/*`; one, rarely more.

    Raises KeyError for a resource type that the service does not authorise.
    """
    known = _service(service.lower())
    if known is None or resource_type not in known.resource_types:
        raise KeyError(f"{service} has no resource type {resource_type}")
    return tuple(f"arn:{partition}:{each}" for each in known.resource_types[resource_type].arn.split())


def arn_pattern(service: str, resource_type: str, partition: str = "aws") -> str:
    """One pattern for all ARNs of a resource type, wider than `arn_patterns` where these are several."""
    patterns = arn_patterns(service, resource_type, partition)
    if len(patterns) == 1:
        return patterns[0]
    start = _common_start(patterns)
    end = _common_start([each[len(start) :][::-1] for each in patterns])[::-1]
    return f"{start}*{end.lstrip('*')}"


def _common_start(texts: Sequence[str]) -> str:
    same = takewhile(lambda characters: len(set(characters)) == 1, zip(*texts, strict=False))
    return "".join(characters[0] for characters in same)


def key_type(key: str) -> str | None:
    """The type of a condition key's values, `Numeric`, `String`, `ArrayOfString`, `Bool`, `ARN`; None if unknown."""
    told = global_key_type(key)
    if told is not None:
        return told
    service = key.partition(":")[0].lower()
    return _lookup(_key_types(service), key)


def supports(action_name: str, resource_type: str | None, key: str) -> bool:
    """Whether a request for an action carries a condition key while that resource type is authorised.

    It does if the key is global, or among the action's own, or among those of its entry for the resource type; only
    where that entry lists none, the resource type's own keys count. None stands for a call without a resource.
    """
    known = action(action_name)
    if known is None:
        return False
    if is_everywhere(key) or _is_among(known.keys, key):
        return True
    entry = next((each for each in known.resources if each.name == resource_type), None)
    if entry is None:
        return False
    return _is_among(entry.keys or _own_keys(known.name.partition(":")[0], entry.name), key)


def dated() -> str:
    """The day of the data, as ISO writes it."""
    return _table().date


def origin() -> str:
    """The package that the data are from, with its version."""
    return f"{_table().package} {_table().version}"


@cache
def _table() -> _Table:
    # The services stay raw, so that a policy pays for those that it speaks of: one takes 0.1 ms, EC2 2 ms.
    return msgspec.json.decode(_FILE.read_bytes(), type=_Table)


@cache
def _service(service: str) -> _Service | None:
    raw = _table().services.get(service)
    return msgspec.json.decode(raw, type=_Service) if raw is not None else None


@cache
def _actions(service: str) -> Mapping[str, Action]:
    known = _service(service)
    records = known.actions if known is not None else {}
    return {name.lower(): _action(f"{service}:{name}", record) for name, record in records.items()}


def _action(name: str, record: _ActionRecord) -> Action:
    required = [ResourceTypeInAction(each, True, _keys(keys)) for each, keys in record.required.items()]
    optional = [ResourceTypeInAction(each, False, _keys(keys)) for each, keys in record.optional.items()]
    return Action(name, record.kind, _keys(record.keys), (*required, *optional))


@cache
def _own_keys(service: str, resource_type: str) -> frozenset[str]:
    known = _service(service)
    record = known.resource_types.get(resource_type) if known is not None else None
    return _keys(record.keys) if record is not None else frozenset()


@cache
def _key_types(service: str) -> Mapping[str, str]:
    known = _service(service)
    by_type = known.key_types if known is not None else {}
    return {key.lower(): type_name for type_name, keys in by_type.items() for key in keys.split()}


@cache
def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _is_among(keys: Iterable[str], key: str) -> bool:
    return _lookup({each.lower(): "" for each in keys}, key) is not None


def _lookup(known: Mapping[str, str], key: str) -> str | None:
    """What is known of a key: under its own name, or under a template that it fills, `aws:RequestTag/${TagKey}`."""
    folded = key.lower()
    if folded in known:
        return known[folded]
    for name, told in known.items():
        start, has_template, rest = name.partition("${")
        end = rest.partition("}")[2]
        fits = len(folded) > len(start) + len(end) and folded.startswith(start) and folded.endswith(end)
        if has_template and fits:
            return told
    return None
