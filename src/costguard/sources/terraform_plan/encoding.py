"""Turns the bytes of a plan into UTF-8, whatever wrote them; PowerShell's `>` writes UTF-16."""

import codecs
import re
from typing import Final

from costguard.model.errors import BadInput

_CHUNK_BYTES: Final = 1 << 22
_UTF_16_BOMS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What PowerShell takes a native program's output for before it writes UTF-16: the console's code page.
_CONSOLE_CODE_PAGES: Final = ("cp437", "cp850", "cp1252")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]{2,}")


def to_utf8(content: bytes, name: str) -> bytes:
    """The same text as UTF-8 without a byte order mark.

    Raises BadInput when it is not text, or when PowerShell's redirection has mangled it.
    """
    if content.startswith(codecs.BOM_UTF8):
        content = content[len(codecs.BOM_UTF8) :]
    elif content.startswith(_UTF_16_BOMS):
        return _from_utf_16(content, "utf-16", name)
    elif content[1:2] == b"\x00":  # UTF-16 without a mark: the first character of a plan is ASCII
        return _from_utf_16(content, "utf-16-le", name)
    elif content[:1] == b"\x00":
        return _from_utf_16(content, "utf-16-be", name)
    _require_utf8(content, name)
    return content


def _from_utf_16(content: bytes, encoding: str, name: str) -> bytes:
    try:
        text = content.decode(encoding)
        utf8 = text.encode()
    except UnicodeError as error:
        raise BadInput(_mangled(name)) from error
    if "\ufffd" in text or _is_mangled(text):
        raise BadInput(_mangled(name))
    return utf8


def _is_mangled(text: str) -> bool:
    """Whether some run of characters is UTF-8 that was read in a console's code page."""
    return any(_reads_as_utf8(run[0], page) for run in _NOT_ASCII.finditer(text) for page in _CONSOLE_CODE_PAGES)


def _reads_as_utf8(run: str, code_page: str) -> bool:
    try:
        run.encode(code_page).decode("utf-8")
    except UnicodeError:
        return False
    return True


def _mangled(name: str) -> str:
    return (
        f"{name} is UTF-16 with damaged characters, as PowerShell's `>` leaves them; "
        "write it with `terraform show -json tfplan | Out-File -Encoding utf8 plan.json`, or with `>` from cmd or bash"
    )


def _require_utf8(content: bytes, name: str) -> None:
    if content.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(content), _CHUNK_BYTES):
        try:
            decoder.decode(content[start : start + _CHUNK_BYTES], final=start + _CHUNK_BYTES >= len(content))
        except UnicodeDecodeError as error:
            raise BadInput(f"{name} is not UTF-8 text (near byte {start + error.start}); write it again") from error
