"""Finds mistakes in a policy that loads: what can never apply, what contradicts itself, what has expired."""

from costguard.model.errors import Problem
from costguard.policy.lints import applicability, contradictions, ids, limits, people, taxonomy, types, values, waivers
from costguard.policy.policy_set import PolicySet

_CHECKS = (
    applicability.warnings,
    contradictions.warnings,
    ids.warnings,
    limits.warnings,
    people.warnings,
    taxonomy.warnings,
    types.warnings,
    values.warnings,
    waivers.warnings,
)


def lint(policy: PolicySet) -> tuple[Problem, ...]:
    """Every warning, sorted by place. A check warns only of what is certain; where it cannot tell, it is quiet."""
    return tuple(sorted({problem for check in _CHECKS for problem in check(policy)}))
