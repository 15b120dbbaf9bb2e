"""What Azure's Traffic Manager profiles and endpoints bill for."""

import pytest

_PROFILE = "azurerm_traffic_manager_profile"
_ENDPOINT = "azurerm_traffic_manager_azure_endpoint"


@pytest.fixture
def profile(resource):
    """What an endpoint refers to: a profile with these values, in a group of East US."""

    def of(values):
        group = resource("azurerm_resource_group", {}, region="eastus")
        return {"profile_id": [resource(_PROFILE, values, linked={"resource_group_name": [group]}, region="eastus")]}

    return of


def test_a_profile_bills_for_queries_and_data_points(bill):
    usage = {"monthly_dns_queries": 2_500_000_000, "monthly_traffic_view_data_points": 10_000_000}
    assert bill(_PROFILE, {"traffic_view_enabled": True}, usage=usage, region="eastus") == [
        "DNS queries (first 1B): 1000 1M queries x 0.54 = 540.00",
        "DNS queries (over 1B): 1500 1M queries x 0.375 = 562.50",
        "Traffic view: 10 1M data points x 2 = 20.00",
    ]


def test_a_disabled_profile_bills_for_nothing(bill):
    assert bill(_PROFILE, {"profile_status": "Disabled", "traffic_view_enabled": True}, region="eastus") == []


def test_an_endpoint_bills_for_its_health_checks(bill, profile):
    lines = bill(_ENDPOINT, {}, linked=profile({}), region=None)
    assert [line.rpartition(" = ")[2] for line in lines] == ["0.36"]


def test_checks_every_ten_seconds_cost_more(bill, profile):
    linked = profile({"monitor_config": [{"interval_in_seconds": 10}]})
    costs = [line.rpartition(" = ")[2] for line in bill(_ENDPOINT, {}, linked=linked, region=None)]
    assert costs == ["0.36", "1.00"]


def test_an_external_endpoint_costs_more(bill, profile):
    lines = bill("azurerm_traffic_manager_external_endpoint", {}, linked=profile({}), region=None)
    assert [line.rpartition(" = ")[2] for line in lines] == ["0.54"]


@pytest.mark.parametrize(("endpoint", "values"), [({"enabled": False}, {}), ({}, {"profile_status": "Disabled"})])
def test_what_is_disabled_is_not_checked(bill, profile, endpoint, values):
    assert bill(_ENDPOINT, endpoint, linked=profile(values), region=None) == []


def test_a_nested_endpoint_is_free(bill):
    assert bill("azurerm_traffic_manager_nested_endpoint", {}, region=None) == []


def test_an_endpoint_of_an_unseen_profile_is_unpriced(bill):
    assert "the profile of the endpoint is not in the input" in bill(_ENDPOINT, {}, region=None)[0]
