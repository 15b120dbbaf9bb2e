"""Inventories as text: one JSON object a line, an array of them, and CSV."""

import json
from pathlib import Path

import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item
from costguard.sources.snapshot.read import read_snapshot
from costguard.tables.inventory import items_of

ARN = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1"
VOLUME = {"id": ARN, "type": "AWS::EC2::Volume", "region": "eu-west-1"}


def write(folder: Path, text: str, name: str) -> str:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return str(folder / name)


def items(path: str, kind: str | None = None) -> list[Item]:
    return [item for batch in read_snapshot((path,), kind=kind).batches() for item in items_of(batch)]


def of_json(folder: Path, *records) -> list[Item]:
    return items(write(folder, "\n".join(map(json.dumps, records)) + "\n", "inventory.ndjson"))


def of_csv(folder: Path, text: str) -> list[Item]:
    return items(write(folder, text, "inventory.csv"))


def refusal(path: str, kind: str | None = None) -> str:
    with pytest.raises(BadInput) as caught:
        items(path, kind)
    return str(caught.value)


def test_a_line_reads_as_an_item(tmp_path):
    record = {**VOLUME, "tags": {"Owner": "search"}, "attributes": {"size_gb": 100, "encrypted": True, "iops": None}}
    assert of_json(tmp_path, record) == [
        Item(
            id=ARN,
            cloud=Cloud.AWS,
            type="aws_ebs_volume",
            native_type="AWS::EC2::Volume",
            account="111122223333",
            region="eu-west-1",
            tags={"Owner": "search"},
            attributes={"size_gb": ("100",), "encrypted": ("true",), "iops": ()},
            source="snapshot",
        )
    ]


@pytest.mark.parametrize(
    ("tags", "expected", "incomplete"),
    [
        ({"Owner": "a", "Level": 3, "Live": True, "Team": None},
         {"Owner": "a", "Level": "3", "Live": "true", "Team": None}, ""),
        ([{"Key": "Owner", "Value": "a"}, {"key": "Owner", "value": "b"}], {"Owner": "a"}, ""),
        ('{"Owner": "a"}', {"Owner": "a"}, ""),
        ({}, {}, ""),
        (None, {}, "the inventory tells no tags for it"),
    ],
    ids=["object", "pairs", "text", "none", "null"],
)  # fmt: skip
def test_tags_read_as_object_or_pairs(tmp_path, tags, expected, incomplete):
    (item,) = of_json(tmp_path, {**VOLUME, "tags": tags})
    assert (item.tags, item.tags_incomplete) == (expected, incomplete)


def test_a_record_that_says_nothing_of_tags_is_undecided_not_untagged(tmp_path):
    (item,) = of_json(tmp_path, VOLUME)
    assert (item.tags, item.tags_incomplete) == ({}, "the inventory tells no tags for it")


def test_azure_resource_graph_reads_as_it_comes(tmp_path):
    record = {
        "id": "/subscriptions/AB/resourceGroups/Shop/providers/Microsoft.Compute/disks/d",
        "name": "d",
        "type": "microsoft.compute/disks",
        "location": "westeurope",
        "resourceGroup": "Shop",
        "subscriptionId": "AB",
        "tags": {"Owner": "a"},
    }
    (item,) = of_json(tmp_path, record)
    assert (item.type, item.account, item.group, item.region) == ("azurerm_managed_disk", "ab", "shop", "westeurope")


def test_an_attribute_may_be_a_field_of_its_own_which_counts_first(tmp_path):
    (item,) = of_json(tmp_path, {**VOLUME, "tags": {}, "size_gb": "100.0", "iops": None, "attrs": {"size_gb": 1}})
    assert item.attributes == {"size_gb": ("100",)}


@pytest.mark.parametrize("layout", ["array", "pretty array", "one pretty object", "bom", "blank lines"])
def test_json_may_be_laid_out_in_other_ways(tmp_path, layout):
    record = {**VOLUME, "tags": {"Owner": "a"}}
    text = {
        "array": json.dumps([record]),
        "pretty array": json.dumps([record], indent=2),
        "one pretty object": json.dumps(record, indent=2),
        "bom": "\ufeff" + json.dumps(record),
        "blank lines": "\n\n" + json.dumps(record) + "\n\n",
    }[layout]
    assert [item.tags for item in items(write(tmp_path, text, "i.json"))] == [{"Owner": "a"}]


def test_an_empty_array_holds_nothing(tmp_path):
    assert items(write(tmp_path, "[]", "i.json")) == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('{"id": "a", "type"', "{path}:2 is no JSON (Input data was truncated); write the file again"),
        ("[1]", "{path}:2 is no JSON object; an inventory holds one object a resource"),
        ('{"type": "aws_instance", "tags": {}}', "{path}:2 has no id; every resource of an inventory needs one"),
        ('{"id": "a", "tags": {}}', "{path}:2 has no type; every resource of an inventory needs one"),
        ('{"id": "a", "type": "aws_instance", "tags": {"K": [1]}}',
         "{path}:2 has no single value for the tag `K`; tag values are text"),
        ('{"id": "a", "type": "aws_instance", "tags": 5}',
         "{path}:2 holds `5` for tags; it needs an object, or a list of keys and values"),
        ('{"id": "a", "type": "aws_instance", "tags": ["web"]}',
         "{path}:2 holds `web` in its list of tags; each needs `Key` and `Value`"),
        ('{"id": "a", "type": "aws_instance", "tags": {"K": "1", "K" : "2"}}',
         "{path}:2 has the key `K` twice, with two values; keep one"),
        ('{"id": "a", "type": "aws_instance", "tags": {}, "attributes": [1]}',
         '{path}:2 holds `attributes` that are no object; write names and values: {{"size_gb": 100}}'),
        ('{"id": "a", "type": "aws_instance", "tags": {}, "cloud": "gcp"}',
         "{path}:2 says that `aws_instance` is of the cloud gcp, but that is a type of aws; correct it"),
        ('{"id": "a", "type": "aws_instance", "tags": {}, "sensitive": 1}',
         '{path}:2 holds `sensitive` that is no list of names; write ["tag:Owner"]'),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(tmp_path, line, sentence):
    good = json.dumps({**VOLUME, "tags": {}})
    path = write(tmp_path, f"{good}\n{line}\n", "inventory.ndjson")
    assert refusal(path) == sentence.format(path=path)


def test_colons_and_quotes_in_values_are_no_repeated_keys(tmp_path):
    (item,) = of_json(tmp_path, {**VOLUME, "tags": {"Note": '"a": "b", "a": "c"'}})
    assert item.tags == {"Note": '"a": "b", "a": "c"'}


CSV_ITEM = Item(
    id=ARN,
    cloud=Cloud.AWS,
    type="aws_ebs_volume",
    account="111122223333",
    region="eu-west-1",
    tags={"Owner": "a", "Team": "b"},
    attributes={"size_gb": ("100",), "encrypted": ("false",)},
    source="snapshot",
)


@pytest.mark.parametrize(
    "text",
    [
        f'id,type,region,size_gb,encrypted,tags\n{ARN},aws_ebs_volume,eu-west-1,100.0,FALSE,"{{""Owner"":""a"",""Team"":""b""}}"\n',
        f"id,type,region,size_gb,encrypted,tags\r\n{ARN},aws_ebs_volume,eu-west-1,100,false,Owner=a;Team=b\r\n",
        f"\ufeffid;type;region;size_gb;encrypted;tag:Owner;tag:Team;tag:Env\n{ARN};aws_ebs_volume;eu-west-1;100;False;a;b;\n",
        (
            "ARN\tResource Type\tLocation\tsize_gb\tencrypted\ttags\n"
            f"{ARN}\taws_ebs_volume\teu-west-1\t100\tfalse\tOwner=a;Team=b\n\n"
        ),
    ],
    ids=["json", "text", "columns", "tabs"],
)
def test_csv_reads_with_tags_in_every_form(tmp_path, text):
    assert of_csv(tmp_path, text) == [CSV_ITEM]


def test_an_empty_cell_of_tags_means_that_there_are_none(tmp_path):
    (item,) = of_csv(tmp_path, f"id,type,tags\n{ARN},aws_ebs_volume,\n")
    assert (item.tags, item.tags_incomplete) == ({}, "")


def test_a_very_long_value_in_csv_is_kept(tmp_path):
    (item,) = of_csv(tmp_path, f"id,type,tag:Note\n{ARN},aws_ebs_volume,{'x' * 200_000}\n")
    assert item.tags == {"Note": "x" * 200_000}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,type\na,aws_instance\n",
         "{path} has no column `tags` (also: labels, resource_tags), only `id`, `type`; add it"),
        ("id,typ,tags\na,aws_instance,\n",
         ("{path} has no column `type` (also: resource_type, asset_type), only `id`, `typ`, `tags`; "
         "did you mean `typ`? rename it")),
        ("id,type,tags,id\n", "{path} has the column `id` twice; keep one"),
        ("id,type,tags\na,aws_instance\n", "{path}:2 has 2 cells, and the header 3; quote cells with delimiters"),
        ("id,type,tags\na,aws_instance,web\n", "{path}:2 holds `web` for a tag; write JSON, or `key=value;key=value`"),
        ('id,type,tags\na,aws_instance,"x\n', "{path}:2 is no CSV (unexpected end of data); export it again"),
        ("id,type,account,tags\na,aws_instance,1.23457E+11,\n",
         "{path}:2 has the account 1.23457E+11, which a spreadsheet has rounded; export the column as text again"),
    ],
)  # fmt: skip
def test_csv_that_cannot_be_read_is_told_in_one_sentence(tmp_path, text, sentence):
    path = write(tmp_path, text, "i.csv")
    assert refusal(path) == sentence.format(path=path)


def test_cells_that_should_hold_numbers_and_do_not_are_counted(tmp_path):
    rows = "id,type,tags,size_gb,iops\na,aws_ebs_volume,,1024;5,\nb,aws_ebs_volume,,8 GB,300\nc,aws_ebs_volume,,7.5,x\n"
    path = write(tmp_path, rows.replace(",", "\t").replace(";", ","), "i.csv")
    end = "and cannot be compared; write digits, a point and no unit"
    assert read_snapshot((path,)).notes == (
        f"{path}: the column `size_gb` has 2 cells that are no number (`1024,5`), {end}",
        f"{path}: the column `iops` has 1 cell that is no number (`x`), {end}",
    )


def test_numbers_in_every_form_need_no_note(tmp_path):
    path = write(
        tmp_path, "id,type,tags,size_gb\na,aws_ebs_volume,,1e3\nb,aws_ebs_volume,, 8 \nc,aws_ebs_volume,,\n", "i.csv"
    )
    assert read_snapshot((path,)).notes == ()


def test_lines_of_csv_may_end_as_old_macs_ended_them(tmp_path):
    assert [item.id for item in of_csv(tmp_path, "id,type,tags\ra,aws_instance,\rb,aws_instance,\r")] == ["a", "b"]


def test_csv_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "i.csv").write_bytes("id,type,tag:Owner\na,aws_instance,Zoë\n".encode("latin-1"))
    assert refusal(str(tmp_path / "i.csv")) == f"{tmp_path / 'i.csv'} is not UTF-8 text; save it as UTF-8"
