"""Explains a judgement: why each part of a rule held, failed, or is undecided on one resource."""

from typing import assert_never

import msgspec

from costguard.engine.evaluate import Several, evaluate, find_tag
from costguard.engine.judge import faults_of
from costguard.engine.requirement_faults import applies
from costguard.engine.scope import ScopedRules
from costguard.engine.tag_faults import tag_fault
from costguard.engine.undecided import why_undecided
from costguard.engine.values import as_text
from costguard.engine.words import fact
from costguard.model.condition import All, AnyOf, Condition, Not, TagSubject, Test
from costguard.model.finding import State
from costguard.model.resource import Resource
from costguard.model.truth import Truth
from costguard.policy.policy_set import Dimension, PolicySet, Rule
from costguard.policy.scope_types import speaks_of_type


class Explanation(msgspec.Struct, frozen=True):
    """One line of an explanation: what is asked, the answer (None where there is nothing to answer), and why."""

    text: str
    truth: Truth | None = None
    reason: str = ""
    parts: tuple["Explanation", ...] = ()


def explain(resource: Resource, policy: PolicySet) -> tuple[Explanation, ...]:
    """What every rule of the policy says of a resource, in the policy's order."""
    speaking = {rule.id for rule in ScopedRules(policy.rules).of(resource)}
    return tuple(_rule(rule, resource, policy, is_speaking=rule.id in speaking) for rule in policy.rules)


def _rule(rule: Rule, resource: Resource, policy: PolicySet, *, is_speaking: bool) -> Explanation:
    if not is_speaking:
        return Explanation(rule.id, None, f"does not apply: {_why_silent(rule, resource)}")
    parts: list[Explanation] = []
    if rule.when is not None:
        parts.append(
            Explanation("when", evaluate(rule.when, resource), parts=(explain_condition(rule.when, resource),))
        )
    parts.extend(_tag(dimension, resource, policy) for dimension in rule.tags)
    for requirement in rule.requirements:
        if applies(requirement.condition, resource):
            parts.append(explain_condition(requirement.condition, resource, Several.ALL))
        else:
            parts.append(Explanation(requirement.key, None, f"{resource.type} has no such attribute"))
    states = {fault.state for fault in faults_of(rule, resource, policy)}
    if rule.when is not None and evaluate(rule.when, resource) is Truth.FAILS:
        return Explanation(rule.id, None, "does not apply: its `when` fails", tuple(parts))
    if not rule.tags and not any(applies(requirement.condition, resource) for requirement in rule.requirements):
        return Explanation(rule.id, None, f"does not apply: {resource.type} has none of its attributes", tuple(parts))
    truth = Truth.FAILS if State.VIOLATION in states else Truth.UNDECIDED if states else Truth.HOLDS
    return Explanation(rule.id, truth, rule.title, tuple(parts))


def _why_silent(rule: Rule, resource: Resource) -> str:
    if not speaks_of_type(rule.scope, resource.type, resource.cloud):
        return f"it does not speak of {resource.type}"
    return "it speaks of taggable resources only" if resource.tags is None else "it speaks of untaggable resources only"


def _tag(dimension: Dimension, resource: Resource, policy: PolicySet) -> Explanation:
    key = dimension.subject.keys.get(resource.cloud, dimension.name)
    fault = tag_fault(dimension, resource, policy.today)
    if fault is None:
        found = find_tag(dimension.subject, resource)
        return Explanation(f"tag {key}", Truth.HOLDS, _shown_tag(found[0], resource) if found else "")
    truth = Truth.UNDECIDED if fault.state is State.UNDECIDED else Truth.FAILS
    return Explanation(f"tag {key}", truth, fault.message)


def _shown_tag(key: str, resource: Resource) -> str:
    tag = resource.tags.entries[key] if resource.tags is not None else None
    if tag is None:
        return ""
    if tag.value is None:
        return f"is set, known after apply, from the {tag.origin}"
    return f"is {'(sensitive)' if tag.sensitive else f'`{tag.value}`'}, from the {tag.origin}"


def explain_condition(condition: Condition, resource: Resource, several: Several = Several.MUST_AGREE) -> Explanation:
    """A condition part by part, each with its own answer."""
    truth = evaluate(condition, resource, several)
    match condition:
        case Test(subject):
            undecided = why_undecided(condition, resource, several)
            return Explanation(f"{subject.name} {fact(condition)}", truth, _test_reason(condition, resource, undecided))
        case All(parts):
            return Explanation("all of", truth, parts=tuple(explain_condition(p, resource, several) for p in parts))
        case AnyOf(parts):
            return Explanation("any of", truth, parts=tuple(explain_condition(p, resource, several) for p in parts))
        case Not(part):
            return Explanation("not", truth, parts=(explain_condition(part, resource, several.opposite),))
        case _:
            assert_never(condition)


def _test_reason(test: Test, resource: Resource, undecided: str) -> str:
    if undecided:
        return undecided
    if isinstance(test.subject, TagSubject):
        found = find_tag(test.subject, resource)
        return _shown_tag(found[0], resource) if found is not None else "the tag is absent"
    attribute = resource.attributes.get(test.subject.name)
    if attribute is None:
        return f"{resource.type} has no such attribute"
    if attribute.sensitive or test.subject.is_raw:
        return "its value is not shown"
    values = ", ".join(f"`{as_text(value)}`" for value in attribute.values)
    return f"is {values}, from the {attribute.origin}" if values else "is not set"
