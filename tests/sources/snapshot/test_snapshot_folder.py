"""A snapshot is read as it was written, or it is told what is wrong with it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item, ReadStatus, ScopeRead
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.reading import Collection, Page, Scope
from costguard.sources.snapshot.folder import read_folder
from costguard.tables.inventory import SCHEMA, items_of

ONE, TWO = Scope(Cloud.AZURE, "a", "*", "resource-graph"), Scope(Cloud.GCP, "*", "*", "cloud-asset")
ITEM = Item("id", Cloud.AZURE, "azurerm_managed_disk", account="a", region="westeurope", tags={"team": "web"})

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ITEMS = st.builds(
    Item,
    id=_TEXT.filter(bool),
    cloud=st.sampled_from(Cloud),
    type=_TEXT,
    native_type=_TEXT,
    account=_TEXT,
    region=st.none() | _TEXT,
    group=_TEXT,
    tags=st.none() | st.dictionaries(_TEXT, st.none() | _TEXT, max_size=3),
    tags_incomplete=_TEXT,
    attributes=st.dictionaries(_TEXT, st.lists(_TEXT, max_size=3).map(tuple), max_size=3),
    source=_TEXT,
    sensitive=st.lists(_TEXT, max_size=2).map(tuple),
)


def _write(folder: Path, items: dict[Scope, list[Item]]) -> None:
    def read(scope: Scope, _token: str) -> Iterator[Page]:
        yield Page(tuple(items[scope]))

    collect((Collection(Cloud.AZURE, tuple(items), read),), folder, "r")


def _items(folder: Path) -> list[Item]:
    return [item for batch in read_folder(folder).batches() for item in items_of(batch)]


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    _write(tmp_path / "snapshot", {ONE: [ITEM], TWO: []})
    return tmp_path / "snapshot"


def _part(snapshot: Path) -> Path:
    (part,) = (snapshot / "resources").glob("*.parquet")
    return part


def _edit(snapshot: Path, change: Callable[[dict[str, object]], None]) -> None:
    document = json.loads((snapshot / "snapshot.json").read_text())
    change(document)
    (snapshot / "snapshot.json").write_text(json.dumps(document))


def test_a_snapshot_tells_its_resources_and_its_coverage(snapshot: Path) -> None:
    inventory = read_folder(snapshot)
    assert _items(snapshot) == [ITEM]
    assert inventory.rows == 1
    assert inventory.notes == ()
    assert inventory.files == (str(_part(snapshot)),)
    assert inventory.coverage() == (
        ScopeRead(Cloud.AZURE, "a", "*", "resource-graph", ReadStatus.COMPLETE, 1),
        ScopeRead(Cloud.GCP, "*", "*", "cloud-asset", ReadStatus.COMPLETE, 0),
    )


def test_its_batches_have_the_columns_of_every_inventory(snapshot: Path) -> None:
    assert [batch.schema.equals(SCHEMA) for batch in read_folder(snapshot).batches()] == [True]


def test_small_parts_make_batches_of_at_most_so_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scopes = [Scope(Cloud.AZURE, f"{number}", "*", "resource-graph") for number in range(7)]
    items = {
        scope: [Item(f"{scope.account}-{n}", Cloud.AZURE, f"type-{scope.account}") for n in range(4)]
        for scope in scopes
    }
    _write(tmp_path, items)
    monkeypatch.setattr("costguard.sources.snapshot.folder.BATCH_ROWS", 9)
    batches = list(read_folder(tmp_path).batches())
    assert [len(batch) for batch in batches] == [8, 8, 8, 4]
    assert all(batch.schema.equals(SCHEMA) for batch in batches)
    assert [item for batch in batches for item in items_of(batch)] == [
        item for found in items.values() for item in found
    ]


def test_batches_can_be_read_twice(snapshot: Path) -> None:
    inventory = read_folder(snapshot)
    assert [len(batch) for batch in inventory.batches()] == [len(batch) for batch in inventory.batches()] == [1]


def test_it_names_what_was_judged_by_its_digest(snapshot: Path) -> None:
    before = read_folder(snapshot).input
    assert (before.kind, before.path, before.terraform_version) == ("snapshot", str(snapshot), "")
    assert before.digest.startswith("sha256:")
    assert len(before.digest) == len("sha256:") + 64
    assert read_folder(snapshot).input == before
    _edit(snapshot, lambda document: document.update(request="other"))
    assert read_folder(snapshot).input.digest != before.digest


@given(st.lists(ITEMS, max_size=5, unique_by=lambda item: item.id))
def test_items_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, items: list[Item]) -> None:
    folder = tmp_path_factory.mktemp("round-trip")
    _write(folder, {ONE: items})
    assert _items(folder) == items


def test_a_part_that_is_cut_off_is_refused_before_the_first_batch(snapshot: Path) -> None:
    part = _part(snapshot)
    length = part.stat().st_size
    part.write_bytes(part.read_bytes()[:-7])
    with pytest.raises(BadInput) as error:
        read_folder(snapshot)
    sizes = f"{length - 7:,} bytes, not the {length:,} that were written"
    assert str(error.value) == f"{part} has {sizes}; read the accounts anew"


def test_a_part_that_is_gone_is_refused_before_the_first_batch(snapshot: Path) -> None:
    part = _part(snapshot)
    part.unlink()
    with pytest.raises(BadInput) as error:
        read_folder(snapshot)
    assert str(error.value) == f"cannot read {part}: No such file or directory; read the accounts anew"


def test_a_part_that_was_changed_is_refused(snapshot: Path) -> None:
    part = _part(snapshot)
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    with pytest.raises(BadInput) as error:
        list(read_folder(snapshot).batches())
    assert str(error.value) == f"{part} is not as it was written (its digest differs); read the accounts anew"


def _replace_part(snapshot: Path, content: bytes) -> Path:
    """Put other content in its place, and its length and digest in the description."""
    from costguard.sources.collecting.checkpoint import digest_of

    part = _part(snapshot)
    part.write_bytes(content)
    told = {"name": part.name, "rows": 1, "bytes": len(content), "sha256": digest_of(content)}
    _edit(snapshot, lambda document: document.update(parts=[told]))
    return part


def test_a_part_with_other_columns_is_refused(snapshot: Path) -> None:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"id": ["a"]}), sink)
    part = _replace_part(snapshot, sink.getvalue().to_pybytes())
    with pytest.raises(BadInput) as error:
        list(read_folder(snapshot).batches())
    assert str(error.value) == (
        f"{part} has other columns than this version of costguard reads; read the accounts anew"
    )


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not a table at all", b"PAR1" + b"\0" * 40 + b"PAR1"])
def test_a_part_that_is_no_table_is_refused(snapshot: Path, content: bytes) -> None:
    part = _replace_part(snapshot, content)
    with pytest.raises(BadInput) as error:
        list(read_folder(snapshot).batches())
    assert str(error.value) == f"{part} is no Parquet file; read the accounts anew"


@pytest.mark.parametrize("name", ["../secret.parquet", "/etc/x.parquet", "a\\b.parquet", "x.json"])
def test_a_part_cannot_lead_out_of_the_snapshot(snapshot: Path, name: str) -> None:
    _edit(snapshot, lambda document: document["parts"][0].update(name=name))
    with pytest.raises(BadInput, match=r"snapshot\.json is no snapshot of costguard \(.*\$\.parts\[0\]\.name"):
        read_folder(snapshot)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'"x"', b'{"a": 1}', b"\xff\xfe", b"[" * 5_000, b'{"schema": "costguard/snapshot/v1"}'],
)
def test_json_of_others_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "snapshot.json").write_bytes(content)
    with pytest.raises(BadInput) as error:
        read_folder(tmp_path)
    assert str(error.value).startswith(f"{tmp_path / 'snapshot.json'} is no snapshot of costguard (")
    assert str(error.value).endswith("; name a folder that `costguard audit --save` wrote")


def test_another_schema_is_named(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text('{"schema": "costguard/report/v1"}')
    with pytest.raises(BadInput) as error:
        read_folder(tmp_path)
    assert str(error.value) == (
        f"{path} is of the schema 'costguard/report/v1', not 'costguard/snapshot/v1'; "
        "name a folder that `costguard audit --save` wrote"
    )


def test_a_newer_schema_asks_for_a_newer_version(snapshot: Path) -> None:
    _edit(snapshot, lambda document: document.update(schema="costguard/snapshot/v2", parts="other"))
    with pytest.raises(BadInput) as error:
        read_folder(snapshot)
    assert str(error.value) == (
        f"{snapshot / 'snapshot.json'} is of the schema 'costguard/snapshot/v2', which this version does not read; "
        "install a newer costguard"
    )


def test_a_moment_without_a_time_zone_is_refused(snapshot: Path) -> None:
    _edit(snapshot, lambda document: document.update(started="2026-11-23T01:00:00"))
    with pytest.raises(BadInput, match="is no snapshot of costguard"):
        read_folder(snapshot)


def test_a_folder_without_a_description_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        read_folder(tmp_path)
    assert str(error.value) == (
        f"cannot read {tmp_path / 'snapshot.json'}: No such file or directory; name the folder of a snapshot"
    )
