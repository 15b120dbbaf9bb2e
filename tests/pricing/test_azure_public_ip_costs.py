"""What Azure's public addresses and prefixes bill for."""

_STATIC = {"allocation_method": "Static", "sku": "Standard"}


def test_a_static_address_bills_by_the_hour(bill):
    assert bill("azurerm_public_ip", _STATIC, region="eastus") == [
        "IP address (static, regional): 730 hours x 0.005 = 3.65"
    ]


def test_a_dynamic_address_of_the_basic_sku_is_cheaper(bill):
    assert bill("azurerm_public_ip", {"allocation_method": "Dynamic", "sku": "Basic"}, region="westeurope") == [
        "IP address (dynamic, regional): 730 hours x 0.004 = 2.92"
    ]


def test_an_ipv6_address_is_free(bill):
    assert bill("azurerm_public_ip", {**_STATIC, "ip_version": "IPv6"}, region="eastus") == []


def test_ddos_ip_protection_bills_by_the_month(bill):
    lines = bill("azurerm_public_ip", {**_STATIC, "ddos_protection_mode": "Enabled"}, region="eastus")
    assert lines[1:] == ["DDoS IP protection: 1 months x 199 = 199.00"]


def test_a_plan_takes_the_place_of_ddos_ip_protection(bill):
    values = {**_STATIC, "ddos_protection_mode": "Enabled", "ddos_protection_plan_id": "plan"}
    assert len(bill("azurerm_public_ip", values, region="eastus")) == 1


def test_a_prefix_bills_for_each_of_its_addresses(bill):
    assert bill("azurerm_public_ip_prefix", {"prefix_length": 31}, region="eastus") == [
        "IP prefix: 1460 hours x 0.006 = 8.76"
    ]


def test_a_prefix_has_sixteen_addresses_unless_it_says_otherwise(bill):
    assert bill("azurerm_public_ip_prefix", {}, region="eastus") == ["IP prefix: 11680 hours x 0.006 = 70.08"]


def test_a_sku_that_the_plan_does_not_know_yet_is_unpriced(bill):
    lines = bill(
        "azurerm_public_ip", {"allocation_method": "Static"}, unknown={"sku": True}, unset=False, region="eastus"
    )
    assert lines == ["Address: unpriced, `sku` is known only after apply"]


def test_an_unknown_region_is_unpriced(bill):
    assert "unpriced" in bill("azurerm_public_ip", _STATIC, region="mars-1")[0]
