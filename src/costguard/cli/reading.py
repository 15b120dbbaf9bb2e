"""Reads the plan that a command is given, telling a person at a terminal that it does."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from costguard.cli import progress

if TYPE_CHECKING:
    from costguard.model.cloud import Cloud
    from costguard.sources.terraform_plan.read import Plans


def read_plan(path: str, regions: "Mapping[Cloud, str]") -> "Plans":
    """The plans of an input, `-` for standard input. Raises BadInput when any part of it cannot be judged."""
    from costguard.sources.terraform_plan.read import read_plans

    with progress.wiped():
        progress.step(f"reading {path}")
        return read_plans(path, regions)
