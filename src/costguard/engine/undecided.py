"""Says why a condition is undecided on a resource."""

from typing import assert_never

from costguard.engine.evaluate import Several, evaluate, find_tag
from costguard.model.change import Action
from costguard.model.condition import All, AnyOf, Condition, Not, TagSubject, Test
from costguard.model.resource import Knowledge, Resource
from costguard.model.truth import Truth


def why_undecided(condition: Condition, resource: Resource, several: Several = Several.MUST_AGREE) -> str:
    """The first reason why a condition is undecided; "" where it is decided."""
    if evaluate(condition, resource, several) is not Truth.UNDECIDED:
        return ""
    match condition:
        case Test():
            return _why(condition, resource)
        case Not(part):
            return why_undecided(part, resource, several.opposite)
        case All(parts) | AnyOf(parts):
            reasons = (why_undecided(part, resource, several) for part in parts)
            return next((reason for reason in reasons if reason), "")
        case _:
            assert_never(condition)


def value_to_come(resource: Resource) -> str:
    """Why a tag that is there has no value: a plan's is still to come, an inventory may not tell it."""
    knowledge = Knowledge.UNREAD if resource.action is Action.EXISTING else Knowledge.AFTER_APPLY
    return str(knowledge.value)


def _why(test: Test, resource: Resource) -> str:
    name = test.subject.name
    if isinstance(test.subject, TagSubject):
        is_found = find_tag(test.subject, resource) is not None
        reason = resource.tags.incomplete if resource.tags is not None and not is_found else ""
        return f"`{name}` may be set or not, as {reason}" if reason else f"`{name}` is {value_to_come(resource)}"
    attribute = resource.attributes.get(name)
    knowledge = attribute.knowledge if attribute is not None else Knowledge.UNSET
    match knowledge:
        case Knowledge.AFTER_APPLY | Knowledge.UNSET | Knowledge.UNREAD:
            return f"`{name}` is {knowledge.value}"
        case Knowledge.KNOWN if attribute is not None and len(attribute.values) != 1:
            return f"`{name}` has several values, and they differ" if attribute.values else f"`{name}` is empty"
        case Knowledge.KNOWN:
            return f"`{name}` has a value that is no number"
