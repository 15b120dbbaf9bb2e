"""What Defender for Cloud bills for."""

_PRICING = "azurerm_security_center_subscription_pricing"


def test_servers_bill_by_their_plan(bill):
    usage = {"monthly_servers_plan_1_nodes": 1, "monthly_servers_plan_2_nodes": 2}
    assert bill(_PRICING, {"tier": "Standard"}, usage=usage, region="") == [
        "Defender for servers, plan 1: 1 server x 4.9056 = 4.91",
        "Defender for servers, plan 2: 2 server x 14.6 = 29.20",
    ]


def test_a_subplan_leaves_one_of_the_plans(bill):
    assert bill(_PRICING, {"tier": "Standard", "subplan": "P1"}, region="") == [
        "Defender for servers, plan 1: usage server x 4.9056",
    ]


def test_amounts_come_in_the_unit_of_the_price(bill):
    values = {"tier": "Standard", "resource_type": "CosmosDbs"}
    assert bill(_PRICING, values, usage={"cosmosdb_request_units": 900}, region="") == [
        "Defender for Cosmos DB: 9 RU/s x 100 x 0.876 = 7.88",
    ]


def test_free_is_free(bill):
    assert bill(_PRICING, {"tier": "Free", "resource_type": "Arm"}, region="") == []


def test_a_plan_that_the_book_lacks_is_unpriced(bill):
    assert bill(_PRICING, {"tier": "Standard", "resource_type": "Api"}, region="") == [
        "Defender: unpriced, the price book holds no Defender plan for `Api`",
    ]
