"""Reads the plan that is about to be applied, saved or as JSON, with the digest of its file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from costguard.cli import progress
from costguard.cli.reading import read_plan

if TYPE_CHECKING:
    from costguard.model.cloud import Cloud
    from costguard.sources.terraform_plan.read import Plans


class SavedPlan(msgspec.Struct, frozen=True):
    """The plans of a file, and the digest (`sha256:…`) of the file itself."""

    plans: "Plans"
    digest: str


def saved_plan(path: str, terraform: str | None, regions: "Mapping[Cloud, str]") -> SavedPlan:
    """The plan in a file; a saved one is shown by Terraform (the program `terraform`, or as found)."""
    from costguard.sources.terraform_plan.read import read_plan_bytes
    from costguard.sources.terraform_plan.saved import plan_json

    with progress.wiped():
        progress.step(f"showing {path}")
        shown = plan_json(path, terraform)
    if shown is None:
        plans = read_plan(path, regions)
        return SavedPlan(plans, plans.input.digest)
    return SavedPlan(read_plan_bytes(shown.content, path, regions), shown.digest)
