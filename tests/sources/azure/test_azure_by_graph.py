"""Collecting Azure through Resource Graph: every subscription, and what could not be read of them."""

import pytest
from local_azure import Azure, Clock, chain, error, management_group

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.inventory import Container, ContainerKind, Item, ReadStatus, ScopeRead
from costguard.sources.azure.collector import AzureOptions, collect_azure
from costguard.sources.azure.failures import NO_ACCESS
from costguard.sources.collecting.reading import Collection, ReadProblem, ReadResult, Scope

A, B, C = (f"{digit * 8}-0000-4000-8000-000000000000" for digit in "abc")


def collection(azure: Azure, clock: Clock, **options) -> Collection:
    return collect_azure(AzureOptions(**{"source": "graph", "endpoint": azure.url} | options), pace=clock.pace)


def everything(found: Collection) -> list[Item]:
    return [item for scope in found.scopes for page in found.read(scope, "") for item in page.items]


def is_resources(_path: str, body: dict) -> bool:
    return body.get("query", "").startswith("Resources ")


def test_every_resource_of_every_subscription_is_read_once(azure: Azure, clock: Clock):
    expected = set()
    for number in range(40):
        key = azure.add_subscription(f"{number:08x}-0000-4000-8000-000000000000")
        expected |= {azure.add_resource(key, f"sa{index}") for index in range(number % 7)}
    ids = [item.id for item in everything(collection(azure, clock))]
    assert sorted(ids) == sorted(expected)


def test_a_subscription_of_several_pages_is_read_to_its_end(azure: Azure, clock: Clock):
    expected = [azure.add_resource(A, f"sa{index:04}") for index in range(2345)]
    azure.add_subscription(A)
    found = collection(azure, clock)
    pages = list(found.read(found.scopes[0], ""))
    assert [len(page.items) for page in pages] == [1000, 1000, 345]
    assert [item.id for page in pages for item in page.items] == expected
    assert pages[-1].token == ""


def test_reading_goes_on_from_a_token(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    for index in range(1500):
        azure.add_resource(A, f"sa{index:04}")
    found = collection(azure, clock)
    first = next(iter(found.read(found.scopes[0], "")))
    rest = list(found.read(found.scopes[0], first.token))
    assert [item.id.rpartition("/")[2] for item in rest[0].items] == [f"sa{index}" for index in range(1000, 1500)]


def test_pages_are_of_a_thousand_rows_ordered_by_id_and_hold_objects(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    everything(collection(azure, clock))
    asked = azure.queries("Resources")[0]
    assert asked["options"]["$top"] == 1000
    assert asked["options"]["resultFormat"] == "objectArray"
    assert asked["subscriptions"] == [A]
    assert asked["query"].endswith("| order by id asc")


def test_a_page_that_is_too_large_is_read_in_smaller_ones(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    expected = [azure.add_resource(A, f"sa{index:04}") for index in range(700)]
    azure.rows_that_fit = 200
    assert [item.id for item in everything(collection(azure, clock))] == expected


def test_one_resource_that_is_too_large_ends_its_scope_with_the_reason(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    azure.add_resource(A, "sa")
    found = collection(azure, clock)
    azure.rows_that_fit = 0
    with pytest.raises(ReadProblem) as problem:
        everything(found)
    assert problem.value.status is ReadStatus.FAILED
    assert problem.value.reason == "a single resource exceeds what Azure Resource Graph can answer"


def test_an_empty_subscription_is_accounted_for(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock)
    assert everything(found) == []
    assert list(found.account(found.scopes[0], ReadResult(ReadStatus.COMPLETE))) == [
        ScopeRead(Cloud.AZURE, A, "*", "resource-graph", ReadStatus.COMPLETE)
    ]


def test_a_great_tenant_is_read_in_at_most_256_scopes_and_each_subscription_is_accounted_for(
    azure: Azure, clock: Clock
):
    keys = [azure.add_subscription(f"{number:08x}-0000-4000-8000-000000000000") for number in range(1200)]
    found = collection(azure, clock)
    assert len(found.scopes) <= 256
    told = [
        (entry.account, entry.resources)
        for scope in found.scopes
        for entry in found.account(scope, ReadResult(ReadStatus.COMPLETE, counts={(keys[7], "westeurope"): 3}))
    ]
    assert sorted(told) == [(key, 3 if key == keys[7] else 0) for key in sorted(keys)]


def test_scopes_are_cut_alike_each_time_so_that_a_crash_resumes(azure: Azure, clock: Clock):
    for number in range(300):
        azure.add_subscription(f"{number:08x}-0000-4000-8000-000000000000")
    before = collection(azure, clock).scopes
    azure.add_subscription(A)
    after = collection(azure, clock).scopes
    assert len(set(before) - set(after)) <= 1
    assert len(set(after) - set(before)) == 1


def test_management_groups_subscriptions_and_resource_groups_are_containers(azure: Azure, clock: Clock):
    azure.containers += [management_group("Root"), management_group("Prod", "Root")]
    azure.add_subscription(
        A.upper(), "Checkout", tags={"CostCenter": "42"}, managementGroupAncestorsChain=chain("Prod", "Root")
    )
    azure.add_group(A, "Web-RG", {"Owner": "ann"})
    azure.add_group(A, "empty")
    folder, account, group = ContainerKind.FOLDER, ContainerKind.ACCOUNT, ContainerKind.RESOURCE_GROUP
    assert collection(azure, clock).containers == (
        Container(Cloud.AZURE, folder, "mg-root", "Root", "", "Root"),
        Container(Cloud.AZURE, folder, "mg-prod", "Prod", "mg-root", "Root/Prod"),
        Container(Cloud.AZURE, account, A, "Checkout", "mg-prod", "Root/Prod/Checkout", {"CostCenter": "42"}),
        Container(Cloud.AZURE, group, f"{A}/empty", "empty", A, "Root/Prod/Checkout/empty", {}),
        Container(Cloud.AZURE, group, f"{A}/web-rg", "Web-RG", A, "Root/Prod/Checkout/Web-RG", {"Owner": "ann"}),
    )


def test_without_a_choice_all_that_the_identity_sees_is_looked_at(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    collection(azure, clock)
    asked = azure.queries("ResourceContainers")[0]
    assert "managementGroups" not in asked
    assert "subscriptions" not in asked
    assert asked["options"]["allowPartialScopes"] is True


def test_a_management_group_is_where_subscriptions_are_looked_for(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    collection(azure, clock, management_group="mg-prod")
    assert azure.queries("ResourceContainers")[0]["managementGroups"] == ["mg-prod"]


def test_only_the_subscriptions_asked_for_are_read(azure: Azure, clock: Clock):
    for key in (A, B):
        azure.add_subscription(key)
        azure.add_group(key, "rg")
        azure.add_resource(key, "sa")
    found = collection(azure, clock, subscriptions=(A.upper(), A, f"/subscriptions/{A}"))
    assert {item.account for item in everything(found)} == {A}
    assert [container.id for container in found.containers] == [A, f"{A}/rg"]
    assert found.unread == ()


def test_subscriptions_asked_for_within_a_management_group_must_lie_in_it(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock, management_group="mg-prod", subscriptions=(A, B))
    assert [scope.account for scope in found.scopes] == [A]
    assert [entry.account for entry in found.unread] == [B]


def test_a_subscription_that_is_not_seen_is_reported_as_denied(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    azure.add_subscription(B)
    azure.visible = {A}
    found = collection(azure, clock, subscriptions=(A, B))
    assert found.unread == (ScopeRead(Cloud.AZURE, B, "*", "resource-graph", ReadStatus.DENIED, reason=NO_ACCESS),)


def test_all_are_reported_as_denied_where_none_is_seen(azure: Azure, clock: Clock):
    azure.visible = set()
    found = collection(azure, clock, subscriptions=(A, B))
    assert [(entry.account, entry.status) for entry in found.unread] == [(A, ReadStatus.DENIED), (B, ReadStatus.DENIED)]


def test_an_identity_that_sees_nothing_has_not_read_an_empty_cloud(azure: Azure, clock: Clock):
    found = collection(azure, clock)
    assert [(entry.account, entry.status) for entry in found.unread] == [("*", ReadStatus.DENIED)]
    assert found.unread[0].reason == f"no subscription is seen at all: {NO_ACCESS}"


def test_a_tenant_beyond_the_limit_of_subscriptions_is_partly_read(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    azure.headers["x-ms-tenant-subscription-limit-hit"] = "true"
    found = collection(azure, clock)
    assert [scope.account for scope in found.scopes] == [A]
    assert [(entry.account, entry.status) for entry in found.unread] == [("*", ReadStatus.PARTIAL)]
    assert "10,000" in found.unread[0].reason


def test_a_scope_beyond_the_limit_gives_its_pages_and_ends_as_partly_read(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    azure.add_resource(A, "sa")
    found = collection(azure, clock)
    azure.headers["x-ms-tenant-subscription-limit-hit"] = "true"
    pages = found.read(found.scopes[0], "")
    assert len(next(iter(pages)).items) == 1
    with pytest.raises(ReadProblem) as problem:
        next(iter(pages))
    assert problem.value.status is ReadStatus.PARTIAL


def test_disabled_subscriptions_are_read_and_noted(azure: Azure, clock: Clock):
    azure.add_subscription(A, "old", state="Disabled")
    azure.add_subscription(B, "late", state="PastDue")
    azure.add_subscription(C, "live")
    found = collection(azure, clock)
    assert "not enabled, but read as the others are: old, late" in found.notes
    assert len(found.scopes) == 3


def test_a_denied_scope_says_so(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock)
    azure.trouble((403, error("AuthorizationFailed"), {}))
    with pytest.raises(ReadProblem) as problem:
        everything(found)
    assert problem.value.status is ReadStatus.DENIED
    assert problem.value.reason == f"{NO_ACCESS} (AuthorizationFailed)"


def test_access_lost_meanwhile_is_a_denial(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock)
    azure.visible = {B}
    with pytest.raises(ReadProblem) as problem:
        everything(found)
    assert problem.value.status is ReadStatus.DENIED


def test_credentials_refused_in_the_middle_deny_the_scope_only(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock)
    azure.trouble((401, error("ExpiredAuthenticationToken"), {}))
    with pytest.raises(ReadProblem) as problem:
        everything(found)
    assert problem.value.status is ReadStatus.DENIED
    assert problem.value.reason == "Azure does not accept the credentials (ExpiredAuthenticationToken)"


def test_credentials_refused_at_first_are_bad_usage(azure: Azure, clock: Clock):
    azure.trouble((401, error("InvalidAuthenticationToken"), {}))
    with pytest.raises(BadUsage) as raised:
        collection(azure, clock)
    assert str(raised.value) == (
        "Azure does not accept the credentials (InvalidAuthenticationToken); sign in with `az login`, or set "
        "AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET"
    )


def test_throttling_waits_as_long_as_azure_says(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    azure.add_resource(A, "sa")
    found = collection(azure, clock)
    azure.trouble((429, error("RateLimiting"), {"Retry-After": "17"}))
    before_s = clock.now_s
    with pytest.raises(ReadProblem) as problem:
        everything(found)
    assert problem.value.status is ReadStatus.THROTTLED
    assert len(everything(found)) == 1
    assert clock.now_s - before_s >= 17


def test_throttling_without_a_word_on_how_long_waits_for_the_quota(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock)
    azure.trouble((429, error("RateLimiting"), {"x-ms-user-quota-resets-after": "00:00:09"}))
    before_s = clock.now_s
    with pytest.raises(ReadProblem):
        everything(found)
    everything(found)
    assert clock.now_s - before_s >= 9


def test_a_quota_that_is_used_up_holds_the_next_query_back(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock)
    azure.headers |= {"x-ms-user-quota-remaining": "0", "x-ms-user-quota-resets-after": "00:01:05"}
    everything(found)
    before_s = clock.now_s
    everything(found)
    assert clock.now_s - before_s >= 65


def test_all_scopes_keep_to_fifteen_queries_in_five_seconds(azure: Azure, clock: Clock):
    for number in range(45):
        azure.add_subscription(f"{number:08x}-0000-4000-8000-000000000000")
    found = collection(azure, clock)
    everything(found)
    assert clock.now_s == pytest.approx(len(found.scopes) * 5 / 15)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_an_error_that_may_pass_is_one_that_is_tried_again(azure: Azure, clock: Clock, status: int):
    azure.add_subscription(A)
    azure.add_resource(A, "sa")
    found = collection(azure, clock)
    azure.trouble((status, error("InternalServerError"), {}), (status, b"<html>", {"Content-Type": "text/html"}))
    for _ in range(2):
        with pytest.raises(OSError, match=str(status)):
            everything(found)
    assert len(everything(found)) == 1
    assert len(azure.queries("Resources")) == 3  # the SDK tried none of them again itself


@pytest.mark.parametrize(
    "answer", ["cut", (200, b'{"data": [', {}), (200, b"<html>busy</html>", {})], ids=["cut", "half", "no JSON"]
)
def test_an_answer_that_is_cut_off_is_tried_again(azure: Azure, clock: Clock, answer: object):
    azure.add_subscription(A)
    azure.add_resource(A, "sa")
    found = collection(azure, clock)
    azure.trouble(answer)
    with pytest.raises(OSError, match="cut off"):
        everything(found)
    assert len(everything(found)) == 1


@pytest.mark.parametrize(
    "answer",
    [{}, [], {"data": None}, {"totalRecords": 0, "count": 0, "data": {"columns": [], "rows": []}}, {"data": ["a"]}],
)
def test_an_answer_without_rows_is_no_empty_subscription(azure: Azure, clock: Clock, answer: object):
    azure.add_subscription(A)
    found = collection(azure, clock)
    azure.trouble((200, answer, {}))
    with pytest.raises(ReadProblem) as problem:
        everything(found)
    assert problem.value.status is ReadStatus.FAILED


def test_a_token_that_azure_takes_no_more_fails_the_scope(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock)
    azure.trouble((400, error("BadRequest", "InvalidSkipToken"), {}))
    with pytest.raises(ReadProblem) as problem:
        list(found.read(found.scopes[0], "b2xk"))
    assert problem.value.status is ReadStatus.FAILED
    assert problem.value.reason == "Azure answered 400 (BadRequest, InvalidSkipToken)"


def test_a_page_that_names_itself_as_the_next_does_not_go_round_for_ever(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock)
    page = {"totalRecords": 9, "count": 0, "data": [], "resultTruncated": "false", "$skipToken": "same"}
    azure.trouble((200, page, {}), (200, page, {}))
    with pytest.raises(ReadProblem) as problem:
        everything(found)
    assert "repeats" in problem.value.reason


def test_the_containers_are_read_on_after_throttling_errors_and_cuts(azure: Azure, clock: Clock):
    keys = sorted(azure.add_subscription(f"{number:08x}-0000-4000-8000-000000000000") for number in range(1500))
    azure.trouble((429, error("RateLimiting"), {"Retry-After": "3"}), (500, {}, {}), (500, {}, {}), "cut")
    azure.trouble((503, {}, {}), when=lambda _, body: bool(body["options"].get("$skipToken")))
    found = collection(azure, clock)
    assert [container.id for container in found.containers] == keys
    assert len(azure.queries("ResourceContainers")) == 7


def test_containers_that_azure_never_tells_leave_everything_unread(azure: Azure, clock: Clock):
    azure.trouble(*[(500, {}, {})] * 6)
    found = collection(azure, clock)
    assert found.scopes == ()
    assert found.unread == (
        ScopeRead(Cloud.AZURE, "*", "*", "resource-graph", ReadStatus.FAILED, reason="Azure answered 500"),
    )


def test_a_management_group_that_is_denied_leaves_what_was_asked_for_unread(azure: Azure, clock: Clock):
    azure.trouble((403, error("AuthorizationFailed"), {}))
    found = collection(azure, clock, management_group="mg-prod", subscriptions=(A, B), source="auto")
    assert [(entry.account, entry.status) for entry in found.unread] == [(A, ReadStatus.DENIED), (B, ReadStatus.DENIED)]
    assert list(found.read(Scope(Cloud.AZURE, A), "")) == []


def test_of_subscriptions_read_together_none_is_called_complete_where_the_reading_broke_off(azure: Azure, clock: Clock):
    for number in range(1200):
        azure.add_subscription(f"{number:08x}-0000-4000-8000-000000000000")
    found = collection(azure, clock)
    scope = next(scope for scope in found.scopes if "subscriptions" in scope.account)
    all_of_it = list(found.account(scope, ReadResult(ReadStatus.COMPLETE)))
    begun = all_of_it[0].account
    cut = ReadResult(ReadStatus.PARTIAL, "throttled: Azure keeps asking to slow down", {(begun, "westeurope"): 2})
    told = list(found.account(scope, cut))
    assert [entry.account for entry in told] == [entry.account for entry in all_of_it]
    assert [(entry.status, entry.resources) for entry in told] == [
        (ReadStatus.PARTIAL, 2) if entry.account == begun else (ReadStatus.FAILED, 0) for entry in told
    ]
    assert {entry.reason for entry in told} == {cut.reason}
    denied = found.account(scope, ReadResult(ReadStatus.DENIED, NO_ACCESS))
    assert {entry.status for entry in denied} == {ReadStatus.DENIED}


def test_no_text_of_azures_errors_is_repeated(azure: Azure, clock: Clock):
    azure.add_subscription(A)
    found = collection(azure, clock)
    for status in (400, 401, 403, 404, 409, 429, 500):
        azure.trouble((status, error("Code", "Detail"), {}))
        with pytest.raises((ReadProblem, OSError)) as raised:
            everything(found)
        assert "secret-in-message" not in str(raised.value)
