"""Live pricing of Google Cloud, where it differs from a plan's."""

from collections.abc import Mapping
from typing import Final

from costguard.pricing.live_rules import Implied, LiveRule, Reason, When

_MACHINES: Final = Reason("its machines are listed as google_compute_instance")
_SPOT: Final = ("preemptible", "spot")
_SOURCES: Final = ("image", "snapshot", "source_disk")
_IN_USE: Final = (
    "google_compute_forwarding_rule",
    "google_compute_global_forwarding_rule",
    "google_compute_instance",
    "google_compute_router_nat",
)

RULES: Final[Mapping[str, LiveRule]] = {
    "google_alloydb_instance": LiveRule(unset=("cluster",)),
    # What uses an address sets its price, and only of an idle one is it known what that is.
    "google_compute_address": LiveRule(
        unset=("ip_version",),
        implied=tuple(Implied(each, None, When("attached_to", "")) for each in _IN_USE),
    ),
    "google_compute_disk": LiveRule(unset=_SOURCES),
    "google_compute_global_address": LiveRule(unset=("ip_version",)),
    "google_compute_instance": LiveRule(
        parts=("boot_disk", "network_interface"),
        unset=("desired_status", "google_compute_address", "guest_accelerator", "scheduling", "scratch_disk", *_SPOT),
        repeated=("scratch_disk",),
        not_told=Reason("what the licence of its image costs", When("operating_system", "[!l]*")),
    ),
    "google_compute_instance_group_manager": LiveRule(elsewhere=_MACHINES),
    "google_compute_region_disk": LiveRule(unset=(*_SOURCES, "provisioned_iops", "provisioned_throughput")),
    "google_compute_region_instance_group_manager": LiveRule(elsewhere=_MACHINES),
    # Its nodes are machines that are listed as google_compute_instance.
    "google_container_cluster": LiveRule(
        parts=("node_config", "node_pool"), implied=(Implied("remove_default_node_pool", True),)
    ),
    "google_container_node_pool": LiveRule(elsewhere=_MACHINES),
    "google_filestore_instance": LiveRule(place="location"),
    "google_kms_crypto_key": LiveRule(not_told=Reason("how many versions it has")),
    "google_memorystore_instance": LiveRule(unset=("automated_backup_config", "persistence_config")),
    "google_redis_cluster": LiveRule(unset=("automated_backup_config", "persistence_config")),
    "google_redis_instance": LiveRule(
        # Without read replicas there is one replica, or none in the basic tier (Redis API, replicaCount, 2025-11).
        implied=(
            Implied("read_replicas_mode", None, When("replica_count", "")),
            Implied("read_replicas_mode", None, When("replica_count", "[01]")),
            Implied("read_replicas_mode", "READ_REPLICAS_ENABLED", When("replica_count")),
        ),
    ),
    "google_spanner_instance": LiveRule(
        unset=("config", "autoscaling_config.autoscaling_limits"),
        # The API tells the same capacity in nodes and in units.
        implied=(Implied("processing_units", None, When("node_count", "[1-9]*")),),
    ),
    "google_sql_database_instance": LiveRule(
        unset=("node_count", "settings.advanced_machine_features", "settings.data_cache_config"),
        # The address bills only while the instance is stopped.
        implied=(Implied("settings.ip_configuration.ipv4_enabled", False, When("activation_policy", "always")),),
    ),
    "google_vpc_access_connector": LiveRule(unset=("max_throughput", "min_throughput", *_SPOT, "scheduling")),
}  # fmt: skip
