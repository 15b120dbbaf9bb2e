"""What Azure Maps bills for."""


def test_transactions_are_shown_though_the_book_has_no_price(bill):
    assert bill("azurerm_maps_account", {"sku_name": "g2"}, region="") == [
        "Transactions (G2): unpriced, the price book has no price of maps transactions/g2 in global",
    ]
