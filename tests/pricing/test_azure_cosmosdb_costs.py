"""What Cosmos DB bills for."""

import pytest

from costguard.pricing.book.book import Book
from costguard.pricing.estimate import cost_of

_CONTAINER = "azurerm_cosmosdb_sql_container"


@pytest.fixture
def in_account(bill, resource):
    """Bills a container in an account with these values."""

    def billed(values, usage=None, account=None, **about):
        places = [{"location": "westus", "failover_priority": 0}]
        told = {"location": "eastus", "geo_location": places, **(account or {})}
        linked = {"account_name": [resource("azurerm_cosmosdb_account", told)]}
        return bill(_CONTAINER, values, usage=usage, linked=linked, region=None, **about)

    return billed


def test_throughput_bills_in_every_region_of_the_account(in_account):
    places = [{"location": "West US"}, {"location": "centralus", "zone_redundant": True}]
    assert in_account({"throughput": 500}, account={"geo_location": places})[:2] == [
        "Provisioned throughput (provisioned, West US): 5 RU/s x 100 x 5.84 = 29.20",
        "Provisioned throughput (provisioned, Central US): 6.25 RU/s x 100 x 5.84 = 36.50",
    ]


def test_several_write_regions_double_the_price_and_waive_the_zones(in_account):
    places = [{"location": "westus", "zone_redundant": True}]
    account = {"geo_location": places, "multiple_write_locations_enabled": True}
    assert in_account({"throughput": 500}, account=account)[0] == (
        "Provisioned throughput (provisioned, West US): 5 RU/s x 100 x 11.68 = 58.40"
    )


def test_autoscale_bills_what_is_used_and_half_as_much_again(in_account):
    values = {"autoscale_settings": [{"max_throughput": 6000}]}
    assert in_account(values)[0] == "Provisioned throughput (autoscale, West US): usage RU/s x 100 x 5.84"
    assert in_account(values, usage={"max_request_units_utilization_percentage": 50})[0] == (
        "Provisioned throughput (autoscale, West US): 45 RU/s x 100 x 5.84 = 262.80"
    )


def test_autoscale_bills_a_tenth_of_its_maximum_at_least(in_account):
    values = {"autoscale_settings": [{"max_throughput": 6000}]}
    assert in_account(values, usage={"max_request_units_utilization_percentage": 1})[0] == (
        "Provisioned throughput (autoscale, West US): 9 RU/s x 100 x 5.84 = 52.56"
    )


def test_a_serverless_account_bills_request_units(in_account):
    account = {"capabilities": [{"name": "EnableServerless"}]}
    usage = {"monthly_serverless_request_units": 10_000_000, "storage_gb": 1000}
    assert in_account({}, usage=usage, account=account) == [
        "Provisioned throughput (serverless): 10 1M RU x 0.279 = 2.79",
        "Transactional storage (West US): 1000 GB x 0.25 = 250.00",
        "Restored data: usage GB x 0.15",
    ]


def test_a_container_that_is_told_no_throughput_has_400_request_units(in_account):
    assert in_account({})[0] == "Provisioned throughput (provisioned, West US): 4 RU/s x 100 x 5.84 = 23.36"


def test_a_container_in_a_database_with_throughput_shares_it(bill, resource):
    account = resource("azurerm_cosmosdb_account", {"location": "eastus", "geo_location": [{"location": "westus"}]})
    database = resource("azurerm_cosmosdb_sql_database", {"throughput": 400})
    linked = {"account_name": [account], "database_name": [database]}
    assert bill(_CONTAINER, {}, linked=linked)[0] == "Transactional storage (West US): usage GB x 0.25"


def test_two_periodic_backups_are_free(in_account):
    backup = {"type": "Periodic", "interval_in_minutes": 240, "retention_in_hours": 16}
    usage = {"storage_gb": 1000}
    assert "Periodic backup (West US): 2000 GB x 0.15 = 300.00" in in_account({}, usage, {"backup": [backup]})
    assert not any("backup" in line for line in in_account({}, usage, {"backup": [{"type": "Periodic"}]}))


def test_seven_days_of_continuous_backup_are_free(in_account):
    assert "Continuous backup (West US): usage GB x 0.2" in in_account({}, account={"backup": [{"type": "Continuous"}]})
    week = [{"type": "Continuous", "tier": "Continuous7Days"}]
    assert not any("backup" in line for line in in_account({}, account={"backup": week}))


def test_analytical_storage_bills_its_operations(in_account):
    usage = {"storage_gb": 1000, "monthly_analytical_storage_write_operations": 1_000_000}
    assert in_account({}, usage, {"analytical_storage_enabled": True})[2:5] == [
        "Analytical storage (West US): 1000 GB x 0.03 = 30.00",
        "Analytical write operations (West US): 100 10K operations x 0.055 = 5.50",
        "Analytical read operations (West US): usage 10K operations x 0.0054",
    ]


def test_a_collection_is_in_the_account_of_its_database(bill, resource):
    account = resource("azurerm_cosmosdb_account", {"location": "eastus", "geo_location": [{"location": "westeurope"}]})
    database = resource("azurerm_cosmosdb_mongo_database", {}, linked={"account_name": [account]})
    lines = bill("azurerm_cosmosdb_mongo_collection", {"throughput": 1000}, linked={"database_name": [database]})
    assert lines[0] == "Provisioned throughput (provisioned, West Europe): 10 RU/s x 100 x 5.84 = 58.40"


def test_an_account_outside_the_plan_leaves_everything_unpriced(bill):
    why = "the Cosmos DB account is not in the plan, and says where and how the data is kept"
    assert bill(_CONTAINER, {"throughput": 400})[0] == f"Throughput: unpriced, {why}"


def test_throughput_that_is_not_known_leaves_the_storage_priced(in_account):
    lines = in_account({}, unknown={"throughput": True}, unset=False)
    assert lines[:2] == [
        "Throughput: unpriced, `throughput` is known only after apply",
        "Transactional storage (West US): usage GB x 0.25",
    ]


def test_the_free_tier_of_an_account_is_named_as_not_taken_off(resource):
    account = resource("azurerm_cosmosdb_account", {"location": "eastus", "free_tier_enabled": True})
    container = resource(_CONTAINER, {"throughput": 400}, linked={"account_name": [account]})
    assert cost_of(container, Book()).lines[0].assumption == "the account's free 1,000 RU/s are not taken off"
