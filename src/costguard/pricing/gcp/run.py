"""Cloud Run services and jobs, and functions of the second generation, which run there."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.gcp._quantities import annotation, cpus, gibibytes
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values, amount

_TABLE: Final = "run"
_SECONDS: Final = 3600
_MS: Final = 1000
_FREE_TIER: Final = "before the free tier that a billing account has"
# Regions at the lower price: https://cloud.google.com/run/pricing (2026).
_TIER_1: Final = frozenset({
    "asia-east1", "asia-northeast1", "asia-northeast2", "asia-south1", "asia-southeast3", "europe-north1",
    "europe-north2", "europe-southwest1", "europe-west1", "europe-west4", "europe-west8", "europe-west9", "me-west1",
    "northamerica-south1", "us-central1", "us-east1", "us-east4", "us-east5", "us-south1", "us-west1",
})  # fmt: skip
_CPU: Final = "1000m"
_MEMORY: Final = "512Mi"
# What a function gets for its memory unless told: https://cloud.google.com/functions/docs/configuring (2025).
_FUNCTION_CPUS: Final = (
    (Decimal("0.125"), Decimal("0.083")), (Decimal("0.25"), Decimal("0.167")), (Decimal("0.5"), Decimal("0.333")),
    (Decimal(1), Decimal("0.583")), (Decimal(2), Decimal(1)), (Decimal(4), Decimal(2)), (Decimal(8), Decimal(2)),
    (Decimal(16), Decimal(4)), (Decimal(32), Decimal(8)),
)  # fmt: skip
_FUNCTION_MEMORY: Final = "256M"
_ANNOTATED: Final = ("template.metadata.annotations", "metadata.annotations")
_GPU: Final = "nvidia-l4"
_GPU_LIMIT: Final = "nvidia.com/gpu"
_LEAST: Final = "autoscaling.knative.dev/minScale"
_THROTTLING: Final = "run.googleapis.com/cpu-throttling"


def service(service: Subject) -> Iterator[Line]:
    """A service of the first API: what its containers use while they answer, or as long as they are there."""
    containers = service.blocks("template.spec.containers")
    cpu, memory = _limits(containers)
    is_throttled = all(annotation(service, path, _THROTTLING).lower() != "false" for path in _ANNOTATED)
    told = next((text for path in _ANNOTATED if (text := annotation(service, path, _LEAST))), "0")
    least = amount(told, _LEAST)
    yield from _service_lines(service, cpu, memory, least, is_throttled=is_throttled)


def service_v2(service: Subject) -> Iterator[Line]:
    """A service of the second API."""
    containers = service.blocks("template.containers")
    cpu, memory = _limits(containers)
    least = max(service.number(f"{path}.min_instance_count", 0) for path in ("template.scaling", "scaling"))
    is_throttled = all(each.flag("resources.cpu_idle", True) for each in containers)
    yield from _service_lines(service, cpu, memory, least, is_throttled=is_throttled)


def service_gpus(service: Subject) -> Iterator[Line]:
    """The GPU of each instance of a service, as long as the instance is there."""
    least = max(service.number(f"{path}.min_instance_count", 0) for path in ("template.scaling", "scaling"))
    hours = service.usage.number("instance_hrs")
    always = hours if hours is not None else HOURS_PER_MONTH if least else None
    seconds = None if always is None else always * _SECONDS * max(least, Decimal(1))
    is_redundant = not service.flag("template.gpu_zonal_redundancy_disabled", False)
    yield from _gpus(service, "template", seconds, is_redundant=is_redundant, key="instance_hrs")


def job_gpus(job: Subject) -> Iterator[Line]:
    """The GPU of each task of a job, while it runs. Jobs have no redundancy between zones."""
    path = "template.template"
    yield from _gpus(job, path, _job_seconds(job), is_redundant=False, key="monthly_job_executions")


def job(job: Subject) -> Iterator[Line]:
    """A job: what its tasks use while they run."""
    cpu, memory = _limits(job.blocks("template.template.containers"))
    yield from _allocation(job, _job_seconds(job), cpu, memory, "always_", key="monthly_job_executions")


def function(function: Subject) -> Iterator[Line]:
    """A function of the second generation: what it uses while it answers."""
    memory = gibibytes(function.text("service_config.available_memory", _FUNCTION_MEMORY))
    told = function.text("service_config.available_cpu", "")
    given = next((cpu for most, cpu in _FUNCTION_CPUS if memory <= most), _FUNCTION_CPUS[-1][1])
    cpu = cpus(told) if told else given
    calls, milliseconds = (
        function.usage.number(key) for key in ("monthly_function_invocations", "request_duration_ms")
    )
    at_once = function.number("service_config.max_instance_request_concurrency", 1) or Decimal(1)
    seconds = None if calls is None or milliseconds is None else calls * milliseconds / _MS / at_once
    yield from _allocation(function, seconds, cpu, memory, "", key="monthly_function_invocations")
    rate = Rate(_TABLE, "requests", region="global")
    key = "monthly_function_invocations"
    yield by_use("Number of requests", "requests", calls, rate, key=key, assumption=_FREE_TIER)
    least = function.number("service_config.min_instance_count", 0)
    if least:
        yield from _idle(function, least, cpu, memory)


def _service_lines(
    service: Subject, cpu: Decimal, memory: Decimal, least: Decimal, *, is_throttled: bool
) -> Iterator[Line]:
    if not is_throttled:
        hours = service.usage.number("instance_hrs")
        always = hours if hours is not None else HOURS_PER_MONTH if least else None
        seconds = None if always is None else always * _SECONDS * max(least, Decimal(1))
        yield from _allocation(service, seconds, cpu, memory, "always_", key="instance_hrs")
        return
    asked = service.usage.number("monthly_requests")
    milliseconds = service.usage.number("average_request_duration_ms")
    at_once = service.usage.number_or("concurrent_requests_per_instance", 1) or Decimal(1)
    seconds = None if asked is None or milliseconds is None else asked * milliseconds / _MS / at_once
    yield from _allocation(service, seconds, cpu, memory, "", key="monthly_requests")
    rate = Rate(_TABLE, "requests", region="global")
    yield by_use("Number of requests", "requests", asked, rate, key="monthly_requests", assumption=_FREE_TIER)
    if least:
        yield from _idle(service, least, cpu, memory)


def _job_seconds(job: Subject) -> Decimal | None:
    runs = job.usage.number("monthly_job_executions")
    minutes = job.usage.number("average_task_execution_mins")
    tasks = job.number("template.task_count", 1)
    return None if runs is None or minutes is None else runs * minutes * 60 * tasks


def _gpus(resource: Subject, template: str, seconds: Decimal | None, *, is_redundant: bool, key: str) -> Iterator[Line]:
    """The GPUs that containers ask for: of the type that the template selects, or an L4."""
    containers = resource.blocks(f"{template}.containers")
    count = sum((_gpus_of(each) for each in containers), Decimal(0))
    if count:
        kind = resource.text(f"{template}.node_selector.accelerator", _GPU)
        rate = Rate(_TABLE, f"gpu/{kind}/{'redundant' if is_redundant else 'zonal'}")
        quantity = None if seconds is None else seconds * count
        yield by_use(f"GPU allocation time ({kind})", "GPU-seconds", quantity, rate, key=key)


def _gpus_of(container: Values) -> Decimal:
    return amount(annotation(container, "resources.limits", _GPU_LIMIT) or 0, _GPU_LIMIT)


def _allocation(
    resource: Subject, seconds: Decimal | None, cpu: Decimal, memory: Decimal, prefix: str, *, key: str
) -> Iterator[Line]:
    tier = "" if resource.region in _TIER_1 else " (tier 2)"
    for name, unit, item, factor in (
        ("CPU allocation time", "vCPU-seconds", f"{prefix}cpu", cpu),
        ("Memory allocation time", "GiB-seconds", f"{prefix}memory", memory),
    ):
        quantity = None if seconds is None else seconds * factor
        yield by_use(f"{name}{tier}", unit, quantity, Rate(_TABLE, item), key=key, assumption=_FREE_TIER)


def _idle(resource: Subject, least: Decimal, cpu: Decimal, memory: Decimal) -> Iterator[Line]:
    """Instances that are kept warm, at the price of those that do not answer."""
    seconds = HOURS_PER_MONTH * _SECONDS * least
    tier = "" if resource.region in _TIER_1 else " (tier 2)"
    for name, unit, item, factor in (
        ("CPU of idle minimum instances", "vCPU-seconds", "idle_cpu", cpu),
        ("Memory of idle minimum instances", "GiB-seconds", "idle_memory", memory),
    ):
        told = "as if they were idle all month"
        yield Line(f"{name}{tier}", unit, seconds * factor, (Rate(_TABLE, item),), assumption=told)


def _limits(containers: tuple[Values, ...]) -> tuple[Decimal, Decimal]:
    """The vCPUs and GiB of all containers of an instance."""
    found = [
        (
            cpus(each.text("resources.limits.cpu", _CPU)),
            gibibytes(each.text("resources.limits.memory", _MEMORY)),
        )
        for each in containers
    ] or [(cpus(_CPU), gibibytes(_MEMORY))]
    return sum((cpu for cpu, _ in found), Decimal(0)), sum((memory for _, memory in found), Decimal(0))


MODELS: Final[Models] = {
    "google_cloud_run_service": (service,),
    "google_cloud_run_v2_service": (service_v2, service_gpus),
    "google_cloud_run_v2_job": (job, job_gpus),
    "google_cloudfunctions2_function": (function,),
}
