"""Reads the report that an unprivileged job left, in memory only: whoever proposed the change chose every byte.

Nothing is ever written to a disk, so no path can climb; an archive that tries is refused whole all the same.
"""

import io
import stat
import zipfile
import zlib
from typing import Final

from costguard.model.errors import BadInput

ARCHIVE_BYTES: Final = 32 * 1024 * 1024
_REPORT: Final = "report.json"
_MEMBER_BYTES: Final = 64 * 1024 * 1024
_MEMBERS: Final = 64
# Deflate makes at most about 1,032 bytes of one (zlib.net, "Maximum Compression Factor"), as bombs do. Reports stay
# below 60 (2026-11): three times that is left to them.
_RATIO: Final = 200
_RATIO_FREE_BYTES: Final = 1024 * 1024
_ENCRYPTED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def read_artifact(content: bytes) -> bytes:
    """The report of a zip archive; no other file is unpacked.

    Raises BadInput, in one sentence, for an archive that is not just files.
    """
    if len(content) > ARCHIVE_BYTES:
        raise BadInput(f"the artifact has more than {ARCHIVE_BYTES:,} bytes; upload {_REPORT} only")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _checked(archive)
            if _REPORT not in members:
                raise BadInput(f"the artifact holds no {_REPORT}; upload what `check --output json={_REPORT}` wrote")
            return _bytes(archive, members[_REPORT])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise _refused(f"is no zip archive that can be read ({type(error).__name__})") from error


def _checked(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The members by name, when every one of them is a plain file of a plain size."""
    found: dict[str, zipfile.ZipInfo] = {}
    if len(archive.infolist()) > _MEMBERS:
        raise _refused(f"holds more than {_MEMBERS} files")
    for info in archive.infolist():
        if (fault := _fault(info)) is not None:
            raise _refused(fault)
        if info.filename.casefold() in found:
            raise _refused("holds two files of one name")
        found[info.filename.casefold()] = info
    return {info.filename: info for info in found.values()}


def _fault(info: zipfile.ZipInfo) -> str | None:
    """What is wrong with a member, None for a plain file. Its name is not repeated: it is the attacker's."""
    name, kind = info.orig_filename, stat.S_IFMT(info.external_attr >> 16)
    if name.startswith("/") or "\\" in name or "\0" in name or (name[1:2] == ":"):
        return "holds a file with an absolute path or a backslash"
    if ".." in name.split("/"):
        return "holds a path that climbs out of its folder"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "holds a link or a device"
    if info.flag_bits & _ENCRYPTED:
        return "holds an encrypted file"
    if info.compress_type not in _METHODS:
        return "holds a file packed in a way that zip readers do not share"
    is_bomb = info.file_size > _RATIO_FREE_BYTES and info.file_size > _RATIO * max(info.compress_size, 1)
    if info.file_size > _MEMBER_BYTES or is_bomb:
        return "holds a file that unpacks to far too much"
    return None


def _bytes(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        content = file.read(_MEMBER_BYTES + 1)
    if len(content) > _MEMBER_BYTES:
        raise _refused("holds a file that unpacks to far too much")
    return content


def _refused(why: str) -> BadInput:
    return BadInput(f"the artifact {why}; nothing of it was used, so look at who proposed the change")
