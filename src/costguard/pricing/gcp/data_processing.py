"""Data processing: Dataproc clusters, Dataflow jobs, Composer environments."""

import re
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
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

# What Dataproc documents for a cluster that does not say: https://cloud.google.com/dataproc/docs/reference/rest (2025).
_DATAPROC_MACHINE: Final = "n1-standard-4"
_DATAPROC_DISK_GB: Final = 1000
_DATAPROC_WORKERS: Final = 2
_POOLS: Final = (("master_config", 1), ("worker_config", _DATAPROC_WORKERS), ("preemptible_worker_config", 0))
_DATAFLOW_MACHINE: Final = "n1-standard-1"
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
    key = "monthly_worker_hours"
    hours = job.usage.number(key)
    for name, item, factor in (
        (f"Workers' vCPUs ({kind})", "vcpu", vcpus),
        (f"Workers' memory ({kind})", "ram", memory),
    ):
        rate = Rate("dataflow", f"{kind}/{item}", factor=factor)
        yield by_use(name, "hours", hours, rate, key=key)


def composer(environment: Subject) -> Iterator[Line]:
    """What an environment's components ask for: vCPUs, memory and storage by the hour, or data compute units."""
    version = environment.text("config.software_config.image_version", "")
    workloads = environment.block("config.workloads_config")
    if re.match(r"composer-3", version):
        key = "monthly_dcu_hours"
        yield by_use("Data compute units", "DCU-hours", environment.usage.number(key), Rate("composer", "dcu"), key=key)
        return
    if workloads is None:
        return
    for name, item, unit in (
        ("vCPUs", "vcpu", "cpu"),
        ("Memory", "ram", "memory_gb"),
        ("Storage", "storage", "storage_gb"),
    ):
        low, high = _workloads(workloads, unit)
        yield hourly(f"Composer 2 {name}", Rate("composer", item)).scaled(low, low, high)


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
    "google_dataflow_job": (dataflow,),
    "google_dataflow_flex_template_job": (dataflow,),
    "google_composer_environment": (composer,),
}
