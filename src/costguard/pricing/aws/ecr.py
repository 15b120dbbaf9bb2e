"""ECR repositories: by what they store."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject


def storage(repository: Subject) -> Iterator[Line]:
    """What its images take."""
    key = "storage_gb"
    yield by_use("Storage", "GB", repository.usage.number(key), Rate("ecr", "private_gb"), key=key)


MODELS: Final[Models] = {"aws_ecr_repository": (storage,)}
