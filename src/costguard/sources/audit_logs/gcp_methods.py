"""Tells which resource a method of a Google API creates, by its type in Cloud Asset Inventory."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import msgspec

# Services whose name in audit logs is not the one in Cloud Asset Inventory ("Supported asset types", 2026-11).
_SERVICES: Final[Mapping[str, str]] = {"cloudsql.googleapis.com": "sqladmin.googleapis.com"}
# Services whose request is the resource itself, with nothing around it.
_BARE: Final = frozenset({"compute.googleapis.com", "pubsub.googleapis.com", "storage.googleapis.com"})
# Names that Cloud Asset Inventory has for several collections (same page).
_NOUNS: Final[Mapping[str, str]] = {
    "RegionAutoscaler": "Autoscaler",
    "RegionBackendService": "BackendService",
    "RegionHealthCheck": "HealthCheck",
    "RegionInstanceGroupManager": "InstanceGroupManager",
    "RegionInstanceTemplate": "InstanceTemplate",
    "RegionUrlMap": "UrlMap",
}

# `v1.compute.instances.insert`, `storage.buckets.create`
_REST: Final = re.compile(r"(?:[a-z]+[0-9]*[a-z0-9]*\.)*?(?P<api>[a-z]+)\.(?P<collection>[A-Za-z]+)\.(?:insert|create)")
# `google.container.v1.ClusterManager.CreateCluster`
_RPC: Final = re.compile(r"google\.[A-Za-z0-9_.]+\.(?:Create|Insert)(?P<noun>[A-Z][A-Za-z0-9]*)")


class Created(msgspec.Struct, frozen=True):
    """What is created: its type, the fields of the request that may hold it, or whether the request is it."""

    cai_type: str
    fields: tuple[str, ...]
    is_request: bool


@lru_cache(maxsize=4096)
def created(service: str, method: str) -> Created | None:
    """What a method creates; None where it creates nothing."""
    rest, rpc = _REST.fullmatch(method), _RPC.fullmatch(method)
    if rpc is not None:
        noun = rpc["noun"]
    elif rest is not None:
        noun = _singular(rest["collection"])
    else:
        return None
    known = _SERVICES.get(service, service)
    fields = (noun[:1].lower() + noun[1:], "body", "resource")
    return Created(f"{known}/{_NOUNS.get(noun, noun)}", fields, known in _BARE)


def _singular(collection: str) -> str:
    """`instances` is Instance, `addresses` Address, `resourcePolicies` ResourcePolicy."""
    name = collection[:1].upper() + collection[1:]
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    if name.endswith("sses"):
        return name[:-2]
    return name.removesuffix("s")
