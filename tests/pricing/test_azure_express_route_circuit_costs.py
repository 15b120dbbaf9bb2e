"""What Azure's ExpressRoute circuits bill for."""

_CIRCUIT = "azurerm_express_route_circuit"


def _of(family):
    return {"bandwidth_in_mbps": 50, "sku": [{"tier": "Standard", "family": family}]}


def test_a_metered_circuit_bills_by_the_month_and_for_what_leaves(bill):
    usage = {"monthly_outbound_data_transfer_gb": 100}
    assert bill(_CIRCUIT, _of("MeteredData"), usage=usage, region="eastus") == [
        "Circuit (standard, metered, 50 Mbps): 1 months x 55 = 55.00",
        "Outbound data transfer: 100 GB x 0.025 = 2.50",
    ]


def test_an_unlimited_circuit_has_no_price_for_data(bill):
    assert bill(_CIRCUIT, _of("UnlimitedData"), region="eastus") == [
        "Circuit (standard, unlimited, 50 Mbps): 1 months x 300 = 300.00"
    ]


def test_a_zone_without_a_known_price_is_unpriced(bill):
    assert "unpriced" in bill(_CIRCUIT, _of("UnlimitedData"), region="brazilsouth")[0]


def test_a_circuit_on_a_direct_port_is_never_priced_as_a_providers(bill):
    values = {
        "bandwidth_in_gbps": 1,
        "express_route_port_id": "port",
        "sku": [{"tier": "Standard", "family": "UnlimitedData"}],
    }
    assert "unpriced" in bill(_CIRCUIT, values, region="eastus")[0]


def test_an_unknown_bandwidth_is_unpriced(bill):
    values = {"sku": [{"tier": "Standard", "family": "UnlimitedData"}]}
    lines = bill(_CIRCUIT, values, unknown={"bandwidth_in_mbps": True}, unset=False, region="eastus")
    assert lines == ["Circuit: unpriced, `bandwidth_in_mbps` is known only after apply"]
