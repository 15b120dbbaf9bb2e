"""Live pricing of AWS, where it differs from a plan's."""

from collections.abc import Mapping
from typing import Final

from costguard.pricing.live_rules import Implied, LiveRule, Reason, When

_INSTANCES: Final = Reason("the instances that it starts are listed as aws_instance")
_CACHES: Final = Reason("its nodes are listed as aws_elasticache_cluster")
_ZONE: Final = Reason("its hosted zone is listed as aws_route53_zone")
_ADDRESSES: Final = ("Public IPv4 address", "Public IPv4 addresses")
"""AWS bills public addresses by themselves. Elastic ones are listed as aws_eip; what uses one looks like what has its
own."""

_BALANCER: Final = LiveRule(
    lines=_ADDRESSES,
    unset=("aws_subnet", "ip_address_type", "subnet_mapping", "subnets"),
)
_NODES: Final = "cluster_config"
_SEARCH: Final = LiveRule(
    implied=(
        # A domain tells the size of its volumes, the number of its masters and of its warm nodes where it has some.
        Implied("ebs_options.ebs_enabled", True, When("storage_gb")),
        Implied("ebs_options.ebs_enabled", False, When("storage_gb", "")),
        Implied(f"{_NODES}.dedicated_master_enabled", True, When("master_count", "[1-9]*")),
        Implied(f"{_NODES}.dedicated_master_enabled", False, When("master_count", "")),
        Implied(f"{_NODES}.dedicated_master_enabled", False, When("master_count", "0")),
        Implied(f"{_NODES}.warm_enabled", True, When("warm_count", "[1-9]*")),
        Implied(f"{_NODES}.warm_enabled", False, When("warm_count", "")),
        Implied(f"{_NODES}.warm_enabled", False, When("warm_count", "0")),
    ),
)
# A file system tells its IOPS, be they its own or those that come with its size; only those beyond bill.
_IOPS: Final = Implied("disk_iops_configuration.mode", "USER_PROVISIONED", When("iops"))

RULES: Final[Mapping[str, LiveRule]] = {
    "aws_alb": _BALANCER,
    "aws_autoscaling_group": LiveRule(elsewhere=_INSTANCES),
    "aws_cloudformation_stack": LiveRule(elsewhere=Reason("what it made is listed")),
    # An alarm on metric math has no period of its own; bands of anomaly detection are metric math.
    "aws_cloudwatch_metric_alarm": LiveRule(
        implied=(
            Implied("metric_query", None, When("period_s")),
            Implied("comparison_operator", "GreaterThanThreshold", When("period_s")),
        )
    ),
    "aws_db_instance": LiveRule(unset=("engine_lifecycle_support", "replicate_source_db")),
    "aws_directory_service_directory": LiveRule(unset=("desired_number_of_domain_controllers",)),
    "aws_docdb_cluster_instance": LiveRule(unset=("cluster_identifier",)),
    "aws_ebs_volume": LiveRule(unset=("snapshot_id",)),
    "aws_ec2_client_vpn_endpoint": LiveRule(not_told=Reason("how many clients are connected")),
    "aws_ec2_host": LiveRule(unset=("instance_family",)),
    "aws_efs_file_system": LiveRule(unset=("availability_zone_name", "lifecycle_policy")),
    "aws_eip": LiveRule(
        # The address costs the same in use or not.
        unset=(
            "aws_alb", "aws_eip_association", "aws_instance", "aws_lb", "aws_nat_gateway", "customer_owned_ipv4_pool",
            "instance", "network_interface", "public_ipv4_pool",
        ),
    ),
    "aws_eks_cluster": LiveRule(unset=("control_plane_scaling_config",)),
    "aws_eks_fargate_profile": LiveRule(not_told=Reason("how many pods run on it, and how large they are")),
    "aws_eks_node_group": LiveRule(elsewhere=_INSTANCES),
    "aws_elastic_beanstalk_environment": LiveRule(elsewhere=Reason("its instances and balancers are listed")),
    "aws_elasticache_cluster": LiveRule(unset=("global_replication_group_id", "replication_group_id")),
    "aws_elasticache_replication_group": LiveRule(elsewhere=_CACHES),
    "aws_elasticsearch_domain": _SEARCH,
    "aws_elb": LiveRule(lines=_ADDRESSES, unset=("availability_zones", "aws_subnet", "subnets")),
    "aws_fsx_ontap_file_system": LiveRule(unset=("ha_pairs", "throughput_capacity_per_ha_pair"), implied=(_IOPS,)),
    "aws_fsx_openzfs_file_system": LiveRule(implied=(_IOPS,)),
    "aws_fsx_windows_file_system": LiveRule(implied=(_IOPS,)),
    "aws_grafana_workspace": LiveRule(not_told=Reason("how many people use it")),
    "aws_instance": LiveRule(
        parts=("ebs_block_device", "ephemeral_block_device", "root_block_device"),
        lines=_ADDRESSES,
        unset=(
            "associate_public_ip_address", "aws_eip", "aws_eip_association", "credit_specification",
            "elastic_inference_accelerator", "host_id", "host_resource_group_arn", "launch_template", "placement",
            "spot_price",
        ),
    ),
    "aws_kendra_index": LiveRule(unset=("capacity_units",)),
    "aws_lb": _BALANCER,
    "aws_memorydb_cluster": LiveRule(unset=("aws_appautoscaling_target",)),
    "aws_msk_cluster": LiveRule(
        unset=(
            "aws_appautoscaling_target",
            "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput",
        ),
    ),
    "aws_neptune_cluster_instance": LiveRule(unset=("cluster_identifier",)),
    "aws_opensearch_domain": _SEARCH,
    "aws_rds_cluster": LiveRule(unset=("engine_lifecycle_support",)),
    "aws_rds_cluster_instance": LiveRule(
        elsewhere=Reason("the three instances of a Multi-AZ cluster are billed with it", When("engine", "[mp]*")),
        unset=("cluster_identifier", "engine_lifecycle_support", "storage_type"),
    ),
    "aws_sagemaker_endpoint_configuration": LiveRule(repeated=("production_variants",)),
    "aws_secretsmanager_secret": LiveRule(parts=("replica",)),  # listed in each region
    "aws_service_discovery_private_dns_namespace": LiveRule(elsewhere=_ZONE),
    "aws_spot_instance_request": LiveRule(elsewhere=_INSTANCES),
}  # fmt: skip
