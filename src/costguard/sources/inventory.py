"""What every source of an inventory hands over, be it a file or a cloud."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

from costguard.model.inventory import Container, ScopeRead
from costguard.model.verdict import Input

if TYPE_CHECKING:
    import pyarrow as pa


class Inventory(msgspec.Struct, frozen=True):
    """Resources, batch by batch in the columns of `tables.inventory`, with what holds them.

    `coverage()` tells which scopes were read; it is called after the last batch. `rows` is how many there are where
    that is known before. `files` are Parquet files in those very columns, where the inventory lies in such.
    """

    input: Input
    batches: "Callable[[], Iterator[pa.RecordBatch]]"
    coverage: Callable[[], tuple[ScopeRead, ...]]
    containers: tuple[Container, ...] = ()
    notes: tuple[str, ...] = ()
    rows: int | None = None
    files: tuple[str, ...] = ()
