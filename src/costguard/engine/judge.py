"""Judges resources by a policy's rules: the one place where conditions become findings."""

from collections.abc import Iterable, Iterator

import msgspec

from costguard.engine.evaluate import evaluate, find_tag
from costguard.engine.fault import Fault, doubted, finding_of
from costguard.engine.fixes import fix_for, special_fix_for
from costguard.engine.projects import Projection
from costguard.engine.requirement_faults import applies, requirement_fault
from costguard.engine.scope import ScopedRules
from costguard.engine.tag_faults import tag_fault
from costguard.engine.undecided import why_undecided
from costguard.model.change import Action
from costguard.model.condition import Subject, TagSubject, tests_in
from costguard.model.finding import Finding, Level, State
from costguard.model.resource import Resource, Scalar
from costguard.model.truth import Truth
from costguard.policy.policy_set import PolicySet, Rule

_Identity = tuple[str, str, str, tuple[tuple[Scalar | None, ...], ...]]


class Judgement(msgspec.Struct, frozen=True):
    """The findings on some resources, before waivers, and how many resources some rule spoke of."""

    findings: tuple[Finding, ...]
    evaluated: int


def judge(resources: Iterable[Resource], policy: PolicySet, *, new_only: bool = False, project: str = "") -> Judgement:
    """Judge every resource that will be there. What an update already had wrong is debt when only new faults count.

    What a plan does not touch (`no-op`) is always debt: it never blocks the change at hand. What the policy says of the
    `project` counts in every condition, and a tag that says otherwise is a finding; of a project that is not told
    (""), the policy says nothing.
    """
    projection = Projection.of(policy, project)
    scoped = ScopedRules(tuple(projection.rule(rule) for rule in policy.rules if rule.effect.plan is not None))
    findings: list[Finding] = []
    evaluated: set[tuple[int, str]] = set()
    for resource in map(projection.resource, resources):
        if not resource.action.leaves_a_resource:
            continue
        rules = scoped.of(resource)
        if projection.speaks_of(resource) or any(_asks_something(rule, resource) for rule in rules):
            evaluated.add((resource.plan, resource.part_of or resource.address))
            findings.extend(_judge_resource(resource, rules, policy, new_only=new_only))
            findings.extend(_held_to(projection, resource, new_only=new_only))
    return Judgement(tuple(findings), len(evaluated))


def _asks_something(rule: Rule, resource: Resource) -> bool:
    """Whether a rule that speaks of a resource's type finds anything there to judge."""
    return bool(rule.tags) or any(applies(requirement.condition, resource) for requirement in rule.requirements)


def faults_of(rule: Rule, resource: Resource, policy: PolicySet) -> Iterator[Fault]:
    """Every fault that one rule finds on one resource; undecided where it is not known whether the rule applies."""
    when = evaluate(rule.when, resource) if rule.when is not None else Truth.HOLDS
    if when is Truth.FAILS:
        return
    for fault in _faults(rule, resource, policy):
        if when is Truth.HOLDS or rule.when is None:
            yield fault
        else:
            yield doubted(fault, why_undecided(rule.when, resource))


def _faults(rule: Rule, resource: Resource, policy: PolicySet) -> Iterator[Fault]:
    for dimension in rule.tags:
        fault = tag_fault(dimension, resource, policy.today)
        if fault is not None:
            yield fault
    for requirement in rule.requirements:
        fault = requirement_fault(requirement, resource)
        if fault is not None:
            yield fault


def _judge_resource(
    resource: Resource, rules: tuple[Rule, ...], policy: PolicySet, *, new_only: bool
) -> Iterator[Finding]:
    former = _former_faults(resource, rules, policy) if new_only else frozenset()
    for rule in rules:
        for fault in faults_of(rule, resource, policy):
            is_debt = resource.action is Action.NO_OP or _identity(rule, fault, resource) in former
            level = Level.DEBT if is_debt else _level(rule, fault)
            if level is not None and not (is_debt and fault.state is State.UNDECIDED):
                yield _finding(rule, fault, level, resource)


def _held_to(projection: Projection, resource: Resource, *, new_only: bool) -> Iterator[Finding]:
    """What a resource says of its project, as findings: debt where it said so before, or is not touched."""
    before = resource.before if new_only else None
    former = {fault.message for fault in projection.faults(before)} if before is not None else frozenset()
    for fault in projection.faults(resource):
        is_undecided = fault.state is State.UNDECIDED
        is_debt = resource.action is Action.NO_OP or (fault.message in former and not fault.sensitive)
        level = Level.DEBT if is_debt else Level.ADVISE if is_undecided else Level.DENY
        if not (is_debt and is_undecided):
            yield projection.finding(fault, level, resource)


def _identity(rule: Rule, fault: Fault, resource: Resource) -> _Identity:
    """What makes a fault the same as before: its words, and every value it was found on, shown or not."""
    return (rule.id, fault.key, fault.message, tuple(_values_behind(rule, fault, resource)))


def _values_behind(rule: Rule, fault: Fault, resource: Resource) -> Iterator[tuple[Scalar | None, ...]]:
    conditions = (requirement.condition for requirement in rule.requirements if requirement.key == fault.key)
    subjects: list[Subject] = [test.subject for condition in conditions for test in tests_in(condition)]
    for subject in (*subjects, *(each.subject for each in rule.tags if each.name == fault.dimension)):
        if isinstance(subject, TagSubject):
            found = find_tag(subject, resource)
            yield (found[1].value,) if found is not None else ()
        else:
            attribute = resource.attributes.get(subject.name)
            yield attribute.values if attribute is not None else ()


def _former_faults(resource: Resource, rules: tuple[Rule, ...], policy: PolicySet) -> frozenset[_Identity]:
    before = resource.before
    if before is None:
        return frozenset()
    return frozenset(
        _identity(rule, fault, before)
        for rule in rules
        for fault in faults_of(rule, before, policy)
        if fault.state is State.VIOLATION  # what was undecided was not known to be wrong
    )


def _level(rule: Rule, fault: Fault) -> Level | None:
    if fault.state is State.UNDECIDED:
        return rule.on_unknown
    return Level.ADVISE if fault.is_mild else rule.effect.plan


def _finding(rule: Rule, fault: Fault, level: Level, resource: Resource) -> Finding:
    fix = special_fix_for(fault, resource) or rule.fix or fix_for(fault, resource)
    return finding_of(fault, resource, level, rule=rule.id, title=rule.title, why=rule.why, fix=fix)
