"""Reads files that people name, each only as far as such a file can be long, so that no slip fills the memory."""

from pathlib import Path
from typing import Final

_MB: Final = 1_000_000


class Unreadable(ValueError):
    """A file that was not read; it says why in words that follow the file's name."""


def read_bounded(path: Path, most_bytes: int) -> bytes:
    """All that a file holds. Raises Unreadable where there is none, or where it is longer than `most_bytes`."""
    try:
        with path.open("rb") as stream:
            content = stream.read(most_bytes + 1)
    except FileNotFoundError as error:
        raise Unreadable("is not there") from error
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror or 'unknown reason'})") from error
    except ValueError as error:  # a path with a null character
        raise Unreadable("is no path") from error
    if len(content) > most_bytes:
        raise Unreadable(f"is larger than {most_bytes / _MB:,.0f} MB")
    return content
