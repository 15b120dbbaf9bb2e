"""The bytes of an input: from a file or standard input, unzipped, with the digest of what was given."""

import hashlib
import sys
import threading
import zlib
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from costguard.model.errors import BadInput

# The largest plans seen are near 0.5 GB; beyond this a file is a mistake or an attack (a zip bomb), not a plan.
MAX_BYTES: Final = 4 * 1024**3
STANDARD_INPUT: Final = "-"
_GZIP_MAGIC: Final = b"\x1f\x8b"


class InputBytes(msgspec.Struct, frozen=True):
    """`path` as a reader is told of it, the content (unzipped), and the digest of the bytes as they came."""

    path: str
    content: bytes
    digest: "Digest"


class Digest:
    """The digest of some bytes, computed beside other work: hashing lets go of the interpreter."""

    def __init__(self, raw: bytes) -> None:
        self._digest = ""
        self._thread = threading.Thread(target=self._compute, args=(raw,))
        self._thread.start()

    def result(self) -> str:
        """`sha256:` and the hash in hexadecimal, once it is there."""
        self._thread.join()
        return self._digest

    def _compute(self, raw: bytes) -> None:
        self._digest = f"sha256:{hashlib.sha256(raw).hexdigest()}"


def read_bytes(path: str) -> InputBytes:
    """Read a file, or standard input for `-`; gzip is recognised by its content, not its name."""
    name = "standard input" if path == STANDARD_INPUT else path
    raw = _from_standard_input() if path == STANDARD_INPUT else _from_file(Path(path))
    content = _unzip(raw, name) if raw.startswith(_GZIP_MAGIC) else raw
    return InputBytes(name, content, Digest(raw))


def _from_file(path: Path) -> bytes:
    if path.is_dir():
        raise BadInput(f"{path} is a directory; give the plan's JSON file (`terraform show -json tfplan > plan.json`)")
    try:
        with path.open("rb") as file:
            return _read_limited(file, str(path))
    except FileNotFoundError as error:
        raise BadInput(f"there is no file {path}; make it with `terraform show -json tfplan > {path}`") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadInput(f"cannot read {path}: {reason}") from error


def _from_standard_input() -> bytes:
    if sys.stdin is None or sys.stdin.isatty():
        raise BadInput("standard input is a terminal; pipe a plan into it: `terraform show -json tfplan | costguard …`")
    return _read_limited(sys.stdin.buffer, "standard input")


def _read_limited(file: BinaryIO, name: str) -> bytes:
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise BadInput(f"{name} is larger than {MAX_BYTES // 1024**3} GiB; split the configuration or judge its parts")
    return raw


def _unzip(raw: bytes, name: str) -> bytes:
    """Unzip every member: gzip files may be put one after the other, and each may hold a plan."""
    content, rest = b"", raw
    while rest:
        member, rest = _unzip_member(rest, MAX_BYTES + 1 - len(content), name)
        content = content + member if content else member
        if len(content) > MAX_BYTES:
            raise BadInput(f"{name} unzips to more than {MAX_BYTES // 1024**3} GiB; no plan is that large")
    return content


def _unzip_member(raw: bytes, limit_bytes: int, name: str) -> tuple[bytes, bytes]:
    """The first member's content, no more than the limit, and what stands after it but for padding."""
    unzipper = zlib.decompressobj(wbits=31)  # 31: a gzip header and a window of any size
    try:
        content = unzipper.decompress(raw, limit_bytes)
    except zlib.error as error:
        raise BadInput(f"{name} starts like a gzip file but cannot be unzipped; write it again") from error
    if not unzipper.eof and len(content) < limit_bytes:
        raise BadInput(f"{name} is a gzip file that ends too early; it was not written to its end")
    return content, unzipper.unused_data.lstrip(b"\x00")
