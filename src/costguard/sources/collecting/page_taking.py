"""Takes pages from a collector's reader, and turns whatever it raises into a cut."""

from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from costguard.sources.collecting.cut import Cut, cut_of
from costguard.sources.collecting.reading import Page, Read, Scope


class PageTaking:
    """One call of a reader, from a token on; leaving its context lets go of the reader's connections."""

    def __init__(self, read: Read, scope: Scope, token: str) -> None:
        self._read = read
        self._scope = scope
        self._token = token
        self._pages: Iterator[Page] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        close = getattr(self._pages, "close", None)
        if close is not None:
            with suppress(Exception):  # what it was good for is over
                close()

    def next_page(self) -> Page | Cut | None:
        """The next page, what broke the reading off, or None after the last page. Interrupts pass."""
        try:
            if self._pages is None:
                self._pages = iter(self._read(self._scope, self._token))
            return next(self._pages, None)
        except Exception as error:  # noqa: BLE001  (one scope's trouble, of whatever kind, is not that of the others)
            return cut_of(error)
