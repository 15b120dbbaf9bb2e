"""Warns of rules that can never apply, and of parts of a rule that can never matter."""

from collections.abc import Iterator

from costguard.model.cloud import Cloud
from costguard.model.condition import AnyOf, AttributeSubject, Condition, Not, Operator, Test, tests_in
from costguard.model.errors import Problem
from costguard.model.finding import Code
from costguard.policy.lints.satisfiable import is_satisfiable
from costguard.policy.lints.universe import Universe, universe
from costguard.policy.lints.warning import does_anything, listed, warning
from costguard.policy.policy_set import PolicySet, Rule

_ON_EVERY_TYPE = ("region", "zone")
"""Attributes that sources derive, so that no entry of the catalog lists them."""


def warnings(policy: PolicySet) -> Iterator[Problem]:
    """Of each rule the first reason why it can do nothing; of the policy, that it has nothing to judge by."""
    if not policy.rules and not policy.approvals:
        place = next((dimension.location for dimension in policy.taxonomy.values()), None)
        yield warning(place, "the policy has no rule and no approval, so it judges nothing; add one")
    types = universe(policy)
    for rule in policy.rules:
        reason = _reason(rule, types, policy)
        if reason:
            yield warning(rule.location, f"`{rule.id}` can never apply: {reason}")
        else:
            yield from _idle_prohibitions(rule)


def allowed_values(condition: Condition | None, policy: PolicySet) -> tuple[Condition, ...]:
    """For each dimension in a condition: it is absent, or has a value that the taxonomy accepts."""
    names = {test.subject.name for test in tests_in(condition)} if condition is not None else set()
    dimensions = (policy.taxonomy[name] for name in sorted(names & set(policy.taxonomy)))
    return tuple(
        AnyOf((dimension.accepts[Cloud.AWS], Test(dimension.subject, Operator.PRESENT, (False,))))
        for dimension in dimensions
    )


def _reason(rule: Rule, types: Universe, policy: PolicySet) -> str:
    if not does_anything(rule):
        return "its effect is `none` everywhere; give it one, or remove it"
    taken = types.of(rule.scope)
    if not taken:
        return "" if types.may_reach_more(rule.scope) else _empty_scope(rule)
    if rule.tags and taken <= types.untaggable and not types.may_reach_more(rule.scope):
        return f"it asks for tags, and {listed(tuple(sorted(taken)))} cannot carry any"
    if missing := _missing_attribute(rule, taken):
        return f"none of its types has `{missing}`; test another attribute, or name other types"
    if not is_satisfiable(rule.when, *allowed_values(rule.when, policy)):
        return "no value that the taxonomy allows meets its `when`; correct one of them"
    return ""


def _empty_scope(rule: Rule) -> str:
    scope = rule.scope
    if scope.excluded:
        return "`except` takes out every type that it names; narrow `except`"
    if scope.clouds and scope.types:
        return f"none of its types is on {' or '.join(f'`{cloud}`' for cloud in scope.clouds)}; correct one of them"
    if scope.taggable is not None:
        return f"none of its types is `taggable: {str(scope.taggable).lower()}`; correct one of them"
    return f"{listed(scope.types)} belongs to none of the clouds that policies speak of"


def _missing_attribute(rule: Rule, taken: frozenset[str]) -> str:
    """An attribute that the rule cannot do without, and that none of its types has; "" where one type is unknown."""
    from costguard.catalog.lookup import entry

    names = dict.fromkeys(_attributes(rule))
    if not names:
        return ""
    found = [entry(each) for each in taken]
    if None in found:
        return ""
    there = {name for each in found if each is not None for name in each.attributes}
    return next((name for name in names if name not in there), "")


def _attributes(rule: Rule) -> Iterator[str]:
    conditions = [requirement.condition for requirement in rule.requirements]
    for condition in (*([rule.when] if rule.when is not None else []), *conditions):
        for test in tests_in(condition):
            is_catalog = isinstance(test.subject, AttributeSubject) and not test.subject.is_raw
            if is_catalog and test.subject.name not in _ON_EVERY_TYPE:
                yield test.subject.name


def _idle_prohibitions(rule: Rule) -> Iterator[Problem]:
    for requirement in rule.requirements:
        match requirement.condition:
            case Not(part) if requirement.code is Code.FORBIDDEN and not is_satisfiable(rule.when, part):
                message = f"`{rule.id}` forbids what can never be: its tests of {requirement.key} exclude each other"
                yield warning(rule.location, message)
            case _:
                pass
