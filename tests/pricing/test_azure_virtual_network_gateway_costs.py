"""What Azure's virtual network gateways and their connections bill for."""

import pytest

_GATEWAY = "azurerm_virtual_network_gateway"
_CONNECTION = "azurerm_virtual_network_gateway_connection"


@pytest.fixture
def gateway(resource):
    """A VPN gateway with twelve tunnels, c00 to c11."""
    tunnels = [resource(_CONNECTION, {"type": "IPsec"}, name=f"c{number:02}") for number in range(12)]
    return resource(_GATEWAY, {"type": "Vpn", "sku": "VpnGw2"}, users=tunnels, region="eastus")


def test_a_vpn_gateway_bills_by_sku_and_for_what_leaves_by_it(bill):
    usage = {"p2s_connection": 130, "monthly_data_transfer_gb": 10}
    assert bill(_GATEWAY, {"type": "Vpn", "sku": "VpnGw1"}, usage=usage, region="eastus") == [
        "VPN gateway (VpnGw1): 730 hours x 0.19 = 138.70",
        "VPN gateway P2S tunnels (over 128): 2 tunnel x 7.3 = 14.60",
        "VPN gateway data tranfer: 10 GB x 0.035 = 0.35",
    ]


def test_the_included_point_to_site_tunnels_are_not_on_the_bill(bill):
    lines = bill(_GATEWAY, {"type": "Vpn", "sku": "VpnGw1"}, usage={"p2s_connection": 128}, region="eastus")
    assert not any("P2S" in line for line in lines)


def test_an_express_route_gateway_has_no_tunnels_and_no_data(bill):
    assert bill(_GATEWAY, {"type": "ExpressRoute", "sku": "ErGw2AZ"}, region="westeurope") == [
        "ExpressRoute gateway (ErGw2AZ): 730 hours x 0.632 = 461.36"
    ]


def test_data_costs_more_in_another_zone(bill):
    lines = bill(_GATEWAY, {"type": "Vpn", "sku": "VpnGw1"}, region="southeastasia")
    assert lines[-1] != "VPN gateway data tranfer: usage GB x 0.035"


@pytest.mark.parametrize("name", ["c00", "c09"])
def test_the_first_ten_tunnels_are_included(bill, gateway, name):
    linked = {"virtual_network_gateway_id": [gateway]}
    assert bill(_CONNECTION, {"type": "IPsec"}, name=name, linked=linked, region="eastus") == []


def test_the_eleventh_tunnel_bills_by_the_hour(bill, gateway):
    linked = {"virtual_network_gateway_id": [gateway]}
    assert bill(_CONNECTION, {"type": "IPsec"}, name="c10", linked=linked, region="eastus") == [
        "VPN gateway (VpnGw2): 730 hours x 0.015 = 10.95"
    ]


def test_the_connection_of_a_circuit_is_free(bill):
    assert bill(_CONNECTION, {"type": "ExpressRoute"}, region="eastus") == []


def test_a_sku_known_after_apply_is_unpriced(bill):
    lines = bill(_GATEWAY, {"type": "ExpressRoute"}, unknown={"sku": True}, unset=False, region="eastus")
    assert lines == ["Gateway: unpriced, `sku` is known only after apply"]
