"""Warns of requirements that nothing can meet: within one rule, and between two that speak of the same resources."""

from collections.abc import Iterator
from itertools import combinations

import msgspec

from costguard.model.condition import Condition, tests_in
from costguard.model.errors import Problem
from costguard.policy.lints.examples import examples, meets_all
from costguard.policy.lints.satisfiable import is_satisfiable
from costguard.policy.lints.universe import universe
from costguard.policy.lints.warning import does_anything, listed, warning
from costguard.policy.policy_set import PolicySet, Rule


class _Demand(msgspec.Struct, frozen=True):
    """What a rule asks, of which types, and of which subjects.

    `examples` are values that meet it, found only where it asks of one subject that its `when` does not test.
    """

    rule: Rule
    types: frozenset[str]
    subjects: frozenset[str]
    conditions: tuple[Condition, ...]
    examples: tuple[str, ...]


def warnings(policy: PolicySet) -> Iterator[Problem]:
    """Rules that contradict themselves; then pairs of sound rules that contradict each other."""
    types = universe(policy)
    sound = []
    for rule in policy.rules:
        if not rule.requirements or not does_anything(rule) or not is_satisfiable(rule.when):
            continue
        demand = _demand(rule, types.of(rule.scope))
        if is_satisfiable(rule.when, *demand.conditions):
            sound.append(demand)
        else:
            names = listed(tuple(sorted(demand.subjects)))
            yield warning(rule.location, f"nothing can meet `{rule.id}`: its tests of {names} exclude each other")
    for pair in combinations(sound, 2):
        if _may_clash(*pair) and _contradict(*pair):
            yield _contradiction(*pair)


def _demand(rule: Rule, types: frozenset[str]) -> _Demand:
    conditions = tuple(requirement.condition for requirement in rule.requirements)
    subjects = frozenset(test.subject.name for condition in conditions for test in tests_in(condition))
    conditional = {test.subject.name for test in tests_in(rule.when)} if rule.when is not None else set()
    is_plain = len(subjects) == 1 and subjects.isdisjoint(conditional)
    return _Demand(rule, types, subjects, conditions, examples(conditions) if is_plain else ())


def _may_clash(first: _Demand, second: _Demand) -> bool:
    if first.subjects.isdisjoint(second.subjects) or first.types.isdisjoint(second.types):
        return False
    return not _share_an_example(first, second)


def _share_an_example(first: _Demand, second: _Demand) -> bool:
    """Whether one value is seen to meet both; only asked of rules with examples, which speak of that value alone."""
    if not first.examples or not second.examples:
        return False
    return any(meets_all(second.conditions, value) for value in first.examples) or any(
        meets_all(first.conditions, value) for value in second.examples
    )


def _contradict(first: _Demand, second: _Demand) -> bool:
    """Whether they can apply to one resource, and that resource cannot meet both."""
    whens = (first.rule.when, second.rule.when)
    if is_satisfiable(*whens, *first.conditions, *second.conditions):
        return False
    return is_satisfiable(*whens, *first.conditions) and is_satisfiable(*whens, *second.conditions)


def _contradiction(first: _Demand, second: _Demand) -> Problem:
    shared = tuple(sorted(first.types & second.types))
    names = listed(tuple(sorted(first.subjects & second.subjects)))
    return warning(
        second.rule.location,
        f"no {names} meets both `{first.rule.id}` and `{second.rule.id}` on {listed(shared, 1)}; "
        "narrow one of them with `when`, `types` or `except`",
    )
