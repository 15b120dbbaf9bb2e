"""Tags whose words are held once are the tags as they lie, also where Arrow cannot hold a group's words together."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from costguard.model.cloud import Cloud
from costguard.model.inventory import Item
from costguard.sources.snapshot import parquet_file
from costguard.sources.snapshot.read import read_snapshot
from costguard.tables.inventory import TAGS, WORDED_TAGS, batch_of, items_of

ROWS = 3000


def item(number):
    tags = {"Owner": f"team-{number % 7}", f"key-{number}": "x" * (number % 50)} if number % 5 else {}
    return Item(
        f"arn:{number}", Cloud.AWS, "aws_instance", account="1", region="us-east-1", tags=tags, source="snapshot"
    )


ITEMS = [item(number) for number in range(ROWS)]


def written(path, **options):
    pq.write_table(pa.Table.from_batches([batch_of(ITEMS)]), path, **options)
    return str(path)


@pytest.fixture(autouse=True)
def _small_groups_are_large(monkeypatch):
    monkeypatch.setattr(parquet_file, "_LARGE_GROUP", 100)
    monkeypatch.setattr(parquet_file, "BATCH_ROWS", 700)


@pytest.mark.parametrize("row_group_size", [100, 1000, ROWS])
def test_a_file_of_ours_is_read_with_words(tmp_path, row_group_size):
    batches = list(read_snapshot((written(tmp_path / "a.parquet", row_group_size=row_group_size),)).batches())
    assert {batch.schema.field("tags").type for batch in batches} == {WORDED_TAGS}
    assert [each for batch in batches for each in items_of(batch)] == ITEMS


def test_words_that_fill_their_dictionary_are_read_as_they_lie(tmp_path):
    """A writer that runs out of room for a dictionary goes on without: such a group has no words of its own."""
    path = written(tmp_path / "a.parquet", dictionary_pagesize_limit=200, data_page_size=200, write_batch_size=16)
    batches = list(read_snapshot((path,)).batches())
    assert {batch.schema.field("tags").type for batch in batches} <= {TAGS, WORDED_TAGS}
    assert [each for batch in batches for each in items_of(batch)] == ITEMS


@pytest.mark.parametrize("fails_after", [0, 1, 2, 5])
def test_what_was_read_before_arrow_gave_up_is_not_read_again(fails_after):
    plain = [batch_of(ITEMS[start : start + 700]) for start in range(0, ROWS, 700)]

    def worded():
        yield from plain[:fails_after]
        if fails_after < len(plain):
            raise pa.ArrowNotImplementedError("Nested data conversions not implemented for chunked array outputs")

    found = parquet_file._either(worded(), lambda: iter(plain))
    assert [each for batch in found for each in items_of(batch)] == ITEMS
