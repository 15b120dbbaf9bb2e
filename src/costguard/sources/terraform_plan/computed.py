"""Tells what the code leaves to the provider from what it sets: an unknown value of the former means "not set"."""

from costguard.sources.terraform_plan.body import Body, Leaf, leaves
from costguard.sources.terraform_plan.configuration import ResourceConfig


def is_left_to_provider(config: ResourceConfig | None, body: Body, path: str) -> bool:
    """Whether the code never sets the attribute at a dotted path, as far as the plan tells.

    A plan's configuration leaves `dynamic` blocks out (Terraform 1.11, internal/command/jsonconfig): a block that the
    plan lists and the configuration does not hold may set anything. Without a configuration nothing is certain.
    """
    if config is None or config.sets(path):
        return False
    keys = path.split(".")
    outer = (".".join(keys[:depth]) for depth in range(1, len(keys)))
    return not any(_is_listed(found) for block in outer if not config.sets(block) for found in leaves(body, block))


def _is_listed(block: Leaf) -> bool:
    """Whether the plan shows what is in the block, not just that it may come."""
    return any(isinstance(side, list | dict) and bool(side) for side in (block.value, block.unknown_mask))
