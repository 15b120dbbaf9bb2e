"""Takes JSON apart into records, one a line or the elements of one array; each stays undecoded until it is read."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import msgspec

from costguard.model.errors import BadInput
from costguard.sources.snapshot.answers import Answer, answer_of, may_be_answer
from costguard.sources.snapshot.given import Given
from costguard.sources.terraform_plan.encoding import to_utf8

MAX_DOCUMENT_BYTES: Final = 2 * 1024**3
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

_ELEMENTS: Final = msgspec.json.Decoder(list[msgspec.Raw])
_ANY: Final = msgspec.json.Decoder(msgspec.Raw)
_OBJECT: Final = msgspec.json.Decoder(dict[str, Any])


class Record(msgspec.Struct, frozen=True):
    """One record, undecoded, and where it stands, for a message."""

    where: str
    content: bytes


def json_records(given: Given) -> Iterator[Record]:
    """Every record of a file. Lines stream; an array, or one object over several lines, is read whole.

    Of an answer of a command line (`answers`) they are its records. Raises BadInput, naming the line, for what is no
    JSON.
    """
    if (answer := answer_in(given)) is None:
        yield from _as_they_lie(given)
        return
    for number, record in enumerate(answer.records, start=1):
        yield Record(f"{given.name}, record {number}", record)


def answer_in(given: Given) -> Answer | None:
    """The answer of a command line that a file is; None of every other file."""
    if not may_be_answer(given.head) or given.head.removeprefix(BYTE_ORDER_MARK).lstrip().startswith(b"["):
        return None
    only = list(islice(_as_they_lie(given), 2))
    return answer_of(only[0].content) if len(only) == 1 else None


def _as_they_lie(given: Given) -> Iterator[Record]:
    if given.head.removeprefix(BYTE_ORDER_MARK).lstrip().startswith(b"["):
        yield from _elements(given)
    elif _is_one_document(given):
        yield Record(given.name, document(given))
    else:
        yield from _lines(given)


def document(given: Given) -> bytes:
    """A file that is one JSON document, whole, as UTF-8."""
    return to_utf8(given.whole(MAX_DOCUMENT_BYTES), given.name)


def decoded(record: Record) -> dict[str, Any]:
    """A record's fields. Raises BadInput, naming its line, where it is no JSON object."""
    try:
        return _OBJECT.decode(record.content)
    except msgspec.ValidationError as error:
        raise BadInput(f"{record.where} is no JSON object; an inventory holds one object a resource") from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadInput(f"{record.where} is no JSON ({_plain(error)}); write the file again") from error


def _lines(given: Given) -> Iterator[Record]:
    with given.opened() as file:
        for number, line in enumerate(file, start=1):
            content = (line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line).strip()
            if content:
                yield Record(f"{given.name}:{number}", content)


def _elements(given: Given) -> Iterator[Record]:
    content = document(given)
    try:
        elements = _ELEMENTS.decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadInput(f"{given.name} is no complete JSON ({_plain(error)}); write the file again") from error
    for number, element in enumerate(elements, start=1):
        yield Record(f"{given.name}, record {number}", bytes(element))


def _is_one_document(given: Given) -> bool:
    """Whether the first line is only the beginning of an object: then the file is one object, written over lines."""
    with given.opened() as file:
        first = next((line for line in file if line.removeprefix(BYTE_ORDER_MARK).strip()), b"")
        has_more = bool(file.readline())
    if not has_more or not first.removeprefix(BYTE_ORDER_MARK).lstrip().startswith(b"{"):
        return False
    return first.removeprefix(BYTE_ORDER_MARK).strip() == b"{" or not _is_json(first.removeprefix(BYTE_ORDER_MARK))


def _is_json(content: bytes) -> bool:
    try:
        _ANY.decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    return True


def _plain(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
