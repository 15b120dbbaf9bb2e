"""Live pricing of Azure, where it differs from a plan's."""

from collections.abc import Mapping
from typing import Final

from costguard.pricing.live_rules import Implied, LiveRule, Reason, When

_HOSTS: Final = ("dedicated_host_group_id", "dedicated_host_id")
_NODES: Final = Reason("its nodes are listed as the scale set of the cluster's own resource group")
_IMAGE: Final = "source_image_reference.publisher"
_LICENSED: Final = (
    # Marketplace images name their system in the offer: `RHEL`, `rhel-sap-ha`, `sles-15-sp5` (Azure docs, 2026-10).
    Implied(_IMAGE, "redhat", When("image", "*rhel*")),
    Implied(_IMAGE, "redhat", When("image", "*redhat*")),
    Implied(_IMAGE, "suse", When("image", "*sles*")),
    Implied(_IMAGE, "suse", When("image", "*suse*")),
    Implied(_IMAGE, None, When("image", "*")),
)
_MACHINE: Final = LiveRule(
    parts=("os_disk",),
    unset=(*_HOSTS, "os_managed_disk_id"),
    implied=_LICENSED,
)
# The disks of a uniform set's machines are the set's own: Resource Graph lists neither.
_SCALE_SET: Final = LiveRule(
    unset=(
        "additional_capabilities", "azurerm_monitor_autoscale_setting", "license_type", "os_disk.diff_disk_settings",
        "os_disk.disk_iops_read_write", "os_disk.disk_mbps_read_write", "os_disk.ultra_ssd_disk_iops_read_write",
        "os_disk.ultra_ssd_disk_mbps_read_write",
    ),
    repeated=("data_disk",),
)  # fmt: skip
_WINDOWS: Final = Implied("os_profile_windows_config", [{}], When("operating_system", "windows"))
_LINUX: Final = Implied("os_profile_windows_config", None, When("operating_system", "linux"))
# The group's region sets the price only outside the commercial cloud.
_GROUP: Final = ("resource_group_name",)
# How older versions of the provider nest what the attributes tell.
_OLD_SERVER: Final = LiveRule(unset=("storage_profile",))
_SQL_SIZES: Final = ("max_size_bytes", "pool_size")

RULES: Final[Mapping[str, LiveRule]] = {
    "azurerm_app_configuration": LiveRule(unset=("replica",)),
    "azurerm_cdn_frontdoor_profile": LiveRule(unset=_GROUP),
    "azurerm_container_group": LiveRule(repeated=("container",)),
    "azurerm_container_registry": LiveRule(
        implied=tuple(
            Implied(path, None, When("sku", tier))  # only Premium registries replicate
            for path in ("georeplication_locations", "georeplications")
            for tier in ("basic", "standard")
        ),
    ),
    "azurerm_dns_zone": LiveRule(unset=_GROUP),
    "azurerm_eventhub_namespace": LiveRule(unset=("azurerm_eventhub", "dedicated_cluster_id")),
    # Of a circuit on an ExpressRoute Direct port the bandwidth stands elsewhere.
    "azurerm_express_route_circuit": LiveRule(
        implied=(
            Implied("express_route_port_id", None, When("bandwidth_gbps")),
            Implied("bandwidth_in_gbps", None, When("bandwidth_gbps")),
        ),
    ),
    "azurerm_firewall": LiveRule(unset=("virtual_hub",)),
    "azurerm_kubernetes_cluster": LiveRule(
        parts=("default_node_pool", "Load Balancer"),
        unset=("addon_profile", "http_application_routing_enabled", "network_profile", "windows_profile"),
    ),
    "azurerm_kubernetes_cluster_node_pool": LiveRule(elsewhere=_NODES),
    "azurerm_kusto_cluster": LiveRule(unset=("optimized_auto_scale",)),
    "azurerm_linux_virtual_machine": _MACHINE,
    "azurerm_linux_virtual_machine_scale_set": _SCALE_SET,
    "azurerm_managed_disk": LiveRule(unset=("max_shares", "on_demand_bursting_enabled", "source_resource_id", "tier")),
    "azurerm_mariadb_server": _OLD_SERVER,
    "azurerm_mssql_database": LiveRule(
        elsewhere=Reason("it runs in a pool, listed as azurerm_mssql_elasticpool", When("sku", "elasticpool")),
        unset=("elastic_pool_name", *_SQL_SIZES),
    ),
    "azurerm_mssql_elasticpool": LiveRule(unset=_SQL_SIZES),
    "azurerm_mysql_flexible_server": LiveRule(unset=("storage.io_scaling_enabled",)),
    "azurerm_mysql_server": _OLD_SERVER,
    "azurerm_orchestrated_virtual_machine_scale_set": LiveRule(
        elsewhere=Reason("its machines are listed as virtual machines")
    ),
    "azurerm_postgresql_flexible_server": LiveRule(unset=("source_server_id", "storage_tier")),
    "azurerm_postgresql_server": _OLD_SERVER,
    "azurerm_private_dns_zone": LiveRule(unset=_GROUP),
    "azurerm_public_ip": LiveRule(unset=("ddos_protection_mode", "ddos_protection_plan_id", "ip_version")),
    "azurerm_public_ip_prefix": LiveRule(unset=("ip_version", "sku_tier")),
    "azurerm_service_plan": LiveRule(unset=("azurerm_monitor_autoscale_setting",)),
    "azurerm_synapse_sql_pool": LiveRule(unset=("geo_backup_policy_enabled", "synapse_workspace_id")),
    "azurerm_virtual_hub": LiveRule(unset=("virtual_wan_id",)),
    "azurerm_virtual_machine": LiveRule(
        parts=("storage_data_disk", "storage_os_disk"),
        unset=(*_HOSTS, "additional_capabilities", "os_profile_windows_config", "priority", "storage_image_reference"),
        implied=(_WINDOWS,),
    ),
    "azurerm_virtual_machine_scale_set": LiveRule(
        unset=(
            "azurerm_monitor_autoscale_setting", "storage_profile_os_disk.create_option",
            "storage_profile_os_disk.disk_size_gb", "storage_profile_os_disk.managed_disk_id",
            "storage_profile_os_disk.vhd_containers", "storage_profile_os_disk.vhd_uri",
        ),
        implied=(_WINDOWS, _LINUX),
        repeated=("storage_profile_data_disk",),
    ),
    "azurerm_windows_virtual_machine": _MACHINE,
    "azurerm_windows_virtual_machine_scale_set": _SCALE_SET,
}  # fmt: skip
