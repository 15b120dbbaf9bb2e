"""The Tagging API never tells of what never had a tag; these calls list what costs money in an account, tagged or not.

They are data, `data/live/aws_describe.csv`, so that a collector knows no service; `aws_calls` says how its columns
`calls` and `tags_call` are written. `only` holds filters: `path=word|word` keeps, `path!=word|word` drops.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from costguard.catalog.live.aws_calls import Ask, Call, answers, filled, read_calls, request
from costguard.catalog.live.names import terraform_type
from costguard.catalog.live.paths import values_at, wholes_at
from costguard.catalog.live.tables import read_rows
from costguard.model.cloud import Cloud


class Filter(msgspec.Struct, frozen=True):
    """Keeps the records whose value at `path` is one of `words` (or, not `is_wanted`, drops them)."""

    path: str
    is_wanted: bool
    words: tuple[str, ...]


class Describe(msgspec.Struct, frozen=True):
    """How resources of one kind are listed with the SDK's client `client`: the records of the last of `calls`.

    `native_type` and `terraform_type` are what such a resource is called unless its ARN and its record say otherwise
    (`aws_arns.of_arn`, `names.terraform_type`). `arn` is the path to it in a record, or a template. `tags` is the path
    to the tags in a record, "" where `tags_call` has to ask for them; ask only for what the Tagging API did not tell.
    `region` is the path to a record's region, where one call tells of all regions. An `is_global` service is asked
    once an account: in the region `called_in`, or where that is "" in the partition's first.
    """

    native_type: str
    terraform_type: str
    client: str
    calls: tuple[Call, ...]
    arn: str
    tags: str = ""
    tags_call: Call | None = None
    only: tuple[Filter, ...] = ()
    is_global: bool = False
    called_in: str = ""
    region: str = ""

    @property
    def operations(self) -> tuple[str, ...]:
        """Every operation that may be called, in snake case: what the auditor's role has to be allowed."""
        calls = (*self.calls, *([self.tags_call] if self.tags_call else []))
        return tuple(dict.fromkeys(call.operation for call in calls))


class Place(msgspec.Struct, frozen=True):
    """Where a call is made: what fills `{partition}`, `{account}` and `{region}`."""

    partition: str
    account: str
    region: str


@cache
def describes() -> tuple[Describe, ...]:
    """Every way to list resources that bear cost, in the table's order."""
    return tuple(_describe(row) for row in read_rows("aws_describe"))


def records(describe: Describe, place: Place, ask: Ask) -> Iterator[dict[str, Any]]:
    """The full records of the account's resources in a place; what earlier calls gave stands in them by its name."""
    for record in answers(describe.calls, ask):
        if all(_passes(each, record, place) for each in describe.only):
            yield record


def arn_of(describe: Describe, record: Mapping[str, Any], place: Place) -> str:
    """The ARN of a record's resource; "" where the record does not have it."""
    if "{" in describe.arn:
        return filled(describe.arn, _with_place(record, place))
    return next((str(value) for value in values_at(record, describe.arn)), "")


def tags_request(describe: Describe, record: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The parameters of `tags_call` for a record; its answer has the tags at the call's `result`."""
    if describe.tags_call is None:
        return {}
    return request(describe.tags_call, {**_with_place(record, place), "arn": arn_of(describe, record, place)})


def tags_at(answer: object, path: str) -> dict[str, str]:
    """The tags that lie at a path of a record or an answer, in any of the shapes that AWS has for them."""
    found: dict[str, str] = {}
    for whole in wholes_at(answer, path):
        match whole:
            case Mapping():
                found.update({str(key): str(value or "") for key, value in whole.items()})
            case list() | tuple():
                found.update(_pair(each) for each in whole if isinstance(each, Mapping))
    return found


def _passes(each: Filter, record: Mapping[str, Any], place: Place) -> bool:
    """Whether a record stays: AWS lists what is terminated or shared as well. One that does not say stays."""
    texts = {str(value) for value in values_at(record, each.path)}
    words = {filled(word, _with_place(record, place)) for word in each.words}
    return not texts or bool(texts & words) is each.is_wanted


def _with_place(record: Mapping[str, Any], place: Place) -> dict[str, Any]:
    return {**record, "partition": place.partition, "account": place.account, "region": place.region}


def _pair(tag: Mapping[str, Any]) -> tuple[str, str]:
    """`{"Key": …, "Value": …}`, in lower case in some services, and `TagKey` and `TagValue` in KMS."""
    folded = {str(name).lower().removeprefix("tag"): value for name, value in tag.items()}
    return str(folded.get("key") or ""), str(folded.get("value") or "")


def _describe(row: Mapping[str, str]) -> Describe:
    return Describe(
        native_type=row["native_type"],
        terraform_type=terraform_type(Cloud.AWS, row["native_type"]),
        client=row["client"],
        calls=read_calls(row["calls"]),
        arn=row["arn"],
        tags=row["tags"],
        tags_call=next(iter(read_calls(row["tags_call"])), None),
        only=tuple(_filter(text) for text in row["only"].split()),
        is_global=row["is_global"] == "true",
        called_in=row["called_in"],
        region=row["region"],
    )


def _filter(text: str) -> Filter:
    path, _, words = text.partition("=")
    return Filter(path.removesuffix("!"), not path.endswith("!"), tuple(words.split("|")))
