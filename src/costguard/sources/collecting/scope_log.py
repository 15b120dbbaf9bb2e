"""Keeps what was read of one scope: once each, in durable parts, with a checkpoint after every few pages."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyarrow as pa

from costguard.model.errors import BadInput
from costguard.model.inventory import Item, ScopeRead
from costguard.sources.collecting.checkpoint import Checkpoint, Count, part_path, write_checkpoint
from costguard.sources.collecting.durable import remove_durably
from costguard.sources.collecting.part import read_part, write_part
from costguard.sources.collecting.reading import Page, ReadResult
from costguard.sources.collecting.seen import SeenIds
from costguard.tables.inventory import BATCH_ROWS, batches_of

PAGES_A_CHECKPOINT: Final = 20
"""Pages that a crash may cost, at most."""


class Unfit(Exception):
    """What a reader gave does not fit the columns of an inventory; those resources are dropped."""


class ScopeLog:
    """The resources of a scope, those that are safe and those that wait for the next part."""

    def __init__(self, folder: Path, checkpoint: Checkpoint) -> None:
        self._folder = folder
        self._begin(checkpoint)
        if checkpoint.parts and (not checkpoint.token or not self._remember_ids()):
            self.start_over()

    @property
    def token(self) -> str:
        """What reading goes on from, "" for the beginning."""
        return self._token

    @property
    def resources(self) -> int:
        """All that were read, the waiting ones too."""
        return len(self._seen)

    def add(self, page: Page) -> bool:
        """Keep a page. Whether it held anything new, a resource or a place to go on from.

        Raises Unfit, and BadUsage of a disc that is full.
        """
        fresh = self._fresh(page)
        if len(self._waiting) + len(fresh) > BATCH_ROWS:
            self.flush()
        self._waiting += fresh
        self._token = page.token
        self._pages += 1
        if self._pages >= PAGES_A_CHECKPOINT:
            self.flush()
        moved = page.token != "" and self._tokens.add(page.token)
        return moved or bool(fresh)

    def flush(self) -> None:
        """Make all that waits durable, and a checkpoint after it. Raises as `add` does."""
        if self._pages:
            self._write_waiting()
            self._save(Checkpoint(self._scope, self._parts, self._token, counts=self._counted()))

    def start_over(self) -> None:
        """Forget all that was read of the scope. INVARIANT: no checkpoint lists a part that is removed."""
        dropped = self._parts
        self._begin(Checkpoint(self._scope))
        self._save(self._checkpoint)
        remove_durably(part_path(self._folder, part.name) for part in dropped)

    def settle(self) -> dict[tuple[str, str], int]:
        """Write the last part, before `end` lists it. The resources by (account, region). Raises as `add` does."""
        self._write_waiting()
        return dict(self._counts)

    def end(self, result: ReadResult, coverage: Iterable[ScopeRead], token: str) -> None:
        """Say in the checkpoint how the reading ended, and where another run may go on from."""
        counts, told = self._counted(), tuple(coverage)
        self._save(Checkpoint(self._scope, self._parts, token, result.status, result.reason, counts, told))

    def _begin(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint
        self._scope = checkpoint.scope
        self._parts = checkpoint.parts
        self._token = checkpoint.token
        self._counts = Counter({(count.account, count.region): count.resources for count in checkpoint.counts})
        self._seen = SeenIds()
        self._tokens = SeenIds()
        self._tokens.add(checkpoint.token)
        self._waiting: list[Item] = []
        self._pages = 0

    def _remember_ids(self) -> bool:
        """Remember what the parts hold; False where one of them is damaged."""
        try:
            for part in self._checkpoint.parts:
                for resource_id in read_part(self._folder, part, ("id",)).column("id").to_pylist():
                    self._seen.add(resource_id)
        except BadInput:
            return False
        return True

    def _fresh(self, page: Page) -> list[Item]:
        try:
            return [item for item in page.items if self._seen.add(item.id)]
        except Exception as error:
            raise Unfit from error

    def _write_waiting(self) -> None:
        for batch in self._batches():
            name = f"{self._scope.key}-{len(self._parts) + 1:04}.parquet"
            self._parts += (write_part(self._folder, name, batch),)
        self._counts.update((item.account, item.region or "") for item in self._waiting)
        self._waiting = []
        self._pages = 0

    def _batches(self) -> list[pa.RecordBatch]:
        try:
            return list(batches_of(self._waiting))
        except Exception as error:
            self._waiting = []
            self._token = self._checkpoint.token
            raise Unfit from error

    def _save(self, checkpoint: Checkpoint) -> None:
        write_checkpoint(self._folder, checkpoint)
        self._checkpoint = checkpoint

    def _counted(self) -> tuple[Count, ...]:
        return tuple(Count(account, region, number) for (account, region), number in sorted(self._counts.items()))
