"""What the hubs of Azure's Virtual WAN, their gateways and connections bill for."""

_HUB = "azurerm_virtual_hub"


def test_a_hub_bills_by_the_hour_and_the_gigabyte(bill):
    assert bill(_HUB, {"sku": "Standard"}, usage={"monthly_data_processed_gb": 10}, region="eastus") == [
        "Deployment: 730 hours x 0.25 = 182.50",
        "Data processed: 10 GB x 0.02 = 0.20",
    ]


def test_routing_units_beyond_the_two_included_bill(bill):
    lines = bill(_HUB, {"sku": "Standard", "virtual_router_auto_scale_min_capacity": 4}, region="eastus")
    assert lines[2] == "Routing infrastructure units (over 2): 1460 hours x 0.1 = 146.00"


def test_a_hub_of_a_basic_wan_is_free(bill, resource):
    linked = {"virtual_wan_id": [resource("azurerm_virtual_wan", {"type": "Basic"})]}
    assert bill(_HUB, {}, linked=linked, region="eastus") == []


def test_a_site_gateway_bills_by_scale_unit(bill):
    assert bill("azurerm_vpn_gateway", {"scale_unit": 3}, region="westeurope") == [
        "S2S scale units (500 Mbps): 3 scale units x 263.53 = 790.59"
    ]


def test_a_point_to_site_gateway_bills_for_connected_hours_too(bill):
    usage = {"monthly_p2s_connections_hrs": 100}
    assert bill("azurerm_point_to_site_vpn_gateway", {"scale_unit": 2}, usage=usage, region="eastus") == [
        "P2S scale units (500 Mbps): 2 scale units x 263.53 = 527.06",
        "P2S connections: 100 hours x 0.0125 = 1.25",
    ]


def test_a_connection_takes_the_region_of_its_gateway(bill, resource):
    linked = {"vpn_gateway_id": [resource("azurerm_vpn_gateway", {}, region="eastus")]}
    assert bill("azurerm_vpn_gateway_connection", {}, linked=linked, region=None) == [
        "S2S Connections: 730 hours x 0.05 = 36.50"
    ]


def test_a_circuits_connection_takes_the_region_of_its_gateway(bill, resource):
    linked = {"express_route_gateway_id": [resource("azurerm_express_route_gateway", {}, region="eastus")]}
    assert bill("azurerm_express_route_connection", {}, linked=linked, region=None) == [
        "ER Connections: 730 hours x 0.05 = 36.50"
    ]


def test_scale_units_for_circuits_are_cheaper_from_the_sixth_on(bill):
    assert bill("azurerm_express_route_gateway", {"scale_units": 7}, region="eastus") == [
        "ER scale units (2 Gbps): 5 scale units x 306.6 = 1533.00",
        "ER scale units (2 Gbps, over 5): 2 scale units x 182.5 = 365.00",
    ]


def test_unknown_scale_units_are_unpriced(bill):
    lines = bill("azurerm_express_route_gateway", {}, unknown={"scale_units": True}, unset=False, region="eastus")
    assert lines == ["Express route gateway: unpriced, `scale_units` is known only after apply"]
