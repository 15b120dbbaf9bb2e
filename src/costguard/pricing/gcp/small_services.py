"""Services that bill for little: Cloud Scheduler, reCAPTCHA, Workstations, Vertex AI's feature store."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.gcp._disk import disk_lines, disk_of
from costguard.pricing.gcp._machine import Machine, machine_lines, vcpus_of
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

# https://cloud.google.com/recaptcha/pricing (2025): free to 10,000 a month, a flat fee to 100,000.
_FREE_ASSESSMENTS: Final = 10_000
_FLAT_ASSESSMENTS: Final = 100_000
# What the provider documents for a workstation that does not say.
_WORKSTATION_MACHINE: Final = "e2-standard-4"
_WORKSTATION_DISK_GB: Final = 200
_WORKSTATION_BOOT_GB: Final = 50


def scheduled_job(_: Subject) -> Iterator[Line]:
    """A job, however often it runs."""
    told = "before the three free jobs of a billing account"
    yield monthly("Cloud Scheduler jobs", "jobs", 1, Rate("scheduler", "job", region="global"), assumption=told)


def assessments(key: Subject) -> Iterator[Line]:
    """What reCAPTCHA assesses: nothing to 10,000 a month, a flat fee to 100,000, by the thousand beyond."""
    name = "monthly_assessments"
    told = key.usage.number(name)
    more = None if told is None else max(told - _FLAT_ASSESSMENTS, Decimal(0))
    if told is not None and told > _FREE_ASSESSMENTS:
        name_of_fee = "reCAPTCHA Enterprise assessments (10K–100K tier)"
        yield monthly(name_of_fee, "monthly flat fee", 1, Rate("recaptcha", "flat", region="global"))
    thousands = None if more is None else (more / 1000).to_integral_value(ROUND_CEILING)
    rate = Rate("recaptcha", "assessments", region="global")
    yield by_use("reCAPTCHA Enterprise assessments (>100K tier)", "1k assessments", thousands, rate, key=name)


def workstation_cluster(_: Subject) -> Iterator[Line]:
    """The control plane."""
    yield hourly("Workstation cluster", Rate("workstations", "cluster"))


def workstation(workstation: Subject) -> Iterator[Line]:
    """A workstation while it runs, and the disk that it keeps."""
    configs = workstation.linked("workstation_config_id", "google_workstations_workstation_config")
    host = configs[0].block("host.gce_instance") if configs else None
    kind = host.text("machine_type", _WORKSTATION_MACHINE) if host is not None else _WORKSTATION_MACHINE
    key = "monthly_hrs"
    hours = workstation.usage.number(key)
    machine = Machine(kind, hours=hours or HOURS_PER_MONTH)
    for line in machine_lines(machine):
        yield by_use(line.name, line.unit, hours, line.rates, key=key)
    rate = Rate("workstations", "vcpu", factor=Decimal(vcpus_of(machine)))
    yield by_use("Workstation management", "hours", hours, rate, key=key)
    disk = configs[0].block("persistent_directories.gce_pd") if configs else None
    size = disk.number("size_gb", _WORKSTATION_DISK_GB) if disk is not None else Decimal(_WORKSTATION_DISK_GB)
    kind = disk.text("disk_type", "pd-standard") if disk is not None else "pd-standard"
    yield from disk_lines(disk_of(workstation, kind, size))


def feature_store(store: Subject) -> Iterator[Line]:
    """The nodes that serve features, between the bounds of their scaling."""
    config = store.block("online_serving_config")
    if config is not None:
        count = config.number("fixed_node_count", 0) or config.number("scaling.min_node_count", 0)
        high = max(config.number("scaling.max_node_count", 0), count)
        yield hourly("Online serving nodes", Rate("vertex", "featurestore_node")).scaled(count, count, high)


def feature_online_store(store: Subject) -> Iterator[Line]:
    """The Bigtable nodes of an online store."""
    scaling = store.block("bigtable.auto_scaling")
    if scaling is not None:
        low, high = scaling.number("min_node_count"), scaling.number("max_node_count")
        yield hourly("Online serving nodes", Rate("vertex", "featurestore_node")).scaled(low, low, high)


MODELS: Final[Models] = {
    "google_cloud_scheduler_job": (scheduled_job,),
    "google_recaptcha_enterprise_key": (assessments,),
    "google_workstations_workstation_cluster": (workstation_cluster,),
    "google_workstations_workstation": (workstation,),
    "google_vertex_ai_featurestore": (feature_store,),
    "google_vertex_ai_feature_online_store": (feature_online_store,),
}
