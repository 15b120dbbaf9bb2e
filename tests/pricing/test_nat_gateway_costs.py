"""What a NAT gateway bills for."""


def test_a_gateway_bills_by_the_hour_and_says_what_a_gigabyte_costs(bill):
    assert bill("aws_nat_gateway", {}) == [
        "NAT gateway: 730 hours x 0.045 = 32.85",
        "Data processed: usage GB x 0.045",
    ]


def test_usage_gives_the_gigabytes(bill):
    assert bill("aws_nat_gateway", {}, usage={"monthly_data_processed_gb": 100})[1] == (
        "Data processed: 100 GB x 0.045 = 4.50"
    )


def test_a_region_that_the_book_lacks_is_unpriced_never_another_regions_price(bill):
    assert bill("aws_nat_gateway", {}, region="mars-1")[0] == (
        "NAT gateway: unpriced, the price book knows no region `mars-1`"
    )
