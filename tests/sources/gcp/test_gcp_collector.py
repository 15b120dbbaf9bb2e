"""The collector against Google's own SDK and a server that stands for Google."""

import builtins
from collections.abc import Iterator

import pytest
from google_shop import FOLDER, INNER_FOLDER, ORGANIZATION, found_disk, listed_disk, shop
from google_stub import Google, Refusal, grpc_server, http_server

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.inventory import ContainerKind, ReadStatus, ScopeRead
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.patience import Patience
from costguard.sources.collecting.reading import Collection, Page, ReadProblem, ReadResult, Scope
from costguard.sources.gcp.collector import collect_gcp
from costguard.sources.gcp.options import GcpOptions
from costguard.sources.snapshot.folder import read_folder

WHOLE = Scope(Cloud.GCP, "*", source="cloud-asset")


@pytest.fixture
def google() -> Google:
    return shop()


@pytest.fixture(params=[grpc_server, http_server], ids=["grpc", "http"])
def endpoint(request, google) -> Iterator[str]:
    with request.param(google) as served:
        yield served


@pytest.fixture
def over_grpc(google) -> Iterator[str]:
    with grpc_server(google) as served:
        yield served


def ids(pages: list[Page]) -> list[str]:
    return [item.id.rpartition("/")[2] for page in pages for item in page.items]


def read_all(collection: Collection, scope: Scope, token: str = "") -> list[Page]:
    return list(collection.read(scope, token))


def entries(collection: Collection, result: ReadResult) -> list[tuple[str, ReadStatus, int, str]]:
    found = collection.account(collection.scopes[0], result)
    return [(each.account, each.status, each.resources, each.reason) for each in found]


@pytest.mark.parametrize(
    ("source", "method", "disk"),
    [("search", "search_all_resources", found_disk), ("assets", "list_assets", listed_disk)],
)
def test_an_organisation_is_read_as_one_page_by_page(google, endpoint, source, method, disk):
    google.assets[ORGANIZATION] = [
        [disk(101, "shop-cart", "d1", {"owner": "cart"})],
        [],  # an empty page is not the last one
        [disk(102, "shop-search", "d2"), disk(101, "shop-cart", "d3")],
    ]
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, source=source, endpoint=endpoint))
    assert collection.scopes == (WHOLE,)
    pages = read_all(collection, WHOLE)
    assert [page.token for page in pages] == ["1", "2", ""]
    assert ids(pages) == ["d1", "d2", "d3"]
    assert [call for call in google.calls if call[0] == method] == [(method, ORGANIZATION, t) for t in ("", "1", "2")]
    first = pages[0].items[0]
    assert (first.account, first.region, first.tags) == ("shop-cart", "us-east1", {"owner": "cart"})
    assert first.attributes["size_gb"] == ("10",)


def test_a_search_asks_for_whole_resources_by_the_largest_page_project_after_project(google, over_grpc):
    google.assets[ORGANIZATION] = [[]]
    read_all(collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=over_grpc)), WHOLE)
    assert google.requests[-1] == {
        "method": "search_all_resources",
        "scope": ORGANIZATION,
        "pageSize": 500,
        "orderBy": "project",
        "readMask": "name,assetType,project,folders,organization,location,labels,versionedResources",
    }


def test_a_list_asks_for_resources_by_the_largest_page(google, over_grpc):
    google.assets[ORGANIZATION] = [[]]
    read_all(collect_gcp(GcpOptions(scope=ORGANIZATION, source="assets", endpoint=over_grpc)), WHOLE)
    assert google.requests[-1] == {
        "method": "list_assets",
        "parent": ORGANIZATION,
        "pageSize": 1000,
        "contentType": "RESOURCE",
    }


def test_reading_goes_on_from_any_token(google, endpoint):
    google.assets[FOLDER] = [[found_disk(101, "shop-cart", f"d{number}")] for number in range(3)]
    collection = collect_gcp(GcpOptions(scope=FOLDER, endpoint=endpoint))
    assert ids(read_all(collection, WHOLE, "1")) == ["d1", "d2"]


def test_the_containers_are_the_scopes_projects_and_what_holds_them(endpoint):
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=endpoint))
    found = [(each.kind, each.id, each.name, each.parent, each.path, each.tags) for each in collection.containers]
    assert found == [
        (ContainerKind.ORGANIZATION, ORGANIZATION, "shop.example", "", "shop.example", {}),
        (ContainerKind.FOLDER, FOLDER, "Production", ORGANIZATION, "shop.example/Production", {}),
        (ContainerKind.FOLDER, INNER_FOLDER, "Checkout", FOLDER, "shop.example/Production/Checkout", {}),
        (
            ContainerKind.ACCOUNT,
            "shop-cart",
            "Shop-Cart",
            INNER_FOLDER,
            "shop.example/Production/Checkout/Shop-Cart",
            {"owner": "cart"},
        ),
        (ContainerKind.ACCOUNT, "shop-search", "Shop-Search", FOLDER, "shop.example/Production/Shop-Search", {}),
    ]


def test_a_project_that_is_being_deleted_is_noted_and_left_out(google, over_grpc):
    google.assets[ORGANIZATION] = [[found_disk(103, "shop-old", "d1"), found_disk(101, "shop-cart", "d2")]]
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=over_grpc))
    assert collection.notes == ("1 project (shop-old) of Google Cloud: being deleted, and not read",)
    assert ids(read_all(collection, WHOLE)) == ["d2"]


def test_every_project_is_accounted_for_also_an_empty_one(over_grpc):
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=over_grpc))
    result = ReadResult(
        ReadStatus.COMPLETE, counts={("shop-cart", "us-east1"): 3, ("shop-cart", ""): 1, (FOLDER, ""): 1}
    )
    assert entries(collection, result) == [
        (FOLDER, ReadStatus.COMPLETE, 1, ""),
        ("shop-cart", ReadStatus.COMPLETE, 4, ""),
        ("shop-search", ReadStatus.COMPLETE, 0, ""),
    ]


def test_a_search_that_is_cut_short_leaves_the_projects_behind_it_complete(google, endpoint):
    google.assets[ORGANIZATION] = [
        [found_disk(101, "shop-cart", "d1")],
        [found_disk(102, "shop-search", "d2")],
        [found_disk(102, "shop-search", "d3")],
    ]
    google.fail("search_all_resources", ORGANIZATION, "2", with_=Refusal("UNAVAILABLE"))
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=endpoint))
    pages: list[Page] = []
    with pytest.raises(ConnectionError, match="does not answer"):
        pages.extend(collection.read(WHOLE, ""))
    cut = ReadResult(ReadStatus.PARTIAL, "failed: cut", {("shop-cart", "us-east1"): 1, ("shop-search", "us-east1"): 1})
    assert entries(collection, cut) == [
        ("shop-cart", ReadStatus.COMPLETE, 1, ""),
        ("shop-search", ReadStatus.PARTIAL, 1, "failed: cut"),
    ]
    assert ids(read_all(collection, WHOLE, "2")) == ["d3"]


def test_a_list_that_is_cut_short_leaves_no_project_complete(google, over_grpc):
    google.assets[ORGANIZATION] = [[listed_disk(101, "shop-cart", "d1"), listed_disk(102, "shop-search", "d2")], []]
    google.fail("list_assets", ORGANIZATION, "1", with_=Refusal("UNAVAILABLE"))
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, source="assets", endpoint=over_grpc))
    with pytest.raises(ConnectionError):
        read_all(collection, WHOLE)
    cut = ReadResult(ReadStatus.PARTIAL, "cut", {("shop-cart", "us-east1"): 1, ("shop-search", "us-east1"): 1})
    assert {status for _, status, _, _ in entries(collection, cut)} == {ReadStatus.PARTIAL}


def test_a_denied_organisation_is_a_problem_of_each_of_its_projects(endpoint):
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=endpoint))
    with pytest.raises(ReadProblem) as denied:
        read_all(collection, WHOLE)
    words = f"the permission cloudasset.assets.searchAllResources on {ORGANIZATION} is missing"
    assert (denied.value.status, denied.value.reason) == (ReadStatus.DENIED, words)
    assert entries(collection, ReadResult(denied.value.status, denied.value.reason)) == [
        ("shop-cart", ReadStatus.DENIED, 0, words),
        ("shop-search", ReadStatus.DENIED, 0, words),
    ]


def test_an_organisation_without_visible_projects_is_accounted_for_itself(over_grpc):
    collection = collect_gcp(GcpOptions(scope="organizations/1", endpoint=over_grpc))
    assert entries(collection, ReadResult(ReadStatus.DENIED, "why")) == [
        ("organizations/1", ReadStatus.DENIED, 0, "why")
    ]


def test_a_used_up_quota_is_told_as_such_and_then_reading_goes_on(google, endpoint):
    google.assets[ORGANIZATION] = [[found_disk(101, "shop-cart", "d1")]]
    google.fail("search_all_resources", ORGANIZATION, with_=Refusal("RESOURCE_EXHAUSTED"), times=2)
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=endpoint))
    for _ in range(2):
        with pytest.raises(ReadProblem) as throttled:
            read_all(collection, WHOLE)
        assert throttled.value.status is ReadStatus.THROTTLED
    assert ids(read_all(collection, WHOLE)) == ["d1"]


def test_an_expired_token_is_a_failure_so_that_reading_begins_anew(google, endpoint):
    google.assets[ORGANIZATION] = [[found_disk(101, "shop-cart", "d1")]]
    google.fail("search_all_resources", ORGANIZATION, "old", with_=Refusal("INVALID_ARGUMENT", "invalid page token"))
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=endpoint))
    with pytest.raises(ReadProblem, match="does not go on from where reading stopped") as expired:
        read_all(collection, WHOLE, "old")
    assert expired.value.status is ReadStatus.FAILED


def test_a_switched_off_api_is_named(google, endpoint):
    refusal = Refusal("PERMISSION_DENIED", "not used before", "SERVICE_DISABLED")
    google.fail("search_all_resources", ORGANIZATION, with_=refusal)
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=endpoint))
    with pytest.raises(ReadProblem, match=r"enable cloudasset\.googleapis\.com there"):
        read_all(collection, WHOLE)


def test_collected_through_trouble_the_snapshot_holds_everything_once(google, endpoint, tmp_path):
    google.assets[ORGANIZATION] = [
        [found_disk(101, "shop-cart", f"c{number}") for number in range(500)],
        [],
        [found_disk(102, "shop-search", f"s{number}") for number in range(300)],
    ]
    google.fail("search_all_resources", ORGANIZATION, with_=Refusal("RESOURCE_EXHAUSTED"), times=2)
    google.fail("search_all_resources", ORGANIZATION, "2", with_=Refusal("UNAVAILABLE"))
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=endpoint))
    collect((collection,), tmp_path / "snapshot", "request", patience=Patience(random=lambda: 0.0))
    inventory = read_folder(tmp_path / "snapshot")
    names = [name.rpartition("/")[2] for batch in inventory.batches() for name in batch.column("id").to_pylist()]
    assert names == [f"c{number}" for number in range(500)] + [f"s{number}" for number in range(300)]
    assert [(each.account, each.status, each.resources) for each in inventory.coverage()] == [
        ("shop-cart", ReadStatus.COMPLETE, 500),
        ("shop-search", ReadStatus.COMPLETE, 300),
    ]


def test_without_a_scope_every_project_that_may_be_seen_is_read_one_by_one(google, endpoint):
    google.assets["projects/shop-cart"] = [[found_disk(101, "shop-cart", "d1")], [found_disk(101, "shop-cart", "d2")]]
    google.assets["projects/elsewhere"] = [[]]
    collection = collect_gcp(GcpOptions(endpoint=endpoint, workers=7))
    assert [scope.account for scope in collection.scopes] == ["elsewhere", "shop-cart", "shop-search"]
    assert (collection.workers, collection.unread) == (7, ())
    elsewhere, cart, search = collection.scopes
    assert ids(read_all(collection, cart)) == ["d1", "d2"]
    assert ids(read_all(collection, elsewhere)) == []
    with pytest.raises(ReadProblem) as denied:
        read_all(collection, search)
    assert denied.value.status is ReadStatus.DENIED
    assert (
        denied.value.reason == "the permission cloudasset.assets.searchAllResources on projects/shop-search is missing"
    )
    [entry] = collection.account(cart, ReadResult(ReadStatus.COMPLETE, counts={("shop-cart", "us-east1"): 2}))
    assert entry == ScopeRead(Cloud.GCP, "shop-cart", "*", "cloud-asset", ReadStatus.COMPLETE, 2)


def test_a_project_may_be_named_by_its_number_and_one_that_cannot_be_seen_is_tried(google, over_grpc):
    google.assets["projects/shop-cart"] = [[found_disk(101, "shop-cart", "d1")]]
    google.assets["projects/hidden"] = [[found_disk(555, "hidden", "d2")]]
    collection = collect_gcp(GcpOptions(projects=("101", "hidden", "shop-cart"), endpoint=over_grpc))
    assert [scope.account for scope in collection.scopes] == ["shop-cart", "hidden"]
    hidden = next(each for each in collection.containers if each.id == "hidden")
    assert (hidden.kind, hidden.tags) == (ContainerKind.ACCOUNT, None)
    assert ids(read_all(collection, collection.scopes[1])) == ["d2"]


def test_what_is_read_of_a_project_lies_in_it_whatever_its_records_call_it(google, over_grpc):
    bucket = {
        "name": "//storage.googleapis.com/b",
        "assetType": "storage.googleapis.com/Bucket",
        "project": "projects/101",
    }
    google.assets["projects/shop-cart"] = [[bucket]]
    collection = collect_gcp(GcpOptions(scope="projects/shop-cart", endpoint=over_grpc))
    [page] = read_all(collection, collection.scopes[0])
    assert [item.account for item in page.items] == ["shop-cart"]


def test_a_project_outside_the_scope_is_refused(over_grpc):
    with pytest.raises(BadUsage) as refused:
        collect_gcp(GcpOptions(scope=ORGANIZATION, projects=("elsewhere",), endpoint=over_grpc))
    assert str(refused.value) == (
        f"project `elsewhere` does not lie in {ORGANIZATION}; leave it out, or name the scope that holds it"
    )


def test_a_named_project_that_is_being_deleted_is_noted(over_grpc):
    collection = collect_gcp(GcpOptions(projects=("shop-old",), endpoint=over_grpc))
    assert collection.scopes == ()
    assert collection.notes == ("1 project (shop-old) of Google Cloud: being deleted, and not read",)


def test_projects_that_cannot_be_listed_are_unread_where_none_was_named(google, endpoint):
    google.fail("search_projects", with_=Refusal("PERMISSION_DENIED"))
    collection = collect_gcp(GcpOptions(endpoint=endpoint))
    missing = "the permission resourcemanager.projects.get on projects is missing"
    reason = f"not all projects could be listed: {missing}"
    assert collection.unread == (ScopeRead(Cloud.GCP, "*", "*", "cloud-asset", ReadStatus.DENIED, reason=reason),)
    assert collection.notes == (f"the projects of Google Cloud could not all be listed: {missing}",)


def test_projects_of_a_second_page_that_fails_are_unread(google, over_grpc):
    google.fail("search_projects", "", "second", with_=Refusal("PERMISSION_DENIED"))
    collection = collect_gcp(GcpOptions(endpoint=over_grpc))
    assert [scope.account for scope in collection.scopes] == ["shop-cart", "shop-search"]
    assert [entry.status for entry in collection.unread] == [ReadStatus.DENIED]


def test_credentials_that_see_no_project_leave_everything_unread(google, over_grpc):
    google.projects.clear()
    [entry] = collect_gcp(GcpOptions(endpoint=over_grpc)).unread
    assert (entry.status, entry.reason) == (
        ReadStatus.DENIED,
        "these credentials see no project; name a scope or projects",
    )


def test_a_project_below_a_folder_that_cannot_be_seen_is_noted(google, over_grpc):
    google.folders.clear()
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=over_grpc))
    [note] = collection.notes
    assert note == (
        f"whether 2 projects (shop-cart, shop-search) of Google Cloud belong to {ORGANIZATION} is not known: "
        "a folder above cannot be seen; they are accounted for only where they hold resources"
    )
    counts = {("shop-cart", "us-east1"): 1}
    assert entries(collection, ReadResult(ReadStatus.COMPLETE, counts=counts)) == [
        ("shop-cart", ReadStatus.COMPLETE, 1, "")
    ]


def test_listing_tries_again_what_comes_too_fast(google, over_grpc, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    google.fail("search_projects", with_=Refusal("RESOURCE_EXHAUSTED"))
    google.fail("search_folders", with_=Refusal("UNAVAILABLE"))
    collection = collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=over_grpc))
    assert len(collection.containers) == 5
    assert collection.notes[1:] == ()


def test_a_caller_whom_google_does_not_know_is_told_how_to_sign_in(google, endpoint):
    google.fail("search_projects", with_=Refusal("UNAUTHENTICATED"))
    with pytest.raises(BadUsage, match="gcloud auth application-default login"):
        collect_gcp(GcpOptions(scope=ORGANIZATION, endpoint=endpoint))


def test_without_credentials_it_says_how_to_sign_in(monkeypatch):
    from google.auth.exceptions import DefaultCredentialsError

    def none(**_more: object) -> None:
        raise DefaultCredentialsError("none found")

    monkeypatch.setattr("google.auth.default", none)
    with pytest.raises(BadUsage, match="gcloud auth application-default login"):
        collect_gcp(GcpOptions(scope=ORGANIZATION))


def test_without_the_sdk_it_says_what_to_install(monkeypatch):
    real_import = builtins.__import__

    def no_google(name: str, *more: object) -> object:
        if name.startswith("google.cloud"):
            raise ImportError(name)
        return real_import(name, *more)

    monkeypatch.setattr(builtins, "__import__", no_google)
    with pytest.raises(BadUsage) as refused:
        collect_gcp(GcpOptions(scope=ORGANIZATION))
    assert str(refused.value) == "reading Google Cloud needs its SDK: pip install 'costguard-engine[gcp]'"
