"""Downloads that go on where they stopped: a file is handed out only when all of it is there and unharmed."""

import hashlib
from datetime import datetime, timedelta
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.pricing.sync.client import ATTEMPTS, Answered, Client

KEPT_FOR: Final = timedelta(hours=24)
"""How long what was downloaded may be gone on with: a list changes, and its halves must fit together."""

_CHUNK: Final = 1 << 18


class _Note(msgspec.Struct, frozen=True):
    """What is known of a download. `sha256` is that of the whole file, empty until it is whole."""

    url: str
    begun: datetime
    etag: str = ""
    size: int | None = None
    sha256: str = ""


class Downloads:
    """The downloads of one work folder."""

    def __init__(self, folder: Path, client: Client, now: datetime) -> None:
        self.client = client
        self._folder = folder
        self._now = now
        folder.mkdir(parents=True, exist_ok=True)

    def fetch(self, url: str, what: str) -> Path:
        """The whole file at an address. Raises BadInput where it cannot be had, naming `what` it is."""
        entry = self._entry(url)
        note = self._note(entry, url)
        if note.sha256 and _is_unharmed(entry, note):
            return entry
        if note.sha256:
            self.drop(url)
        idle = 0
        while idle < ATTEMPTS:
            before = _size(_part(entry))
            if self._go_on(entry, url):
                return entry
            idle = 0 if _size(_part(entry)) > before else idle + 1
            self.client.pause(idle)
        raise BadInput(f"the download of {what} keeps breaking off; run the same command again: it goes on from there")

    def drop(self, url: str) -> None:
        """Forget what was downloaded of an address."""
        entry = self._entry(url)
        for file in (entry, _part(entry), _note_of(entry)):
            file.unlink(missing_ok=True)

    def _entry(self, url: str) -> Path:
        return self._folder / hashlib.sha256(url.encode()).hexdigest()[:32]

    def _note(self, entry: Path, url: str) -> _Note:
        """The note of a download; a fresh one where there is none, or where it is too old to be gone on with."""
        try:
            note = msgspec.json.decode(_note_of(entry).read_bytes(), type=_Note)
        except (OSError, msgspec.MsgspecError):
            note = None
        if note is None or note.url != url or not timedelta() <= self._now - note.begun <= KEPT_FOR:
            self.drop(url)
            note = _Note(url, self._now)
        return note

    def _go_on(self, entry: Path, url: str) -> bool:
        """Download from where it stopped. False where it broke off; what came is kept if it can be gone on with."""
        note, part = self._note(entry, url), _part(entry)
        have = _size(part) if note.etag else 0
        try:
            headers = {"Range": f"bytes={have}-", "If-Range": note.etag} if have else {}
            response = self.client.get(url, headers)
        except Answered as refused:
            if have and refused.status == 416:  # it has shrunk: begin again
                self.drop(url)
                return False
            raise
        with response:
            goes_on = response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
            have = have if goes_on else 0
            length = response.headers.get("Content-Length")
            size = have + int(length) if length is not None and length.isdecimal() else None
            note = _Note(url, note.begun, _strong(response.headers.get("ETag", "")), size)
            _note_of(entry).write_bytes(msgspec.json.encode(note))
            if not _pour(response, part, "ab" if have else "wb"):
                return False
        if size is not None and part.stat().st_size != size:
            return False
        return self._finish(entry, note)

    def _finish(self, entry: Path, note: _Note) -> bool:
        part = _part(entry)
        whole = msgspec.structs.replace(note, size=part.stat().st_size, sha256=_sha256(part))
        part.replace(entry)
        _note_of(entry).write_bytes(msgspec.json.encode(whole))
        return True


def _pour(response: HTTPResponse, part: Path, mode: str) -> bool:
    with part.open(mode) as file:
        try:
            while chunk := response.read(_CHUNK):
                file.write(chunk)
        except (HTTPException, ConnectionError, TimeoutError):
            return False
    return True


def _strong(etag: str) -> str:
    """An ETag that tells the same bytes; a weak one tells only the same meaning (RFC 9110, section 8.8.1)."""
    return "" if etag.startswith("W/") else etag


def _part(entry: Path) -> Path:
    return entry.with_suffix(".part")


def _note_of(entry: Path) -> Path:
    return entry.with_suffix(".json")


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _is_unharmed(entry: Path, note: _Note) -> bool:
    return entry.is_file() and entry.stat().st_size == note.size and _sha256(entry) == note.sha256


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
