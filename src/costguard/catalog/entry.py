"""What the catalog knows of one resource type, in terms that no cloud owns."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.resource import Scalar


class RegionSource(StrEnum):
    """What in a plan tells where a resource runs.

    A regional attribute that a plan leaves unset falls back to the provider's own region or zone (AWS, GCP).
    """

    PROVIDER = "provider"
    """The region of the provider instance; the resource's own `region` wins where it is set (AWS provider 6)."""
    GLOBAL = "global"
    """It has none: the service answers everywhere."""
    REGION = "region"
    """Its `region` attribute."""
    ZONE = "zone"
    """Its `zone` attribute, whose region is the name without the last part."""
    LOCATION = "location"
    """Its `location` attribute: an Azure region, or a GCP region, zone or multi-region."""
    CONFIG = "config"
    """Its `config` attribute: `regional-` and a region, or a multi-region's name (Cloud Spanner)."""
    PARENT = "parent"
    """The resource that it belongs to; its own body does not say."""


class AttributePath(msgspec.Struct, frozen=True):
    """Where one attribute lies in a plan's resource body.

    The first of `paths` that is set wins; dots descend, also through lists of blocks. A number is divided by
    `divide` to reach the attribute's unit; of a URL only the last segment counts if `last_segment`. `default`,
    in the attribute's unit, is what the provider or the API documents for one that is left unset, None where
    that is not known. Some providers write numbers and booleans as text: `AttributeName.kind` says what is meant.
    """

    paths: tuple[str, ...]
    default: Scalar | None = None
    divide: int = 1
    last_segment: bool = False
    referrer: bool = False


class AttributeName(msgspec.Struct, frozen=True):
    """A word of the neutral vocabulary. `unit` is None where the value has none."""

    name: str
    title: str
    unit: str | None
    kind: Literal["string", "number", "boolean"]


class Entry(msgspec.Struct, frozen=True):
    """One resource type. `type` is Terraform's name, `title` and `service` are the vendor's words.

    `api_name` is the type in CloudFormation and AWS Config, in Azure Resource Manager, or in Cloud Asset
    Inventory; "" where it has none. `tags_path` is where its tags lie in a plan, None where it carries none.
    """

    type: str
    title: str
    service: str
    cloud: Cloud
    api_name: str
    taggable: bool
    tags_path: str | None
    region: RegionSource
    attributes: Mapping[str, AttributePath]
