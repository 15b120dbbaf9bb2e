"""Reads the tests that a policy ships of itself: a resource, and the findings that it must give."""

from collections.abc import Iterator, Mapping
from typing import Final

from costguard.model.change import Action
from costguard.model.cloud import cloud_of
from costguard.model.finding import Code, State
from costguard.model.resource import AFTER_APPLY, UNSET, Attribute, Resource, Scalar, known
from costguard.model.tags import Origin, Tag, Tags
from costguard.policy.context import Context
from costguard.policy.nodes import ListNode, MapNode, Node, ScalarNode, get, items, pairs, scalars, text
from costguard.policy.policy_set import Case, Expectation
from costguard.policy.subjects import ATTRIBUTE_PREFIX, TAG_PREFIX, attribute_kinds
from costguard.policy.waivers import check_rule

ALL_TAGS: Final = "tags"
"""What `unknown` calls a map of tags of which nothing is known."""

_ORIGINS: Final = {"inherited": Origin.INHERITED, "default_tags": Origin.PROVIDER, "tags": Origin.RESOURCE}


def read_cases(context: Context) -> tuple[Case, ...]:
    """The tests of every document, in reading order."""
    return tuple(_case(node, context) for node in context.entries("tests"))


def _case(node: MapNode, context: Context) -> Case:
    check_rule(get(node, "rule"), context)
    return Case(
        name=text(get(node, "name")),
        resource=_resource(get(node, "resource"), context),
        expect=tuple(_expectations(get(node, "expect"), context)),
        rule=text(get(node, "rule")),
        location=node.at,
    )


def _expectations(node: Node | None, context: Context) -> Iterator[Expectation]:
    for item in items(node):
        check_rule(get(item, "rule"), context)
        code, state = text(get(item, "code")), text(get(item, "state")) or State.VIOLATION
        if code in tuple(Code) and state in tuple(State):
            yield Expectation(Code(code), text(get(item, "key")), text(get(item, "rule")), State(state))


def _resource(node: Node | None, context: Context) -> Resource:
    resource_type = text(get(node, "type"))
    action = text(get(node, "action"))
    return Resource(
        address=text(get(node, "address")) or f"{resource_type}.example",
        type=resource_type,
        cloud=cloud_of(resource_type),
        tags=_tags(node, resource_type),
        attributes=_attributes(node, context),
        action=Action(action) if action in tuple(Action) else Action.CREATE,
        location=node.at if node is not None else None,
    )


def _tags(node: Node | None, resource_type: str) -> Tags | None:
    """Its tags, the resource's own over its provider's over inherited ones; None where the type takes none."""
    entries: dict[str, Tag] = {}
    for field, origin in _ORIGINS.items():
        entries |= {pair.key.text: Tag(text(pair.value), origin) for pair in pairs(get(node, field))}
    unknown = [each.text for each in scalars(get(node, "unknown"))]
    entries |= {name.removeprefix(TAG_PREFIX): Tag(None) for name in unknown if name.startswith(TAG_PREFIX)}
    if entries or ALL_TAGS in unknown:
        return Tags(entries, "its tags are known only after apply" if ALL_TAGS in unknown else "")
    return Tags() if _takes_tags(resource_type) else None


def _takes_tags(resource_type: str) -> bool:
    from costguard.catalog.lookup import entry

    found = entry(resource_type)
    return found is None or found.taggable


def _attributes(node: Node | None, context: Context) -> Mapping[str, Attribute]:
    found: dict[str, Attribute] = {}
    for pair in pairs(get(node, "attributes")):
        _check_attribute(pair.key, context)
        values = pair.value.items if isinstance(pair.value, ListNode) else (pair.value,)
        kind = attribute_kinds().get(pair.key.text, "")
        found[pair.key.text] = known(*(_value(each, kind) for each in values if isinstance(each, ScalarNode)))
    for field, attribute in (("unknown", AFTER_APPLY), ("unset", UNSET)):
        for name in scalars(get(node, field)):
            if field == "unknown" and (name.text == ALL_TAGS or name.text.startswith(TAG_PREFIX)):
                continue
            _check_attribute(name, context)
            found[name.text] = attribute
    return found


def _check_attribute(name: ScalarNode, context: Context) -> None:
    if not name.text.startswith(ATTRIBUTE_PREFIX) and name.text not in attribute_kinds():
        context.unknown("attribute", name.text, name.at, attribute_kinds())


def _value(node: ScalarNode, kind: str) -> Scalar:
    """As written where the attribute is text, else what YAML takes it for."""
    value = node.value
    return node.text if kind == "string" or value is None else value
