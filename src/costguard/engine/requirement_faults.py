"""Judges one required Condition of one resource, and says which value breaks it."""

from typing import Final, assert_never

import msgspec

from costguard.engine.evaluate import Several, evaluate, find_tag
from costguard.engine.fault import Fault
from costguard.engine.undecided import why_undecided
from costguard.engine.values import as_text, passes
from costguard.engine.words import demand, demanded, described, listed
from costguard.model.condition import All, AnyOf, AttributeSubject, Condition, Not, Operator, TagSubject, Test, tests_in
from costguard.model.finding import Code, State
from costguard.model.resource import Resource
from costguard.model.truth import Truth
from costguard.policy.policy_set import Requirement

_NOT_SET: Final = "is not set"


def requirement_fault(requirement: Requirement, resource: Resource) -> Fault | None:
    """The fault of a requirement; None where it holds, or speaks of attributes that this type does not have."""
    if not applies(requirement.condition, resource):
        return None
    match evaluate(requirement.condition, resource, Several.ALL):
        case Truth.HOLDS:
            return None
        case Truth.FAILS:
            return _broken(requirement, resource)
        case Truth.UNDECIDED:
            reason = why_undecided(requirement.condition, resource, Several.ALL)
            return Fault(requirement.key, Code.UNKNOWN, f"cannot be decided: {reason}", State.UNDECIDED)


def applies(condition: Condition, resource: Resource) -> bool:
    """Whether the resource has every attribute that the condition names; a part has none."""
    return all(
        not isinstance(test.subject, AttributeSubject) or resource.attributes.get(test.subject.name) is not None
        for test in tests_in(condition)
    )


class _Culprit(msgspec.Struct, frozen=True):
    """The test that breaks a requirement, and what it met: a value that may be shown, or words for it."""

    test: Test
    met: str = _NOT_SET
    value: str | None = None
    sensitive: bool = False
    source: str = ""


def _broken(requirement: Requirement, resource: Resource) -> Fault:
    culprit = _culprit(requirement.condition, resource, wanted=True)
    if culprit is None:  # only an `any` of nothing fails without a test that does
        return Fault(requirement.key, requirement.code, f"it does not hold that {described(requirement.condition)}")
    message = f"`{culprit.test.subject.name}` {culprit.met}; {_demand(requirement, culprit.test)}"
    return Fault(
        requirement.key,
        requirement.code,
        message,
        value=culprit.value,
        sensitive=culprit.sensitive,
        source=culprit.source,
    )


def _culprit(condition: Condition, resource: Resource, *, wanted: bool) -> _Culprit | None:
    """The first test that makes the condition go the wrong way; what goes right, or does not matter, is passed by."""
    several, wrong = (Several.ALL, Truth.FAILS) if wanted else (Several.SOME, Truth.HOLDS)
    if evaluate(condition, resource, several) is not wrong:
        return None
    match condition:
        case Test():
            return _met(condition, resource, wrong)
        case Not(part):
            return _culprit(part, resource, wanted=not wanted)
        case All(parts) | AnyOf(parts):
            found = (_culprit(part, resource, wanted=wanted) for part in parts)
            return next((culprit for culprit in found if culprit is not None), None)
        case _:
            assert_never(condition)


def _met(test: Test, resource: Resource, wrong: Truth) -> _Culprit:
    if isinstance(test.subject, TagSubject):
        return _met_tag(test, test.subject, resource)
    attribute = resource.attributes.get(test.subject.name)
    if attribute is None:
        return _Culprit(test)
    value = next((each for each in attribute.values if passes(test.operator, test.operands, each) is wrong), None)
    if value is None:
        return _Culprit(test, source=attribute.origin)
    if attribute.sensitive:
        return _Culprit(test, "has a sensitive value", sensitive=True, source=attribute.origin)
    if test.subject.is_raw:  # it may be anything, a password too: never echoed
        return _Culprit(test, "has a value that is not allowed", source=attribute.origin)
    shown = as_text(value)
    return _Culprit(test, f"is `{shown}`{_from(attribute.origin)}", shown, source=attribute.origin)


def _met_tag(test: Test, subject: TagSubject, resource: Resource) -> _Culprit:
    found = find_tag(subject, resource)
    if found is None:
        return _Culprit(test)
    tag = found[1]
    if tag.value is None:
        return _Culprit(test, "is set", source=tag.origin)
    if tag.sensitive:
        return _Culprit(test, "has a sensitive value", sensitive=True, source=tag.origin)
    met = f"is `{tag.value}`{_from(tag.origin)}" if tag.value else "is empty"
    return _Culprit(test, met, tag.value, source=tag.origin)


def _from(source: str) -> str:
    return "" if source == "resource" else f" ({source})"


def _demand(requirement: Requirement, test: Test) -> str:
    """What is asked, as the end of the message: in short where it is of one test only."""
    condition = requirement.condition
    if condition == test:
        return f"it {demand(test)}"
    if not isinstance(condition, Not) or requirement.code is not Code.FORBIDDEN:
        return demanded(condition)
    return _forbidden(test) if condition.part == test else f"it is forbidden that {described(condition.part)}"


def _forbidden(test: Test) -> str:
    match test.operator:
        case Operator.ONE_OF:
            return f"{listed(test.operands, 'and')} {'are' if len(test.operands) > 1 else 'is'} forbidden"
        case Operator.LIKE:
            return f"values like {listed(test.operands)} are forbidden"
        case Operator.PATTERN:
            return f"values that match {listed(test.operands)} are forbidden"
        case Operator.NONE_OF:
            return f"anything but {listed(test.operands)} is forbidden"
        case Operator.UNLIKE:
            return f"anything not like {listed(test.operands)} is forbidden"
        case Operator.AT_MOST:
            return f"{as_text(test.operands[0])} or less is forbidden"
        case Operator.AT_LEAST:
            return f"{as_text(test.operands[0])} or more is forbidden"
        case Operator.PRESENT:
            return "setting it is forbidden" if test.operands[0] else "leaving it unset is forbidden"
        case _:
            assert_never(test.operator)
