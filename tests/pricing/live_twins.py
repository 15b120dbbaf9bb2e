"""The same resources twice: as a plan has them, and as an inventory tells them by neutral attributes."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from costguard.model.cloud import cloud_of
from costguard.model.inventory import Values

HOME = {"aws": "eu-west-1", "azure": "westeurope", "gcp": "europe-west1"}


class Twin(NamedTuple):
    """One resource twice: as a plan has it, and as an inventory tells it (a text is one value, None is "not set")."""

    type: str
    planned: Mapping[str, Any]
    told: Mapping[str, str | None]

    @property
    def region(self) -> str:
        """Where both are."""
        return HOME[cloud_of(self.type)]

    @property
    def attributes(self) -> dict[str, Values]:
        """What the inventory tells, as it tells it."""
        return {name: () if value is None else (value,) for name, value in self.told.items()}


_SEARCH_NODES = {"instance_type": "r6g.large.search", "instance_count": 3}
_MASTERS = {"dedicated_master_enabled": True, "dedicated_master_type": "m6g.large.search", "dedicated_master_count": 3}
_GP3 = {"ebs_enabled": True, "volume_type": "gp3", "volume_size": 500, "iops": 3000, "throughput": 250}
_MSK_STORAGE = {"storage_info": [{"ebs_storage_info": [{"volume_size": 1000}]}]}
_SQL_SETTINGS = {"tier": "db-custom-4-15360", "availability_type": "REGIONAL", "disk_size": 200, "disk_type": "PD_SSD"}

TWINS = [
    Twin("aws_ebs_volume", {"type": "gp3", "size": 500, "iops": 6000, "throughput": 250},
         {"volume_type": "gp3", "size_gb": "500", "iops": "6000", "throughput_mbps": "250"}),
    Twin("aws_ebs_volume", {"type": "io2", "size": 100, "iops": 40000},
         {"volume_type": "io2", "size_gb": "100", "iops": "40000", "throughput_mbps": None}),
    Twin("aws_db_instance",
         {"instance_class": "db.m6g.xlarge", "engine": "postgres", "engine_version": "16.4", "multi_az": True,
          "allocated_storage": 500, "storage_type": "gp3", "iops": 12000, "storage_throughput": 500},
         {"instance_type": "db.m6g.xlarge", "engine": "postgres", "engine_version": "16.4", "multi_az": "true",
          "storage_gb": "500", "volume_type": "gp3", "iops": "12000", "throughput_mbps": "500", "license_model": None,
          "backup_retention_days": "7", "performance_insights": "false"}),
    Twin("aws_rds_cluster_instance", {"instance_class": "db.r6g.large", "engine": "aurora-mysql"},
         {"instance_type": "db.r6g.large", "engine": "aurora-mysql", "engine_version": "8.0.mysql_aurora.3.05.2",
          "performance_insights": "false"}),
    Twin("aws_elasticache_cluster", {"node_type": "cache.r6g.large", "engine": "redis", "num_cache_nodes": 1},
         {"instance_type": "cache.r6g.large", "engine": "redis", "node_count": "1", "backup_retention_days": "0"}),
    Twin("aws_opensearch_domain", {"cluster_config": [_SEARCH_NODES | _MASTERS], "ebs_options": [_GP3]},
         {"instance_type": "r6g.large.search", "node_count": "3", "master_instance_type": "m6g.large.search",
          "master_count": "3", "warm_count": None, "warm_instance_type": None, "storage_gb": "500",
          "volume_type": "gp3", "iops": "3000", "throughput_mbps": "250"}),
    Twin("aws_redshift_cluster", {"node_type": "ra3.xlplus", "number_of_nodes": 4},
         {"instance_type": "ra3.xlplus", "node_count": "4"}),
    Twin("aws_msk_cluster",
         {"number_of_broker_nodes": 3, "broker_node_group_info": [{"instance_type": "kafka.m5.large", **_MSK_STORAGE}]},
         {"instance_type": "kafka.m5.large", "node_count": "3", "storage_gb": "1000", "storage_class": "LOCAL"}),
    Twin("aws_fsx_windows_file_system",
         {"storage_capacity": 1000, "throughput_capacity": 64, "deployment_type": "MULTI_AZ_1", "storage_type": "SSD"},
         {"size_gb": "1000", "throughput_mbps": "64", "deployment_type": "MULTI_AZ_1", "volume_type": "SSD",
          "iops": "3000"}),
    Twin("aws_fsx_lustre_file_system",
         {"storage_capacity": 1200, "deployment_type": "PERSISTENT_2", "per_unit_storage_throughput": 250,
          "storage_type": "SSD"},
         {"size_gb": "1200", "deployment_type": "PERSISTENT_2", "throughput_mbps_per_tib": "250",
          "volume_type": "SSD"}),
    Twin("aws_efs_file_system", {"throughput_mode": "provisioned", "provisioned_throughput_in_mibps": 100},
         {"throughput_mode": "provisioned", "throughput_mbps": "100"}),
    Twin("aws_nat_gateway", {}, {}),
    Twin("aws_lb", {"load_balancer_type": "network", "internal": True},
         {"load_balancer_type": "network", "internal": "true"}),
    Twin("aws_eip", {}, {"attached_to": None}),
    Twin("aws_eks_cluster", {"version": "1.30"}, {"engine_version": "1.30", "support_type": "EXTENDED"}),
    Twin("aws_kinesis_stream", {"shard_count": 4, "retention_period": 48},
         {"shard_count": "4", "retention_days": "2", "billing_mode": "PROVISIONED"}),
    Twin("aws_mq_broker",
         {"engine_type": "RabbitMQ", "host_instance_type": "mq.m5.large", "deployment_mode": "CLUSTER_MULTI_AZ"},
         {"engine": "RabbitMQ", "instance_type": "mq.m5.large", "deployment_type": "CLUSTER_MULTI_AZ",
          "volume_type": "ebs"}),
    Twin("azurerm_managed_disk", {"storage_account_type": "Premium_LRS", "disk_size_gb": 512},
         {"volume_type": "Premium_LRS", "size_gb": "512", "iops": "2300", "throughput_mbps": "150", "tier": "P20"}),
    Twin("azurerm_mssql_database",
         {"sku_name": "GP_Gen5_4", "max_size_gb": 250, "license_type": "BasePrice", "zone_redundant": True},
         {"sku": "GP_Gen5_4", "max_storage_gb": "250", "license_model": "BasePrice", "multi_az": "true",
          "redundancy": "Geo", "replica_count": None, "attached_to": None}),
    Twin("azurerm_redis_cache", {"sku_name": "Premium", "family": "P", "capacity": 2, "shard_count": 3},
         {"sku": "Premium", "sku_family": "P", "capacity_units": "2", "shard_count": "3", "replica_count": None}),
    Twin("azurerm_service_plan", {"sku_name": "P1v3", "os_type": "Linux", "worker_count": 3},
         {"sku": "P1v3", "operating_system": "Linux", "instance_count": "3"}),
    Twin("azurerm_kubernetes_cluster", {"sku_tier": "Standard"}, {"tier": "Standard", "load_balancer_sku": "standard"}),
    Twin("azurerm_public_ip", {"sku": "Standard", "allocation_method": "Static"},
         {"sku": "Standard", "allocation_method": "Static", "tier": "Regional"}),
    Twin("azurerm_application_gateway",
         {"sku": [{"name": "WAF_v2"}], "autoscale_configuration": [{"min_capacity": 2, "max_capacity": 5}]},
         {"sku": "WAF_v2", "capacity_units": None, "min_capacity_units": "2", "max_capacity_units": "5"}),
    Twin("azurerm_linux_virtual_machine_scale_set",
         {"sku": "Standard_D2s_v5", "instances": 3,
          "os_disk": [{"disk_size_gb": 128, "storage_account_type": "Premium_LRS"}]},
         {"instance_type": "Standard_D2s_v5", "instance_count": "3", "root_volume_size_gb": "128",
          "root_volume_type": "Premium_LRS", "data_volume_size_gb": None, "data_volume_type": None}),
    Twin("azurerm_express_route_circuit",
         {"sku": [{"tier": "Standard", "family": "MeteredData"}], "bandwidth_in_mbps": 1000},
         {"tier": "Standard", "sku_family": "MeteredData", "bandwidth_gbps": "1"}),
    Twin("google_compute_disk", {"type": "pd-ssd", "size": 500},
         {"volume_type": "pd-ssd", "size_gb": "500", "iops": None, "throughput_mbps": None}),
    Twin("google_sql_database_instance",
         {"database_version": "POSTGRES_15",
          "settings": [_SQL_SETTINGS | {"ip_configuration": [{"ipv4_enabled": False}]}]},
         {"instance_type": "db-custom-4-15360", "engine_version": "POSTGRES_15", "high_availability": "REGIONAL",
          "storage_gb": "200", "volume_type": "PD_SSD", "edition": "ENTERPRISE", "public_ip": "true",
          "activation_policy": "ALWAYS"}),
    Twin("google_redis_instance", {"memory_size_gb": 5, "tier": "STANDARD_HA"},
         {"memory_gb": "5", "tier": "STANDARD_HA", "replica_count": "1"}),
    Twin("google_container_cluster", {"location": "europe-west1", "enable_autopilot": True}, {"autopilot": "true"}),
    Twin("google_filestore_instance",
         {"location": "europe-west1-b", "tier": "BASIC_SSD", "file_shares": [{"capacity_gb": 2560}]},
         {"tier": "BASIC_SSD", "size_gb": "2560"}),
    Twin("google_compute_vpn_tunnel", {}, {}),
]  # fmt: skip


def twin_of(resource_type: str) -> Twin:
    """The first of a type."""
    return next(twin for twin in TWINS if twin.type == resource_type)
