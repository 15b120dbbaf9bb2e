"""Secrets Manager: secrets by the month in each region that holds them, and what is asked of them."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "secretsmanager"


def secret(_: Subject) -> Iterator[Line]:
    """The secret itself."""
    yield monthly("Secret", "months", 1, Rate(_TABLE, "secret"))


def replicas(secret: Subject) -> Iterator[Line]:
    """Its copies in other regions: each bills as a secret there."""
    for replica in secret.blocks("replica"):
        region = replica.text("region")
        yield monthly(f"Replica secret ({region})", "months", 1, Rate(_TABLE, "secret", region=region))


_requests = use_cost("API requests", "10k requests", "monthly_requests", Rate(_TABLE, "requests"), 10_000)

MODELS: Final[Models] = {"aws_secretsmanager_secret": (secret, replicas, _requests)}
