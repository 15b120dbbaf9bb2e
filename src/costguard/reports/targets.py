"""Where reports that are written bit by bit go: a file that is replaced whole, or standard output."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from costguard.model.errors import BadUsage

STANDARD_OUTPUT: Final = "-"


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A file to write to; under `path` stands what stood there until all is written. `-` is standard output.

    Raises BadUsage where the path cannot be written.
    """
    if path == STANDARD_OUTPUT:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with _replaced(Path(path).resolve()) as file:  # a link stays a link
            yield file
    except OSError as error:
        reason = error.strerror or error
        raise BadUsage(f"cannot write {path}: {reason}; give --output a path that can be written") from error


def write_text(path: str, text: str) -> None:
    """Write a text whole. Standard output gets it in the encoding that it asks for."""
    if path == STANDARD_OUTPUT:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    with opened(path) as file:
        file.write(text.encode())


@contextmanager
def _replaced(target: Path) -> Iterator[BinaryIO]:
    import tempfile

    if target.exists() and not target.is_file():  # a device or a pipe is written to, never replaced
        with target.open("wb") as file:
            yield file
        return
    written = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as part:
            written = Path(part.name)
            yield cast("BinaryIO", cast("IO[bytes]", part))
        written.chmod(0o644)
        written.replace(target)
    except BaseException:
        if written is not None:
            written.unlink(missing_ok=True)
        raise
