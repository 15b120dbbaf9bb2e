"""Takes audit log files apart into their records, one after the other, whatever they are wrapped in.

A month of an organisation is far larger than memory. JSON lines are read line by line; a document, as CloudTrail
writes one every few minutes, is read whole, and its records are taken out of it undecoded.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

import msgspec

from costguard.model.errors import BadInput

# A CloudTrail file is a few MB (CloudTrail User Guide, "CloudTrail log file examples", 2026-09).
MAX_DOCUMENT_BYTES: Final = 1024**3
_GZIP_MAGIC: Final = b"\x1f\x8b"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class Record(msgspec.Struct, frozen=True):
    """One record, undecoded; `is_cut` marks a last line without its end, which holds none."""

    where: str
    content: msgspec.Raw
    is_cut: bool = False


class _Wrapping(msgspec.Struct):
    """The lists in which the clouds and their tools hand out records."""

    cloudtrail: list[msgspec.Raw] | None = msgspec.field(default=None, name="Records")  # CloudTrail's files
    events: list[msgspec.Raw] | None = msgspec.field(default=None, name="Events")  # aws cloudtrail lookup-events
    value: list[msgspec.Raw] | None = None  # the REST API of the Azure activity log
    records: list[msgspec.Raw] | None = None  # the activity log in a storage account or an event hub
    entries: list[msgspec.Raw] | None = None  # the REST API of Google Cloud Logging


_WRAPPING: Final = msgspec.json.Decoder(_Wrapping)
_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])
_ANY: Final = msgspec.json.Decoder(msgspec.Raw)


def json_records(path: Path) -> Iterator[Record]:
    """Every record of a file, gzip recognised by its content. Raises BadInput where the file is damaged."""
    try:
        with path.open("rb") as packed, _unpacked(packed) as file:
            yield from _records(file, path)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"cannot read {path}: {reason}; fetch the file again") from error


def _unpacked(file: BinaryIO) -> BinaryIO:
    magic = file.read(len(_GZIP_MAGIC))
    file.seek(0)
    return cast("BinaryIO", gzip.GzipFile(fileobj=file)) if magic == _GZIP_MAGIC else file


def _records(file: BinaryIO, path: Path) -> Iterator[Record]:
    """A first line that is whole JSON begins JSON lines; otherwise the file is one document."""
    first = _line(file, path).removeprefix(_BYTE_ORDER_MARK)
    number = 1
    while first and not first.strip():
        first, number = _line(file, path), number + 1
    if not first:
        return
    if _is_json(first):
        yield from _unwrapped(first, f"{path}:{number}")
        yield from _lines(file, path, number)
        return
    document = first + file.read(MAX_DOCUMENT_BYTES)
    if len(document) >= MAX_DOCUMENT_BYTES:
        raise BadInput(f"{path} is one JSON document of more than 1 GiB; write it as JSON lines, one record a line")
    _require_json(document, f"{path}:{number}", path)
    yield from _unwrapped(document, str(path))


def _lines(file: BinaryIO, path: Path, number: int) -> Iterator[Record]:
    """The lines after the first; one that is no JSON may only be the last, unended."""
    while line := _line(file, path):
        number += 1
        if not line.strip():
            continue
        where = f"{path}:{number}"
        if not line.endswith(b"\n") and not _is_json(line):
            yield Record(where, msgspec.Raw(b""), is_cut=True)
            return
        _require_json(line, where, None)
        yield from _unwrapped(line, where)


def _line(file: BinaryIO, path: Path) -> bytes:
    line = file.readline(MAX_DOCUMENT_BYTES)
    if len(line) >= MAX_DOCUMENT_BYTES:
        raise BadInput(f"{path} has a line of more than 1 GiB; write it as JSON lines, one record a line")
    return line


def _unwrapped(content: bytes, where: str) -> Iterator[Record]:
    """The records in a list or in a wrapping, numbered, or the one that stands by itself."""
    try:
        found = _members(content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(f"{where} is no record of an audit log ({error}); check the file") from error
    if found is None:
        yield Record(where, msgspec.Raw(content))
        return
    for place, member in enumerate(found, start=1):
        yield Record(f"{where}, record {place}", member)


def _members(content: bytes) -> list[msgspec.Raw] | None:
    if content.lstrip()[:1] == b"[":
        return _LIST.decode(content)
    wrapping = _WRAPPING.decode(content)
    lists = (wrapping.cloudtrail, wrapping.events, wrapping.value, wrapping.records, wrapping.entries)
    return next((each for each in lists if each is not None), None)


def _is_json(content: bytes) -> bool:
    try:
        _ANY.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _require_json(content: bytes, where: str, path: Path | None) -> None:
    try:
        _ANY.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        place = where if path is None else _place(path, content, str(error))
        raise BadInput(f"{place} is no JSON ({error}); fetch the file again, or leave it out") from error


def _place(path: Path, content: bytes, message: str) -> str:
    """The line of a fault, which the decoder tells as a byte: `… (byte 17)`; the last line without one."""
    _, _, told = message.partition("(byte ")
    end = int(told.rstrip(")")) if told.rstrip(")").isdigit() else len(content.rstrip())
    return f"{path}:{content[:end].count(10) + 1}"
