"""What a reader of one kind of file hands over, before several kinds become one inventory."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

from costguard.model.inventory import Container
from costguard.sources.snapshot.tally import Tally

if TYPE_CHECKING:
    import pyarrow as pa


class Contents(msgspec.Struct, frozen=True):
    """The resources of some files of one kind, counted in the tally as they are read.

    `batches` are those of each file, or of all files of a kind that has to be read together. `is_compared` says whether
    the same id in two files is the same resource. `source` is the word for it in coverage. `is_ours`: the files are
    Parquet in the very columns of `tables.inventory`.
    """

    source: str
    batches: "tuple[Callable[[Tally], Iterator[pa.RecordBatch]], ...]"
    containers: tuple[Container, ...] = ()
    notes: tuple[str, ...] = ()
    rows: int | None = None
    terraform_version: str = ""
    is_ours: bool = False
    is_compared: bool = True
