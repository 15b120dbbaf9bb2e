"""Turns one resource change of a plan into the resources that rules judge: itself, and its tagged parts."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

import msgspec

from costguard.catalog.entry import Entry
from costguard.catalog.lookup import entry as catalog_entry
from costguard.model.change import Action
from costguard.model.cloud import Cloud, cloud_of
from costguard.model.resource import Attribute, Resource, known
from costguard.model.tags import Origin, Tags
from costguard.sources.terraform_plan.actions import action_of
from costguard.sources.terraform_plan.address import module_of, module_path
from costguard.sources.terraform_plan.attributes import PLACES, PlannedAttributes
from costguard.sources.terraform_plan.body import Body, decode_body
from costguard.sources.terraform_plan.configuration import ConfigIndex, ModulePath, ResourceConfig
from costguard.sources.terraform_plan.hidden_defaults import HiddenDefaults
from costguard.sources.terraform_plan.parents import ParentRegions
from costguard.sources.terraform_plan.provider_defaults import Defaults, ProviderDefaults
from costguard.sources.terraform_plan.referrers import Referrers
from costguard.sources.terraform_plan.regions import RegionContext, may_be_region, region_of, zone_of
from costguard.sources.terraform_plan.tag_parts import tagged_parts
from costguard.sources.terraform_plan.tags import TagContext, effective_tags, tags_path
from costguard.sources.terraform_plan.wire import ProviderConfig, ResourceChange

_NOTHING: Final = msgspec.Raw()


class PlanContext(msgspec.Struct, frozen=True):
    """What a plan's resources share: its configuration, its providers' defaults, where parents run, its number.

    `regions` are those of providers that take theirs from the environment, which no plan shows.
    """

    config: ConfigIndex
    defaults: ProviderDefaults
    hidden: HiddenDefaults
    parents: ParentRegions
    referrers: Referrers
    plan: int = 0
    regions: Mapping[Cloud, str] = msgspec.field(default_factory=dict)

    def provider(
        self, change: ResourceChange, path: ModulePath, config: ResourceConfig | None
    ) -> ProviderConfig | None:
        """The provider block that configures a resource."""
        return self.config.provider(path, config, change.type.partition("_")[0])


def resources_of(change: ResourceChange, context: PlanContext, *, with_before: bool) -> Iterator[Resource]:
    """The resource as it will be, then its parts; on request with what an update finds. Nothing for other clouds."""
    cloud = cloud_of(change.type)
    if cloud is Cloud.OTHER:
        return
    reading = Reading.of(change, cloud, context)
    body = decode_body(change.change.after, change.change.after_unknown, change.change.after_sensitive, change.address)
    action = action_of(change.change.actions)
    before = (
        reading.resource(_before(change), action, is_former=True) if with_before and action is Action.UPDATE else None
    )
    yield reading.resource(body, action, before)
    yield from reading.parts(body, action, before)


def _before(change: ResourceChange) -> Body:
    return decode_body(change.change.before, _NOTHING, change.change.before_sensitive, change.address)


class Reading(msgspec.Struct, frozen=True):
    """Reads the bodies of one change in its context: the change, its cloud and module, its block of the code."""

    change: ResourceChange
    cloud: Cloud
    module: str
    path: ModulePath
    entry: Entry | None
    config: ResourceConfig | None
    context: PlanContext

    @classmethod
    def of(cls, change: ResourceChange, cloud: Cloud, context: PlanContext) -> "Reading":
        """What there is to read a change with."""
        module = change.module_address if change.module_address is not None else module_of(change.address)
        path = module_path(module)
        config = context.config.resource(path, change.type, change.name)
        return cls(change, cloud, module, path, catalog_entry(change.type), config, context)

    def resource(
        self, body: Body, action: Action, before: Resource | None = None, *, is_former: bool = False
    ) -> Resource:
        """The resource as rules see it."""
        return Resource(
            address=self.change.address,
            type=self.change.type,
            cloud=self.cloud,
            tags=self.tags(body, is_update=action is Action.UPDATE and not is_former),
            attributes=PlannedAttributes(body, self.entry, self.config, partial(self._told_elsewhere, body)),
            action=action,
            module=self.module,
            plan=self.context.plan,
            before=before,
        )

    def parts(self, body: Body, action: Action, before: Resource | None) -> Iterator[Resource]:
        """The parts of the resource that carry tags of their own."""
        former = dict(tagged_parts(self.change.type, _before(self.change), self.change.address)) if before else {}
        for name, tags in tagged_parts(self.change.type, body, self.change.address):
            earlier = self._part(name, former[name], action) if name in former else None
            yield self._part(name, tags, action, earlier)

    def _part(self, name: str, tags: Tags, action: Action, before: Resource | None = None) -> Resource:
        return Resource(
            address=f"{self.change.address}#{name}",
            type=self.change.type,
            cloud=self.cloud,
            tags=tags,
            action=action,
            module=self.module,
            part_of=self.change.address,
            plan=self.context.plan,
            before=before,
        )

    def tags(self, body: Body, *, is_update: bool) -> Tags | None:
        """The tags that the resource will carry; None where it cannot carry any."""
        path = tags_path(self.change.type, self.cloud, body, self.entry)
        if path is None:
            return None
        context = TagContext(self.change.address, self.config, self._defaults, is_update=is_update)
        tags = effective_tags(body, path, context)
        return self.context.hidden.hide(tags, self._provider())

    def _defaults(self) -> Defaults:
        return self.context.defaults.of(self._provider())

    def _provider(self) -> ProviderConfig | None:
        return self.context.provider(self.change, self.path, self.config)

    def _told_elsewhere(self, body: Body, name: str) -> Attribute | None:
        """What the body alone does not tell: where it runs, and what refers to it."""
        if name not in PLACES:
            return self.context.referrers.attachment(self.path, self.change.type, self.change.name)
        if name == "zone":
            return zone_of(self.cloud, body)
        return self.region(body)

    def region(self, body: Body) -> Attribute | None:
        """Where the resource runs; None where it has no region."""
        parent = partial(self.context.parents.region_for, self.path, self.config)
        return region_of(
            self.change.type, self.cloud, body, self.entry, RegionContext(self.config, self._provider_argument, parent)
        )

    def _provider_argument(self, name: str) -> Attribute | None:
        """What the provider block says, or for its region what the caller knows of the environment."""
        provider = self._provider()
        if provider is not None:
            owner = module_path(provider.module_address or "")
            expression = (provider.expressions or {}).get(name)
            told = self.context.config.evaluate(expression, owner)
            if isinstance(told, str) and (name != "region" or may_be_region(told, self.cloud)):
                is_sensitive = self.context.config.is_sensitive(expression, owner)
                return known(told, origin=Origin.PROVIDER, sensitive=is_sensitive)
        environment = self.context.regions.get(self.cloud) if name == "region" else None
        return known(environment, origin=Origin.PROVIDER) if environment is not None else None
