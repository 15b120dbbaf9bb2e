"""Databases and files that are bought by node or by gigabyte: Bigtable, Spanner, Filestore, AlloyDB."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.gcp._words import plain, region_of, short
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_UNITS_PER_NODE: Final = 1000
# AlloyDB has 8 GB of memory for each vCPU: https://cloud.google.com/alloydb/docs/choose-machine-type (2025).
_ALLOYDB_GB_PER_VCPU: Final = 8
_FILESTORE: Final = {
    "STANDARD": "basic_hdd",
    "BASIC_HDD": "basic_hdd",
    "PREMIUM": "basic_ssd",
    "BASIC_SSD": "basic_ssd",
    "HIGH_SCALE_SSD": "zonal",
    "ZONAL": "zonal",
    "REGIONAL": "regional",
    "ENTERPRISE": "regional",
}


def bigtable_nodes(instance: Subject) -> Iterator[Line]:
    """The nodes of each cluster, between the bounds of its autoscaling."""
    if instance.text("instance_type", "PRODUCTION").upper() == "DEVELOPMENT":
        raise NotKnown("what a development instance costs is not known")
    for place, cluster in enumerate(instance.blocks("cluster")):
        line = hourly("Nodes", Rate("bigtable", "node", region=region_of(cluster.text("zone"))))
        scaling = cluster.block("autoscaling_config")
        low = scaling.number("min_nodes") if scaling is not None else cluster.number("num_nodes", 1)
        high = scaling.number("max_nodes") if scaling is not None else low
        yield line.scaled(low, low, high).of(f"cluster[{place}]")


def bigtable_storage(instance: Subject) -> Iterator[Line]:
    """What each cluster stores."""
    for place, cluster in enumerate(instance.blocks("cluster")):
        kind = cluster.text("storage_type", "SSD").upper()  # the provider's default
        rate = Rate("bigtable", f"{kind.lower()}_gb", region=region_of(cluster.text("zone")))
        stored = instance.usage.number("storage_gb")
        yield by_use(f"Storage ({kind})", "GB", stored, rate, key="storage_gb").of(f"cluster[{place}]")


def spanner_nodes(instance: Subject) -> Iterator[Line]:
    """Compute capacity in nodes, of which a thousand processing units make one."""
    _refuse_multi_region(instance)
    edition = instance.text("edition", "STANDARD").lower()
    rate = Rate("spanner", f"node/{'standard' if edition == 'edition_unspecified' else edition}")
    limits = instance.block("autoscaling_config.autoscaling_limits")
    if limits is not None:
        low, high = (_nodes(limits.number(f"{end}_nodes", 0), limits.number(f"{end}_processing_units", 0)) for end in ("min", "max"))  # fmt: skip # noqa: E501
    else:
        low = high = _nodes(instance.number("num_nodes", 0), instance.number("processing_units", 0))
    if not low:
        low = high = Decimal(1)  # the provider's default
    yield hourly(f"Nodes ({edition.replace('_', ' ')})", rate).scaled(low, low, high)


def spanner_storage(instance: Subject) -> Iterator[Line]:
    """What its databases and their backups store."""
    _refuse_multi_region(instance)
    for name, key, item in (
        ("Storage", "storage_gb", "storage_gb"),
        ("Backups", "backup_storage_gb", "backup_gb"),
    ):
        yield by_use(name, "GB", instance.usage.number(key), Rate("spanner", item), key=key)


def _refuse_multi_region(instance: Subject) -> None:
    """A configuration of several regions has prices of its own. Raises NotKnown."""
    config = short(instance.text("config", ""))
    if config and not config.startswith("regional-"):
        raise NotKnown(f"what the configuration {config} of several regions costs is not in the price book")


def filestore(instance: Subject) -> Iterator[Line]:
    """The capacity of its shares, used or not."""
    tier = instance.text("tier").upper()
    item = _FILESTORE.get(tier)
    if item is None:
        raise NotKnown(f"what the tier {tier} costs is not known")
    size = sum((share.number("capacity_gb") for share in instance.blocks("file_shares")), Decimal(0))
    place = short(instance.text("location", "") or instance.text("zone", ""))
    yield monthly(f"Capacity ({tier})", "GB", size, Rate("filestore", item, region=region_of(place)))


def alloydb_instance(instance: Subject) -> Iterator[Line]:
    """The vCPUs and memory of its nodes; a primary that is highly available has two."""
    vcpus = _alloydb_vcpus(instance)
    memory = vcpus * _ALLOYDB_GB_PER_VCPU
    if instance.text("instance_type", "PRIMARY").upper() == "READ_POOL":
        nodes = instance.number("read_pool_config.node_count", 1)
    else:
        nodes = Decimal(1 if instance.text("availability_type", "REGIONAL").upper() == "ZONAL" else 2)
    clusters = instance.linked("cluster", "google_alloydb_cluster")
    region = clusters[0].region if clusters else instance.region
    rate = Rate("alloydb", "vcpu", region=region)
    yield hourly(f"vCPUs ({plain(vcpus)} x {plain(nodes)})", rate).times(vcpus * nodes)
    rate = Rate("alloydb", "ram", region=region)
    yield hourly(f"Memory ({plain(memory)} GB x {plain(nodes)})", rate).times(memory * nodes)


def alloydb_storage(cluster: Subject) -> Iterator[Line]:
    """What the cluster stores, and its backups."""
    for name, key, item in (("Storage", "storage_gb", "storage_gb"), ("Backups", "backup_storage_gb", "backup_gb")):
        yield by_use(name, "GB", cluster.usage.number(key), Rate("alloydb", item), key=key)


def _alloydb_vcpus(instance: Subject) -> Decimal:
    told = instance.number("machine_config.cpu_count", 0)
    if told:
        return told
    found = re.search(r"-(\d+)(?:-lssd)?$", instance.text("machine_config.machine_type"))
    if found is None:
        raise NotKnown("how many vCPUs it has is not known")
    return Decimal(found[1])


def _nodes(nodes: Decimal, units: Decimal) -> Decimal:
    return nodes or units / _UNITS_PER_NODE


MODELS: Final[Models] = {
    "google_bigtable_instance": (bigtable_nodes, bigtable_storage),
    "google_spanner_instance": (spanner_nodes, spanner_storage),
    "google_filestore_instance": (filestore,),
    "google_alloydb_instance": (alloydb_instance,),
    "google_alloydb_cluster": (alloydb_storage,),
}
