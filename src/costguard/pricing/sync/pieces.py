"""The work of a sync in pieces, each kept when it is done: a sync that is stopped goes on with the next one."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import msgspec

from costguard.model.cloud import Cloud
from costguard.pricing.sync.downloads import KEPT_FOR, Downloads
from costguard.pricing.sync.findings import Extract
from costguard.pricing.sync.rules import Rules


class Order(msgspec.Struct, frozen=True):
    """What to sync: tables of a cloud, in some regions (all that it lists, where none is named), as of a moment.

    `origin` is the address of the server that lists them.
    """

    cloud: Cloud
    tables: tuple[str, ...]
    rules: Rules
    now: datetime
    regions: tuple[str, ...] = ()
    origin: str = ""


class Piece(msgspec.Struct, frozen=True):
    """A list to read. `title` is for people; `version` tells whether one that was kept is still the same."""

    title: str
    version: str
    extract: Callable[[], Extract]


class Vendor(Protocol):
    """Where a cloud's lists are, and how they are read."""

    def pieces(self, order: Order, downloads: Downloads) -> "list[Piece]":
        """The pieces that an order needs."""


class _Kept(msgspec.Struct, frozen=True):
    made: datetime
    sha256: str
    extract: msgspec.Raw


class KeptPieces:
    """The pieces that are done, in a work folder."""

    def __init__(self, folder: Path, order: Order) -> None:
        self._folder = folder
        self._order = order
        folder.mkdir(parents=True, exist_ok=True)

    def read(self, piece: Piece) -> Extract | None:
        """What a piece came to, if it was done lately, from the same list by the same rules, and is unharmed."""
        try:
            kept = msgspec.json.decode(self._file(piece).read_bytes(), type=_Kept)
            if not timedelta() <= self._order.now - kept.made <= KEPT_FOR:
                return None
            if hashlib.sha256(kept.extract).hexdigest() != kept.sha256:
                return None
            return msgspec.json.decode(kept.extract, type=Extract)
        except (OSError, msgspec.MsgspecError):
            return None

    def keep(self, piece: Piece, extract: Extract) -> None:
        """Keep what a piece came to; half a file is never left."""
        content = msgspec.json.encode(extract)
        kept = _Kept(self._order.now, hashlib.sha256(content).hexdigest(), msgspec.Raw(content))
        file = self._file(piece)
        new = file.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(kept))
        new.replace(file)

    def _file(self, piece: Piece) -> Path:
        order = self._order
        name = [piece.title, piece.version, order.rules.digest, order.cloud, order.tables, order.regions]
        return self._folder / f"{hashlib.sha256(msgspec.json.encode(name)).hexdigest()[:32]}.piece"
