"""Makes a warning."""

from costguard.model.errors import Problem
from costguard.model.location import Location
from costguard.policy.faults import one_line
from costguard.policy.policy_set import Rule


def warning(at: Location | None, message: str) -> Problem:
    """A problem that keeps nothing from loading. A policy that was made in code has no places."""
    return Problem(at or Location("policy"), one_line(message), warning=True)


def does_anything(rule: Rule) -> bool:
    """Whether the rule has an effect anywhere."""
    return rule.effect.plan is not None or rule.effect.audit or rule.effect.cloud.value != "none"


def listed(names: tuple[str, ...], most: int = 3) -> str:
    """Names in backquotes, the first few of them."""
    shown = ", ".join(f"`{name}`" for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
