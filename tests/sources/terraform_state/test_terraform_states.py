"""Terraform states, as Terraform keeps them and as it prints them."""

import json
from pathlib import Path
from typing import Any

import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Item, ReadStatus, ScopeRead
from costguard.sources.snapshot.read import read_snapshot
from costguard.sources.terraform_state.instances import sensitive_mask
from costguard.sources.terraform_state.read import read_state
from costguard.tables.inventory import items_of

VOLUME: dict[str, Any] = {
    "arn": "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1",
    "availability_zone": "eu-west-1b",
    "encrypted": False,
    "id": "vol-1",
    "iops": 300,
    "size": 100,
    "tags": {"Owner": "search"},
    "tags_all": {"Owner": "search", "Environment": "prod"},
    "throughput": None,
    "type": "gp2",
}


def raw(*resources, **more) -> bytes:
    document = {"version": 4, "terraform_version": "1.9.0", "serial": 7, "lineage": "x", "resources": resources}
    return json.dumps({**document, **more}).encode()


def resource(attributes, kind="aws_ebs_volume", name="data", **more) -> dict[str, Any]:
    instance = {"schema_version": 0, "attributes": attributes, "sensitive_attributes": [], **more.pop("instance", {})}
    return {"mode": "managed", "type": kind, "name": name, "provider": "p", "instances": [instance], **more}


def shown(*resources, children=()) -> bytes:
    module = {"resources": resources, "child_modules": children}
    document = {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": module}}
    return json.dumps(document).encode()


def shown_resource(values, kind="aws_ebs_volume", address="aws_ebs_volume.data", **more) -> dict[str, Any]:
    return {"address": address, "mode": "managed", "type": kind, "name": "data", "values": values, **more}


def items(content: bytes) -> list[Item]:
    return list(read_state(content, "terraform.tfstate").items())


def only(content: bytes) -> Item:
    (item,) = items(content)
    return item


def refusal(content: bytes) -> str:
    with pytest.raises(BadInput) as caught:
        items(content)
    return str(caught.value)


@pytest.mark.parametrize("content", [raw(resource(VOLUME)), shown(shown_resource(VOLUME))], ids=["raw", "shown"])
def test_a_volume_reads_the_same_from_both_forms(content):
    item = only(content)
    assert (item.id, item.cloud, item.type, item.source) == (
        "aws_ebs_volume.data",
        Cloud.AWS,
        "aws_ebs_volume",
        "terraform-state",
    )
    assert (item.account, item.region) == ("111122223333", "eu-west-1")
    assert item.tags == {"Owner": "search", "Environment": "prod"}
    assert item.attributes == {
        "size_gb": ("100",),
        "volume_type": ("gp2",),
        "iops": ("300",),
        "throughput_mbps": (),
        "encrypted": ("false",),
        "multi_attach": ("false",),
        "zone": ("eu-west-1b",),
    }


@pytest.mark.parametrize(
    ("index", "address"),
    [
        (None, "module.a.aws_ebs_volume.data"),
        (0, "module.a.aws_ebs_volume.data[0]"),
        ("eu.west", 'module.a.aws_ebs_volume.data["eu.west"]'),
        ('a"b\\c${d}', 'module.a.aws_ebs_volume.data["a\\"b\\\\c$${d}"]'),
    ],
)
def test_addresses_have_modules_and_keys_as_terraform_writes_them(index, address):
    instance = {} if index is None else {"index_key": index}
    assert only(raw(resource(VOLUME, module="module.a", instance=instance))).id == address


def test_child_modules_are_read_however_deep():
    deep = {"address": "module.a.module.b", "resources": [shown_resource(VOLUME, address="module.a.module.b.x.y")]}
    child = {"address": "module.a", "child_modules": [deep]}
    assert [item.id for item in items(shown(children=[child]))] == ["module.a.module.b.x.y"]


def test_data_sources_and_deposed_objects_are_left_out():
    left_out = [resource(VOLUME, mode="data"), resource(VOLUME, instance={"deposed": "abc"})]
    assert items(raw(*left_out)) == []
    shown_out = [shown_resource(VOLUME, mode="data"), shown_resource(VOLUME, deposed_key="abc")]
    assert items(shown(*shown_out)) == []


def test_deposed_objects_of_the_clouds_are_counted_in_a_note(tmp_path):
    deposed = {"deposed": "abc"}
    states = {
        "raw.tfstate": raw(resource(VOLUME, instance=deposed), resource({}, "random_id", instance=deposed)),
        "shown.json": shown(shown_resource(VOLUME), shown_resource(VOLUME, deposed_key="abc")),
    }
    for name, content in states.items():
        (tmp_path / name).write_bytes(content)
    left_out = "left out: Terraform has replaced such and not yet destroyed them; `terraform apply` does"
    assert read_snapshot((str(tmp_path / "raw.tfstate"),)).notes == (f"1 deposed object is {left_out}",)
    both = read_snapshot((str(tmp_path),))
    assert (both.rows, both.notes) == (1, (f"2 deposed objects are {left_out}",))


def test_two_states_may_give_two_resources_one_address(tmp_path):
    (tmp_path / "dev.tfstate").write_bytes(raw(resource(VOLUME)))
    (tmp_path / "prod.tfstate").write_bytes(raw(resource({**VOLUME, "size": 9})))
    found = [item for batch in read_snapshot((str(tmp_path),)).batches() for item in items_of(batch)]
    assert [item.id for item in found] == ["aws_ebs_volume.data"] * 2


def test_other_providers_are_counted_but_are_no_items():
    state = read_state(raw(resource({}, "random_id"), resource({}, "random_pet"), resource({}, "helm_release")), "x")
    assert (state.count, dict(state.elsewhere)) == (0, {"random": 2, "helm": 1})


@pytest.mark.parametrize(
    ("kind", "attributes", "expected"),
    [
        ("aws_sqs_queue", {"tags": None, "tags_all": {}}, {}),
        ("aws_sqs_queue", {"tags": {"A": "1"}, "tags_all": {}}, {"A": "1"}),
        ("aws_sqs_queue", {"tags": {}, "tags_all": {"A": ""}}, {"A": ""}),
        ("aws_autoscaling_group", {"tag": [{"key": "A", "value": "1", "propagate_at_launch": True}]}, {"A": "1"}),
        ("awscc_s3_bucket", {"tags": [{"key": "A", "value": "1"}]}, {"A": "1"}),
        ("azurerm_managed_disk", {"tags": {"A": "1"}}, {"A": "1"}),
        ("google_compute_disk", {"labels": {"a": "1"}, "effective_labels": {"a": "1", "b": "2"}}, {"a": "1", "b": "2"}),
        ("google_compute_instance", {"labels": None, "tags": ["web"], "terraform_labels": {"b": "2"}}, {"b": "2"}),
        ("aws_iam_role_policy", {"name": "x"}, None),
    ],
)
def test_tags_are_those_that_the_resource_really_carries(kind, attributes, expected):
    assert only(raw(resource(attributes, kind))).tags == expected


def test_sensitive_values_are_named_in_both_forms():
    attributes = {**VOLUME, "tags_all": VOLUME["tags"]}
    tag = [{"type": "get_attr", "value": "tags"}, {"type": "index", "value": {"value": "Owner", "type": "string"}}]
    size = [{"type": "get_attr", "value": "size"}]
    kept = raw(resource(attributes, instance={"sensitive_attributes": [tag, size]}))
    printed = shown(shown_resource(attributes, sensitive_values={"tags": {"Owner": True}, "size": True}))
    assert only(kept).sensitive == ("tag:Owner", "size_gb")
    assert only(printed).sensitive == ("tag:Owner", "size_gb")


def test_all_tags_are_sensitive_where_the_whole_map_is():
    attributes = {**VOLUME, "tags_all": VOLUME["tags"]}
    printed = shown(shown_resource(attributes, sensitive_values={"tags": True}))
    assert only(printed).sensitive == ("tag:Owner",)


@pytest.mark.parametrize(
    ("paths", "mask"),
    [
        ([], None),
        ([[{"type": "get_attr", "value": "a"}]], {"a": True}),
        ([[{"type": "get_attr", "value": "a"}, {"type": "index", "value": {"value": 0, "type": "number"}},
           {"type": "get_attr", "value": "b"}]], {"a": True}),
        ([[{"type": "get_attr", "value": "a"}],
          [{"type": "get_attr", "value": "a"}, {"type": "get_attr", "value": "b"}]],
         {"a": True}),
        ([[{"type": "unheard of"}]], True),
    ],
)  # fmt: skip
def test_a_mask_covers_at_least_what_the_state_lists(paths, mask):
    assert sensitive_mask(paths) == mask


@pytest.mark.parametrize(
    ("kind", "attributes", "account", "group", "region"),
    [
        ("azurerm_managed_disk",
         {"id": "/subscriptions/AB/resourceGroups/Shop/providers/Microsoft.Compute/disks/d", "location": "West Europe",
          "resource_group_name": "Shop"}, "ab", "shop", "westeurope"),
        ("google_compute_disk", {"project": "shop", "zone": "europe-west1-b"}, "shop", "", "europe-west1"),
        ("google_storage_bucket", {"location": "EU", "project": "shop"}, "shop", "", "eu"),
        ("google_project", {"project_id": "shop-prod"}, "shop-prod", "", None),
        ("aws_s3_bucket", {"arn": "arn:aws:s3:::b", "region": "us-west-2"}, "", "", "us-west-2"),
        ("aws_iam_role", {"arn": "arn:aws:iam::111122223333:role/r"}, "111122223333", "", None),
        ("aws_vpc", {"owner_id": "111122223333", "region": "eu-west-1"}, "111122223333", "", "eu-west-1"),
    ],
)  # fmt: skip
def test_where_it_lies_is_told_by_its_body(kind, attributes, account, group, region):
    item = only(raw(resource(attributes, kind)))
    assert (item.account, item.group, item.region) == (account, group, region)


def test_a_child_of_azure_lies_where_its_parent_does():
    account = "/subscriptions/AB/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/a"
    parent = resource({"id": account, "location": "westeurope"}, "azurerm_cosmosdb_account")
    child = resource({"id": f"{account}/sqlDatabases/d"}, "azurerm_cosmosdb_sql_database")
    assert [item.region for item in items(raw(parent, child))] == ["westeurope", "westeurope"]


def test_what_an_older_schema_does_not_hold_is_not_told():
    assert "throughput_mbps" not in only(raw(resource({"size": 1, "type": "gp3"}))).attributes


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"version": 3, "modules": []}',
         ("terraform.tfstate is a state of version 3, from before Terraform 0.12; upgrade it with a newer Terraform "
         "(`terraform state pull`, then `terraform state push`)")),
        (b'{"version": 9, "resources": []}',
         ("terraform.tfstate is no state of version 4, the one that costguard reads; "
         "write it with `terraform state pull` or `terraform show -json`")),
        (b'{"version": 4, "encrypted_data": "x"}',
         "terraform.tfstate is an encrypted state; write it out with `tofu show -json`"),
        (b'{"version": 4, "resources": [{}]}',
         ("terraform.tfstate is not shaped like a Terraform state (Object missing required field `type` - at "
         "`$.resources[0]`); write it with `terraform state pull` or `terraform show -json`")),
        (b'{"version": 4, "resources": [',
         ("terraform.tfstate is no complete JSON (Input data was truncated); "
         "write it with `terraform state pull` or `terraform show -json`")),
        (raw(resource(None, instance={"attributes_flat": {"id": "x"}})),
         ("terraform.tfstate holds aws_ebs_volume.data in the form of Terraform 0.11; write it anew with "
         "`terraform apply -refresh-only`")),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_what_to_do(content, sentence):
    assert refusal(content) == sentence


def test_a_state_comes_in_through_the_snapshot_reader(tmp_path):
    path = tmp_path / "terraform.tfstate"
    path.write_bytes(raw(resource(VOLUME), resource({}, "random_id")))
    inventory = read_snapshot((str(path),))
    assert [item.id for batch in inventory.batches() for item in items_of(batch)] == ["aws_ebs_volume.data"]
    assert (inventory.input.kind, inventory.input.terraform_version, inventory.rows) == ("terraform-state", "1.9.0", 1)
    assert inventory.notes == ("resources of these providers are in no cloud that costguard judges: random (1)",)
    assert inventory.coverage() == (
        ScopeRead(Cloud.AWS, "111122223333", "*", "terraform-state", ReadStatus.COMPLETE, 1),
    )


REAL = Path(__file__).parents[4] / "shared" / "plans" / "odd"


@pytest.mark.skipif(not REAL.is_dir(), reason="states from public repositories are not beside the repository")
def test_states_from_public_repositories_read():
    paths = [path for path in sorted(REAL.iterdir()) if path.name.startswith(("tfstate__", "state-show__"))]
    found = {path.name: read_state(path.read_bytes(), path.name) for path in paths}
    assert paths
    assert all(state.count + sum(state.elsewhere.values()) for state in found.values())
    assert all(list(state.items()) is not None for state in found.values())


def test_what_init_notes_of_a_backend_is_no_state():
    assert refusal(b'{"version": 3, "serial": 1, "lineage": "x", "backend": {"type": "s3"}, "modules": []}') == (
        "terraform.tfstate is what `terraform init` notes of where a state lies, not the state; write it with "
        "`terraform state pull` or `terraform show -json`"
    )


def test_an_arn_for_an_id_tells_the_region_of_what_has_no_other():
    service = {"id": "arn:aws:ecs:eu-west-1:111122223333:service/shop/web", "name": "web", "tags_all": {}, "tags": None}
    item = only(raw(resource(service, "aws_ecs_service")))
    assert (item.account, item.region) == ("111122223333", "eu-west-1")
