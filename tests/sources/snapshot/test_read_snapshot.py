"""The one way in: what a path stands for, what kind a file is, and what is no inventory."""

import gzip
import hashlib
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput, BadUsage
from costguard.model.inventory import Item
from costguard.sources.snapshot.read import KINDS, read_snapshot
from costguard.tables.inventory import items_of

LINE = '{"id": "i-1", "type": "aws_instance", "account": "1", "tags": {"Owner": "a"}}\n'
TAKES = "give Parquet, NDJSON or CSV with id, type and tags, an AWS Config or Cloud Asset export, or a state"
REPOSITORY = Path(__file__).parents[3]


def write(path: Path, content: str | bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def items(*paths: str, **options) -> list[Item]:
    return [item for batch in read_snapshot(paths, **options).batches() for item in items_of(batch)]


def refusal(*paths: str, **options) -> str:
    with pytest.raises((BadInput, BadUsage)) as caught:
        items(*paths, **options)
    return str(caught.value)


def test_a_folder_of_files_of_several_kinds_is_one_inventory(tmp_path):
    write(tmp_path / "a.ndjson", LINE)
    write(tmp_path / "sub" / "b.csv", "id,type,tags\ni-2,aws_instance,\n")
    write(tmp_path / "sub" / "c.ndjson.gz", gzip.compress(LINE.replace("i-1", "i-3").encode()))
    table = pa.table({"id": ["i-4"], "type": ["aws_instance"], "tags": pa.array([{"Owner": "a"}])})
    pq.write_table(table, tmp_path / "d.parquet")
    write(tmp_path / "_SUCCESS", b"")
    write(tmp_path / "notes.txt", "nothing")
    inventory = read_snapshot((str(tmp_path),))
    assert sorted(item.id for batch in inventory.batches() for item in items_of(batch)) == ["i-1", "i-2", "i-3", "i-4"]
    assert [(scope.account, scope.resources) for scope in inventory.coverage()] == [("", 2), ("000000000001", 2)]


def test_a_glob_and_a_path_given_twice_read_each_file_once(tmp_path):
    path = write(tmp_path / "a.ndjson", LINE)
    write(tmp_path / "b.ndjson", LINE.replace("i-1", "i-2"))
    assert [item.id for item in items(str(tmp_path / "*.ndjson"), path)] == ["i-1", "i-2"]


def test_standard_input_is_read_as_often_as_is_asked(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LINE.encode())))
    inventory = read_snapshot(("-",))
    assert [sum(len(batch) for batch in inventory.batches()) for _ in range(2)] == [1, 1]
    assert inventory.input.path == "standard input"


def test_parquet_comes_through_standard_input_too(monkeypatch):
    sink = io.BytesIO()
    pq.write_table(pa.table({"id": ["i"], "type": ["aws_instance"], "tags": pa.array([{"Owner": "a"}])}), sink)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(sink.getvalue())))
    assert [item.tags for item in items("-")] == [{"Owner": "a"}]


def test_the_digest_is_that_of_the_bytes_as_they_were_given(tmp_path):
    packed = gzip.compress(LINE.encode(), mtime=0)
    path = write(tmp_path / "a.ndjson.gz", packed)
    found = read_snapshot((path,)).input
    assert (found.kind, found.path, found.digest) == ("snapshot", path, f"sha256:{hashlib.sha256(packed).hexdigest()}")


def test_several_files_have_one_digest_that_changes_with_any(tmp_path):
    paths = [write(tmp_path / f"{name}.ndjson", LINE) for name in "abcd"]
    before = read_snapshot(tuple(paths)).input
    write(tmp_path / "d.ndjson", LINE.replace("i-1", "i-9"))
    after = read_snapshot(tuple(paths)).input
    assert before.digest != after.digest
    assert before.path == f"{paths[0]}, {paths[1]}, {paths[2]} and 1 more"


def test_a_kind_that_is_named_is_believed(tmp_path):
    path = write(tmp_path / "odd", '{"key": 1}\n')
    assert refusal(path, kind="ndjson") == f"{path}:1 has no id; every resource of an inventory needs one"


def test_the_cloud_that_is_named_counts_where_nothing_else_tells(tmp_path):
    path = write(tmp_path / "a.ndjson", '{"id": "x", "type": "bucket", "tags": {}}')
    assert [(item.cloud, item.type) for item in items(path, cloud=Cloud.GCP)] == [(Cloud.GCP, "google_bucket")]


def test_an_unknown_kind_and_no_path_are_bad_usage():
    assert refusal("x", kind="xml") == (f"there is no kind `xml` of inventories; it is one of {', '.join(KINDS)}")
    assert refusal() == "no inventory was named; give files, a folder, or `-` for standard input"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty; " + TAKES),
        (b" \n", "is empty; " + TAKES),
        (b"PK\x03\x04...", ("is a zip archive or a binary Terraform plan; unzip it, or check the plan with "
                           "`costguard check`")),
        (b"\xff\xfei\x00d\x00", "is UTF-16, as PowerShell's `>` writes it; save it as UTF-8"),
        (b"ARROW1\x00\x00", "is an Arrow file; convert it to Parquet"),
        (gzip.compress(b"PAR1....", mtime=0),
         "is a gzipped Parquet file; unzip it first, Parquet is compressed inside"),
        (gzip.compress(b'{"id": 1}' * 99_999, mtime=0)[:100],
         "is a gzip file that is damaged or ends too early; write it again"),
        (b"\x1f\x8bnonsense", "is a gzip file that is damaged or ends too early; write it again"),
        (b'{"format_version": "1.2", "resource_changes": []}',
         "is a Terraform plan, not an inventory; check it with `costguard check`"),
        (b'{"format_version": "1.2", "planned_values": {}, "values": {}}',
         "is a Terraform plan, not an inventory; check it with `costguard check`"),
        (b'{"format_version": "1.0", "terraform_version": "1.9.0"}',
         ("is what `terraform show -json` prints where there is no state; write the state with `terraform state pull` "
         "or `terraform show -json`")),
        (b"version: 1\ntaxonomy:\n  owner: {}\n",
         "is a policy, not an inventory; give it with `--policy`, and " + TAKES),
        (b'{"version": 1, "taxonomy": {}}', "is a policy, not an inventory; give it with `--policy`, and " + TAKES),
        (b'{"hello": 1}', "is JSON but no inventory; " + TAKES),
        (b"hello world\n", "is no inventory that costguard knows; " + TAKES),
        (b"\x00\x01\x02\x03", "is a binary file of a kind that costguard does not know; " + TAKES),
        (b"BilledCost,ChargePeriodStart,ResourceId\n1,2,3\n",
         ("is a bill in the FOCUS format, not an inventory: it tells what was spent, not what is there; "
         "give the resources, and the bill to `--spend` of `costguard check`")),
    ],
)  # fmt: skip
def test_what_is_no_inventory_is_told_with_what_to_do(tmp_path, content, sentence):
    path = write(tmp_path / "given", content)
    assert refusal(path) == f"{path} {sentence}"


def test_a_path_that_leads_nowhere_is_told(tmp_path):
    assert refusal(str(tmp_path / "no")) == (
        f"there is no file {tmp_path / 'no'}; give an inventory (Parquet, NDJSON, CSV), or a folder of such files"
    )
    assert refusal(str(tmp_path / "*.csv")) == (
        f"no file matches {tmp_path / '*.csv'}; check the pattern, and that the shell passes it on as it is"
    )
    assert refusal(str(tmp_path)) == (
        f"{tmp_path} holds no inventory; give a folder with Parquet, NDJSON, CSV, JSON or state files"
    )


def test_the_plan_of_the_example_is_refused_as_a_plan():
    path = str(REPOSITORY / "examples" / "webshop" / "plan.json")
    assert refusal(path) == f"{path} is a Terraform plan, not an inventory; check it with `costguard check`"


def test_focus_own_sample_is_refused_as_a_bill():
    path = REPOSITORY.parent / "shared" / "focus" / "focus_sample.csv"
    if not path.exists():
        pytest.skip("FOCUS's sample is not beside the repository")
    assert refusal(str(path)).startswith(f"{path} is a bill in the FOCUS format, not an inventory")


def test_the_example_inventory_reads_whole():
    path = REPOSITORY / "examples" / "inventory" / "resources.ndjson"
    inventory = read_snapshot((str(path),))
    found = [item for batch in inventory.batches() for item in items_of(batch)]
    assert len(found) == len(path.read_text().splitlines())
    assert len({item.id for item in found}) == len(found)
    assert {cloud: sum(scope.cloud is cloud for scope in inventory.coverage()) for cloud in Cloud} == {
        Cloud.AWS: 4,
        Cloud.AZURE: 2,
        Cloud.GCP: 2,
        Cloud.OTHER: 0,
    }
    assert all(json.loads(line)["type"] for line in path.read_text().splitlines())
