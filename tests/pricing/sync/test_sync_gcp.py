"""Syncing from Google's Cloud Billing Catalog."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from price_servers import LATER, Answer, Server, Sleeper, gcp_page, gcp_sku, run

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput, BadUsage
from costguard.pricing.book.book import Key
from costguard.pricing.book.local import open_local_book

KEY = "AIza-not-a-real-key"
ENVIRONMENT = {"COSTGUARD_GCP_API_KEY": KEY}
COMPUTE = "6F81-5844-456A"
SQL = "9662-B51E-5089"


def page(service=COMPUTE, after=""):
    asked = {"currencyCode": "USD", "pageSize": 5000, **({"pageToken": after} if after else {})}
    return f"/v1/services/{service}/skus?{urlencode(asked)}"


@pytest.fixture
def book(tmp_path):
    """Where the book will be."""
    return tmp_path / "prices.db"


@pytest.fixture
def listed(book):
    """Syncs SKUs and gives how it ended."""

    def listed(*skus, tables, service=COMPUTE, **about):
        with Server({page(service): gcp_page(list(skus))}) as server:
            return run("gcp", server, book, tables=tables, environment=ENVIRONMENT, **about)

    return listed


def price(book, table, item, region="us-central1"):
    figure = open_local_book(str(book)).find(Key(Cloud.GCP, table, item, region))
    return None if figure is None else figure.amount


def test_a_disk_costs_units_and_nanos(listed, book):
    listed(gcp_sku("SSD backed PD Capacity", "GiBy.mo", (0, "0", 170_000_000)), tables=("compute_disk",))
    assert price(book, "compute_disk", "pd-ssd") == Decimal("0.17")


def test_a_sku_holds_in_each_of_its_regions(listed, book):
    sku = gcp_sku("Balanced PD Capacity in Iowa", "GiBy.mo", (0, "0", 100_000_000), regions=["us-central1", "us-east1"])
    listed(sku, tables=("compute_disk",), regions=("us-east1",))
    assert price(book, "compute_disk", "pd-balanced", "us-east1") == Decimal("0.1")
    assert price(book, "compute_disk", "pd-balanced") is None


def test_a_machine_is_composed_of_cores_and_memory(listed, book):
    listed(
        gcp_sku("N2 Instance Core running in Americas", "h", (0, "0", 31_611_000)),
        gcp_sku("N2 Instance Ram running in Americas", "GiBy.h", (0, "0", 4_237_000)),
        gcp_sku("N2 Custom Instance Core running in Americas", "h", (0, "9", 0)),
        gcp_sku("Spot Preemptible N2 Instance Core running in Americas", "h", (0, "0", 1), usage="Preemptible"),
        gcp_sku("Commitment v1: N2 Cpu in Americas for 1 Year", "h", (0, "0", 2), usage="Commit1Yr"),
        tables=("machines",),
    )
    assert price(book, "machines", "n2-standard-4") == 4 * Decimal("0.031611") + 16 * Decimal("0.004237")
    assert price(book, "machines", "n2-highmem-128") == 128 * Decimal("0.031611") + 864 * Decimal("0.004237")
    assert price(book, "machines", "e2-micro") is None


def test_a_shared_core_is_a_part_of_one(listed, book):
    listed(
        gcp_sku("E2 Instance Core running in Americas", "h", (0, "0", 21_811_590)),
        gcp_sku("E2 Instance Ram running in Americas", "GiBy.h", (0, "0", 2_923_530)),
        tables=("machines",),
    )
    assert price(book, "machines", "e2-micro") == Decimal("0.0083764275")


def test_memory_by_the_hour_is_also_memory_by_the_month(listed, book):
    sku = gcp_sku("Cloud SQL for PostgreSQL: Zonal - RAM in Americas", "GiBy.h", (0, "0", 7_000_000))
    listed(sku, tables=("sql",), service=SQL)
    assert price(book, "sql", "ram/zonal") == Decimal("5.11")
    assert price(book, "sql", "ram-hour/zonal") == Decimal("0.007")


def test_what_is_the_same_everywhere_answers_in_every_region(listed, book):
    sku = gcp_sku("External IP Charge on a Standard VM", "h", (0, "0", 5_000_000), regions=["global"])
    listed(sku, tables=("network",))
    assert price(book, "network", "address/standard", "asia-east1") == Decimal("0.005")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"effective": LATER}, "not valid yet"), ({"currency": "EUR"}, "not in USD")],
)
def test_what_does_not_hold_is_left_out(listed, book, fields, reason):
    good = gcp_sku("SSD backed PD Capacity", "GiBy.mo", (0, "0", 170_000_000))
    bad = gcp_sku("Balanced PD Capacity", "GiBy.mo", (0, "0", 1_000_000), **fields)
    assert dict(listed(bad, good, tables=("compute_disk",)).skipped) == {reason: 1}
    assert price(book, "compute_disk", "pd-balanced") is None


def test_a_price_to_come_leaves_the_one_that_holds(listed, book):
    sku = gcp_sku("SSD backed PD Capacity", "GiBy.mo", (0, "0", 170_000_000))
    coming = gcp_sku("x", "GiBy.mo", (0, "1", 0), effective=LATER)["pricingInfo"]
    listed({**sku, "pricingInfo": [*coming, *sku["pricingInfo"]]}, tables=("compute_disk",))
    assert price(book, "compute_disk", "pd-ssd") == Decimal("0.17")


class TestPagesAndKeys:
    """How the list is asked for."""

    def test_pages_follow_their_tokens_through_a_storm_of_refusals(self, book):
        pages = {
            page(): gcp_page([gcp_sku("SSD backed PD Capacity", "GiBy.mo", (0, "0", 170_000_000))], "t2"),
            page(after="t2"): gcp_page([gcp_sku("Balanced PD Capacity", "GiBy.mo", (0, "0", 100_000_000))]),
        }
        sleeper = Sleeper()
        with Server(pages) as server:
            server.first[page(after="t2")] = [Answer(b"", 429, {"Retry-After": "3"})] * 6
            run("gcp", server, book, tables=("compute_disk",), environment=ENVIRONMENT, sleeper=sleeper)
        assert sleeper.slept == [3.0] * 6
        assert price(book, "compute_disk", "pd-balanced") == Decimal("0.1")

    def test_a_storm_that_does_not_end_is_said(self, book):
        with Server({}) as server:
            server.first[page()] = [Answer(b"", 429)] * 8
            with pytest.raises(
                BadInput, match="answers too many requests, still after 8 attempts; run the same command"
            ):
                run("gcp", server, book, tables=("compute_disk",), environment=ENVIRONMENT)

    def test_tokens_in_a_circle_are_an_error(self, book):
        with (
            Server({page(): gcp_page([], "a"), page(after="a"): gcp_page([], "a")}) as server,
            pytest.raises(BadInput, match="come in a circle"),
        ):
            run("gcp", server, book, tables=("compute_disk",), environment=ENVIRONMENT)

    def test_a_page_that_is_no_page_is_an_error(self, book):
        with (
            Server({page(): b'{"skus": [{"description": 5}]}'}) as server,
            pytest.raises(BadInput, match=f"^the SKUs of service {COMPUTE} are not what Google publishes"),
        ):
            run("gcp", server, book, tables=("compute_disk",), environment=ENVIRONMENT)

    def test_the_key_travels_as_a_header_and_is_never_kept_or_told(self, book):
        with Server({}) as server:
            server.first[page()] = [Answer(b"", 403)]
            with pytest.raises(BadInput, match=r"refuses access \(HTTP 403\); check the API key") as refused:
                run("gcp", server, book, tables=("compute_disk",), environment=ENVIRONMENT)
            asked = server.requests[0]
        assert {name.lower(): text for name, text in asked[1].items()}["x-goog-api-key"] == KEY
        assert KEY not in asked[0] + str(refused.value)
        assert not [file for file in book.parent.rglob("*") if file.is_file() and KEY.encode() in file.read_bytes()]

    @pytest.mark.parametrize("environment", [{}, {"COSTGUARD_GCP_API_KEY": " "}, {"COSTGUARD_GCP_API_KEY": "a\nb"}])
    def test_without_a_key_the_variable_is_named(self, book, environment):
        with Server({}) as server, pytest.raises(BadUsage, match=r"put it into COSTGUARD_GCP_API_KEY$"):
            run("gcp", server, book, environment=environment)

    def test_a_key_is_not_sent_in_the_clear(self, book):
        with Server({}) as server, pytest.raises(BadUsage, match=r"would be sent the API key in the clear"):
            run("gcp", server, book, environment=ENVIRONMENT, endpoint="http://mirror.example")
