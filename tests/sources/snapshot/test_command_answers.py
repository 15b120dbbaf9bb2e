"""What command lines and APIs of the clouds print: their records, and whether they say that there are more."""

import json
from pathlib import Path

import pytest

from costguard.model.errors import BadInput
from costguard.model.inventory import Item, ReadStatus
from costguard.sources.inventory import Inventory
from costguard.sources.snapshot.read import read_snapshot
from costguard.tables.inventory import items_of

VOLUME = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1"
DISK = "/subscriptions/Sub-1/resourceGroups/Shop/providers/Microsoft.Compute/disks/d"
ROW = {"id": DISK, "name": "d", "type": "microsoft.compute/disks", "location": "westeurope", "tags": None}
FULL = {**ROW, "sku": {"name": "Premium_LRS"}, "properties": {"diskSizeGB": 64}, "managedBy": None}
ASSET = {
    "name": "//compute.googleapis.com/projects/shop/zones/europe-west1-b/disks/d",
    "assetType": "compute.googleapis.com/Disk",
    "resource": {"data": {"sizeGb": "10", "labels": {"owner": "shop"}}},
}
CUT = "the file holds one page of an answer that has more"
SNAPSHOT = "give a snapshot of AWS Config"
EXPORT = "give what `gcloud asset export --content-type=resource` writes"
STATE = "write the state with `terraform state pull` or `terraform show -json`"
ONLY_TAGGED = "the tagging API lists only resources that are tagged, or once were"


def inventory(folder: Path, answer: object, name: str = "answer.json", indent: int | None = 1) -> Inventory:
    (folder / name).write_text(json.dumps(answer, indent=indent))
    return read_snapshot((str(folder / name),))


def items(found: Inventory) -> list[Item]:
    return [item for batch in found.batches() for item in items_of(batch)]


def ending(found: Inventory) -> list[tuple[ReadStatus, str]]:
    return [(scope.status, scope.reason) for scope in found.coverage()]


@pytest.mark.parametrize("indent", [1, None], ids=["over lines", "in one line"])
def test_rows_of_resource_graph_read_with_their_attributes(tmp_path, indent):
    answer = {"count": 1, "data": [FULL], "skip_token": None, "total_records": 1}
    found = inventory(tmp_path, answer, indent=indent)
    (disk,) = items(found)
    assert (disk.id, disk.type, disk.account, disk.group) == (DISK, "azurerm_managed_disk", "sub-1", "shop")
    assert (disk.tags, disk.tags_incomplete) == ({}, "")
    assert {name: disk.attributes[name] for name in ("size_gb", "volume_type")} == {
        "size_gb": ("64",),
        "volume_type": ("Premium_LRS",),
    }
    assert ending(found) == [(ReadStatus.COMPLETE, "")]


def test_rows_of_a_query_that_selects_columns_have_no_tags_where_it_says_null(tmp_path):
    (disk,) = items(inventory(tmp_path, {"count": 1, "data": [{**ROW}], "total_records": 1}))
    assert (disk.tags, disk.tags_incomplete, disk.attributes) == ({}, "", {})


@pytest.mark.parametrize(
    "more",
    [{"skip_token": "x", "total_records": 1}, {"skip_token": None, "total_records": 2}],
    ids=["a token", "a larger total"],
)
def test_a_page_of_rows_is_only_a_part(tmp_path, more):
    found = inventory(tmp_path, {"count": 1, "data": [FULL], **more})
    items(found)
    assert ending(found) == [(ReadStatus.PARTIAL, CUT)]


def test_a_resource_list_of_azure_tells_no_attributes_of_its_properties(tmp_path):
    listed = {**FULL, "properties": None, "resourceGroup": "Shop", "kind": None, "identity": None}
    (disk,) = items(inventory(tmp_path, [listed]))
    assert (disk.tags, disk.tags_incomplete, disk.attributes) == ({}, "", {"volume_type": ("Premium_LRS",)})


def test_null_tags_in_somebody_s_own_lines_are_not_told(tmp_path):
    (disk,) = items(inventory(tmp_path, [ROW]))
    assert (disk.tags, disk.tags_incomplete) == ({}, "the inventory tells no tags for it")


def test_the_portal_s_csv_reads_as_its_rows(tmp_path):
    cells = [DISK, "d", ROW["type"], "westeurope", '{"name": "Premium_LRS"}', '{"diskSizeGB": 64}', "null", ""]
    header = ["id", "name", "type", "location", "sku", "properties", "tags", "zones"]
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    (tmp_path / "rows.csv").write_text(",".join(header) + "\n" + quoted + "\n")
    found = read_snapshot((str(tmp_path / "rows.csv"),))
    (disk,) = items(found)
    (same,) = items(inventory(tmp_path, [FULL]))
    assert disk == same


def test_the_tagging_api_does_not_list_what_was_never_tagged(tmp_path):
    mapped = [
        {"ResourceARN": VOLUME, "Tags": [{"Key": "Owner", "Value": "a"}]},
        {"ResourceARN": VOLUME + "2", "Tags": []},
    ]
    found = inventory(tmp_path, {"PaginationToken": "", "ResourceTagMappingList": mapped})
    assert [(item.type, item.account, item.region, item.tags, item.attributes) for item in items(found)] == [
        ("aws_ebs_volume", "111122223333", "eu-west-1", {"Owner": "a"}, {}),
        ("aws_ebs_volume", "111122223333", "eu-west-1", {}, {}),
    ]
    assert ending(found) == [(ReadStatus.PARTIAL, ONLY_TAGGED)]


def explored(properties: list[object], **answer: object) -> dict[str, object]:
    resource = {"Arn": VOLUME, "OwningAccountId": "111122223333", "Region": "eu-west-1", "ResourceType": "ec2:volume"}
    return {"Count": {"Complete": True}, "Resources": [{**resource, "Properties": properties}], **answer}


def test_a_search_in_resource_explorer_reads(tmp_path):
    told = [{"Name": "tags", "Data": [{"Key": "Owner", "Value": "a"}]}]
    found = inventory(tmp_path, explored(told))
    (volume,) = items(found)
    assert (volume.type, volume.account, volume.tags, volume.tags_incomplete) == (
        "aws_ebs_volume", "111122223333", {"Owner": "a"}, "",
    )  # fmt: skip
    assert ending(found) == [(ReadStatus.COMPLETE, "")]


def test_a_view_without_tags_tells_none(tmp_path):
    (volume,) = items(inventory(tmp_path, explored([])))
    assert volume.tags_incomplete == "the view of Resource Explorer that was asked does not show tags"


def test_a_search_that_found_more_than_it_tells_is_only_a_part(tmp_path):
    found = inventory(tmp_path, explored([], Count={"TotalResources": 1000, "Complete": False}))
    items(found)
    assert ending(found) == [(ReadStatus.PARTIAL, "the search found more than it tells")]


@pytest.mark.parametrize(
    ("token", "expected"), [("", (ReadStatus.COMPLETE, "")), ("x", (ReadStatus.PARTIAL, CUT))], ids=["all", "a page"]
)
@pytest.mark.parametrize("key", ["assets", "results"])
def test_assets_read_as_the_rest_api_answers_them(tmp_path, key, token, expected):
    found = inventory(tmp_path, {key: [ASSET], "nextPageToken": token})
    (disk,) = items(found)
    assert (disk.type, disk.tags, disk.source) == ("google_compute_disk", {"owner": "shop"}, "cloud-asset")
    assert ending(found) == [expected]


def test_rows_of_steampipe_read(tmp_path):
    row = {"arn": VOLUME, "type": "aws_ebs_volume", "tags": {"Owner": "a"}, "account_id": "111122223333"}
    (volume,) = items(inventory(tmp_path, {"columns": [{"name": "arn"}], "rows": [row]}))
    assert (volume.id, volume.tags) == (VOLUME, {"Owner": "a"})


@pytest.mark.parametrize("key", ["data", "results", "assets", "rows", "value"])
def test_a_key_that_an_answer_has_too_is_no_answer_by_itself(tmp_path, key):
    line = {"id": VOLUME, "type": "aws_ebs_volume", "tags": {}, key: [{"id": "x"}]}
    assert [item.id for item in items(inventory(tmp_path, line, indent=None))] == [VOLUME]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"Volumes": [{"VolumeId": "vol-1"}], "NextToken": "x"},
         f"is what one call to AWS answers (`Volumes`), without accounts; run `costguard audit aws`, or {SNAPSHOT}"),
        ([{"kind": "compute#disk", "id": "1", "name": "d", "selfLink": "https://x", "labels": {}}],
         f"is a list of one Google API, which tells no types; {EXPORT}"),
        ({"asset": ASSET, "window": {"startTime": "x"}, "deleted": True},
         f"is a feed of changes to assets, not what is there; {EXPORT}"),
        ({"id": "x", "type": "node", "reported": {"kind": "aws_ec2_volume"}},
         "is a graph of Fix Inventory, whose kinds are its own; write CSV with id, type and tags from it"),
        ({"resourceIdentifiers": [{"resourceType": "AWS::EC2::Volume", "resourceId": "vol-1"}]},
         f"is a list of AWS Config without tags; {SNAPSHOT}"),
        ({"configurationItemSummary": {}, "s3DeliverySummary": {}, "messageType": "x"},
         "is AWS Config's notice of an item that is too large for it; give the item itself"),
        ({"version": 3, "terraform_version": "1.11.4", "backend": {"type": "s3"}},
         f"is what `terraform init` notes of where a state lies, not the state; {STATE}"),
    ],
)  # fmt: skip
def test_an_answer_that_tells_too_little_is_named(tmp_path, answer, sentence):
    with pytest.raises(BadInput) as caught:
        inventory(tmp_path, answer)
    assert str(caught.value) == f"{tmp_path}/answer.json {sentence}"


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("line_item_usage_account_id,line_item_resource_id,resource_tags", "a Cost and Usage Report of AWS"),
        ("lineItem/UsageAccountId,lineItem/ResourceId,resourceTags/user:Owner", "a Cost and Usage Report of AWS"),
        ("ResourceId,ResourceType,Tags,CostInBillingCurrency", "a cost export of Azure"),
        ("billing_account_id,service.description,cost,labels", "a billing export of Google Cloud"),
    ],
)
def test_a_bill_is_no_inventory(tmp_path, header, title):
    (tmp_path / "bill.csv").write_text(f"{header}\nx,y,z,1\n")
    with pytest.raises(BadInput) as caught:
        read_snapshot((str(tmp_path / "bill.csv"),))
    assert str(caught.value) == (
        f"{tmp_path}/bill.csv is {title}, not an inventory: it tells what was spent, not what is there"
    )
