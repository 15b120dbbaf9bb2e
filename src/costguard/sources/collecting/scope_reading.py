"""Reads one scope to its end through all that an API does: throttling, cuts, expired tokens, any exception."""

from collections.abc import Callable
from typing import Final

import msgspec

from costguard.model.inventory import ReadStatus, ScopeRead
from costguard.sources.collecting.cut import STOPPED, STUCK, Cut, cut_of, reason_at_end, status_at_end
from costguard.sources.collecting.page_taking import PageTaking
from costguard.sources.collecting.patience import MOST_TRIES, Patience, wait_s
from costguard.sources.collecting.reading import Collection, Page, ReadResult, Scope, account_by_scope
from costguard.sources.collecting.reason import reason_of
from costguard.sources.collecting.scope_log import ScopeLog, Unfit

MOST_STALE_PAGES: Final = 1_000
"""Pages in a row without a new resource or a new place; an API that gives more goes round in circles."""


class Watch(msgspec.Struct, frozen=True):
    """Who watches a reading: `stopped` says whether to leave off, `report` hears how many resources came or went."""

    stopped: Callable[[], bool]
    report: Callable[[Scope, int], None]


class ScopeReading:
    """A scope that is being read. `open_log` opens what was kept of it before, when its turn comes."""

    def __init__(
        self, scope: Scope, collection: Collection, open_log: Callable[[], ScopeLog], patience: Patience, watch: Watch
    ) -> None:
        self.scope = scope
        self._collection = collection
        self._open_log = open_log
        self._patience = patience
        self._watch = watch
        self._log: ScopeLog | None = None
        self._told = 0
        self._tries = 0
        self._stale_pages = 0
        self._began_anew = False

    def read_on(self) -> float | None:
        """Read until the scope has ended or the collection is stopped: None; or the seconds to wait before more.

        Raises BadUsage where the snapshot cannot be written; of what readers raise only what is no Exception.
        """
        log = self._log = self._log or self._open_log()
        cut = self._read_to_a_cut(log)
        if cut is STOPPED:
            _flush(log)
            return None
        if cut is not None and cut.again:
            self._tries += 1
            cut = _flush(log) or cut
        if cut is not None and cut.again and self._tries < MOST_TRIES:
            return wait_s(self._tries, self._patience.random)
        self._end(log, cut)
        return None

    def _read_to_a_cut(self, log: ScopeLog) -> Cut | None:
        """Take pages until something breaks it off; None at the scope's end."""
        while True:
            began_at = log.token
            pages, cut = self._take_pages(log)
            if cut is None and log.token not in ("", began_at):
                continue  # a reader may leave off after any page
            if cut is None or pages or not self._may_have_expired(cut, began_at):
                return cut
            self._began_anew = True
            self._stale_pages = 0
            log.start_over()
            self._report(log.resources)

    def _may_have_expired(self, cut: Cut, token: str) -> bool:
        """Whether an old token may be why the first call from it failed. APIs name that in many ways."""
        return token != "" and cut.status is ReadStatus.FAILED and not cut.again and not self._began_anew

    def _take_pages(self, log: ScopeLog) -> tuple[int, Cut | None]:
        """Take the pages of one call of the reader: how many they were, and what broke them off."""
        taken = 0
        with PageTaking(self._collection.read, self.scope, log.token) as taking:
            while not self._watch.stopped():
                page = taking.next_page()
                if not isinstance(page, Page):
                    return taken, page
                taken += 1
                cut = self._keep(log, page)
                if cut is not None:
                    return taken, cut
        return max(taken, 1), STOPPED

    def _keep(self, log: ScopeLog, page: Page) -> Cut | None:
        try:
            brought_news = log.add(page)
        except Unfit as error:
            return cut_of(error)
        self._report(log.resources)
        if brought_news:
            self._tries = self._stale_pages = 0
        elif page.token:
            self._stale_pages += 1
        return STUCK if self._stale_pages >= MOST_STALE_PAGES else None

    def _end(self, log: ScopeLog, cut: Cut | None) -> None:
        try:
            counts = log.settle()
        except Unfit as error:
            cut = cut_of(error)
            counts = log.settle()
        resources = sum(counts.values())
        result = ReadResult(status_at_end(cut, resources), reason_at_end(cut, resources), counts)
        # Where a reader itself says that a part is missing, only its beginning leads there again.
        token = "" if cut is None or cut.status is ReadStatus.PARTIAL else log.token
        log.end(result, self._accounted(result), token)
        self._report(resources)
        self._log = None

    def _accounted(self, result: ReadResult) -> tuple[ScopeRead, ...]:
        try:
            return tuple(self._collection.account(self.scope, result))
        except Exception as error:  # noqa: BLE001  (a cloud's own code; whatever it raises, the scope is accounted for)
            failed = ReadResult(ReadStatus.FAILED, f"cannot be accounted for ({reason_of(error)})", result.counts)
            return tuple(account_by_scope(self.scope, failed))

    def _report(self, resources: int) -> None:
        self._watch.report(self.scope, resources - self._told)
        self._told = resources


def _flush(log: ScopeLog) -> Cut | None:
    """Make durable what was read; what is wrong with it, if it does not fit."""
    try:
        log.flush()
    except Unfit as error:
        return cut_of(error)
    return None
