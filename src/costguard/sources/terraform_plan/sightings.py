"""What the resources of one provider instance show of its default tags: their merged tags beside their own."""

from collections.abc import Iterable, Iterator
from typing import Final

from costguard.catalog.lookup import entry as catalog_entry
from costguard.model.change import Action
from costguard.model.cloud import Cloud, cloud_of
from costguard.sources.terraform_plan.actions import action_of
from costguard.sources.terraform_plan.address import module_path
from costguard.sources.terraform_plan.body import decode_body
from costguard.sources.terraform_plan.configuration import ConfigIndex, ResourceConfig
from costguard.sources.terraform_plan.provider_defaults import NO_DEFAULTS, Sighting
from costguard.sources.terraform_plan.tags import TagContext, merged_tags, own_tags, tags_path
from costguard.sources.terraform_plan.wire import ProviderConfig, ResourceChange

# What is there already shows the merged tags of its state, whatever the defaults are now.
_NEW: Final = (Action.CREATE, Action.REPLACE)


def sightings(changes: Iterable[ResourceChange], config: ConfigIndex, provider: ProviderConfig) -> Iterator[Sighting]:
    """Own keys and merged tags of each resource of the instance whose tags are all known."""
    for change in changes:
        if cloud_of(change.type) not in (Cloud.AWS, Cloud.GCP) or action_of(change.change.actions) not in _NEW:
            continue
        path = module_path(change.module_address or "")
        block = config.resource(path, change.type, change.name)
        if config.provider(path, block, change.type.partition("_")[0]) is provider:
            seen = _sighting(change, block)
            if seen is not None:
                yield seen


def _sighting(change: ResourceChange, block: ResourceConfig | None) -> Sighting | None:
    body = decode_body(change.change.after, change.change.after_unknown, change.change.after_sensitive, change.address)
    path = tags_path(change.type, cloud_of(change.type), body, catalog_entry(change.type))
    merged = merged_tags(body, path, change.address) if path is not None else None
    if path is None or merged is None or merged.is_unknown:
        return None
    own = own_tags(body, path, TagContext(change.address, block, lambda: NO_DEFAULTS))
    return None if own.is_unknown else (frozenset(own.entries), merged.entries)
