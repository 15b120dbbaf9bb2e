"""A cloud that is a list of ids, a clock that only sleeping moves, and what a snapshot of them holds."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from costguard.model.cloud import Cloud
from costguard.model.inventory import Item, ScopeRead
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.patience import Patience
from costguard.sources.collecting.reading import Collection, Page, Read, Scope
from costguard.sources.snapshot.folder import read_folder
from costguard.tables.inventory import items_of

NIGHT_S = 1_795_400_000.0  # 2026-11-23 02:13:20 UTC


class FakeTime:
    """A clock that only sleeping moves; it keeps what was slept."""

    def __init__(self, now_s: float = NIGHT_S) -> None:
        self.now_s = now_s
        self.slept_s: list[float] = []
        self._lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept_s.append(seconds)
            self.now_s += seconds

    def patience(self, chance: float = 1.0) -> Patience:
        return Patience(clock=lambda: self.now_s, sleep=self.sleep, random=lambda: chance)


def scope(account: str = "111111111111", region: str = "eu-west-1") -> Scope:
    return Scope(Cloud.AWS, account, region, "sweep")


def item(resource_id: str, account: str = "111111111111", region: str | None = "eu-west-1") -> Item:
    return Item(
        id=resource_id, cloud=Cloud.AWS, type="aws_instance", account=account, region=region, tags={"team": "web"}
    )


def pages_of(ids: list[str], size: int, account: str = "111111111111") -> list[Page]:
    """The ids in pages whose tokens are the numbers of their followers."""
    chunks = [ids[at : at + size] for at in range(0, len(ids), size)] or [[]]
    last = len(chunks) - 1
    return [
        Page(tuple(item(one, account) for one in chunk), "" if at == last else str(at + 1))
        for at, chunk in enumerate(chunks)
    ]


def reader(pages: dict[Scope, list[Page]], before: Callable[[Scope, int], None] = lambda _scope, _page: None) -> Read:
    """Reads the pages from the one that the token names; `before` is called with each page's number, and may raise."""

    def read(asked: Scope, token: str) -> Iterator[Page]:
        for number in range(int(token or "0"), len(pages[asked])):
            before(asked, number)
            yield pages[asked][number]

    return read


def collection(pages: dict[Scope, list[Page]], read: Read | None = None, workers: int = 1) -> Collection:
    return Collection(Cloud.AWS, tuple(pages), read or reader(pages), workers=workers)


def collected(one: Collection, folder: Path, time: FakeTime | None = None, request: str = "r") -> None:
    collect((one,), folder, request, patience=(time or FakeTime()).patience())


def ids_in(folder: Path) -> list[str]:
    return [found.id for batch in read_folder(folder).batches() for found in items_of(batch)]


def coverage_of(folder: Path) -> tuple[ScopeRead, ...]:
    return read_folder(folder).coverage()
