"""Warns of values that a dimension never takes: a test for them cannot do what its author meant."""

from collections.abc import Iterator

from costguard.model.cloud import Cloud
from costguard.model.condition import Condition, Operator, Test, tests_in
from costguard.model.errors import Problem
from costguard.model.location import Location
from costguard.policy.glob import glob_intersects, matches
from costguard.policy.lints.values_of import as_text, passes
from costguard.policy.lints.warning import warning
from costguard.policy.policy_set import Dimension, PolicySet
from costguard.policy.spelling import did_you_mean


def warnings(policy: PolicySet) -> Iterator[Problem]:
    """Of each value, in a rule's conditions, a budget or a project, that the taxonomy does not accept."""
    for rule in policy.rules:
        conditions = (rule.when, *(requirement.condition for requirement in rule.requirements))
        for condition in conditions:
            if condition is not None:
                yield from _in_condition(condition, rule.id, rule.location, policy)
    for budget in policy.budgets:
        for name, value in budget.where.items():
            dimension = policy.taxonomy.get(name)
            if dimension and not passes(dimension.accepts[Cloud.AWS], value):
                yield _no_value(value, dimension, budget.id, budget.location)
    for project in policy.projects:
        for name, value in project.dimensions.items():
            if not passes(policy.taxonomy[name].accepts[Cloud.AWS], value):  # its registry has it, but not for today
                yield _no_value(value, policy.taxonomy[name], project.globs[0], project.location)


def _in_condition(condition: Condition, where: str, at: Location | None, policy: PolicySet) -> Iterator[Problem]:
    for test in tests_in(condition):
        dimension = policy.taxonomy.get(test.subject.name)
        if dimension is not None:
            for operand in _never_taken(test, dimension):
                yield _no_value(operand, dimension, where, at)


def _never_taken(test: Test, dimension: Dimension) -> Iterator[str]:
    accepts = dimension.accepts[Cloud.AWS]
    for operand in map(as_text, test.operands):
        match test.operator:
            case Operator.ONE_OF | Operator.NONE_OF if not passes(accepts, operand):
                yield operand
            case Operator.LIKE | Operator.UNLIKE if not _reaches(operand, accepts):
                yield operand
            case _:
                pass


def _reaches(glob: str, accepts: Test) -> bool:
    """Whether the glob matches some accepted value. Against a pattern nobody asks."""
    match accepts.operator:
        case Operator.ONE_OF:
            return any(matches(glob, as_text(value)) for value in accepts.operands)
        case Operator.LIKE:
            return any(glob_intersects(glob, str(each)) for each in accepts.operands)
        case _:
            return True


def _no_value(value: str, dimension: Dimension, where: str, at: Location | None) -> Problem:
    meant = did_you_mean(value, dimension.suggestions)
    return warning(at, f"`{value}` in `{where}` is no value of `{dimension.name}`{meant}")
