"""The region of a resource that does not say it itself: that of the resource of the same plan it belongs to."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

import msgspec

from costguard.model.cloud import cloud_of
from costguard.model.resource import AFTER_APPLY, Attribute
from costguard.sources.terraform_plan.actions import action_of
from costguard.sources.terraform_plan.address import module_path
from costguard.sources.terraform_plan.body import decode_body
from costguard.sources.terraform_plan.configuration import ConfigIndex, ModulePath, ResourceConfig
from costguard.sources.terraform_plan.regions import RegionContext, region_of
from costguard.sources.terraform_plan.wire import ResourceChange

# How children name their parent, nearest first (azurerm 2 to 4, google 3 to 7).
_PARENT_ARGUMENTS: Final = (
    "server_id", "server_name", "storage_account_id", "storage_account_name", "virtual_machine_id",
    "kubernetes_cluster_id", "namespace_id", "namespace_name", "account_name", "cosmosdb_account_id",
    "app_service_plan_id", "service_plan_id", "factory_id", "data_factory_id", "workspace_id", "key_vault_id",
    "loadbalancer_id", "virtual_network_gateway_id", "vpn_gateway_id", "express_route_gateway_id", "virtual_hub_id",
    "cognitive_account_id", "target_resource_id", "cosmosdb_account_name", "account_id", "synapse_workspace_id",
    "machine_learning_workspace_id", "source_vm_id", "profile_id", "profile_name", "domain_service_id",
    "virtual_network_name", "elastic_pool_id", "managed_instance_id", "cluster_id", "cluster", "instance",
    "resource_group_name",
)  # fmt: skip
_MAX_STEPS: Final = 4
# Which instance of a block is meant (`each.key`, `count.index`) stands in no plan.
_ONE_OF_SEVERAL: Final = AFTER_APPLY

_Block = tuple[ModulePath, str, str]


class ParentRegions(msgspec.Struct, frozen=True, dict=True):
    """Finds parents through the configuration's references among all resources of the plan."""

    changes: tuple[ResourceChange, ...]
    config: ConfigIndex

    def region_for(self, path: ModulePath, config: ResourceConfig | None, steps: int = _MAX_STEPS) -> Attribute | None:
        """The parent's region, or None where no parent is named, or none of this plan."""
        if config is None or not steps:
            return None
        for argument in _PARENT_ARGUMENTS:
            for name in config.references(argument):
                resource_type, _, rest = name.partition(".")
                block = (path, resource_type, rest.partition(".")[0].partition("[")[0])
                region = self._region_of_block(block, steps)
                if region is not None:
                    return region
        return None

    def _region_of_block(self, block: _Block, steps: int) -> Attribute | None:
        """The region that all instances of a block have; looked for once, however many children ask."""
        if (block, steps) not in self._known:
            regions = [self._region(parent, block[0], steps) for parent in self._by_block.get(block, ())]
            first = regions[0] if regions else None
            is_one = first is None or all(region == first for region in regions)
            self._known[block, steps] = first if is_one else _ONE_OF_SEVERAL
        return self._known[block, steps]

    @cached_property
    def _known(self) -> dict[tuple[_Block, int], Attribute | None]:
        return {}

    @cached_property
    def _by_block(self) -> Mapping[_Block, list[ResourceChange]]:
        """Every resource that will be there, by its block: `count` and `for_each` make several of one."""
        found: dict[_Block, list[ResourceChange]] = {}
        for change in self.changes:
            if action_of(change.change.actions).leaves_a_resource:
                block = (module_path(change.module_address or ""), change.type, change.name)
                found.setdefault(block, []).append(change)
        return found

    def _region(self, parent: ResourceChange, path: ModulePath, steps: int) -> Attribute | None:
        change = parent.change
        body = decode_body(change.after, change.after_unknown, change.after_sensitive, parent.address)
        config = self.config.resource(path, parent.type, parent.name)
        context = RegionContext(config, lambda _: None, lambda: self.region_for(path, config, steps - 1))
        return region_of(parent.type, cloud_of(parent.type), body, None, context)
