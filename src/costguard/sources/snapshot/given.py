"""The bytes of an inventory, be they in a file or on standard input, plain or gzipped: opened as often as is asked."""

import gzip
import hashlib
import os
import sys
import tempfile
import weakref
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

import msgspec

from costguard.model.errors import BadInput

STANDARD_INPUT: Final = "-"
_GZIP_MAGIC: Final = b"\x1f\x8b"
_CHUNK_BYTES: Final = 1 << 20
_HEAD_BYTES: Final = 1 << 16
_SHOWN_CHARACTERS: Final = 200


class Given(msgspec.Struct, frozen=True):
    """What was given. `name` is what a reader is told; `digest` is `sha256:` and the hash of the bytes as they came.

    `head` are the first 64 KiB, unzipped. `path` is "" for standard input, which is kept in a temporary file.
    """

    name: str
    digest: str
    head: bytes
    is_zipped: bool
    raw: Callable[[], BinaryIO]
    path: str = ""

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The content, unzipped, from its beginning. Raises BadInput where it cannot be read to its end."""
        try:
            with self.raw() as packed:
                yield cast("BinaryIO", gzip.GzipFile(fileobj=packed)) if self.is_zipped else packed
        except (OSError, EOFError, zlib.error) as error:
            raise unreadable(self.name, error) from error

    def whole(self, limit_bytes: int) -> bytes:
        """All of the content, unzipped. Raises BadInput where it is larger than the limit."""
        with self.opened() as file:
            content = file.read(limit_bytes + 1)
        if len(content) > limit_bytes:
            raise BadInput(
                f"{self.name} is one JSON document of more than {limit_bytes // 1024**3} GiB; "
                "write it as NDJSON, one resource a line, or as Parquet"
            )
        return content


def given(path: str) -> Given:
    """Open what was given, `-` for standard input. Raises BadInput where there is nothing that can be read."""
    if path == STANDARD_INPUT:
        return _given("standard input", _spooled_standard_input(), "")
    if not _is_there(path):
        raise BadInput(f"there is no file {path}; give an inventory (Parquet, NDJSON, CSV), or a folder of such files")
    return _given(path, lambda: Path(path).open("rb"), path)


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError as error:  # of a name that is too long, or in a folder that may not be looked into
        raise unreadable(path, error) from error


def _given(name: str, raw: Callable[[], BinaryIO], path: str) -> Given:
    try:
        with raw() as file:
            is_zipped = file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
            file.seek(0)
            digest = _digest(file)
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from error
    found = Given(name, digest, b"", is_zipped, raw, path)
    with found.opened() as content:
        head = content.read(_HEAD_BYTES)
    return msgspec.structs.replace(found, head=head)


def _digest(file: BinaryIO) -> str:
    found = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        found.update(chunk)
    return f"sha256:{found.hexdigest()}"


def _spooled_standard_input() -> Callable[[], BinaryIO]:
    """Standard input can be read once only; a temporary file without a name keeps it, and goes with its last reader."""
    if sys.stdin is None or sys.stdin.isatty():
        raise BadInput("standard input is a terminal; pipe an inventory into it, or name a file")
    kept = tempfile.TemporaryFile()  # noqa: SIM115  (it lives as long as the function that reads it)
    while chunk := sys.stdin.buffer.read(_CHUNK_BYTES):
        kept.write(chunk)
    kept.flush()

    def opened() -> BinaryIO:
        kept.seek(0)
        return os.fdopen(os.dup(kept.fileno()), "rb")

    weakref.finalize(opened, kept.close)
    return opened


def unreadable(name: str, error: Exception) -> BadInput:
    """What to say of a file that the system, or its own form, keeps from being read."""
    if isinstance(error, gzip.BadGzipFile | EOFError | zlib.error):
        return BadInput(f"{name} is a gzip file that is damaged or ends too early; write it again")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return BadInput(f"cannot read {_shortened(name)}: {reason}")


def _shortened(name: str) -> str:
    return name if len(name) <= _SHOWN_CHARACTERS else f"{name[:_SHOWN_CHARACTERS]}…"
