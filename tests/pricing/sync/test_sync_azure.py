"""Syncing from Azure's retail prices, and around its traps."""

from decimal import Decimal
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from price_servers import LATER, Answer, Server, azure_item, azure_page, run

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.pricing.book.book import Key
from costguard.pricing.book.local import open_local_book

PATH = "/api/retail/prices"
REGION = "westeurope"


def first(service="Virtual Machines", region=REGION):
    asked = f"serviceName eq '{service}' and armRegionName eq '{region}' and priceType eq 'Consumption'"
    return f"{PATH}?{urlencode({'$filter': asked})}"


@pytest.fixture
def book(tmp_path):
    """Where the book will be."""
    return tmp_path / "prices.db"


@pytest.fixture
def listed(book):
    """Syncs rows, or pages of them, and gives how it ended."""

    def listed(*items, tables=("vm_linux",), service="Virtual Machines", files=None):
        with Server(files or {first(service): azure_page(list(items))}) as server:
            synced = run("azure", server, book, tables=tables, regions=(REGION,))
            assert all("$filter" in parse_qs(urlsplit(path).query) for path, _ in server.requests)
        return synced

    return listed


def price(book, table, item):
    figure = open_local_book(str(book)).find(Key(Cloud.AZURE, table, item, REGION))
    return None if figure is None else figure.amount


D2S = "Standard_D2s_v5"


def test_a_linux_machine_is_priced_by_the_hour(listed, book):
    synced = listed(azure_item())
    assert price(book, "vm_linux", D2S) == Decimal("0.096")
    assert (synced.read, synced.matched, dict(synced.skipped)) == (1, 1, {})


@pytest.mark.parametrize(
    "other",
    [
        {"productName": "Virtual Machines Dsv5 Series Windows"},
        {"skuName": "D2s v5 Spot", "meterName": "D2s v5 Spot"},
        {"skuName": "D2s v5 Low Priority", "meterName": "D2s v5 Low Priority"},
        {"productName": "Dsv5 Series Dedicated Host"},
        {"armSkuName": ""},
    ],
)
def test_another_product_is_not_taken_for_it(listed, book, other):
    listed(azure_item(retailPrice=0.01, **other), azure_item())
    assert price(book, "vm_linux", D2S) == Decimal("0.096")


@pytest.mark.parametrize(
    "committed",
    [
        {"type": "Reservation", "reservationTerm": "3 Years", "retailPrice": 970.0},
        {"type": "DevTestConsumption", "retailPrice": 0.05},
    ],
)
def test_a_reservation_states_its_whole_terms_price_by_the_hour_and_is_left_out(listed, book, committed):
    synced = listed(azure_item(**committed), azure_item())
    assert price(book, "vm_linux", D2S) == Decimal("0.096")
    assert dict(synced.skipped) == {"reserved or for development only": 1}


def test_a_price_to_come_does_not_hold_yet(listed, book):
    synced = listed(azure_item(effectiveStartDate=LATER, retailPrice=0.2), azure_item())
    assert price(book, "vm_linux", D2S) == Decimal("0.096")
    assert dict(synced.skipped) == {"not valid yet": 1}


def test_of_two_prices_that_hold_the_later_counts(listed, book):
    listed(azure_item(), azure_item(effectiveStartDate="2026-06-01T00:00:00Z", retailPrice=0.09))
    assert price(book, "vm_linux", D2S) == Decimal("0.09")


def test_a_regions_own_meter_counts_before_one_that_it_shares(listed, book):
    shared = azure_item(isPrimaryMeterRegion=False, retailPrice=0.5, effectiveStartDate="2026-06-01T00:00:00Z")
    listed(shared, azure_item())
    assert price(book, "vm_linux", D2S) == Decimal("0.096")


def test_a_no_break_space_is_a_space(listed, book):
    disk = azure_item(
        productName="Premium\u00a0SSD Managed\u00a0Disks",
        skuName="P10\u00a0LRS",
        meterName="P10\u00a0LRS Disk",
        unitOfMeasure="1/Month",
        retailPrice=21.68,
        armSkuName="Premium_SSD_Managed_Disk_P10",
    )
    listed(disk, tables=("managed_disk",), service="Storage")
    assert price(book, "managed_disk", "p10_lrs") == Decimal("21.68")


def test_capacity_by_the_hour_becomes_capacity_by_the_month(listed, book):
    disk = azure_item(
        productName="Azure Premium SSD v2",
        skuName="Premium LRS",
        meterName="Premium LRS Provisioned Capacity",
        unitOfMeasure="1 GiB/Hour",
        retailPrice=0.00011,
    )
    listed(disk, tables=("managed_disk",), service="Storage")
    assert price(book, "managed_disk", "premium_v2_gib") == Decimal("0.0803")


def test_public_addresses(listed, book):
    address = azure_item(productName="IP Addresses", meterName="Standard IPv4 Static Public IP", retailPrice=0.005)
    listed(address, tables=("public_ip",), service="Virtual Network")
    assert price(book, "public_ip", "standard/static") == Decimal("0.005")


class TestPages:
    """Lists of more than one page."""

    @staticmethod
    def rows(count, start=0):
        return [azure_item(armSkuName=f"Standard_D{number}s_v5") for number in range(start, start + count)]

    def test_the_link_leads_to_the_next_page_at_the_same_endpoint(self, listed, book):
        linked = f"https://prices.azure.com:443{first()}&%24skip=2"
        synced = listed(
            files={first(): azure_page(self.rows(2), linked), f"{first()}&%24skip=2": azure_page([azure_item()])}
        )
        assert synced.read == 3
        assert price(book, "vm_linux", D2S) == Decimal("0.096")

    def test_a_full_page_without_a_link_is_not_the_end(self, listed):
        files = {first(): azure_page(self.rows(100), ""), f"{first()}&%24skip=100": azure_page(self.rows(7, 100), "")}
        assert listed(files=files).read == 107

    def test_400_past_the_end_is_the_end(self, book):
        with Server({first(): azure_page(self.rows(100), None)}) as server:
            server.first[f"{first()}&%24skip=100"] = [Answer(b'{"Error":"skip"}', 400)]
            assert run("azure", server, book, tables=("vm_linux",), regions=(REGION,)).read == 100

    def test_400_at_the_beginning_is_an_error(self, book):
        with Server({}) as server:
            server.first[first()] = [Answer(b"", 400)]
            with pytest.raises(BadInput, match=r"has no list at /api/retail/prices \(HTTP 400\)"):
                run("azure", server, book, tables=("vm_linux",), regions=(REGION,))

    def test_pages_in_a_circle_are_an_error(self, listed):
        with pytest.raises(BadInput, match=r"^the prices of Virtual Machines in westeurope come in a circle"):
            listed(files={first(): azure_page(self.rows(2), first())})

    def test_a_page_that_is_no_page_is_an_error_and_asked_for_again(self, listed, book):
        with pytest.raises(
            BadInput, match=r"^the prices of Virtual Machines in westeurope are not what Azure publishes"
        ):
            listed(files={first(): b'{"Items": [{"retailPrice": "a'})
        listed(azure_item())
        assert price(book, "vm_linux", D2S) == Decimal("0.096")

    def test_a_sync_that_was_stopped_goes_on_with_the_page_that_is_missing(self, book):
        second = f"{first()}&%24skip=2"
        with Server({first(): azure_page(self.rows(2), second), second: azure_page([azure_item()])}) as server:
            server.first[second] = [Answer(b"", 503)] * 8
            with pytest.raises(BadInput):
                run("azure", server, book, tables=("vm_linux",), regions=(REGION,))
            assert run("azure", server, book, tables=("vm_linux",), regions=(REGION,)).read == 3
            assert [path for path, _ in server.requests].count(first()) == 1
