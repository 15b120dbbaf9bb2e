"""Reads what AWS Config delivers: snapshots and histories, as files of `configurationItems` or one item a line.

A history holds a resource once for every change; the latest item tells what it is. Config writes ARNs as `ARN` in files
and as `arn` in answers of its API, and `configuration` as an object or as text (AWS Config Developer Guide,
"Example configuration history", 2026-10).
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, Final, TypeAlias

import msgspec
import pyarrow as pa

from costguard.catalog.live.names import terraform_type
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item
from costguard.sources.snapshot.answers import Form
from costguard.sources.snapshot.aws_config_attributes import config_attributes
from costguard.sources.snapshot.aws_config_tags import config_tags, parsed
from costguard.sources.snapshot.contents import Contents
from costguard.sources.snapshot.given import Given
from costguard.sources.snapshot.identity import account_named, account_of_id, region_named
from costguard.sources.snapshot.json_records import Record, answer_in, decoded, document, json_records
from costguard.sources.snapshot.record import TAGS_NOT_TOLD
from costguard.sources.snapshot.tag_values import NoTagsError, TagValues
from costguard.sources.snapshot.tally import Tally
from costguard.sources.snapshot.type_names import carries_tags
from costguard.tables.inventory import batches_of

SOURCE: Final = "aws-config"
ITEMS: Final = "configurationItems"

_GONE: Final = frozenset({"ResourceDeleted", "ResourceDeletedNotRecorded"})
# `111122223333_Config_eu-west-1_ConfigHistory_AWS::EC2::Volume_…json.gz`: how Config names what it delivers.
_HISTORY: Final = "_ConfigHistory_"
_NOT_RECORDED: Final = "ResourceNotRecorded"
# What Config records of its own work, and what Systems Manager found on machines: no resources.
_NO_RESOURCES: Final = frozenset(
    {
        "AWS::Config::ConformancePackCompliance",
        "AWS::Config::ResourceCompliance",
        "AWS::SSM::AssociationCompliance",
        "AWS::SSM::FileData",
        "AWS::SSM::ManagedInstanceInventory",
        "AWS::SSM::PatchCompliance",
    }
)

_IS_SELECTED: Final = " is selected"
"""Marks a record that a query answered, which holds what was asked for; no field of Config's is named so."""

_Key: TypeAlias = tuple[str, str, str, str]
_Fields: TypeAlias = Mapping[str, Any]


class _Delivery(msgspec.Struct):
    """A file of the delivery channel."""

    items: list[msgspec.Raw] = msgspec.field(name=ITEMS)


_DELIVERY: Final = msgspec.json.Decoder(_Delivery)


def read_aws_config(files: tuple[Given, ...]) -> Contents:
    """The resources that AWS Config's files tell, each as its latest item has it; deleted ones are left out."""
    incomplete = _incomplete(files)

    def batches(tally: Tally) -> Iterator[pa.RecordBatch]:
        for batch in batches_of(_items(files)):
            yield tally.add(batch, incomplete=incomplete)

    return Contents(SOURCE, (batches,))


def _incomplete(files: tuple[Given, ...]) -> str:
    """Why the files do not tell all that is there: a history tells what changed, and an answer may be one page."""
    if all(_HISTORY in PurePath(file.name).name for file in files):
        return "a configuration history tells only what changed; give the snapshot as well"
    answers = (answer_in(file) for file in files)
    return next((answer.incomplete for answer in answers if answer is not None and answer.incomplete), "")


def _items(files: tuple[Given, ...]) -> Iterator[Item]:
    """Read twice: an item counts where no later one of the same resource stands in any of the files."""
    latest: dict[_Key, str] = {}
    for fields, _ in _records(files):
        key, when = _key(fields), _when(fields)
        latest[key] = max(when, latest.get(key, ""))
    for fields, where in _records(files):
        key = _key(fields)
        if latest.get(key) == _when(fields):
            del latest[key]  # the same item may stand in two files
            if fields.get("configurationItemStatus") not in _GONE:
                yield _item(fields, where)


def _records(files: tuple[Given, ...]) -> Iterator[tuple[_Fields, str]]:
    for file in files:
        answer = answer_in(file)
        is_query = answer is not None and answer.form is Form.CONFIG_QUERY
        for record in _undecoded(file):
            fields = decoded(record)
            if fields.get("resourceType") not in _NO_RESOURCES:
                yield {_IS_SELECTED: True, **fields} if is_query else fields, record.where


def _undecoded(file: Given) -> Iterator[Record]:
    """The items of a delivered file, or one a line where somebody has taken them apart."""
    if f'"{ITEMS}"'.encode() not in file.head:
        yield from json_records(file)
        return
    try:
        items = _DELIVERY.decode(document(file)).items
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadInput(f"{file.name} is no file of AWS Config ({error}); fetch it from the bucket again") from error
    for number, item in enumerate(items, start=1):
        yield Record(f"{file.name}, item {number}", bytes(item))


def _item(fields: _Fields, where: str) -> Item:
    native_type, body = _text(fields, "resourceType"), _configuration(fields, where)
    if not native_type or not _name(fields):
        raise BadInput(f"{where} has no resourceType and resourceId, as every item of AWS Config has; fetch it again")
    resource_type = terraform_type(Cloud.AWS, native_type, body)
    is_recorded = fields.get("configurationItemStatus") != _NOT_RECORDED
    tags = _tags(fields, body, where) if is_recorded else None
    carries = carries_tags(resource_type)
    is_not_told = tags is None and carries is True
    return Item(
        id=_name(fields),
        cloud=Cloud.AWS,
        type=resource_type,
        native_type=native_type,
        account=_account(fields),
        region=region_named(_text(fields, "awsRegion"), Cloud.AWS, resource_type),
        tags={} if is_not_told else _judged(tags, carries),
        tags_incomplete=TAGS_NOT_TOLD if is_not_told else "",
        attributes=config_attributes(resource_type, body, is_selected=_IS_SELECTED in fields),
        source=SOURCE,
    )


def _tags(fields: _Fields, body: _Fields, where: str) -> TagValues | None:
    try:
        return config_tags(fields, body)
    except NoTagsError as error:
        raise BadInput(f"{where} {error}; fetch the file again") from error


def _judged(tags: TagValues | None, carries: bool | None) -> TagValues | None:
    """Tags that a type cannot carry are none; of a type that nobody knows only those that are there count."""
    return tags if carries else tags or None


def _name(fields: _Fields) -> str:
    """The ARN; a few types have none, and go by type and id."""
    arn = _text(fields, "ARN") or _text(fields, "arn")
    resource_id = _text(fields, "resourceId") or _text(fields, "resourceName")
    return arn or (f"{_text(fields, 'resourceType')}/{resource_id}" if resource_id else "")


def _account(fields: _Fields) -> str:
    told = _text(fields, "awsAccountId") or _text(fields, "accountId")
    return account_named(told, Cloud.AWS) or account_of_id(_name(fields), Cloud.AWS)


def _key(fields: _Fields) -> _Key:
    resource_id = _text(fields, "resourceId") or _name(fields)
    return _account(fields), _text(fields, "awsRegion"), _text(fields, "resourceType"), resource_id


def _when(fields: _Fields) -> str:
    """When the item was captured, so that texts compare as times do: ISO 8601, or seconds since 1970."""
    told = fields.get("configurationItemCaptureTime")
    return told if isinstance(told, str) else f"{told:020.3f}" if isinstance(told, int | float) else ""


def _configuration(fields: _Fields, where: str) -> _Fields:
    told = parsed(fields.get("configuration"))
    if told is None:
        return {}
    if not isinstance(told, Mapping):
        raise BadInput(f"{where} holds a configuration that is no JSON object; fetch the file again")
    return told


def _text(fields: _Fields, name: str) -> str:
    told = fields.get(name)
    return told if isinstance(told, str) else str(told) if isinstance(told, int) else ""
