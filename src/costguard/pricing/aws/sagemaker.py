"""SageMaker: notebook instances, and the instances that an endpoint runs on."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "sagemaker"
_DEFAULT_VOLUME_GB: Final = 5  # SageMaker API, VolumeSizeInGB.


def notebook(instance: Subject) -> Iterator[Line]:
    """The instance, as if it ran all month."""
    size = instance.text("instance_type")
    note = "it is never stopped"
    yield hourly(f"Notebook instance (on-demand, {size})", Rate(_TABLE, f"notebook/{size}"), assumption=note)


def notebook_volume(instance: Subject) -> Iterator[Line]:
    """Its volume."""
    size_gb = instance.number("volume_size", _DEFAULT_VOLUME_GB)
    yield monthly("Storage", "GB", size_gb, Rate(_TABLE, "storage_gb"))


def endpoint_variants(endpoint: Subject) -> Iterator[Line]:
    """The instances of each variant; a serverless one bills by the request."""
    for place, variant in enumerate(endpoint.blocks("production_variants")):
        part = f"production_variants[{place}]"
        if variant.blocks("serverless_config"):
            key = "monthly_serverless_duration_secs"
            rate = Rate(_TABLE, "serverless")
            yield by_use("Serverless inference", "seconds", endpoint.usage.number(key), rate, key=key).of(part)
            continue
        size, count = variant.text("instance_type"), variant.number("initial_instance_count", 1)
        rate = Rate(_TABLE, f"endpoint/{size}")
        yield hourly(f"Endpoint instance (on-demand, {size})", rate).times(count).of(part)


MODELS: Final[Models] = {
    "aws_sagemaker_notebook_instance": (notebook, notebook_volume),
    "aws_sagemaker_endpoint_configuration": (endpoint_variants,),
}
