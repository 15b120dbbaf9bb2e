"""Turns a resource of a state into an item of an inventory, with the eyes of the plan reader: same names, same tags."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from costguard.catalog.entry import Entry
from costguard.catalog.live.attributes import as_text
from costguard.catalog.lookup import entry as catalog_entry
from costguard.model.cloud import Cloud, cloud_of
from costguard.model.inventory import Item, Values
from costguard.model.resource import UNSET, Attribute, known
from costguard.model.tags import Tags
from costguard.sources.terraform_plan.attributes import PLACES, PlannedAttributes
from costguard.sources.terraform_plan.body import Body, leaves
from costguard.sources.terraform_plan.provider_defaults import NO_DEFAULTS
from costguard.sources.terraform_plan.regions import RegionContext, region_of, zone_of
from costguard.sources.terraform_plan.tags import TagContext, effective_tags, tags_path
from costguard.sources.terraform_state.instances import Instance
from costguard.sources.terraform_state.owners import account_of, group_of, region_in_id

SOURCE: Final = "terraform-state"


class Parents(msgspec.Struct, frozen=True):
    """Where Azure's resources lie, by id in lower case: a child's id begins with its parent's."""

    regions: Mapping[str, str]

    def region_for(self, body: Body) -> Attribute | None:
        """The region of the nearest parent that the state holds."""
        path = _id(body)
        while path:
            path = path.rpartition("/")[0]
            if path in self.regions:
                return known(self.regions[path])
        return None


def parents_of(instances: Iterable[Instance]) -> Parents:
    """The places of whatever has one."""
    found = {
        _id(each.body): each.body.values.get("location") for each in instances if cloud_of(each.type) is Cloud.AZURE
    }
    return Parents({name: place for name, place in found.items() if name and isinstance(place, str)})


def item_of(instance: Instance, parents: Parents) -> Item:
    """The item of a resource. Raises BadInput, naming its address, where its tags have no shape of tags."""
    cloud, entry = cloud_of(instance.type), catalog_entry(instance.type)
    reading = _Reading(instance, cloud, entry, parents)
    tags, region = reading.tags(), reading.region()
    attributes = dict(reading.attributes())
    return Item(
        id=instance.address,
        cloud=cloud,
        type=instance.type,
        account=account_of(cloud, instance.body.values),
        region=_only(region),
        group=group_of(cloud, instance.body.values),
        tags=None if tags is None else {key: tag.value for key, tag in tags.entries.items()},
        tags_incomplete="" if tags is None else tags.incomplete,
        attributes={name: _values(attribute) for name, attribute in attributes.items()},
        source=SOURCE,
        sensitive=tuple(_sensitive(tags, {**attributes, "region": region or UNSET})),
    )


class _Reading(msgspec.Struct, frozen=True):
    """Reads one body; no configuration stands beside it, so that the provider's defaults are already in it."""

    instance: Instance
    cloud: Cloud
    entry: Entry | None
    parents: Parents

    def tags(self) -> Tags | None:
        """The merged tags where the provider keeps them, with the resource's own over them."""
        body = self.instance.body
        path = tags_path(self.instance.type, self.cloud, body, self.entry)
        if path is None:
            return None
        return effective_tags(body, path, TagContext(self.instance.address, None, lambda: NO_DEFAULTS))

    def region(self) -> Attribute | None:
        body = self.instance.body
        context = RegionContext(None, lambda _: None, lambda: self.parents.region_for(body))
        found = region_of(self.instance.type, self.cloud, body, self.entry, context)
        if found is UNSET and self.cloud is Cloud.AWS and (named := region_in_id(body.values)):
            return known(named)
        return found

    def attributes(self) -> Iterator[tuple[str, Attribute]]:
        """What the catalog names. What an older provider's schema does not hold is not told, which is not "not set"."""
        body, entry = self.instance.body, self.entry
        read = PlannedAttributes(body, entry, None, lambda name: zone_of(self.cloud, body) if name == "zone" else None)
        for name, path in (entry.attributes if entry is not None else {}).items():
            if name in PLACES:
                continue
            attribute = read.get(name)
            is_there = any(next(leaves(body, each), None) is not None for each in path.paths)
            if attribute is not None and (is_there or (attribute is not UNSET and not path.referrer)):
                yield name, attribute
        zone = read.get("zone")
        if zone is not None and zone is not UNSET:
            yield "zone", zone


def _values(attribute: Attribute) -> Values:
    return tuple(as_text(value) for value in attribute.values)


def _only(region: Attribute | None) -> str | None:
    return str(region.values[0]) if region is not None and region.values else None


def _sensitive(tags: Tags | None, attributes: Mapping[str, Attribute]) -> Iterator[str]:
    yield from (f"tag:{key}" for key, tag in (tags.entries if tags is not None else {}).items() if tag.sensitive)
    yield from (name for name, attribute in attributes.items() if attribute.sensitive)


def _id(body: Body) -> str:
    told = body.values.get("id")
    return told.lower() if isinstance(told, str) and told.startswith("/") else ""
