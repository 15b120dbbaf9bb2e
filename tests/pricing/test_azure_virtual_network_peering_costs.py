"""What the peering of Azure's virtual networks bills for."""

import pytest

_PEERING = "azurerm_virtual_network_peering"


@pytest.fixture
def peered(resource):
    """The networks of a peering, by their regions."""

    def networks(here, there):
        return {
            "virtual_network_name": [resource("azurerm_virtual_network", {}, region=here, name="here")],
            "remote_virtual_network_id": [resource("azurerm_virtual_network", {}, region=there, name="there")],
        }

    return networks


def test_within_a_region_both_directions_bill(bill, peered):
    usage = {"monthly_data_transfer_gb": 100}
    assert bill(_PEERING, {}, linked=peered("eastus", "eastus"), usage=usage, region=None) == [
        "Inbound data transfer: 100 GB x 0.01 = 1.00",
        "Outbound data transfer: 100 GB x 0.01 = 1.00",
    ]


def test_between_regions_the_zone_of_this_side_decides(bill, peered):
    assert bill(_PEERING, {}, linked=peered("brazilsouth", "eastus"), region=None) == [
        "Inbound data transfer: usage GB x 0.16",
        "Outbound data transfer: usage GB x 0.16",
    ]


def test_the_older_usage_key_counts_too(bill, peered):
    lines = bill(_PEERING, {}, linked=peered("eastus", "eastus"), usage={"data_processed_gb": 7}, region=None)
    assert lines[0] == "Inbound data transfer: 7 GB x 0.01 = 0.07"


def test_a_remote_network_that_is_not_in_the_plan_leaves_it_unpriced(bill, peered):
    linked = {"virtual_network_name": peered("eastus", "eastus")["virtual_network_name"]}
    lines = bill(_PEERING, {}, linked=linked, region=None)
    assert lines[0] == "Inbound: unpriced, the remote network is not in the input, and the price depends on it"
