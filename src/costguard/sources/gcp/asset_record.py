"""One record of Cloud Asset Inventory as an item: the same for the answer to a live call and a line of an export."""

from collections.abc import Mapping
from typing import Any, Final

from costguard.catalog.entry import Entry
from costguard.catalog.live.attributes import live_attributes
from costguard.catalog.live.names import terraform_type
from costguard.catalog.lookup import entry
from costguard.model.cloud import Cloud
from costguard.model.inventory import Item
from costguard.sources.gcp.asset import asset_of
from costguard.sources.gcp.asset_labels import Labels, labels_of
from costguard.sources.gcp.asset_place import account_of, region_of

SOURCE: Final = "cloud-asset"
"""The API's name in coverage and on items."""

_NOT_TOLD: Final = "the record does not hold the resource's own data, where its labels lie"


def item_of(record: Mapping[str, Any], project_ids: Mapping[str, str]) -> Item | None:
    """The resource that a record describes; None where it describes none that an audit asks about.

    Takes an asset (`gcloud asset export`, ListAssets with content type RESOURCE) and a search result
    (SearchAllResources), in the REST API's camel case and in snake case. `project_ids` gives project ids by number; a
    project whose id is nowhere told goes by its number. A resource that lies in no project has the folder or
    organisation that holds it for its account (`folders/456`).

    Kept are the catalog's types, and any other that carries labels: what else Google lists (IAM and organisation
    policies, key versions, Kubernetes objects) costs nothing and cannot be told apart by anybody's rules. Tags are
    Google's labels; Google's tags are another thing, which policies do not judge.
    """
    asset = asset_of(record)
    if asset is None:
        return None
    resource_type = terraform_type(Cloud.GCP, asset.asset_type, asset.body)
    known = entry(resource_type)
    labels = labels_of(asset)
    if known is None and not labels:
        return None
    return Item(
        id=asset.name,
        cloud=Cloud.GCP,
        type=resource_type,
        native_type=asset.asset_type,
        account=account_of(asset, project_ids),
        region=region_of(asset, known),
        tags=_tags(known, labels),
        tags_incomplete=_NOT_TOLD if labels is None and known is not None and known.taggable else "",
        attributes=live_attributes(resource_type, asset.body) if known is not None and asset.body else {},
        source=SOURCE,
    )


def _tags(known: Entry | None, labels: Labels | None) -> Labels | None:
    """A type that takes labels and has none is empty of them; of a type that nobody knows only what is there counts."""
    if known is None:
        return labels or None
    return (labels or {}) if known.taggable else None
