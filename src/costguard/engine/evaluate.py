"""Evaluates a Condition on one resource, in three truth values.

Absence: a tag that is not there is known not to be there, so a positive test of it fails and a negative one
holds. An attribute that is left unset, and whose default nobody documents, is undecided.
"""

from enum import Enum
from typing import assert_never

from costguard.engine.values import passes
from costguard.model.condition import All, AnyOf, AttributeSubject, Condition, Not, Operator, TagSubject, Test
from costguard.model.resource import Knowledge, Resource
from costguard.model.tags import Origin, Tag
from costguard.model.truth import Truth, conjunction, disjunction, truth
from costguard.policy.labels import key_on
from costguard.policy.localise import localised


class Several(Enum):
    """What a test says of an attribute that has several values, as repeated blocks give it."""

    MUST_AGREE = "undecided where they disagree"
    ALL = "holds if it holds for each"
    SOME = "holds if it holds for one"

    @property
    def opposite(self) -> "Several":
        """The reading under a negation."""
        match self:
            case Several.ALL:
                return Several.SOME
            case Several.SOME:
                return Several.ALL
            case Several.MUST_AGREE:
                return Several.MUST_AGREE


def evaluate(condition: Condition, resource: Resource, several: Several = Several.MUST_AGREE) -> Truth:
    """Whether the condition holds. A requirement reads several values as ALL, so that one bad block breaks it."""
    match condition:
        case Test():
            return evaluate_test(condition, resource, several)
        case All(parts):
            return conjunction(evaluate(part, resource, several) for part in parts)
        case AnyOf(parts):
            return disjunction(evaluate(part, resource, several) for part in parts)
        case Not(part):
            return ~evaluate(part, resource, several.opposite)
        case _:
            assert_never(condition)


def evaluate_test(test: Test, resource: Resource, several: Several) -> Truth:
    """Whether one test holds."""
    match test.subject:
        case TagSubject():
            return _evaluate_tag(test, test.subject, resource)
        case AttributeSubject(name):
            return _evaluate_attribute(test, name, resource, several)
        case _:
            assert_never(test.subject)


def find_tag(subject: TagSubject, resource: Resource) -> tuple[str, Tag] | None:
    """The tag that a subject speaks of on this resource, under its key or an alias that is still accepted.

    Where more keys may come, the key itself may, and it goes before its aliases: then only it is an answer.
    """
    if resource.tags is None:
        return None
    aliases = () if resource.tags.incomplete else subject.aliases
    for key in (subject.keys.get(resource.cloud), *aliases):
        found = resource.tags.find(key_on(resource.cloud, key), resource.cloud) if key is not None else None
        if found is not None:
            return found
    return None


def _evaluate_tag(test: Test, subject: TagSubject, resource: Resource) -> Truth:
    found = find_tag(subject, resource)
    if found is None:
        is_certain = resource.tags is None or not resource.tags.incomplete
        return _on_absence(test) if is_certain else Truth.UNDECIDED
    value = found[1].value
    if value is None:
        is_there = test.operator is Operator.PRESENT and found[1].origin is not Origin.INHERITED
        return truth(bool(test.operands[0])) if is_there else Truth.UNDECIDED
    return passes(test.operator, localised(test, resource.cloud), value)


def _evaluate_attribute(test: Test, name: str, resource: Resource, several: Several) -> Truth:
    attribute = resource.attributes.get(name)
    if attribute is None:
        return _on_absence(test)
    if attribute.knowledge is Knowledge.UNSET:
        return _on_absence(test) if test.operator is Operator.PRESENT else Truth.UNDECIDED
    truths = [passes(test.operator, test.operands, value) for value in attribute.values]
    if attribute.knowledge in (Knowledge.AFTER_APPLY, Knowledge.UNREAD):
        truths.append(Truth.UNDECIDED)
    return _together(truths, several)


def _together(truths: list[Truth], several: Several) -> Truth:
    match several:
        case Several.ALL:
            return conjunction(truths)
        case Several.SOME:
            return disjunction(truths)
        case Several.MUST_AGREE:
            return truths[0] if len(set(truths)) == 1 else Truth.UNDECIDED
        case _:
            assert_never(several)


def _on_absence(test: Test) -> Truth:
    if test.operator is Operator.PRESENT:
        return truth(not test.operands[0])
    return truth(test.operator.is_negative)
