"""Gives every cloud its own threads, and each scope its turn."""

import threading
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from costguard.model.inventory import ALL_REGIONS
from costguard.sources.collecting.checkpoint import Checkpoint
from costguard.sources.collecting.patience import Patience
from costguard.sources.collecting.progress_note import Tally
from costguard.sources.collecting.reading import Collection, Scope
from costguard.sources.collecting.scope_log import ScopeLog
from costguard.sources.collecting.scope_reading import ScopeReading, Watch
from costguard.sources.collecting.side_by_side import News, Team, work_side_by_side


def read_scopes(
    collections: Iterable[Collection],
    left: dict[Scope, Checkpoint],
    folder: Path,
    patience: Patience,
    tally: Tally,
    on_change: Callable[[], None],
) -> None:
    """Read the scopes that are left, each from its checkpoint on; `tally` counts, `on_change` hears that it did.

    Raises BadUsage where the folder cannot be written, and whatever interrupts it.
    """
    stop = threading.Event()
    news: News = SimpleQueue()

    def report(scope: Scope, resources: int) -> None:
        tally.add_resources(resources, _name_of(scope))
        news.put(None)

    def step(reading: ScopeReading) -> float | None:
        wait_s = reading.read_on()
        if wait_s is None and not stop.is_set():
            tally.end_scope()
            news.put(None)
        return wait_s

    watch = Watch(stop.is_set, report)
    # A scope that two collections name is read by the first.
    teams = [
        Team(
            tuple(
                ScopeReading(scope, collection, partial(ScopeLog, folder, left.pop(scope)), patience, watch)
                for scope in collection.scopes
                if scope in left
            ),
            collection.workers,
            step,
        )
        for collection in collections
    ]
    work_side_by_side(teams, patience, stop, news, on_change)


def _name_of(scope: Scope) -> str:
    account = "all accounts" if scope.account == ALL_REGIONS else scope.account
    return " ".join(part for part in (scope.cloud, account, scope.region) if part != ALL_REGIONS)
