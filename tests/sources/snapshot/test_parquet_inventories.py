"""Inventories in Parquet: foreign tables of every usual shape, and our own columns."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item, ReadStatus, ScopeRead
from costguard.sources.snapshot.read import read_snapshot
from costguard.tables.inventory import BATCH_ROWS, SCHEMA, batch_of, items_of

ARN = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1"
MAP = pa.map_(pa.string(), pa.string())


def write(folder: Path, table: pa.Table, name: str = "inventory.parquet") -> str:
    pq.write_table(table, folder / name)
    return str(folder / name)


def table(**columns):
    """A table with an id, a type and tags, where a test does not say another."""
    rows = len(next(column for column in columns.values() if column is not None))
    given = {
        "id": pa.array([ARN] * rows),
        "type": pa.array(["aws_ebs_volume"] * rows),
        "tags": pa.array([[]] * rows, MAP),
        **columns,
    }
    return pa.table({name: column for name, column in given.items() if column is not None})


def items(*paths: str, cloud: Cloud | None = None) -> list[Item]:
    return [item for batch in read_snapshot(paths, cloud=cloud).batches() for item in items_of(batch)]


def only(path: str) -> Item:
    (item,) = items(path)
    return item


def refusal(path: str) -> str:
    with pytest.raises(BadInput) as caught:
        items(path)
    return str(caught.value)


def test_a_plain_table_reads_as_items(tmp_path):
    path = write(tmp_path, table(tags=pa.array([[("Owner", "search")]], MAP), region=["eu-west-1"], size_gb=[100]))
    assert only(path) == Item(
        id=ARN,
        cloud=Cloud.AWS,
        type="aws_ebs_volume",
        account="111122223333",
        region="eu-west-1",
        tags={"Owner": "search"},
        attributes={"size_gb": ("100",)},
        source="snapshot",
    )


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (pa.array([[("Owner", "a"), ("Team", None)]], MAP), {"Owner": "a", "Team": None}),
        (pa.array([{"Owner": "a", "Team": None}]), {"Owner": "a"}),
        (pa.array([[{"key": "Owner", "value": "a"}]]), {"Owner": "a"}),
        (pa.array([[{"Value": "a", "Key": "Owner"}]]), {"Owner": "a"}),
        (pa.array(['{"Owner": "a", "Team": null}']), {"Owner": "a", "Team": None}),
        (pa.array(['[{"Key": "Owner", "Value": "a"}]']).dictionary_encode(), {"Owner": "a"}),
        (pa.array(["Owner=a; Team=b=c"], pa.large_string()), {"Owner": "a", "Team": "b=c"}),
        (pa.array([[("Level", 3)]], pa.map_(pa.string(), pa.int64())), {"Level": "3"}),
        (pa.array([[("Level", 3.0)]], pa.map_(pa.large_string(), pa.float64())), {"Level": "3"}),
        (pa.array([[]], MAP), {}),
    ],
    ids=["map", "struct", "pairs", "Pairs", "json", "json pairs", "text", "numbers", "floats", "empty"],
)
def test_tags_read_from_every_usual_shape(tmp_path, tags, expected):
    assert only(write(tmp_path, table(tags=tags))).tags == expected


def test_labels_and_one_column_a_tag_are_tags_too(tmp_path):
    columns = {"tag:Owner": ["a", ""], "tag:Team": ["b", None], "labels": pa.array([[("Owner", "x")], []], MAP)}
    found = items(write(tmp_path, table(tags=None, **columns)))
    assert [item.tags for item in found] == [{"Owner": "a", "Team": "b"}, {}]


def test_null_tags_are_not_told_and_an_empty_map_means_none(tmp_path):
    found = items(write(tmp_path, table(tags=pa.array([None, []], MAP))))
    assert [(item.tags, item.tags_incomplete) for item in found] == [
        ({}, "the inventory tells no tags for it"),
        ({}, ""),
    ]


def test_a_type_that_carries_no_tags_has_none_however_that_is_written(tmp_path):
    types = ["aws_iam_role_policy", "aws_iam_role_policy", "aws_made_up_thing"]
    found = items(write(tmp_path, table(type=types, tags=pa.array([None, [], None], MAP))))
    assert [(item.tags, item.tags_incomplete) for item in found] == [(None, "")] * 3


def test_of_a_key_that_stands_twice_the_first_counts_and_coverage_says_so(tmp_path):
    twice = [("Owner", "first"), ("Team", "t"), ("Owner", "second")]
    inventory = read_snapshot((write(tmp_path, table(tags=pa.array([twice, [("Owner", "x")]], MAP))),))
    found = [item.tags for batch in inventory.batches() for item in items_of(batch)]
    assert found == [{"Owner": "first", "Team": "t"}, {"Owner": "x"}]
    assert [scope.reason for scope in inventory.coverage()] == ["1 resource carries a tag key twice; the first counts"]


def test_a_row_of_very_many_keys_is_searched_for_repeats_too(tmp_path):
    many = [(f"k{number}", str(number)) for number in range(500)]
    item = only(write(tmp_path, table(tags=pa.array([[*many, ("k7", "again")]], MAP))))
    assert item.tags == dict(many)


@pytest.mark.parametrize("value", ["x" * 300, "two\nlines", "\u05e9\u05dc\u05d5\u05dd \u202eabc", "", "🙂"])
def test_tag_values_of_any_kind_are_kept_as_they_are(tmp_path, value):
    assert only(write(tmp_path, table(tags=pa.array([[("Owner", value)]], MAP)))).tags == {"Owner": value}


@pytest.mark.parametrize(
    ("name", "cloud", "resource_type"),
    [
        ("aws_instance", Cloud.AWS, "aws_instance"),
        ("AWS::EC2::Volume", Cloud.AWS, "aws_ebs_volume"),
        ("ec2:volume", Cloud.AWS, "aws_ebs_volume"),
        ("microsoft.compute/disks", Cloud.AZURE, "azurerm_managed_disk"),
        ("compute.googleapis.com/Disk", Cloud.GCP, "google_compute_disk"),
        ("apps.k8s.io/Deployment", Cloud.GCP, "google_apps_k8s_io_deployment"),
        ("azurerm_managed_disk", Cloud.AZURE, "azurerm_managed_disk"),
        ("datadog_monitor", Cloud.OTHER, "datadog_monitor"),
    ],
)
def test_a_type_may_have_terraforms_name_or_the_clouds_own(tmp_path, name, cloud, resource_type):
    item = only(write(tmp_path, table(id=["some-id"], type=[name])))
    native_type = "" if name == resource_type else name
    assert (item.cloud, item.type, item.native_type) == (cloud, resource_type, native_type)


def test_a_type_that_no_name_tells_is_of_the_cloud_of_its_column_its_id_or_the_option(tmp_path):
    ids = ["x", "//compute.googleapis.com/projects/p/zones/z/things/t", "y"]
    path = write(tmp_path, table(id=ids, type=["thing"] * 3, cloud=["Azure", None, ""]))
    assert [item.cloud for item in items(path, cloud=Cloud.AWS)] == [Cloud.AZURE, Cloud.GCP, Cloud.AWS]


def test_a_row_whose_cloud_contradicts_its_type_is_named(tmp_path):
    path = write(tmp_path, table(cloud=["aws", "azure", "gcp"]))
    assert refusal(path) == (
        f"{path}, row 2, says that `aws_ebs_volume` is of the cloud azure, but that is a type of aws; correct it"
    )


def test_accounts_and_groups_come_from_ids_where_no_column_tells_them(tmp_path):
    ids = [
        "arn:aws:sqs:us-east-1:000000000042:q",
        "/subscriptions/AB-1/resourceGroups/Shop/providers/Microsoft.Compute/disks/d",
        "//compute.googleapis.com/projects/shop-prod/zones/z/disks/d",
        "arn:aws:s3:::bucket",
    ]
    types = ["aws_sqs_queue", "azurerm_managed_disk", "google_compute_disk", "aws_s3_bucket"]
    found = items(write(tmp_path, table(id=ids, type=types)))
    assert [(item.account, item.group) for item in found] == [
        ("000000000042", ""),
        ("ab-1", "shop"),
        ("shop-prod", ""),
        ("", ""),
    ]


IDS_WITH_REGIONS = {
    "arn:aws:sqs:us-east-1:000000000042:q": ("aws_sqs_queue", "us-east-1"),
    "arn:aws:s3:::bucket": ("aws_s3_bucket", None),
    "arn:aws:iam::000000000042:role/r": ("aws_iam_role", None),
    "//compute.googleapis.com/projects/shop/zones/europe-west1-b/disks/d": ("google_compute_disk", "europe-west1"),
    "projects/shop/regions/europe-west4/disks/d": ("google_compute_disk", "europe-west4"),
    "//container.googleapis.com/projects/shop/locations/us-east1/clusters/c": ("google_container_cluster", "us-east1"),
    "//storage.googleapis.com/b": ("google_storage_bucket", None),
    "/subscriptions/a/resourceGroups/b/providers/Microsoft.Compute/disks/d": ("azurerm_managed_disk", None),
}


@pytest.mark.parametrize("location", [None, "", " "])
def test_regions_come_from_ids_where_no_cell_tells_them(tmp_path, location):
    types = [kind for kind, _ in IDS_WITH_REGIONS.values()]
    told = {} if location is None else {"location": [location] * len(types)}
    found = items(write(tmp_path, table(id=list(IDS_WITH_REGIONS), type=types, **told)))
    assert [item.region for item in found] == [region for _, region in IDS_WITH_REGIONS.values()]


def test_a_region_that_is_told_counts_before_that_of_the_id(tmp_path):
    arn = "arn:aws:sqs:us-east-1:000000000042:q"
    found = items(
        write(tmp_path, table(id=[arn] * 3, type=["aws_sqs_queue"] * 3, region=["eu-west-1", "global", None]))
    )
    assert [item.region for item in found] == ["eu-west-1", None, "us-east-1"]


def test_an_account_that_lost_its_zeros_as_a_number_gets_them_back(tmp_path):
    assert only(write(tmp_path, table(account_id=[42]))).account == "000000000042"


def test_regions_are_spelled_as_their_cloud_spells_them(tmp_path):
    types = ["aws_ebs_volume", "azurerm_managed_disk", "google_compute_disk", "aws_iam_role", "aws_sqs_queue"]
    places = ["us-east-1a", "West Europe", "europe-west1-b", "us-east-1", "global"]
    found = items(write(tmp_path, table(id=list("abcde"), type=types, location=places)))
    assert [item.region for item in found] == ["us-east-1", "westeurope", "europe-west1", None, None]


def test_attributes_read_from_columns_of_any_type(tmp_path):
    columns = {
        "size_gb": pa.array([100.0, None]),
        "encrypted": pa.array([True, None]),
        "volume_type": pa.array(["gp2", None]).dictionary_encode(),
        "iops": pa.array([Decimal("3000.00"), None]),
        "zone": pa.array([["a", "b"], None]),
    }
    found = items(write(tmp_path, table(**columns)))
    assert [item.attributes for item in found] == [
        {"size_gb": ("100",), "encrypted": ("true",), "volume_type": ("gp2",), "iops": ("3000",), "zone": ("a", "b")},
        {},
    ]


@pytest.mark.parametrize(
    "attributes",
    [
        {"attrs": ['{"size_gb": 100.0, "zone": ["a", "b"], "iops": null, "deep": {"x": 1}}', None]},
        {
            "attributes": pa.array(
                [[("size_gb", "100.0"), ("zone", "a"), ("zone", "b"), ("iops", None)], None],
                MAP,
            )
        },
        {
            "attributes": pa.array(
                [[{"name": "size_gb", "value": "100"}, *({"name": "zone", "value": z} for z in "ab"),
                  {"name": "iops", "value": None}], []]
            )
        },
    ],
    ids=["json", "map", "pairs"],
)  # fmt: skip
def test_attributes_read_from_one_column_and_null_in_it_is_not_set(tmp_path, attributes):
    found = items(write(tmp_path, table(**attributes)))
    assert [item.attributes for item in found] == [{"size_gb": ("100",), "zone": ("a", "b"), "iops": ()}, {}]


def test_a_column_of_its_own_counts_before_what_the_json_says(tmp_path):
    columns = {"size_gb": pa.array([1, None]), "attrs": ['{"size_gb": 2, "iops": 5}', '{"size_gb": 3}']}
    found = items(write(tmp_path, table(**columns)))
    assert [item.attributes for item in found] == [{"size_gb": ("1",), "iops": ("5",)}, {"size_gb": ("3",)}]


def test_our_own_columns_pass_through_and_say_so(tmp_path):
    given = [
        Item("a", Cloud.AWS, "aws_instance", account="1", tags={"Owner": None}, attributes={"iops": ()}, source="x"),
        Item("b", Cloud.GCP, "google_compute_disk", tags=None, sensitive=("tag:Owner",)),
    ]
    path = write(tmp_path, pa.Table.from_batches([batch_of(given)]))
    inventory = read_snapshot((path,))
    batches = list(inventory.batches())
    assert [item for batch in batches for item in items_of(batch)] == given
    assert all(batch.schema == SCHEMA for batch in batches)
    assert (inventory.rows, inventory.files) == (2, (path,))


def test_our_columns_may_be_written_without_dictionaries(tmp_path):
    batch = batch_of([Item("a", Cloud.AWS, "aws_instance", tags={})])
    plain = {
        name: column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    }
    assert items(write(tmp_path, pa.table(plain))) == [Item("a", Cloud.AWS, "aws_instance", tags={})]


def test_coverage_counts_each_account_while_the_batches_stream(tmp_path):
    ids = [f"arn:aws:sqs:us-east-1:{account:012}:q" for account in (1, 2, 1)]
    inventory = read_snapshot((write(tmp_path, table(id=ids, type=["aws_sqs_queue"] * 3)),))
    for _ in range(2):  # a second reading counts anew
        list(inventory.batches())
    assert inventory.coverage() == tuple(
        ScopeRead(Cloud.AWS, account, "*", "snapshot", ReadStatus.COMPLETE, number)
        for account, number in (("000000000001", 2), ("000000000002", 1))
    )


def test_many_rows_come_in_batches_with_the_right_tags_each(tmp_path):
    rows = BATCH_ROWS + 20_000
    tags = pa.array([[("N", str(number))] * (number % 3 > 0) for number in range(rows)], MAP)
    path = write(tmp_path, table(id=[f"i{number}" for number in range(rows)], tags=tags))
    inventory = read_snapshot((path,))
    batches = list(inventory.batches())
    assert [len(batch) for batch in batches] == [BATCH_ROWS, 20_000]
    values = [pc.map_lookup(batch.column("tags"), "N", "first") for batch in batches]
    assert pa.chunked_array(values).to_pylist() == [str(number) if number % 3 else None for number in range(rows)]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"id": None, "idd": ["x"]}, ("{path} has no column `id` (also: arn, resource_arn, resource_id, name), "
                                     "only `type`, `tags`, `idd`; did you mean `idd`? rename it")),
        ({"type": None, "x": ["x"]}, ("{path} has no column `type` (also: resource_type, asset_type), "
                                     "only `id`, `tags`, `x`; add it")),
        ({"tags": None, "tagz": ["x"]}, ("{path} has no column `tags` (also: labels, resource_tags), "
                                        "only `id`, `type`, `tagz`; did you mean `tagz`? rename it")),
        ({"id": pa.array(["a", None])}, "{path} has no id in row 2; every resource of an inventory needs one"),
        ({"id": ["a", ""]}, "{path} has no id in row 2; every resource of an inventory needs one"),
        ({"type": ["aws_instance", ""]}, "{path} has no type in row 2; every resource of an inventory needs one"),
        ({"tags": pa.array([["Owner"]])}, ("the column `tags` of {path} holds list<element: string>, "
                                          "which are no tags; write a map of text, or JSON text")),
        ({"tags": ["{'Owner': 'a'}"]}, ("the column `tags` of {path} holds tags that are no JSON (JSON is malformed: "
                                       "object keys must be strings (byte 1)); it looks like Python's own notation, "
                                       "write it with json.dumps")),
        ({"attrs": ["[1]"]}, ("the column `attrs` of {path} holds attributes that are no JSON object "
                             "(Expected `object | null`, got `array`); write them as one")),
        ({"cloud": ["oracle"]}, "{path} names the cloud `oracle`; costguard knows aws, azure and gcp (and other)"),
        ({"BilledCost": [1.0], "ChargePeriodStart": ["x"]},
         ("{path} is a bill in the FOCUS format, not an inventory: it tells what was spent, not what is there; "
         "give the resources, and the bill to `--spend` of `costguard check`")),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path, columns, sentence):
    path = write(tmp_path, table(**columns))
    assert refusal(path) == sentence.format(path=path)


def test_a_missing_column_is_told_before_any_batch(tmp_path):
    path = write(tmp_path, table(type=None, x=[1]))
    with pytest.raises(BadInput):
        read_snapshot((path,))


def test_a_column_that_is_nearly_one_of_ours_is_noted(tmp_path):
    path = write(tmp_path, table(regoin=["eu-west-1"]))
    assert read_snapshot((path,)).notes == (f"{path}: the column `regoin` is not read; did you mean `region`?",)


@pytest.mark.parametrize("kept_bytes", [4, 60, -5])
def test_a_file_that_was_cut_is_damaged(tmp_path, kept_bytes):
    path = write(tmp_path, table(id=[ARN]))
    Path(path).write_bytes(Path(path).read_bytes()[:kept_bytes])
    assert refusal(path).startswith(f"{path} is Parquet that is damaged, cut or not UTF-8 (")


def test_text_that_is_no_utf_8_is_damaged_too(tmp_path):
    path = write(tmp_path, table(id=pa.array([b"\xff\xfe"], pa.binary())))
    assert "damaged, cut or not UTF-8" in refusal(path)


def test_a_table_without_rows_holds_nothing(tmp_path):
    assert items(write(tmp_path, table(id=[ARN]).slice(0, 0))) == []


def test_json_null_in_a_column_of_text_does_not_tell_the_tags(tmp_path):
    item = only(write(tmp_path, table(tags=["null"])))
    assert (item.tags, item.tags_incomplete) == ({}, "the inventory tells no tags for it")


def test_lists_of_one_length_hold_tags_too(tmp_path):
    pairs = pa.list_(pa.struct([("Key", pa.string()), ("Value", pa.string())]), 1)
    assert only(write(tmp_path, table(tags=pa.array([[{"Key": "Owner", "Value": "a"}]], pairs)))).tags == {"Owner": "a"}


def test_accounts_that_pandas_made_floating_because_some_were_missing_are_whole_again(tmp_path):
    accounts = pa.array([12345678901.0, None, float("nan")])
    ids = ["i-1", "i-2", "i-3"]
    path = write(tmp_path, pa.table({"id": ids, "type": ["aws_instance"] * 3, "tags": ["{}"] * 3, "account": accounts}))
    assert [item.account for item in items(path)] == ["012345678901", "", ""]


def test_an_account_with_a_fraction_is_refused(tmp_path):
    assert "holds double, and text is needed" in refusal(write(tmp_path, table(account=[1.5])))


@pytest.mark.parametrize(
    "sku", [pa.array([{"name": "P10"}]), pa.array([[{"name": "P10"}]]), pa.array(['{"name": "P10"}'])]
)
def test_an_object_under_the_name_of_an_attribute_tells_no_value_of_it(tmp_path, sku):
    assert only(write(tmp_path, table(sku=sku))).attributes == {}
