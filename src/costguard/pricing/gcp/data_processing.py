"""Data processing: Dataproc clusters, Dataflow jobs, Composer environments."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from costguard.pricing.gcp._disk import disk_lines, disk_of
from costguard.pricing.gcp._machine import (
    LOCAL_SSD_GB,
    Machine,
    gpu_lines,
    local_ssd_lines,
    machine_lines,
    machine_of,
    vcpus_of,
)
from costguard.pricing.gcp._words import values_of
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

# What Dataproc documents for a cluster that does not say: https://cloud.google.com/dataproc/docs/reference/rest (2025).
_DATAPROC_MACHINE: Final = "n1-standard-4"
_DATAPROC_DISK_GB: Final = 1000
_DATAPROC_WORKERS: Final = 2
_POOLS: Final = (("master_config", 1), ("worker_config", _DATAPROC_WORKERS), ("preemptible_worker_config", 0))
_DATAFLOW_MACHINE: Final = "n1-standard-1"
# GB of a worker's disk: of batch jobs, whose data the service shuffles; of streaming jobs with its engine, and without.
# https://cloud.google.com/dataflow/docs/reference/pipeline-options (2025).
_BATCH_DISK_GB: Final = 25
_ENGINE_DISK_GB: Final = 30
_STREAMING_DISK_GB: Final = 400
# GB of memory for each vCPU of an N1, which Dataflow's workers are unless told.
_GB_PER_VCPU: Final = {"standard": Decimal("3.75"), "highmem": Decimal("6.5"), "highcpu": Decimal("0.9")}


def dataproc(cluster: Subject) -> Iterator[Line]:
    """The machines and disks of each group of nodes, and Dataproc's own charge for each of their vCPUs."""
    config = cluster.block("cluster_config")
    for name, default in _POOLS:
        pool = config.block(name) if config is not None else None
        count = pool.number("num_instances", default) if pool is not None else Decimal(default)
        if count:
            for line in _node_lines(pool, is_spot=name.startswith("preemptible")):
                yield line.times(count).of(name)


def dataflow(job: Subject) -> Iterator[Line]:
    """The workers of a job while it runs; a job does not say for how long, nor whether it streams."""
    machine = Machine(job.text("machine_type", _DATAFLOW_MACHINE).lower())
    vcpus = Decimal(vcpus_of(machine))
    shape = machine.type.split("-")[1]
    memory = vcpus * _GB_PER_VCPU.get(shape, _GB_PER_VCPU["standard"])
    kind = "streaming" if job.usage.text("job_type", "batch") == "streaming" else "batch"
    disk_gb = _dataflow_disk_gb(kind, has_engine=job.flag("enable_streaming_engine", False))
    key = "monthly_worker_hours"
    hours = job.usage.number(key)
    for name, item, factor in (
        (f"Workers' vCPUs ({kind})", f"{kind}/vcpu", vcpus),
        (f"Workers' memory ({kind})", f"{kind}/ram", memory),
        (f"Workers' disks ({disk_gb} GB)", "hdd_hour", Decimal(disk_gb)),
    ):
        yield by_use(name, "hours", hours, Rate("dataflow", item, factor=factor), key=key)


def dataflow_data(job: Subject) -> Iterator[Line]:
    """What the service itself shuffles for batch jobs, or its engine processes for streaming ones."""
    if job.usage.text("job_type", "batch") != "streaming":
        key, name, item = "monthly_shuffle_data_gb", "Shuffle data processed", "shuffle_gb"
    elif job.flag("enable_streaming_engine", False):
        key, name, item = "monthly_streaming_data_gb", "Streaming Engine data processed", "engine_gb"
    else:
        return
    yield by_use(name, "GB", job.usage.number(key), Rate("dataflow", item), key=key)


def composer(environment: Subject) -> Iterator[Line]:
    """What an environment's components ask for: vCPUs, memory and storage by the hour, or data compute units."""
    version = environment.text("config.software_config.image_version", "")
    if version.startswith("composer-3"):
        key = "monthly_dcu_hours"
        yield by_use("Data compute units", "DCU-hours", environment.usage.number(key), Rate("composer", "dcu"), key=key)
        return
    if version.startswith("composer-1"):
        raise NotKnown("what the machines of Composer 1 cost is not in the price book")
    workloads = environment.block("config.workloads_config")
    if workloads is None:
        raise NotKnown("what its components ask for is not said in `workloads_config`")
    for name, item, unit in (
        ("vCPUs", "vcpu", "cpu"),
        ("Memory", "ram", "memory_gb"),
        ("Storage", "storage", "storage_gb"),
    ):
        low, high = _workloads(workloads, unit)
        yield hourly(f"Composer 2 {name}", Rate("composer", item)).scaled(low, low, high)


def environment_fee(environment: Subject) -> Iterator[Line]:
    """What the environment's own infrastructure costs, by its size."""
    if not environment.text("config.software_config.image_version", "").startswith("composer-1"):
        size = environment.text("config.environment_size", "ENVIRONMENT_SIZE_SMALL").lower()  # the API's default
        size = size.removeprefix("environment_size_")
        yield hourly(f"Environment ({size})", Rate("composer", f"environment/{size}"))


def _dataflow_disk_gb(kind: str, *, has_engine: bool) -> int:
    if kind == "batch":
        return _BATCH_DISK_GB
    return _ENGINE_DISK_GB if has_engine else _STREAMING_DISK_GB


def _workloads(workloads: Values, unit: str) -> tuple[Decimal, Decimal]:
    """How much the components ask for in all, with as few and as many workers as there may be."""
    low = high = Decimal(0)
    for name in ("scheduler", "web_server", "triggerer", "worker"):
        part = workloads.block(name)
        if part is not None:
            each, count = part.number(unit, 0), part.number("count", 1)
            least = part.number("min_count", count)
            low += each * least
            high += each * part.number("max_count", least)
    return low, high


def _node_lines(pool: Values | None, *, is_spot: bool) -> Iterator[Line]:
    config = pool if pool is not None else values_of()
    disks = config.block("disk_config") or values_of()
    machine = machine_of(config, default=_DATAPROC_MACHINE)
    kind = config.text("preemptibility", "PREEMPTIBLE" if is_spot else "NON_PREEMPTIBLE").upper()
    machine = msgspec.structs.replace(machine, is_spot=kind in ("PREEMPTIBLE", "SPOT"))
    yield from machine_lines(machine)
    yield hourly("Dataproc", Rate("dataproc", "vcpu", factor=Decimal(vcpus_of(machine)), region="global"))
    size = disks.number("boot_disk_size_gb", _DATAPROC_DISK_GB)
    yield from disk_lines(disk_of(disks, disks.text("boot_disk_type", "pd-standard"), size))
    yield from local_ssd_lines(machine, disks.number("num_local_ssds", 0) * LOCAL_SSD_GB)
    for accelerator in config.blocks("accelerators"):
        gpu = values_of(
            type=accelerator.text("accelerator_type"), count=int(accelerator.number("accelerator_count", 1))
        )
        yield from gpu_lines(machine, (gpu,))


MODELS: Final[Models] = {
    "google_dataproc_cluster": (dataproc,),
    "google_dataflow_job": (dataflow, dataflow_data),
    "google_dataflow_flex_template_job": (dataflow, dataflow_data),
    "google_composer_environment": (composer, environment_fee),
}
