"""What AWS does when Terraform creates a resource: the calls, what they authorise, and where attributes stand in them.

`data/authorization/aws_operations.csv` and `aws_condition_keys.csv` are curated by hand; their triples are checked
against the authorization data. Retagging and untagging are derived from those data alone.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from costguard.catalog.authorization import Action, Kind, actions, supports

_FOLDER: Final = Path(__file__).parent / "data" / "authorization"
_KEY_OF: Final[Mapping[Kind, str]] = MappingProxyType({"tag": "aws:RequestTag/${TagKey}", "untag": "aws:TagKeys"})

MANY_CALLS: Final = frozenset({"apigateway:POST"})
"""Actions that stand for the creation of many things, told apart by the resource alone (API Gateway Developer Guide,
"Control access to an API with IAM permissions", 2026-09)."""


class Operation(msgspec.Struct, frozen=True):
    """One call that creates a Terraform type, or, with `action` "", the reason in `note` why there is none.

    `resource_type` is what the call authorises for the new resource, "" where it authorises no such resource (its
    Resource is then `*`). `tagged_as` is what tagging actions call the resource, "" where none of them knows it.
    """

    terraform_type: str
    action: str
    resource_type: str
    note: str
    tagged_as: str = ""


class AttributeKey(msgspec.Struct, frozen=True):
    """The condition key that holds an attribute, or, with `key` "", the reason in `note` why none can stand for it.

    `many` keys hold several values; a condition on one needs ForAnyValue or ForAllValues.
    """

    key: str
    many: bool
    note: str


def operations_of(terraform_type: str) -> tuple[Operation, ...]:
    """The calls that create a Terraform type; one without an action where there is none, nothing if it is unknown."""
    return _operations().get(terraform_type, ())


@cache
def operations_by_action() -> Mapping[str, tuple[Operation, ...]]:
    """Of each action what it creates, in the order of the Terraform types; what no action creates is not in it."""
    found: dict[str, list[Operation]] = {}
    for operations in _operations().values():
        for operation in operations:
            if operation.action:
                found.setdefault(operation.action, []).append(operation)
    return MappingProxyType({action: tuple(operations) for action, operations in sorted(found.items())})


def attribute_key(terraform_type: str, attribute: str, action: str, resource_type: str) -> AttributeKey | None:
    """Where the context of a call holds an attribute of the catalog, in the attribute's own unit; None if nowhere."""
    return _keys().get((terraform_type, attribute, action, resource_type))


def tag_actions(service: str, resource_type: str) -> tuple[Action, ...]:
    """The actions that change the tags of a resource type and say in `aws:RequestTag/` to what."""
    return tuple(each for each in _tagging(service, resource_type, ("tag",)) if _is_guarded(each, resource_type))


def untag_actions(service: str, resource_type: str) -> tuple[Action, ...]:
    """The actions that take tags from a resource type and say in `aws:TagKeys` which."""
    return tuple(each for each in _tagging(service, resource_type, ("untag",)) if _is_guarded(each, resource_type))


def unguarded_tag_actions(service: str, resource_type: str) -> tuple[Action, ...]:
    """The actions that change or take tags and put nothing of it into the context, such as `s3:PutBucketTagging`."""
    both = _tagging(service, resource_type, ("tag", "untag"))
    return tuple(each for each in both if not _is_guarded(each, resource_type))


def _tagging(service: str, resource_type: str, kinds: tuple[Kind, ...]) -> Iterator[Action]:
    """The actions of those kinds that list the resource type, or no resource type at all."""
    for action in actions(service):
        listed = {each.name for each in action.resources}
        if action.kind in kinds and (not listed or resource_type in listed):
            yield action


def _is_guarded(action: Action, resource_type: str) -> bool:
    return supports(action.name, resource_type or None, _KEY_OF[action.kind])


@cache
def _operations() -> Mapping[str, tuple[Operation, ...]]:
    found: dict[str, list[Operation]] = {}
    for row in _rows("aws_operations.csv"):
        found.setdefault(row["terraform_type"], []).append(msgspec.convert(row, Operation))
    return {terraform_type: tuple(operations) for terraform_type, operations in found.items()}


@cache
def _keys() -> Mapping[tuple[str, str, str, str], AttributeKey]:
    return {
        (row["terraform_type"], row["attribute"], row["action"], row["resource_type"]): AttributeKey(
            key=row["key"], many=row["many"] == "true", note=row["note"]
        )
        for row in _rows("aws_condition_keys.csv")
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    import csv

    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
