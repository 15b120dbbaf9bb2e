"""`costguard audit azure` and `gcp` from the command line to the exit code, against servers that stand for them."""

from collections.abc import Iterator

import pytest
from google_shop import FOLDER, ORGANIZATION, found_disk, shop
from google_stub import Google, grpc_server
from local_azure import Azure, Clock, chain, error, serve
from small_audits import faults, owner_policy, report, statuses

pytestmark = pytest.mark.usefixtures("here")

DEV, PROD = "00000000-0000-4000-8000-00000000000d", "00000000-0000-4000-8000-00000000000e"


@pytest.fixture
def azure(monkeypatch) -> Iterator[Azure]:
    """A tenant of two subscriptions, read by a clock that only waiting moves."""
    monkeypatch.setattr("costguard.sources.azure.collector.Pace", lambda: Clock().pace)
    tenant = Azure()
    tenant.add_subscription(DEV, "dev", managementGroupAncestorsChain=chain("Sandbox", "Root"))
    tenant.add_subscription(PROD, "prod", managementGroupAncestorsChain=chain("Production", "Root"))
    tenant.add_group(DEV, "RG-Owned", {"Owner": "data"})
    tenant.add_group(DEV, "rg")
    tenant.add_group(PROD, "rg")
    yield from serve(tenant)


def test_azure_is_read_through_throttling_and_groups_hand_their_tags_down(azure, costguard, here):
    inherit = '{tags_of: [resource_group], paths: {"*Production*": prod-team}}'
    (here / "costguard.yaml").write_text(owner_policy(inherit=inherit))
    azure.add_resource(DEV, "bare")
    azure.add_resource(DEV, "inherits", group="rg-owned")
    azure.add_resource(DEV, "owned", tags={"OWNER": "web"})
    azure.add_resource(PROD, "by-path")
    azure.trouble(
        (429, error("RateLimiting"), {"x-ms-user-quota-remaining": "0", "x-ms-user-quota-resets-after": "00:00:05"})
    )
    azure.trouble(*[(429, error("RateLimiting"), {"Retry-After": "3"})] * 2, when=is_of_resources)
    run = costguard("audit", "azure", "--endpoint", azure.url, "-o", "json=a.json", "--require-complete")
    assert (run.code, run.err) == (1, "")
    assert ("bare", "missing") in faults(here / "a.json")
    assert {name for name, _ in faults(here / "a.json")}.isdisjoint({"inherits", "by-path"})
    assert {code for name, code in faults(here / "a.json") if name == "owned"} <= {"misspelled"}
    assert statuses(here / "a.json") == {DEV: {"complete"}, PROD: {"complete"}}
    assert report(here / "a.json")["input"] | {"digest": ""} == {"kind": "azure", "path": "azure", "digest": ""}


def is_of_resources(_path: str, body: dict) -> bool:
    return str(body.get("query", "")).startswith("Resources ")


def test_a_subscription_that_was_asked_for_and_is_not_seen_is_a_gap(azure, costguard, here):
    azure.add_resource(DEV, "owned", tags={"owner": "web"})
    hidden = "00000000-0000-4000-8000-00000000000f"
    run = costguard(
        "audit", "azure", "--endpoint", azure.url, "--subscription", DEV, "--subscription", hidden,
        "-o", "json=a.json", "--require-complete",
    )  # fmt: skip
    assert run.code == 2
    assert statuses(here / "a.json") == {DEV: {"complete"}, hidden: {"denied"}}


@pytest.fixture
def google() -> Google:
    return shop()


@pytest.fixture
def endpoint(google) -> Iterator[str]:
    with grpc_server(google) as served:
        yield served


def test_google_projects_and_folders_hand_their_labels_down(google, endpoint, costguard, here):
    """shop-cart has an owner's label, shop-search lies in a folder that the policy names."""
    (here / "costguard.yaml").write_text(
        owner_policy(inherit='{tags_of: [account], paths: {"shop.example/Production/*": prod-team}}')
    )
    google.assets[ORGANIZATION] = [
        [found_disk(101, "shop-cart", "d1"), found_disk(102, "shop-search", "d2")],
        [found_disk(102, "shop-search", "d3", {"owner": ""})],
    ]
    run = costguard("audit", "gcp", "--scope", ORGANIZATION, "--endpoint", endpoint, "-o", "json=a.json")
    assert run.code == 1
    assert faults(here / "a.json") == [("d3", "empty")]
    assert statuses(here / "a.json") == {"shop-cart": {"complete"}, "shop-search": {"complete"}}


def test_a_folder_alone_may_be_asked_for(google, endpoint, costguard, here):
    google.assets[FOLDER] = [[found_disk(102, "shop-search", "d2")]]
    run = costguard(
        "audit", "gcp", "--scope", FOLDER, "--endpoint", endpoint, "-o", "json=a.json", "--require-complete"
    )
    assert run.code == 1
    assert faults(here / "a.json") == [("d2", "missing")]


def test_an_organisation_that_is_denied_is_a_gap_in_every_project(google, endpoint, costguard, here):
    run = costguard("audit", "gcp", "--scope", ORGANIZATION, "--endpoint", endpoint, "-o", "json=a.json")
    said = "costguard: nothing was judged, for nothing could be read; the report says why\n"
    assert (run.code, run.err) == (2, said)
    assert statuses(here / "a.json") == {"shop-cart": {"denied"}, "shop-search": {"denied"}}
    assert "cloudasset.assets.searchAllResources on organizations/900 is missing" in " ".join(run.out.split())
    assert google.calls[-1][0] == "search_all_resources"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gcp", "--scope", "shop"], "`shop` is no scope of Google Cloud"),
        (["gcp", "--scope", "projects/a", "--project", "b"], "name either the scope or the projects"),
        (["gcp", "--endpoint", "https://user:secret@example.com"], "is no endpoint"),
        (["azure", "--endpoint", "http://user:secret@example.com"], "is no address of Azure"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(costguard, here, arguments, says):
    run = costguard("audit", *arguments, "--save", "kept")
    assert (run.code, run.out, len(run.err.splitlines())) == (2, "", 1)
    assert says in run.err
    assert [path.name for path in here.iterdir()] == ["costguard.yaml"]


def test_a_finished_snapshot_is_not_written_over(google, endpoint, costguard):
    google.assets[ORGANIZATION] = [[]]
    audit = ("audit", "gcp", "--scope", ORGANIZATION, "--endpoint", endpoint, "--save", "tonight")
    assert costguard(*audit).code == 0
    refused = costguard(*audit)
    assert (refused.code, refused.out) == (2, "")
    assert "--fresh to read everything anew" in refused.err
    assert costguard(*audit, "--fresh").code == 0


def test_without_save_every_run_reads_anew(google, endpoint, costguard, here):
    google.assets[ORGANIZATION] = [[found_disk(101, "shop-cart", "d1")]]
    audit = ("audit", "gcp", "--scope", ORGANIZATION, "--endpoint", endpoint, "-o", "json=a.json")
    assert costguard(*audit).code == 1
    google.assets[ORGANIZATION] = [[found_disk(101, "shop-cart", "d1", {"owner": "cart"})]]
    assert costguard(*audit).code == 0
    assert faults(here / "a.json") == []
    assert list((here / "cache" / "costguard" / "collected").iterdir()) == []
