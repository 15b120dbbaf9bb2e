"""One word for a plan's list of actions."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from costguard.model.change import Action

# What is left once creation is ruled out, strongest first.
_SINGLE: Final = (Action.UPDATE, Action.DELETE, Action.FORGET, Action.READ, Action.OPEN)


def action_of(actions: Sequence[str]) -> Action:
    """What the actions come to: whatever creates or updates counts as that, whatever else it does."""
    return _action_of(tuple(actions))


@lru_cache(maxsize=128)
def _action_of(actions: tuple[str, ...]) -> Action:
    if "create" in actions:
        return Action.REPLACE if "delete" in actions else Action.CREATE
    return next((action for action in _SINGLE if action.value in actions), Action.NO_OP)
