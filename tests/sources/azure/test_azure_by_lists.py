"""Collecting Azure through resource lists: what they tell, and nothing that they only may have left out."""

import pytest
from local_azure import GRAPH_PATH, Azure, Clock, error, management_group

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.inventory import Container, ContainerKind, Item, ReadStatus, ScopeRead
from costguard.sources.azure.collector import AzureOptions, collect_azure
from costguard.sources.azure.failures import NO_ACCESS
from costguard.sources.collecting.reading import Collection, ReadProblem, ReadResult

A, B, C = (f"{digit * 8}-0000-4000-8000-000000000000" for digit in "abc")


def collection(azure: Azure, clock: Clock, **options) -> Collection:
    return collect_azure(AzureOptions(**{"source": "resources", "endpoint": azure.url} | options), pace=clock.pace)


def everything(found: Collection) -> list[Item]:
    return [item for scope in found.scopes for page in found.read(scope, "") for item in page.items]


def is_graph(path: str, _body: dict) -> bool:
    return path == GRAPH_PATH


def test_every_subscription_is_a_scope_and_read_to_its_end(azure: Azure, clock: Clock):
    expected = [azure.add_resource(key, f"sa{index:03}") for key in (A, B) for index in range(250)]
    for key in (A, B, C):
        azure.add_subscription(key)
    found = collection(azure, clock)
    assert [scope.account for scope in found.scopes] == [A, B, C]
    assert [item.id for item in everything(found)] == expected
    assert {item.source for item in everything(found)} == {"resources"}


def test_reading_goes_on_from_a_token(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    for index in range(250):
        azure.add_resource(A, f"sa{index:03}")
    found = collection(azure, clock)
    first = next(iter(found.read(found.scopes[0], "")))
    rest = list(found.read(found.scopes[0], first.token))
    assert [len(page.items) for page in rest] == [100, 50]
    assert rest[0].items[0].id.endswith("/sa100")
    assert rest[-1].token == ""


def test_tags_kind_sku_and_place_are_told_and_properties_are_not(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    azure.add_resource(
        A,
        "disk",
        type="Microsoft.Compute/disks",
        group="Web-RG",
        location="West Europe",
        tags={"Owner": "ann"},
        sku={"name": "Premium_LRS", "tier": "Premium"},
        properties={"diskSizeGB": 128},
    )
    item = everything(collection(azure, clock))[0]
    assert (item.type, item.native_type) == ("azurerm_managed_disk", "Microsoft.Compute/disks")
    assert (item.account, item.group, item.region) == (A, "web-rg", "westeurope")
    assert item.tags == {"Owner": "ann"}
    assert item.attributes["volume_type"] == ("Premium_LRS",)
    assert "size_gb" not in item.attributes
    assert () not in item.attributes.values()


def test_subscriptions_and_their_groups_are_containers(azure: Azure, clock: Clock):
    azure.add_subscription(A, "Checkout", tags={"CostCenter": "42"})
    azure.add_group(A, "Web-RG", {"Owner": "ann"})
    account, group = ContainerKind.ACCOUNT, ContainerKind.RESOURCE_GROUP
    assert collection(azure, clock).containers == (
        Container(Cloud.AZURE, account, A, "Checkout", "", "Checkout", {"CostCenter": "42"}),
        Container(Cloud.AZURE, group, f"{A}/web-rg", "Web-RG", A, "Checkout/Web-RG", {"Owner": "ann"}),
    )


def test_many_subscriptions_are_listed_over_pages(azure: Azure, clock: Clock):
    keys = [azure.add_subscription(f"{number:08x}-0000-4000-8000-000000000000") for number in range(250)]
    assert [scope.account for scope in collection(azure, clock).scopes] == keys


def test_groups_that_cannot_be_read_keep_nobody_from_the_resources(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    azure.add_resource(A, "sa")
    azure.trouble((403, error("AuthorizationFailed"), {}), when=lambda path, _: "resourcegroups" in path.lower())
    found = collection(azure, clock)
    assert "the resource groups of 1 subscriptions could not be read, nor their tags" in found.notes
    assert len(everything(found)) == 1


def test_a_subscription_that_is_not_seen_is_reported_as_denied(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    azure.add_subscription(C)
    found = collection(azure, clock, subscriptions=(A, B))
    assert [scope.account for scope in found.scopes] == [A]
    assert found.unread == (ScopeRead(Cloud.AZURE, B, "*", "resources", ReadStatus.DENIED, reason=NO_ACCESS),)


def test_an_identity_that_sees_nothing_has_not_read_an_empty_cloud(azure: Azure, clock: Clock):
    found = collection(azure, clock)
    assert [(entry.account, entry.status) for entry in found.unread] == [("*", ReadStatus.DENIED)]


def test_a_scope_is_accounted_for_as_it_ended(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock)
    result = ReadResult(ReadStatus.PARTIAL, "cut", {(A, "westeurope"): 2, (A, ""): 1})
    assert list(found.account(found.scopes[0], result)) == [
        ScopeRead(Cloud.AZURE, A, "*", "resources", ReadStatus.PARTIAL, 3, "cut")
    ]


def test_throttled_and_cut_reading_is_tried_again_by_whoever_reads(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    azure.add_resource(A, "sa")
    found = collection(azure, clock)
    azure.trouble((429, error("SubscriptionRequestsThrottled"), {"Retry-After": "11"}))
    before_s = clock.now_s
    with pytest.raises(ReadProblem) as problem:
        everything(found)
    assert problem.value.status is ReadStatus.THROTTLED
    azure.trouble("cut", (500, error("InternalServerError"), {}))
    for _ in range(2):
        with pytest.raises(OSError, match="Azure"):
            everything(found)
    assert len(everything(found)) == 1
    assert clock.now_s - before_s >= 11


def test_a_denied_subscription_says_so(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock)
    azure.trouble((403, error("AuthorizationFailed"), {}))
    with pytest.raises(ReadProblem) as problem:
        everything(found)
    assert problem.value.status is ReadStatus.DENIED


def test_credentials_refused_at_first_are_bad_usage(azure: Azure, clock: Clock):
    azure.trouble((401, error("InvalidAuthenticationToken"), {}))
    with pytest.raises(BadUsage, match="sign in with `az login`"):
        collection(azure, clock)


def test_an_answer_that_is_no_list_leaves_everything_unread(azure: Azure, clock: Clock):
    azure.trouble((200, {"values": []}, {}))
    found = collection(azure, clock)
    assert [(entry.account, entry.status) for entry in found.unread] == [("*", ReadStatus.FAILED)]


def test_lists_know_no_management_group(azure: Azure, clock: Clock):
    with pytest.raises(BadUsage, match="name subscriptions"):
        collection(azure, clock, management_group="mg-prod")
    assert azure.asked == []


def test_where_the_graph_is_denied_the_lists_are_read_and_noted(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    azure.add_resource(A, "sa")
    azure.trouble((403, error("AuthorizationFailed"), {}), when=is_graph)
    found = collection(azure, clock, source="auto")
    assert {scope.source for scope in found.scopes} == {"resources"}
    assert any("no properties" in note for note in found.notes)
    assert len(everything(found)) == 1


def test_where_the_graph_answers_the_lists_are_not_asked(azure: Azure, clock: Clock):
    azure.containers.append(management_group("Root"))
    azure.add_subscription(A)
    found = collection(azure, clock, source="auto")
    everything(found)
    assert {scope.source for scope in found.scopes} == {"resource-graph"}
    assert {path for path, _, _ in azure.asked} == {GRAPH_PATH}


def test_where_graph_and_lists_are_denied_nothing_is_read(azure: Azure, clock: Clock):
    azure.trouble(*[(403, error("AuthorizationFailed"), {})] * 2)
    found = collection(azure, clock, source="auto", subscriptions=(A,))
    assert found.scopes == ()
    assert [(entry.account, entry.source, entry.status) for entry in found.unread] == [
        (A, "resources", ReadStatus.DENIED)
    ]


def test_who_insists_on_the_graph_hears_that_it_is_denied(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    azure.trouble((403, error("AuthorizationFailed"), {}))
    found = collection(azure, clock, source="graph")
    assert found.scopes == ()
    assert [(entry.account, entry.status) for entry in found.unread] == [("*", ReadStatus.DENIED)]


def test_no_group_is_asked_for_twice_or_out_of_turn(azure: Azure, clock: Clock):
    for number in range(30):
        azure.add_subscription(f"{number:08x}-0000-4000-8000-000000000000")
    collection(azure, clock)
    paths = [path.partition("?")[0] for path, _, _ in azure.asked]
    assert len(paths) == len(set(paths)) == 31
    assert clock.now_s == pytest.approx(30 / 25, abs=1 / 25)
