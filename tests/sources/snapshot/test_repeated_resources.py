"""A resource that stands in two files would count twice: it is refused, and nothing else is."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item
from costguard.sources.snapshot.read import read_snapshot
from costguard.sources.snapshot.repeats import FilesSeen
from costguard.tables.inventory import batch_of, items_of

ARN = "arn:aws:sqs:eu-west-1:111122223333:"
AZURE = "/subscriptions/a-1/resourceGroups/Shop/providers/Microsoft.Compute/disks/d"


def csv(path: Path, *ids: str, kind: str = "aws_sqs_queue", account: str = "") -> str:
    path.write_text("id,type,tags,account\n" + "".join(f"{each},{kind},,{account}\n" for each in ids))
    return str(path)


def parquet(path: Path, *ids: str) -> str:
    path.parent.mkdir(exist_ok=True)
    table = {"id": list(ids), "type": ["aws_sqs_queue"] * len(ids), "tags": pa.nulls(len(ids))}
    pq.write_table(pa.table(table), path)
    return str(path)


def ids(*paths: str) -> list[str]:
    return [item.id for batch in read_snapshot(paths).batches() for item in items_of(batch)]


def refusal(*paths: str) -> str:
    with pytest.raises(BadInput) as caught:
        ids(*paths)
    return str(caught.value)


def test_resources_in_two_files_of_different_kinds_are_refused_with_one_of_them(tmp_path):
    first = csv(tmp_path / "a.csv", f"{ARN}one", f"{ARN}two", f"{ARN}three", account="111122223333")
    second = parquet(tmp_path / "b.parquet", f"{ARN}four", f"{ARN}two", f"{ARN}three")
    assert refusal(first, second) == (f"2 resources, as {ARN}two, stand in more than one of the files; give each once")


def test_a_folder_is_several_files_too(tmp_path):
    csv(tmp_path / "a.csv", f"{ARN}one")
    csv(tmp_path / "b.csv", f"{ARN}one")
    assert refusal(str(tmp_path)) == f"1 resource, {ARN}one, stands in more than one of the files; give each once"


def test_azure_takes_the_letters_of_an_id_in_either_case(tmp_path):
    first = csv(tmp_path / "a.csv", AZURE, kind="azurerm_managed_disk")
    second = csv(
        tmp_path / "b.csv", AZURE.upper().replace("/SUBSCRIPTIONS", "/subscriptions"), kind="azurerm_managed_disk"
    )
    assert refusal(first, second).startswith(f"1 resource, {AZURE}, stands")


def test_what_is_in_a_config_snapshot_and_in_a_table_is_refused_too(tmp_path):
    item = (
        '{"resourceType": "AWS::SQS::Queue", "configurationItemCaptureTime": "2026-11-01", "resourceId": "one", '
        f'"ARN": "{ARN}one", "awsAccountId": "111122223333"}}\n'
    )
    for name in ("a.ndjson", "b.ndjson"):
        (tmp_path / name).write_text(item)
    files = str(tmp_path / "a.ndjson"), str(tmp_path / "b.ndjson")
    assert ids(*files) == [f"{ARN}one"]
    assert refusal(*files, csv(tmp_path / "c.csv", f"{ARN}one")).startswith("1 resource")


def test_one_file_counts_once_however_often_it_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = csv(tmp_path / "a.csv", f"{ARN}one")
    (tmp_path / "link.csv").symlink_to(path)
    assert ids("a.csv", path, "./a.csv", "link.csv", "*.csv") == [f"{ARN}one"]


def test_parts_as_spark_writes_them_are_one_inventory(tmp_path):
    for number in range(12):
        parquet(tmp_path / "out" / f"part-{number:05}-x.snappy.parquet", *(f"{ARN}{number}-{row}" for row in range(50)))
    (tmp_path / "out" / "_SUCCESS").write_bytes(b"")
    assert len(set(ids(str(tmp_path / "out")))) == 600


def test_an_id_that_is_only_a_name_is_another_resource_in_another_account(tmp_path):
    first, second = (csv(tmp_path / f"{account}.csv", "web", account=account) for account in ("1", "2"))
    assert ids(first, second) == ["web", "web"]
    third = csv(tmp_path / "3.csv", "web", account="1")
    assert refusal(first, second, third).startswith("1 resource, web, stands")


def test_what_stands_twice_in_one_file_does_not_stand_in_two(tmp_path):
    first, second = csv(tmp_path / "a.csv", f"{ARN}one", f"{ARN}one"), csv(tmp_path / "b.csv", f"{ARN}two")
    assert len(ids(first, second)) == 3


@given(st.lists(st.lists(st.lists(st.integers(0, 30), max_size=5), max_size=3), max_size=5))
def test_as_many_are_repeated_as_stand_in_two_of_the_files(files):
    seen = FilesSeen()
    for file in files:
        for numbers in file:
            seen.add(batch_of([Item(id=f"{ARN}{each}", cloud=Cloud.AWS, type="aws_sqs_queue") for each in numbers]))
        seen.end_file()
    sets = [{number for numbers in file for number in numbers} for file in files]
    expected = {number for number in range(31) if sum(number in each for each in sets) > 1}
    repeated = seen.repeated()
    assert len(repeated) == len(expected)
    assert seen.repeated().size == 0
