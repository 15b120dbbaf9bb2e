"""What a type's name tells by itself: which cloud's it is, and what Terraform calls it."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import msgspec

from costguard.catalog.live.names import terraform_type
from costguard.catalog.lookup import entry
from costguard.model.cloud import Cloud, cloud_of
from costguard.model.errors import BadInput

_CLOUDS: Final[Mapping[str, Cloud]] = MappingProxyType(
    {
        **{str(cloud): cloud for cloud in Cloud},
        "amazon": Cloud.AWS,
        "amazon web services": Cloud.AWS,
        "microsoft": Cloud.AZURE,
        "microsoft azure": Cloud.AZURE,
        "google": Cloud.GCP,
        "google cloud": Cloud.GCP,
        "google cloud platform": Cloud.GCP,
    }
)
_CLOUDFORMATION: Final = re.compile(r"AWS::\w+::.+", re.IGNORECASE)
_RESOURCE_EXPLORER: Final = re.compile(r"[a-z][a-z0-9-]*:[A-Za-z][\w/.-]*")
_RESOURCE_MANAGER: Final = re.compile(r"\w+(\.\w+)+/.+")
# Asset Inventory also lists what runs in GKE clusters: `k8s.io/Pod`, `apps.k8s.io/Deployment` (asset types, 2026-10).
_ASSETS: Final = (".googleapis.com/", "k8s.io/")


class TypeName(msgspec.Struct, frozen=True):
    """A type as inventories hold it. `native_type` is "" where the file gave Terraform's name."""

    cloud: Cloud
    type: str
    native_type: str = ""


@lru_cache(maxsize=65536)
def type_named(name: str, cloud: Cloud | None) -> TypeName:
    """What a name means; `cloud` counts where the name does not tell it. Raises ValueError where the two disagree.

    It is Terraform's name, or the cloud's own: of CloudFormation, Resource Explorer, Resource Manager, or Cloud Asset
    Inventory.
    """
    told = cloud_told_by(name)
    if told is not None and cloud not in (None, told):
        raise ValueError(told)
    if cloud_of(name) is not Cloud.OTHER:
        return TypeName(cloud_of(name), name)
    meant = told if told is not None else cloud
    if meant in (None, Cloud.OTHER):
        return TypeName(Cloud.OTHER, name)
    return TypeName(meant, terraform_type(meant, name), name)


def of_body(name: TypeName, body: Mapping[str, Any]) -> TypeName:
    """The same type, told apart by the resource's own record where several share a native name."""
    if not name.native_type:
        return name
    return TypeName(name.cloud, terraform_type(name.cloud, name.native_type, body), name.native_type)


@lru_cache(maxsize=65536)
def cloud_told_by(name: str) -> Cloud | None:
    """The cloud of a type's name; None where it does not tell."""
    if (cloud := cloud_of(name)) is not Cloud.OTHER:
        return cloud
    if _CLOUDFORMATION.fullmatch(name) or _RESOURCE_EXPLORER.fullmatch(name):
        return Cloud.AWS
    if any(service in name for service in _ASSETS):
        return Cloud.GCP
    return Cloud.AZURE if _RESOURCE_MANAGER.fullmatch(name) else None


def cloud_named(word: str, where: str) -> Cloud | None:
    """The cloud that a column names; None of an empty one. Raises BadInput for another word."""
    folded = word.strip().lower()
    if not folded:
        return None
    if folded not in _CLOUDS:
        raise BadInput(f"{where} names the cloud `{word[:60]}`; costguard knows aws, azure and gcp (and other)")
    return _CLOUDS[folded]


def disagreement(name: str, cloud: Cloud, told: Cloud, where: str) -> BadInput:
    """What to say of a row whose type is of another cloud than it says."""
    return BadInput(
        f"{where} says that `{name[:80]}` is of the cloud {cloud}, but that is a type of {told}; correct it"
    )


@lru_cache(maxsize=65536)
def carries_tags(resource_type: str) -> bool | None:
    """Whether resources of a Terraform type carry tags; None where the catalog does not hold it."""
    known = entry(resource_type)
    return known.taggable if known is not None else None
