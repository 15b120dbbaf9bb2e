"""Which resource a record of the Azure activity log writes, and how its records become one request."""

import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_samples import SAMPLES, read_one, written

from costguard.model.cloud import Cloud
from costguard.sources.audit_logs import joined
from costguard.sources.audit_logs.azure_activity import arm_type_of
from costguard.sources.audit_logs.read import read_audit_logs
from costguard.sources.audit_logs.recorded_request import RecordedRequest, SkippedEvent

GROUP = "/subscriptions/aaaa/resourceGroups/shop"
DISK = f"{GROUP}/providers/Microsoft.Compute/disks/data1"
BODY = {"location": "westeurope", "tags": {"Team": "web"}, "properties": {"diskSizeGB": 32}}


def activity(status: str, properties: object, **more: object) -> dict[str, object]:
    return {
        "operationName": {"value": "Microsoft.Compute/disks/write"},
        "status": {"value": status},
        "eventTimestamp": "2026-10-02T10:00:00Z",
        "caller": "mara@example.com",
        "operationId": "o-1",
        "resourceId": DISK,
        "subscriptionId": "aaaa",
        "properties": properties,
        **more,
    }


STARTED = activity("Started", {"requestbody": json.dumps(BODY)}, eventDataId="e-1")
ACCEPTED = activity(
    "Accepted", {"responseBody": json.dumps({**BODY, "id": DISK})}, eventTimestamp="2026-10-02T10:01:00Z"
)
SUCCEEDED = activity("Succeeded", {"statusCode": "OK"}, eventTimestamp="2026-10-02T10:02:00Z")
FAILED = activity("Failed", {"statusCode": "Conflict"}, eventTimestamp="2026-10-02T10:02:00Z")


def read(folder, *records) -> list[object]:
    return list(read_audit_logs([written(folder, records)]))


def requests(folder, *records) -> list[RecordedRequest]:
    return [each for each in read(folder, *records) if isinstance(each, RecordedRequest)]


@pytest.mark.parametrize("order", list(permutations([STARTED, ACCEPTED, SUCCEEDED])))
def test_three_records_are_one_request_in_whatever_order_they_come(tmp_path, order):
    found = read(tmp_path, *order)
    (request,) = (each for each in found if isinstance(each, RecordedRequest))
    assert len(found) == 3
    assert request == RecordedRequest(
        cloud=Cloud.AZURE,
        at="2026-10-02T10:00:00Z",
        operation="Microsoft.Compute/disks",
        where=f"{tmp_path / 'log.jsonl'}:{order.index(STARTED) + 1}",
        id="e-1",
        principal="mara@example.com",
        account="aaaa",
        region="westeurope",
        body={**BODY, "type": "Microsoft.Compute/disks", "id": DISK, "name": "data1"},
    )


def test_what_failed_in_the_end_is_skipped(tmp_path):
    assert read(tmp_path, STARTED, FAILED)[-1] == SkippedEvent("it failed")


def test_what_nobody_finished_telling_is_judged_as_it_was_asked_for(tmp_path):
    assert [each.body is not None for each in requests(tmp_path, STARTED)] == [True]


def test_without_a_request_the_response_tells_the_resource(tmp_path):
    (found,) = requests(tmp_path, ACCEPTED, SUCCEEDED)
    assert found.body is not None
    assert found.body["tags"] == {"Team": "web"}


def test_a_record_without_bodies_has_none(tmp_path):
    assert [each.body for each in requests(tmp_path, SUCCEEDED)] == [None]


@pytest.mark.parametrize("text", ["{", "[1]", '{"location": "weste', 7, None])
def test_a_body_that_is_cut_is_not_known(tmp_path, text):
    assert [each.body for each in requests(tmp_path, activity("Succeeded", {"requestbody": text}))] == [None]


def test_a_patch_without_a_response_is_only_a_part(tmp_path):
    patch = activity("Succeeded", {"requestbody": '{"tags": {"Team": "x"}}'}, httpRequest={"method": "PATCH"})
    assert [each.is_partial for each in requests(tmp_path, patch)] == [True]
    answered = {**patch, "properties": {"responseBody": json.dumps(BODY)}}
    assert [each.is_partial for each in requests(tmp_path, answered)] == [False]


def test_writing_tags_is_a_part_of_the_resource_that_they_are_of(tmp_path):
    tags = activity(
        "Succeeded",
        {"requestbody": '{"operation": "merge"}'},
        operationName="Microsoft.Resources/tags/write",
        resourceId=f"{DISK}/providers/Microsoft.Resources/tags/default",
    )
    (found,) = requests(tmp_path, tags)
    assert (found.operation, found.is_partial) == ("Microsoft.Compute/disks", True)


@pytest.mark.parametrize("name", ["Microsoft.Compute/disks/delete", "Microsoft.Compute/virtualMachines/start/action"])
def test_what_writes_no_resource_is_skipped(tmp_path, name):
    found = read_one(tmp_path, activity("Succeeded", {}, operationName=name))
    assert found == SkippedEvent("it writes no resource")


def test_an_export_in_capitals_is_read_alike():
    (found,) = (each for each in read_audit_logs([SAMPLES / "azure_export.jsonl"]) if isinstance(each, RecordedRequest))
    assert (found.operation, found.principal) == ("Microsoft.Compute/disks", "11111111-2222-3333-4444-555555555555")
    assert found.account == "00000000-0000-0000-0000-00000000000a"


@pytest.mark.parametrize(
    ("resource", "kind"),
    [
        (GROUP, "Microsoft.Resources/subscriptions/resourceGroups"),
        ("/subscriptions/aaaa", "Microsoft.Resources/subscriptions"),
        (DISK.upper(), "Microsoft.Compute/disks"),
        (f"{GROUP}/providers/Microsoft.Sql/servers/s/databases/d", "Microsoft.Sql/servers/databases"),
        (f"{GROUP}/providers/Contoso.Things/widgets/w", "Contoso.Things/widgets"),
    ],
)
def test_an_id_tells_the_resource_type(resource, kind):
    assert arm_type_of(resource) == kind


def test_only_so_many_operations_wait(tmp_path, monkeypatch):
    """The oldest is given as it is, so that memory stays bounded."""
    monkeypatch.setattr(joined, "MOST_WAITING", 1)
    others = [{**STARTED, "operationId": f"o-{number}"} for number in range(4)]
    assert len(requests(tmp_path, *others)) == 4


@given(
    st.permutations([STARTED, ACCEPTED, SUCCEEDED, {**STARTED, "operationId": "o-2"}, {**FAILED, "operationId": "o-2"}])
)
def test_every_record_is_answered_once(tmp_path_factory, order):
    assert len(read(tmp_path_factory.mktemp("activity"), *order)) == len(order)
