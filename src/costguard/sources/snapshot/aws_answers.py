"""What AWS's tagging API and Resource Explorer answer, read from a file as the collectors read it from the API."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from costguard.catalog.live.aws_arns import of_arn
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item
from costguard.sources.aws.items import Told, item_of, tags_of
from costguard.sources.collecting.reading import Scope

_TAGS: Final = "tags"
_NO_TAGS_IN_VIEW: Final = "the view of Resource Explorer that was asked does not show tags"

Records = Iterable[tuple[Mapping[str, Any], str]]
"""Records with the place where each stands."""


def tagged_items(records: Records, source: str) -> Iterator[Item]:
    """The resources of `resourcegroupstaggingapi get-resources`. Raises BadInput for a record without an ARN."""
    for record, where in records:
        arn = _arn(record.get("ResourceARN"), where)
        name = of_arn(arn)
        told = Told(arn=arn, native_type=name.native_type, tags=tags_of(record.get("Tags")))
        yield item_of(Scope(Cloud.AWS, name.account, source=source), told)


def explored_items(records: Records, source: str) -> Iterator[Item]:
    """The resources of a search in Resource Explorer. Raises BadInput for a record without an ARN.

    A record leaves its tags out where it has none, and also where the view does not show any: if none of the records
    has some, they are not told.
    """
    found = list(records)
    has_tags = any(_tags(record) is not None for record, _ in found)
    for record, where in found:
        arn = _arn(record.get("Arn"), where)
        region = str(record.get("Region") or "")
        told = Told(
            arn=arn,
            native_type=str(record.get("ResourceType") or of_arn(arn).native_type),
            tags=tags_of(_tags(record)),
            region="" if region == "global" else region,
            tags_incomplete="" if has_tags else _NO_TAGS_IN_VIEW,
        )
        yield item_of(Scope(Cloud.AWS, str(record.get("OwningAccountId") or of_arn(arn).account), source=source), told)


def _tags(record: Mapping[str, Any]) -> object:
    properties = record.get("Properties")
    for each in properties if isinstance(properties, list) else ():
        if isinstance(each, Mapping) and str(each.get("Name")).lower() == _TAGS:
            return each.get("Data")
    return None


def _arn(told: object, where: str) -> str:
    if isinstance(told, str) and told.startswith("arn:"):
        return told
    raise BadInput(f"{where} has no ARN, as every resource of this answer has; fetch it again")
