"""What AWS tells of a resource becomes one Item, in the same way for every source."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from costguard.catalog.live.attributes import live_attributes
from costguard.catalog.live.aws_arns import canonical_arn, of_arn
from costguard.catalog.live.names import is_known_type, terraform_type
from costguard.catalog.lookup import entry, is_global
from costguard.model.cloud import Cloud
from costguard.model.inventory import Item
from costguard.sources.collecting.reading import Scope

GLOBAL_REGION: Final = "aws-global"
"""Stands in coverage for the services without a region (IAM, Route 53, CloudFront); botocore's name for it."""

_KEYS: Final = ("Key", "key", "TagKey", "tagKey")
_VALUES: Final = ("Value", "value", "TagValue", "tagValue")


class Told(msgspec.Struct, frozen=True):
    """What a source tells of one resource. `native_type` is its own name for the type.

    `tags` are {} where there are none. `region` is where it was found, "" if the source tells none. `body` is a full
    record, which alone tells attributes and, of types that share a name (RDS, DocumentDB, Neptune), which one it is.
    """

    arn: str
    native_type: str
    tags: Mapping[str, str]
    region: str = ""
    body: Mapping[str, Any] | None = None
    tags_incomplete: str = ""


def item_of(scope: Scope, told: Told) -> Item:
    """The item of a resource in the scope's account. The ARN's own region counts before that of the source."""
    name = of_arn(told.arn)
    kind = _type_of(name.terraform_type, told.native_type, told.body)
    tags = _carried(kind, told.tags)
    return Item(
        id=canonical_arn(told.arn),
        cloud=Cloud.AWS,
        type=kind,
        native_type=told.native_type,
        account=scope.account,
        region=None if is_global(kind) else name.region or told.region or None,
        tags=tags,
        tags_incomplete="" if tags is None else told.tags_incomplete,
        attributes={} if told.body is None else live_attributes(kind, told.body),
        source=scope.source,
    )


def tags_of(told: object) -> dict[str, str]:
    """Tags as any AWS service writes them: a list of keys and values in one of four spellings, or a mapping."""
    if isinstance(told, Mapping):
        return {str(key): _text(value) for key, value in told.items()}
    if not isinstance(told, Iterable) or isinstance(told, str):
        return {}
    return {key: _under(tag, _VALUES) for tag in told if isinstance(tag, Mapping) and (key := _under(tag, _KEYS))}


def _type_of(by_arn: str, native_type: str, body: Mapping[str, Any] | None) -> str:
    by_name = terraform_type(Cloud.AWS, native_type, body)
    if body is not None and is_known_type(by_name):
        return by_name
    return by_arn if is_known_type(by_arn) else by_name


def _carried(kind: str, tags: Mapping[str, str]) -> Mapping[str, str] | None:
    """None for what cannot carry tags; of a type that the catalog does not hold, an empty answer tells nothing."""
    known = entry(kind)
    if known is None:
        return tags or None
    return tags if known.taggable else None


def _under(tag: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((_text(tag[name]) for name in names if name in tag), "")


def _text(value: object) -> str:
    """A tag's value is optional in some APIs (ECS): a tag without one is there, and empty."""
    return "" if value is None else str(value)
