"""Azure read by the collecting engine into a snapshot: through all trouble nothing is lost or there twice."""

from pathlib import Path

from local_azure import Azure, Clock, error

from costguard.model.inventory import ReadStatus
from costguard.sources.azure.collector import AzureOptions, collect_azure
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.patience import Patience
from costguard.sources.snapshot.folder import read_folder
from costguard.tables.inventory import items_of


def is_of_resources(_path: str, body: dict) -> bool:
    return body.get("query", "").startswith("Resources ")


def test_a_tenant_is_collected_through_throttling_errors_and_cuts(azure: Azure, clock: Clock, tmp_path: Path):
    expected, counts = [], {}
    for number in range(60):
        key = azure.add_subscription(f"{number:08x}-0000-4000-8000-000000000000")
        counts[key] = number * 3 if number < 59 else 1500
        expected += [azure.add_resource(key, f"sa{index:04}") for index in range(counts[key])]
    azure.trouble(
        (429, error("RateLimiting"), {"Retry-After": "3"}),
        (500, {}, {}),
        (500, {}, {}),
        "cut",
        (400, error("BadRequest", "ResponsePayloadTooLarge"), {}),
        when=is_of_resources,
    )
    found = collect_azure(AzureOptions(endpoint=azure.url), pace=clock.pace)
    collect((found,), tmp_path / "snapshot", "all", patience=Patience(sleep=lambda _: None))
    inventory = read_folder(tmp_path / "snapshot")
    ids = [item.id for batch in inventory.batches() for item in items_of(batch)]
    assert sorted(ids) == sorted(expected)
    assert {entry.account: entry.resources for entry in inventory.coverage()} == counts
    assert {entry.status for entry in inventory.coverage()} == {ReadStatus.COMPLETE}
    assert inventory.containers == found.containers


def test_one_subscription_that_is_denied_stops_no_other(azure: Azure, clock: Clock, tmp_path: Path):
    keys = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(6)]
    for key in keys:
        azure.add_subscription(key)
        azure.add_resource(key, "sa")
    found = collect_azure(AzureOptions(endpoint=azure.url), pace=clock.pace)
    denied = found.scopes[0].account
    azure.trouble((403, error("AuthorizationFailed"), {}), when=lambda _, body: body.get("subscriptions") == [denied])
    collect((found,), tmp_path / "snapshot", "all", patience=Patience(sleep=lambda _: None))
    told = {entry.account: entry.status for entry in read_folder(tmp_path / "snapshot").coverage()}
    assert told == {key: ReadStatus.DENIED if key == denied else ReadStatus.COMPLETE for key in keys}
