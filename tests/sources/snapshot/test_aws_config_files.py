"""What AWS Config delivers: snapshots, histories, and items that somebody took apart."""

import gzip
import json
from pathlib import Path

import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item, ReadStatus, ScopeRead
from costguard.sources.snapshot.read import read_snapshot
from costguard.tables.inventory import items_of

ARN = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1"
VOLUME = {
    "configurationItemCaptureTime": "2026-11-20T10:00:00.000Z",
    "resourceId": "vol-1",
    "awsAccountId": "111122223333",
    "configurationItemStatus": "OK",
    "resourceType": "AWS::EC2::Volume",
    "ARN": ARN,
    "awsRegion": "eu-west-1",
    "tags": {"Owner": "search"},
    "configuration": {"size": 100, "volumeType": "gp2", "iops": 300, "encrypted": False},
}


def deliver(folder: Path, *changes, name: str = "snapshot.json") -> str:
    found = [{**VOLUME, **change} for change in changes]
    document = {"fileVersion": "1.0", "configSnapshotId": "x", "configurationItems": found}
    (folder / name).write_text(json.dumps(document))
    return str(folder / name)


def items(*paths: str) -> list[Item]:
    return [item for batch in read_snapshot(paths).batches() for item in items_of(batch)]


def test_a_volume_reads_with_its_attributes(tmp_path):
    (item,) = items(deliver(tmp_path, {}))
    assert (item.id, item.type, item.native_type) == (ARN, "aws_ebs_volume", "AWS::EC2::Volume")
    assert (item.account, item.region, item.source) == ("111122223333", "eu-west-1", "aws-config")
    assert (item.tags, item.tags_incomplete) == ({"Owner": "search"}, "")
    assert {name: item.attributes[name] for name in ("size_gb", "volume_type", "encrypted")} == {
        "size_gb": ("100",),
        "volume_type": ("gp2",),
        "encrypted": ("false",),
    }


def test_configuration_as_text_and_gzip_read_the_same(tmp_path):
    text = json.dumps(VOLUME["configuration"])
    plain, packed = deliver(tmp_path, {}), tmp_path / "x.json.gz"
    packed.write_bytes(gzip.compress(Path(deliver(tmp_path, {"configuration": text}, name="text.json")).read_bytes()))
    assert items(str(packed)) == items(plain)


def test_items_one_a_line_read_too(tmp_path):
    (tmp_path / "items.ndjson").write_text("\n".join(json.dumps({**VOLUME, "resourceId": f"v{n}"}) for n in range(3)))
    assert len(items(str(tmp_path / "items.ndjson"))) == 3


@pytest.mark.parametrize(
    ("change", "expected", "incomplete"),
    [
        ({"tags": {}}, {}, ""),
        ({"tags": None}, {}, "the inventory tells no tags for it"),
        ({"tags": [{"key": "Owner", "value": "a"}]}, {"Owner": "a"}, ""),
        ({"tags": {}, "configuration": {"tags": [{"key": "Owner", "value": "a"}]}}, {"Owner": "a"}, ""),
        ({"tags": {}, "supplementaryConfiguration": {"Tags": '[{"key":"Owner","value":"a"}]'}}, {"Owner": "a"}, ""),
        (
            {"tags": {}, "supplementaryConfiguration": {
                "BucketTaggingConfiguration": '{"tagSets":[{"tags":{"Owner":"a"}}]}'}},
            {"Owner": "a"}, "",
        ),
        ({"configurationItemStatus": "ResourceNotRecorded"}, {}, "the inventory tells no tags for it"),
    ],
    ids=["none", "null", "pairs", "configuration", "supplement", "bucket", "not recorded"],
)  # fmt: skip
def test_tags_are_found_wherever_config_keeps_them(tmp_path, change, expected, incomplete):
    (item,) = items(deliver(tmp_path, change))
    assert (item.tags, item.tags_incomplete) == (expected, incomplete)


@pytest.mark.parametrize("status", ["ResourceDeleted", "ResourceDeletedNotRecorded"])
def test_deleted_resources_are_left_out(tmp_path, status):
    assert items(deliver(tmp_path, {"configurationItemStatus": status})) == []


def test_of_a_history_the_latest_item_counts_across_files(tmp_path):
    late = {"configurationItemCaptureTime": "2026-11-21T10:00:00.000Z", "tags": {"Owner": "late"}}
    gone = {"resourceId": "vol-2", "ARN": ARN.replace("1", "2")}
    first = deliver(tmp_path, {}, gone, name="one.json")
    second = deliver(
        tmp_path,
        late,
        late,
        {**gone, "configurationItemCaptureTime": "2026-11-22T10:00:00.000Z",
         "configurationItemStatus": "ResourceDeleted"},
        name="two.json",
    )  # fmt: skip
    assert [item.tags for item in items(first, second)] == [{"Owner": "late"}]
    assert [item.tags for item in items(second, first)] == [{"Owner": "late"}]


def test_what_config_says_of_its_own_rules_is_no_resource(tmp_path):
    assert items(deliver(tmp_path, {"resourceType": "AWS::Config::ResourceCompliance"})) == []


def test_a_global_type_has_no_region_and_one_without_an_arn_goes_by_type_and_id(tmp_path):
    role = {
        "resourceType": "AWS::IAM::Role",
        "ARN": None,
        "awsRegion": "global",
        "resourceId": "AROA",
        "configuration": None,
    }
    (item,) = items(deliver(tmp_path, role))
    assert (item.id, item.region, item.attributes) == ("AWS::IAM::Role/AROA", None, {})


def test_coverage_is_of_config(tmp_path):
    inventory = read_snapshot((deliver(tmp_path, {}),))
    list(inventory.batches())
    assert inventory.input.kind == "aws-config"
    assert inventory.coverage() == (ScopeRead(Cloud.AWS, "111122223333", "*", "aws-config", ReadStatus.COMPLETE, 1),)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"resourceId": None, "ARN": None},
         "{path}, item 1 has no resourceType and resourceId, as every item of AWS Config has; fetch it again"),
        ({"configuration": [1]}, "{path}, item 1 holds a configuration that is no JSON object; fetch the file again"),
        ({"tags": {"K": {}}}, ("{path}, item 1 has no single value for the tag `K`; tag values are text; "
                              "fetch the file again")),
    ],
)  # fmt: skip
def test_an_item_that_cannot_be_read_is_named(tmp_path, change, sentence):
    path = deliver(tmp_path, change)
    with pytest.raises(BadInput) as caught:
        items(path)
    assert str(caught.value) == sentence.format(path=path)


def test_a_file_that_was_cut_is_told(tmp_path):
    path = Path(deliver(tmp_path, {}))
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(BadInput) as caught:
        items(str(path))
    assert str(caught.value) == f"{path}:1 is no complete JSON (Input data was truncated); write the file again"


@pytest.mark.parametrize(
    "kept",
    [
        {"configuration": {"FileSystemTags": [{"Key": "Owner", "Value": "a"}]}},
        {"configuration": {"HostedZoneTags": [{"Key": "Owner", "Value": "a"}]}},
        {"configuration": {"UserPoolTags": {"Owner": "a"}}},
        {"configuration": {"BackupVaultTags": {"Owner": "a"}}},
        {"configuration": {"tagList": [{"key": "Owner", "value": "a"}]}},
        {"supplementaryConfiguration": {"Tags": [{"tagKey": "Owner", "tagValue": "a"}]}},
        {"supplementaryConfiguration": {
            "BucketTaggingConfiguration": json.dumps(json.dumps({"tagSets": [{"tags": {"Owner": "a"}}]}))}},
    ],
    ids=["EFS", "Route 53", "Cognito", "Backup", "RDS", "KMS", "text twice over"],
)  # fmt: skip
def test_tags_read_wherever_a_type_keeps_them(tmp_path, kept):
    (item,) = items(deliver(tmp_path, {"tags": {}, **kept}))
    assert item.tags == {"Owner": "a"}


@pytest.mark.parametrize("odd", [["a", "b"], [{"name": 1}], {"Owner": {"deep": 1}}, "text"])
def test_what_only_is_called_tags_in_a_configuration_keeps_no_file_from_being_read(tmp_path, odd):
    (item,) = items(deliver(tmp_path, {"configuration": {"Tags": odd}}))
    assert item.tags == {"Owner": "search"}


def test_a_field_that_config_does_not_record_is_not_told(tmp_path):
    database = {
        "resourceType": "AWS::RDS::DBInstance",
        "configuration": {"dBInstanceClass": "db.t3.micro", "iops": None, "dBClusterIdentifier": None},
    }
    (item,) = items(deliver(tmp_path, database))
    assert item.attributes == {"instance_type": ("db.t3.micro",), "iops": ()}


def test_a_configuration_by_cloudformation_s_schema_leaves_out_what_is_not_set(tmp_path):
    queue = {"resourceType": "AWS::SQS::Queue", "configuration": {"QueueUrl": "https://x"}}
    stream = {"resourceType": "AWS::Kinesis::Stream", "resourceId": "s", "configuration": {"ShardCount": 2}}
    found = [item.attributes for item in items(deliver(tmp_path, queue, stream))]
    assert found == [{"fifo": ("false",)}, {"shard_count": ("2",)}]


@pytest.mark.parametrize("resource_type", ["AWS::SSM::PatchCompliance", "AWS::SSM::ManagedInstanceInventory"])
def test_what_systems_manager_found_on_a_machine_is_no_resource(tmp_path, resource_type):
    assert items(deliver(tmp_path, {"resourceType": resource_type})) == []


def test_an_answer_to_a_query_tells_only_what_it_selected(tmp_path):
    selected = {
        "arn": ARN, "resourceId": "vol-1", "resourceType": "AWS::EC2::Volume", "accountId": "111122223333",
        "awsRegion": "eu-west-1", "tags": [{"key": "Owner", "value": "a", "tag": "Owner=a"}],
        "configuration": {"volumeType": "gp2", "attachments": []},
    }  # fmt: skip
    answer = {"Results": [json.dumps(selected)], "QueryInfo": {"SelectFields": []}, "NextToken": "x"}
    (tmp_path / "query.json").write_text(json.dumps(answer))
    inventory = read_snapshot((str(tmp_path / "query.json"),))
    (item,) = [item for batch in inventory.batches() for item in items_of(batch)]
    assert (item.type, item.account, item.tags) == ("aws_ebs_volume", "111122223333", {"Owner": "a"})
    assert item.attributes == {"volume_type": ("gp2",)}
    assert [scope.status for scope in inventory.coverage()] == [ReadStatus.PARTIAL]


@pytest.mark.parametrize("key", ["baseConfigurationItems", "BaseConfigurationItems"])
def test_items_that_were_asked_for_by_name_come_without_their_tags(tmp_path, key):
    item = {name: value for name, value in VOLUME.items() if name not in {"tags", "ARN"}}
    answer = {key: [{**item, "arn": ARN, "configuration": json.dumps({"size": 1, "tags": []})}]}
    (tmp_path / "batch.json").write_text(json.dumps(answer, indent=1))
    inventory = read_snapshot((str(tmp_path / "batch.json"),))
    (read,) = [item for batch in inventory.batches() for item in items_of(batch)]
    assert (read.id, read.tags, read.tags_incomplete) == (ARN, {}, "the inventory tells no tags for it")
    assert [scope.reason for scope in inventory.coverage()] == [
        "the answer holds only the items that were asked for by name"
    ]


def test_a_notification_of_a_change_holds_one_item(tmp_path):
    (tmp_path / "x.json").write_text(json.dumps({"configurationItem": VOLUME, "messageType": "x"}))
    assert [item.id for item in items(str(tmp_path / "x.json"))] == [ARN]


def test_a_history_by_itself_does_not_tell_all_that_is_there(tmp_path):
    history = deliver(tmp_path, {}, name="111122223333_Config_eu-west-1_ConfigHistory_AWS::EC2::Volume_x.json")
    snapshot = deliver(tmp_path, {}, name="111122223333_Config_eu-west-1_ConfigSnapshot_x.json")

    def statuses(*paths: str) -> list[ReadStatus]:
        inventory = read_snapshot(paths)
        assert sum(len(batch) for batch in inventory.batches()) == 1
        return [scope.status for scope in inventory.coverage()]

    assert (statuses(history), statuses(history, snapshot)) == ([ReadStatus.PARTIAL], [ReadStatus.COMPLETE])
