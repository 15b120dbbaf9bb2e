"""What App Service plans, environments and certificates bill for."""

import pytest

OLD = "azurerm_app_service_plan"
PLAN = "azurerm_service_plan"


@pytest.mark.parametrize(
    ("size", "system", "price"),
    [
        ("S1", "Windows", "0.1"),
        ("s1", "Linux", "0.095"),
        ("P1v3", "Linux", "0.155"),
        ("P1V3", "Windows", "0.315"),
        ("P0v3", "Linux", "0.0775"),
        ("I1v2", "Linux", "0.386"),
        ("B2", "Linux", "0.034"),
        ("F1", "Linux", "0"),
    ],
)
def test_an_instance_pays_by_its_size_and_system(bill, size, system, price):
    line = bill(PLAN, {"sku_name": size, "os_type": system}, region="eastus")[0]
    assert line.startswith(f"Instance usage ({size}): 730 hours x {price} = ")


def test_instances_are_counted(bill):
    assert bill(PLAN, {"sku_name": "S1", "os_type": "Windows", "worker_count": 3}, region="eastus") == [
        "Instance usage (S1): 2190 hours x 0.1 = 219.00"
    ]


def test_a_size_that_the_book_lacks_is_unpriced(bill):
    assert bill(PLAN, {"sku_name": "P1v9", "os_type": "Linux"}, region="eastus") == [
        "Instance usage (P1v9): unpriced, the price book has no price of app_service p1v9/linux in eastus"
    ]


def test_the_older_type_tells_its_system_by_kind_or_reservation(bill):
    sku = {"sku": [{"tier": "Standard", "size": "S1", "capacity": 2}]}
    assert bill(OLD, sku, region="eastus") == ["Instance usage (S1): 1460 hours x 0.1 = 146.00"]
    assert bill(OLD, {**sku, "kind": "Linux"}, region="eastus") == ["Instance usage (S1): 1460 hours x 0.095 = 138.70"]
    assert bill(OLD, {**sku, "reserved": True}, region="eastus") == ["Instance usage (S1): 1460 hours x 0.095 = 138.70"]


def test_premium_of_the_first_generation_is_told_from_its_followers(bill):
    sku = {"sku": [{"tier": "Premium", "size": "P1v1"}], "kind": "Linux"}
    assert bill(OLD, sku, region="eastus") == ["Instance usage (P1v1): 730 hours x 0.3 = 219.00"]


def test_an_elastic_plan_is_shown_with_its_apps_and_alone_without_them(bill, resource):
    values = {"sku_name": "EP1", "os_type": "Linux"}
    app = resource("azurerm_linux_function_app", {})
    assert bill(PLAN, values, region="eastus", users=[app]) == []
    assert bill(PLAN, values, region="eastus") == [
        "vCPU (EP1): 1 vCPU x 126.29 = 126.29",
        "Memory (EP1): 3.5 GB x 8.979 = 31.43",
    ]


def test_a_consumption_plan_costs_nothing_itself(bill):
    assert bill(PLAN, {"sku_name": "Y1", "os_type": "Linux"}, region="eastus") == []


def test_a_setting_that_scales_a_plan_bounds_its_cost(resource):
    from costguard.pricing.book.book import Book
    from costguard.pricing.estimate import cost_of

    profile = {"capacity": [{"default": 1, "minimum": 2, "maximum": 5}]}
    setting = resource("azurerm_monitor_autoscale_setting", {"profile": [profile]})
    plan = resource(PLAN, {"sku_name": "S1", "os_type": "Windows"}, region="eastus", users=[setting])
    line = cost_of(plan, Book()).lines[0]
    assert [float(amount) for amount in (line.low, line.monthly_cost, line.high)] == [146.0, 146.0, 365.0]


def test_a_size_known_only_after_apply_is_not_guessed(bill):
    assert bill(PLAN, {"os_type": "Linux"}, region="eastus", unknown={"sku_name": True}, unset=False) == [
        "Instances: unpriced, `sku_name` is known only after apply"
    ]


def test_an_environment_pays_a_stamp_fee_and_an_instance(bill):
    assert bill("azurerm_app_service_environment", {"pricing_tier": "I1"}, region="eastus") == [
        "Stamp fee: unpriced, the price book has no price of app_service stamp_fee/linux in eastus",
        "Instance usage (I1): 730 hours x 0.285 = 208.05",
    ]


def test_a_certificate_is_a_twelfth_of_a_year(bill):
    wildcard = {"product_type": "WildCard"}
    assert bill("azurerm_app_service_certificate_order", {}, region=None)[0].endswith("x 69.99 = 5.83")
    assert bill("azurerm_app_service_certificate_order", wildcard, region=None)[0].endswith("x 300 = 25.00")


@pytest.mark.parametrize(
    "kind", ["azurerm_app_service_certificate_binding", "azurerm_app_service_custom_hostname_binding"]
)
def test_a_certificate_that_is_bound_to_an_address_costs_wherever_the_site_is(bill, kind):
    assert bill(kind, {"ssl_state": "IpBasedEnabled"}, region=None) == ["IP SSL certificate: 1 months x 39 = 39.00"]
    assert bill(kind, {"ssl_state": "SniEnabled"}, region=None) == []
