"""What federated identity credentials bill for."""

_CREDENTIAL = "azurerm_federated_identity_credential"


def test_the_first_fifty_thousand_users_are_free(bill):
    assert bill(_CREDENTIAL, {}, usage={"monthly_active_p2_users": 60_000}, region="") == [
        "Active users (P2): 10000 users x 0.01625 = 162.50",
    ]
    assert bill(_CREDENTIAL, {}, usage={"monthly_active_p1_users": 100}, region="") == [
        "Active users (P1): 0 users x 0.00325 = 0.00",
    ]


def test_without_usage_both_licences_show_their_price(bill):
    assert bill(_CREDENTIAL, {}, region="") == [
        "Active users (P1): usage users x 0.00325",
        "Active users (P2): usage users x 0.01625",
    ]
