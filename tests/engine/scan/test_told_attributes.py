"""What a row tells of its attributes, whatever the other rows of its batch tell."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from costguard.engine.scan.told_attributes import ToldAttributes
from costguard.engine.scan.view import View
from costguard.model.cloud import Cloud
from costguard.model.inventory import Item
from costguard.tables.inventory import ATTRIBUTES, SCHEMA, batch_of

names = st.sampled_from(["size_gb", "iops", "region", "tier", ""])
entries = st.lists(st.tuples(names, st.sampled_from(["1", "2", "", None])), max_size=6)


def batch(rows: list[list[tuple[str, str | None]] | None]) -> pa.RecordBatch:
    """Rows with these entries, in this order, as sources may write them."""
    plain = batch_of([Item(f"id-{number}", Cloud.AWS, "aws_ebs_volume") for number in range(len(rows))])
    told = [None if row is None else [{"name": name, "value": value} for name, value in row] for row in rows]
    return plain.set_column(
        SCHEMA.get_field_index("attributes"), SCHEMA.field("attributes"), pa.array(told, ATTRIBUTES)
    )


def told_of(rows: pa.RecordBatch) -> list[dict[str, tuple[str, ...]]]:
    told = ToldAttributes(View(rows).attributes, besides="region")
    assert all(code < told.situations for code in told.codes)
    return [told.of(code) for code in told.codes.tolist()]


def one_by_one(row: list[tuple[str, str | None]] | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in row or ():
        if name != "region":
            found[name] = found.get(name, ()) + (() if value is None else (value,))
    return found


@given(st.lists(entries | st.none(), min_size=1, max_size=12))
def test_each_row_tells_its_own(rows):
    assert told_of(batch(rows)) == [one_by_one(row) for row in rows]


@given(st.lists(entries | st.none(), min_size=3, max_size=12))
def test_a_part_of_a_batch_tells_the_same(rows):
    assert told_of(batch(rows).slice(1, len(rows) - 2)) == [one_by_one(row) for row in rows[1:-1]]


@given(st.lists(entries, min_size=2, max_size=12))
def test_equal_rows_share_a_code(rows):
    told = ToldAttributes(View(batch([*rows, *rows])).attributes, besides="region")
    assert told.codes[: len(rows)].tolist() == told.codes[len(rows) :].tolist()


def test_the_work_grows_with_what_is_told_and_not_with_the_names_of_the_batch():
    rows = [[(f"name-{number}", "x")] for number in range(20_000)]
    told = ToldAttributes(View(batch(rows)).attributes, besides="region")
    assert told.situations == len(rows) + 1
    assert told.of(int(told.codes[-1])) == {"name-19999": ("x",)}


def test_a_row_with_very_many_attributes_is_told_too():
    row = [(f"name-{number}", str(number)) for number in range(5_000)]
    assert told_of(batch([row, [("size_gb", "1")]])) == [one_by_one(row), {"size_gb": ("1",)}]
