"""What a cloud's command line or API prints wraps the resources in one object, which also says whether there are more.

The shapes are those of `az graph query`, Resource Manager's lists, `aws resourcegroupstaggingapi get-resources`, `aws
resource-explorer-2 search` and `list-resources`, `aws configservice`, and Cloud Asset Inventory's lists and searches
(the vendors' references of these commands, 2026-11).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

_LOOKED_AT_BYTES: Final = 4096


class Form(StrEnum):
    """Whose answer it is, where that says more than its records do."""

    PLAIN = "plain"
    AZURE = "azure"
    TAGGING = "tagging"
    EXPLORER = "explorer"
    CONFIG = "config"
    CONFIG_QUERY = "config query"


class Answer(msgspec.Struct, frozen=True):
    """The records of an answer, undecoded. `incomplete` says in words why it does not hold all, "" where it does."""

    form: Form
    records: tuple[bytes, ...]
    incomplete: str = ""


class _Wrapper(msgspec.Struct, frozen=True):
    """Records lie under `key`, where one of `beside` stands as well (() is any); `more` are names of page tokens."""

    form: Form
    key: str
    beside: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


_WRAPPERS: Final = (
    _Wrapper(Form.AZURE, "data", ("total_records", "totalRecords"), ("skip_token", "skipToken", "$skipToken")),
    _Wrapper(Form.AZURE, "value", ("nextLink",), ("nextLink",)),
    _Wrapper(Form.TAGGING, "ResourceTagMappingList", (), ("PaginationToken",)),
    _Wrapper(Form.EXPLORER, "Resources", ("Count", "ViewArn"), ("NextToken",)),
    _Wrapper(Form.CONFIG, "baseConfigurationItems"),
    _Wrapper(Form.CONFIG, "BaseConfigurationItems"),
    _Wrapper(Form.CONFIG, "configurationItem", ("messageType", "configurationItemDiff")),
    _Wrapper(Form.CONFIG_QUERY, "Results", ("QueryInfo",), ("NextToken",)),
    _Wrapper(Form.PLAIN, "assets", ("readTime", "nextPageToken"), ("nextPageToken",)),
    _Wrapper(Form.PLAIN, "results", ("nextPageToken",), ("nextPageToken",)),
    _Wrapper(Form.PLAIN, "assets"),
    _Wrapper(Form.PLAIN, "results"),
    _Wrapper(Form.PLAIN, "rows", ("columns",)),
)

# What a resource has and no answer: a record may have a list of results, too.
_OF_A_RESOURCE: Final = frozenset({"id", "arn", "type", "resourceType"})

_CUT: Final = "the file holds one page of an answer that has more"
_ONLY_TAGGED: Final = "the tagging API lists only resources that are tagged, or once were"
_ONLY_ASKED: Final = "the answer holds only the items that were asked for by name"
_FIRST_THOUSAND: Final = "the search found more than it tells"

_OBJECT: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ELEMENTS: Final = msgspec.json.Decoder(list[msgspec.Raw])


def may_be_answer(head: bytes) -> bool:
    """Whether a document that begins so may be an answer: a cheap look, so that large ones are not taken apart."""
    start = head[:_LOOKED_AT_BYTES]
    return any(f'"{wrapper.key}"'.encode() in start for wrapper in _WRAPPERS)


def answer_of(content: bytes) -> Answer | None:
    """The answer in a JSON document; None of one that is none, or that is no JSON."""
    try:
        fields = _OBJECT.decode(content)
        wrapper = next((each for each in _WRAPPERS if _fits(each, fields)), None)
        return None if wrapper is None else _answer(wrapper, fields)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def _fits(wrapper: _Wrapper, fields: Mapping[str, msgspec.Raw]) -> bool:
    if not _OF_A_RESOURCE.isdisjoint(fields) or wrapper.key not in fields:
        return False
    if wrapper.beside and not any(name in fields for name in wrapper.beside):
        return False
    return bytes(fields[wrapper.key]).lstrip()[:1] in ((b"{", b"[") if wrapper.form is Form.CONFIG else (b"[",))


def _answer(wrapper: _Wrapper, fields: Mapping[str, msgspec.Raw]) -> Answer:
    told = bytes(fields[wrapper.key])
    elements = [told] if told.lstrip().startswith(b"{") else [bytes(each) for each in _ELEMENTS.decode(told)]
    if wrapper.form is Form.CONFIG_QUERY:  # each is JSON in a text
        elements = [msgspec.json.decode(each, type=str).encode() for each in elements]
    return Answer(wrapper.form, tuple(elements), _incomplete(wrapper, fields, len(elements)))


def _incomplete(wrapper: _Wrapper, fields: Mapping[str, msgspec.Raw], records: int) -> str:
    if any(_is_set(fields[name]) for name in wrapper.more if name in fields):
        return _CUT
    totals = (_number(fields[name]) for name in ("total_records", "totalRecords") if name in fields)
    if any(total > records for total in totals):
        return _CUT
    if wrapper.form is Form.TAGGING:
        return _ONLY_TAGGED
    if wrapper.form is Form.CONFIG:
        return _ONLY_ASKED
    if wrapper.form is Form.EXPLORER and "Count" in fields and b'"Complete":false' in _tight(fields["Count"]):
        return _FIRST_THOUSAND
    return ""


def _is_set(told: msgspec.Raw) -> bool:
    return bytes(told).strip() not in (b"null", b'""')


def _number(told: msgspec.Raw) -> int:
    digits = bytes(told).strip()
    return int(digits) if digits.isdigit() else 0


def _tight(told: msgspec.Raw) -> bytes:
    return b"".join(bytes(told).split())
