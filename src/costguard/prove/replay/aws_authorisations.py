"""Lists what IAM authorises of one recorded call: each resource type that it makes or acts on, with its own tags."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from costguard.catalog import authorization, aws_operations
from costguard.catalog.authorization import Action
from costguard.sources.audit_logs.recorded_request import RecordedRequest

# How ids begin ("Resource IDs", Amazon EC2 User Guide, 2026-09).
_EC2_IDS: Final[Mapping[str, str]] = {
    "acl": "network-acl", "ami": "image", "cgw": "customer-gateway", "cr": "capacity-reservation",
    "dopt": "dhcp-options", "eigw": "egress-only-internet-gateway", "eipalloc": "elastic-ip",
    "eni": "network-interface", "fl": "vpc-flow-log", "fleet": "fleet", "h": "dedicated-host", "i": "instance",
    "igw": "internet-gateway", "key": "key-pair", "lt": "launch-template", "nat": "natgateway",
    "pcx": "vpc-peering-connection", "pg": "placement-group", "pl": "prefix-list", "rtb": "route-table",
    "sfr": "spot-fleet-request", "sg": "security-group", "sgr": "security-group-rule", "sir": "spot-instances-request",
    "snap": "snapshot", "subnet": "subnet", "tgw": "transit-gateway", "vgw": "vpn-gateway", "vol": "volume",
    "vpc": "vpc", "vpce": "vpc-endpoint", "vpn": "vpn-connection",
}  # fmt: skip
_CREATE_TAGS: Final = "ec2:CreateTags"
_CREATE_ACTION: Final = "ec2:CreateAction"
_PARTS_OF_AN_ARN: Final = 6


class Authorisation(msgspec.Struct, frozen=True):
    """An action on one resource type, "" where it knows none. What is not `is_certain` may be authorised or not.

    `name` is what an ARN ends with, "" where that is not recorded. An action that `is_known` no data of is in none of
    them: what its contexts hold cannot be told.
    """

    action: Action
    resource: str
    tags: Mapping[str, str] | None
    values: Mapping[str, str]
    name: str = ""
    is_certain: bool = True
    is_known: bool = True


def authorisations(request: RecordedRequest) -> Iterator[Authorisation]:
    """Every authorisation of a call; tagging what EC2 creates is one more for each resource that gets tags."""
    known = authorization.action(request.operation)
    if known is None:
        action = Action(request.operation, "create", frozenset(), ())
        yield Authorisation(action, "", request.tags, request.values, is_known=False)
        return
    if known.kind == "create":
        yield from _of_creation(known, request)
        yield from _of_tagging_beside(request)
    else:
        yield from _of_tagging(known, request)


def _of_creation(known: Action, request: RecordedRequest) -> Iterator[Authorisation]:
    certain = _certain_types(known, request)
    for resource, parts in request.parts.items():
        for part in parts:
            yield Authorisation(known, resource, request.tags_of(resource), {**request.values, **part})
    for each in [*certain, *(each for each in _types(known) if each not in certain)]:
        yield Authorisation(known, each, request.tags_of(each), request.values, is_certain=each in certain)


def _certain_types(known: Action, request: RecordedRequest) -> tuple[str, ...]:
    """What the call surely authorises: what it needs, what it alone can make, and what its record names."""
    types = _types(known)
    if types == ("",):
        return types
    if request.resource_type:
        return (request.resource_type,)
    needed = [each.name for each in known.resources if each.required]
    made = dict.fromkeys(each.resource_type for each in aws_operations.operations_by_action().get(known.name, ()))
    sure = [each for each in made if len(made) == 1 or needed]
    return tuple(dict.fromkeys(each for each in (*needed, *sure, *request.tags_by_resource) if each in types))


def _of_tagging_beside(request: RecordedRequest) -> Iterator[Authorisation]:
    """EC2 authorises ec2:CreateTags too where a creation sends tags ("Tag resources during creation", 2026-09)."""
    service, _, name = request.operation.partition(":")
    action = authorization.action(_CREATE_TAGS) if service == "ec2" else None
    for resource, tags in request.tags_by_resource.items() if action is not None else ():
        if tags and action is not None and resource in _types(action):
            yield Authorisation(action, resource, tags, {_CREATE_ACTION: name})


def _of_tagging(known: Action, request: RecordedRequest) -> Iterator[Authorisation]:
    """Of the resources that are named; of every type that can be, where none of them is recognised."""
    found = [found for each in request.resources if (found := _recognised(known, each)) is not None]
    for resource, name in found:
        yield Authorisation(known, resource, request.tags, request.values, name)
    if not found:
        types = _types(known)
        for each in types:
            yield Authorisation(known, each, request.tags, request.values, is_certain=len(types) == 1)


@lru_cache(maxsize=65536)
def _recognised(known: Action, resource: str) -> tuple[str, str] | None:
    """The resource type of an ARN or id, and what its ARN ends with."""
    service = known.name.partition(":")[0]
    types = _types(known)
    if not resource.startswith("arn:"):
        kind = _EC2_IDS.get(resource.rpartition("-")[0]) if service == "ec2" else types[0] if len(types) == 1 else None
        if kind not in types:
            return None
        return kind, f"{kind}/{resource}" if service == "ec2" else ""
    return _of_arn(service, types, resource)


def _of_arn(service: str, types: tuple[str, ...], arn: str) -> tuple[str, str] | None:
    """The type whose pattern fits; of several the longest, and first those whose names hold no `/` and `:`."""
    patterns = [
        (pattern, each) for each in filter(None, types) for pattern in authorization.arn_patterns(service, each, "*")
    ]
    for name in ("[^/:]*", ".*"):
        fitting = [(len(pattern), each) for pattern, each in patterns if _regex(pattern, name).fullmatch(arn)]
        if fitting:
            return max(fitting)[1], arn.split(":", _PARTS_OF_AN_ARN - 1)[-1]
    return None


@lru_cache(maxsize=8192)
def _regex(pattern: str, name: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", name), re.DOTALL)


@lru_cache(maxsize=4096)
def _types(known: Action) -> tuple[str, ...]:
    return tuple(each.name for each in known.resources) or ("",)
