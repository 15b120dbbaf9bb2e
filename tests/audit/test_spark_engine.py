"""Spark judges as this process does: the same kernel, on many machines."""

import datetime
import os
import shutil
import sys
import warnings
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from costguard.audit.judge import judge_inventory
from costguard.model.cloud import Cloud, cloud_of
from costguard.model.condition import Operator, TagSubject, Test
from costguard.model.errors import BadInput
from costguard.model.inventory import Container, ContainerKind, Item, Values
from costguard.model.verdict import Input
from costguard.policy.policy_set import Alias, Dimension, Effect, Inherit, PolicySet, Rule, Scope, Waiver
from costguard.sources.inventory import Inventory
from costguard.sources.snapshot.read import read_snapshot
from costguard.tables.inventory import SCHEMA, batches_of

if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("Spark needs Java, which is not here", allow_module_level=True)
pytest.importorskip("pyspark", reason="pyspark is not installed")
pytest.importorskip("pandas", reason="Spark needs pandas, which is not installed")

from costguard.audit.spark import findings as findings_with_spark
from costguard.audit.spark import judge_with_spark

TODAY = datetime.date(2026, 11, 23)
TYPES = ("aws_instance", "aws_ebs_volume", "aws_iam_role", "azurerm_managed_disk", "google_compute_instance")
OWNERS = ("search", "cart", "nobody@", None)


@pytest.fixture(scope="module")
def spark():
    """A small Spark in this process's own Java."""
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Spark's own modules do when they are first loaded
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.memory", "512m")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.log.level", "ERROR")
            .getOrCreate()
        )
        yield session
        session.stop()


def dimension(name: str, key: str, operator: Operator, *operands: str, inherit: Inherit | None = None) -> Dimension:
    subject = TagSubject(name, {Cloud.AWS: key, Cloud.AZURE: key, Cloud.GCP: name}, ("team",))
    tests = {cloud: Test(subject, operator, operands) for cloud in subject.keys}
    return Dimension(name, subject, tests, aliases=(Alias("team", TODAY),), inherit=inherit)


def waiver(ticket: str, resources: str, expires: datetime.date) -> Waiver:
    return Waiver("*", (resources,), "because", ticket, "lead", expires)


def policy() -> PolicySet:
    owner = dimension(
        "owner", "Owner", Operator.PATTERN, "[a-z]+", inherit=Inherit((ContainerKind.ACCOUNT,), (("Root/P*", "pool"),))
    )
    stage = dimension("stage", "Stage", Operator.ONE_OF, "prod", "dev")
    return PolicySet(
        today=TODAY,
        taxonomy={"owner": owner, "stage": stage},
        rules=(
            Rule("tags", Scope(excluded=("aws_iam_*",)), Effect(), tags=(owner,)),
            Rule("stages", Scope(), Effect(), tags=(stage,)),
        ),
        waivers=(
            waiver("FIN-1", "*-001*", TODAY),
            waiver("FIN-2", "*-002*", TODAY - datetime.timedelta(days=1)),
            waiver("FIN-3", "nothing", TODAY - datetime.timedelta(days=9)),
        ),
    )


def items(rows: int) -> list[Item]:
    return [
        Item(
            id=f"id-{number:05d}",
            cloud=cloud_of(kind),
            type=kind,
            account=str(number % 7),
            region="us-east-1",
            tags=tags(number),
            attributes={"size_gb": (str(number % 5),)},
            source="made",
        )
        for number in range(rows)
        for kind in (TYPES[number % len(TYPES)],)
    ]


def tags(number: int) -> dict[str, str | None] | None:
    if number % 41 == 0:
        return None
    found = {"Owner": OWNERS[number % 4], "owner": "cart", "Stage": ("prod", "prd", "dev")[number % 3], "team": "x"}
    return {key: value for place, (key, value) in enumerate(found.items()) if number >> place & 1}


CONTAINERS = (
    Container(Cloud.AWS, ContainerKind.ACCOUNT, "1", path="Root/Prod", tags={"Owner": "search"}),
    Container(Cloud.AWS, ContainerKind.ACCOUNT, "2", path="Root/Prod"),
    Container(Cloud.AZURE, ContainerKind.ACCOUNT, "3", tags={"Owner": "NOBODY"}),
)


def written(folder: Path, found: list[Item], parts: int = 3) -> list[str]:
    paths = []
    for part in range(parts):
        path = folder / f"part [{part}] {{x}}.parquet"
        pq.write_table(pa.Table.from_batches(batches_of(found[part::parts]), SCHEMA), path)
        paths.append(str(path))
    return paths


def in_memory(found: list[Item], files: tuple[str, ...] = ()) -> Inventory:
    return Inventory(
        Input("test", "made up", "sha256:0"), lambda: batches_of(found, 500), tuple, CONTAINERS, files=files
    )


def cost_of():
    """A price list that travels to the workers by its value: they cannot import this module."""
    from decimal import Decimal

    def monthly_cost(kind: str, _region: str | None, attributes: Mapping[str, Values]) -> Decimal | None:
        return None if kind == "aws_iam_role" else Decimal(attributes["size_gb"][0]) / 3

    return monthly_cost


def rows_of(path: Path) -> list[str]:
    return sorted(map(repr, pq.read_table(path).to_pylist()))


def test_spark_finds_counts_and_scores_what_this_process_does(spark, tmp_path):
    found = items(4000)
    inventory = in_memory(found, tuple(written(tmp_path, found)))
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    by_process = judge_inventory(inventory, policy(), here, cost_of())
    told: list[int] = []
    by_spark = judge_with_spark(inventory, policy(), there, cost_of(), told.append, session=spark)
    assert rows_of(there) == rows_of(here)
    assert msgspec.structs.replace(by_spark, findings="", coverage=()) == msgspec.structs.replace(
        by_process, findings="", coverage=()
    )
    assert {score.facet for score in by_spark.scores} == {score.facet for score in by_process.scores} != set()
    assert by_spark.summary.waived > 0
    expired = [row["message"] for row in pq.read_table(there).to_pylist() if row["code"] == "expired-waiver"]
    assert len(expired) == 2
    assert sum(score.monthly_cost for score in by_spark.scores) > Decimal(0)
    assert told[-1] == 4000


def test_files_of_our_own_are_accounted_for_by_account(spark, tmp_path):
    paths = tuple(written(tmp_path, items(300)))
    read = read_snapshot(paths)
    here = judge_inventory(read, policy(), tmp_path / "here.parquet")
    there = judge_with_spark(read_snapshot(paths), policy(), tmp_path / "there.parquet", session=spark)
    assert there.coverage == here.coverage != ()


def test_an_inventory_in_other_files_is_judged_too(spark, tmp_path):
    found = items(500)
    path = tmp_path / "inventory.csv"
    lines = [f"{item.id},{item.type},{(item.tags or {}).get('Owner') or ''}" for item in found]
    path.write_text("\n".join(["arn,resource_type,tag:Owner", *lines]))
    here = judge_inventory(read_snapshot((str(path),)), policy(), tmp_path / "here.parquet")
    there = judge_with_spark(read_snapshot((str(path),)), policy(), tmp_path / "there.parquet", session=spark)
    assert rows_of(tmp_path / "there.parquet") == rows_of(tmp_path / "here.parquet")
    assert (there.scores, there.coverage) == (here.scores, here.coverage)
    assert not list(tmp_path.glob(".costguard*"))


def test_an_inventory_of_nothing_is_judged(spark, tmp_path):
    audit = judge_with_spark(in_memory([]), policy(), tmp_path / "there.parquet", session=spark)
    assert (audit.summary.resources, audit.scores) == (0, ())


def test_a_row_that_cannot_be_judged_is_told_in_a_sentence_and_nothing_is_written(spark, tmp_path):
    found = [*items(50), Item("", Cloud.AWS, "aws_instance")]
    inventory = in_memory(found, tuple(written(tmp_path, found, parts=1)))
    with pytest.raises(BadInput, match=r"^made up \(part 1 of Spark's\) has no id in row 51; every resource"):
        judge_with_spark(inventory, policy(), tmp_path / "there.parquet", session=spark)
    assert not (tmp_path / "there.parquet").exists()


def test_a_damaged_file_is_told_in_a_sentence(spark, tmp_path):
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1 and no more PAR1")
    inventory = in_memory([], (str(tmp_path / "damaged.parquet"),))
    with pytest.raises(BadInput, match=r"^Spark could not judge the inventory: [^\n]+; look into Spark's log$"):
        judge_with_spark(inventory, policy(), tmp_path / "there.parquet", session=spark)


def test_a_notebook_asks_for_the_findings_of_a_table_of_its_own(spark, tmp_path):
    """Its columns are named as in any inventory: they are read as the readers of files read them."""
    found = items(600)
    table = pa.table({
        "arn": [item.id for item in found],
        "resource_type": [item.type for item in found],
        "account_id": [item.account for item in found],
        "labels": pa.concat_arrays([batch.column("tags") for batch in batches_of(found)]),
        "unread": [1] * len(found),
    })  # fmt: skip
    path = tmp_path / "lake.parquet"
    pq.write_table(table, path)
    judge_inventory(read_snapshot((str(path),)), policy(), tmp_path / "here.parquet")
    there = findings_with_spark(spark.read.parquet(str(path)), policy()).collect()
    assert sorted(repr(row.asDict()) for row in there) == rows_of(tmp_path / "here.parquet")


def test_a_table_without_types_is_refused_before_anything_is_read(spark):
    with pytest.raises(BadInput, match="the table has no column `type`"):
        findings_with_spark(spark.createDataFrame([("id", "x")], "id string, tags string"), policy())
