"""One row of an inventory as the resource that rules speak of: what the columnar kernel has to agree with."""

from collections.abc import Iterator
from typing import Final

from costguard.catalog.lookup import entry, is_global
from costguard.engine.scan.inheritance import Inheritance, Untold, with_inherited
from costguard.model.change import Action
from costguard.model.inventory import Item
from costguard.model.resource import UNREAD, UNSET, Attribute, Resource, known
from costguard.model.tags import Tag, Tags
from costguard.policy.policy_set import PolicySet

REGION: Final = "region"


def resource_of(item: Item, policy: PolicySet, inheritance: Inheritance) -> Resource:
    """The resource that a row tells of. An attribute that its type has, and the row does not tell, is unread."""
    return Resource(
        address=item.id,
        type=item.type,
        cloud=item.cloud,
        tags=_tags(item, policy, inheritance),
        attributes=dict(_attributes(item)),
        action=Action.EXISTING,
    )


def _tags(item: Item, policy: PolicySet, inheritance: Inheritance) -> Tags | None:
    if item.tags is None:
        return None
    entries = {key: Tag(value, sensitive=f"tag:{key}" in item.sensitive) for key, value in item.tags.items()}
    inherited = {
        name: None if isinstance(value, Untold) else value
        for name, dimension in policy.taxonomy.items()
        if (value := inheritance.value(dimension, item.cloud, item.account, item.group)) is not None
    }
    return with_inherited(Tags(entries, item.tags_incomplete), item.cloud, inherited, policy.taxonomy.values())


def _attributes(item: Item) -> Iterator[tuple[str, Attribute]]:
    for name in attribute_names_of(item.type):
        yield name, UNREAD
    for name, values in item.attributes.items():
        if name != REGION:  # the row's own column tells it
            yield name, known(*values, sensitive=name in item.sensitive) if values else UNSET
    if item.region is not None:
        yield REGION, known(item.region)
    elif not is_global(item.type):
        yield REGION, UNREAD


def attribute_names_of(resource_type: str) -> tuple[str, ...]:
    """The attributes that a type has, by the catalog; none of a type that it does not hold."""
    found = entry(resource_type)
    return tuple(found.attributes) if found is not None else ()
