"""The price book that an estimate looks things up in: what ships with costguard, and what the reader laid over it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Protocol

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.estimate import Confidence
from costguard.pricing.book.embedded import digest, shelf
from costguard.pricing.book.figure import Figure, NoFigure


class Key(msgspec.Struct, frozen=True):
    """What is looked up: an item of a cloud's table, in a region."""

    cloud: Cloud
    table: str
    item: str
    region: str


class _Layer(Protocol):
    """Anything that lies over the book."""

    @property
    def digest(self) -> str:
        """A digest of all that it holds."""


class Overlay(_Layer, Protocol):
    """A layer with figures of its own, such as prices synced from a cloud's list."""

    def find(self, key: Key) -> Figure | None:
        """Its own figure for a key, or None where the layer below may answer."""


class Adjustment(_Layer, Protocol):
    """What the reader has negotiated: changes figures, adds none."""

    def adjust(self, key: Key, figure: Figure) -> Figure:
        """The figure that the reader pays."""


BOOK_DAY: Final = date(2026, 11, 1)
"""The day of an estimate that names none: when the figures that ship were closed."""


class Book(msgspec.Struct, frozen=True):
    """Answers from the topmost layer that knows. `fallback` names a region for each cloud to take where none does.

    `day` is the day of the estimate: some tariffs go by a version's age. It changes no figure.
    """

    overlays: tuple[Overlay, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    fallback: Mapping[Cloud, str] = msgspec.field(default_factory=dict)
    day: date = BOOK_DAY

    @property
    def digest(self) -> str:
        """One digest of everything that may answer."""
        over: tuple[_Layer, ...] = (*self.overlays, *self.adjustments)
        layers = [layer.digest for layer in over]
        return _digest_of([digest(), *layers, *(f"{cloud}={region}" for cloud, region in self.fallback.items())])

    def find(self, key: Key) -> Figure | NoFigure:
        """The figure for a key, or why there is none: another region's price never stands in unasked."""
        found = self._listed(key) or self._of_fallback(key)
        if found is None:
            return NoFigure(_why_not(key))
        for adjustment in self.adjustments:
            found = adjustment.adjust(key, found)
        return found

    def _listed(self, key: Key) -> Figure | None:
        for overlay in self.overlays:
            if (found := overlay.find(key)) is not None:
                return found
        return shelf(key.cloud).find(key.table, key.item, key.region)

    def _of_fallback(self, key: Key) -> Figure | None:
        region = self.fallback.get(key.cloud)
        if region is None or region == key.region or not shelf(key.cloud).is_commercial(key.region):
            return None
        found = self._listed(msgspec.structs.replace(key, region=region))
        return None if found is None else msgspec.structs.replace(found, confidence=Confidence.OTHER_REGION)


def _why_not(key: Key) -> str:
    partition = shelf(key.cloud).regions.get(key.region)
    if partition is None and key.region[:1].islower() and "-" in key.region:
        return f"the price book knows no region `{key.region}`"
    if partition not in (None, "commercial"):
        return f"the price book has no such price for {key.region}, which bills apart from the commercial regions"
    return f"the price book has no price of {key.table} {key.item} in {key.region}"


def _digest_of(parts: Iterable[str]) -> str:
    import hashlib

    return "sha256:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()
