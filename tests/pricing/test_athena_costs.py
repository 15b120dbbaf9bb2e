"""What Athena workgroups bill for."""


def test_queries_bill_by_what_they_scan(bill):
    assert bill("aws_athena_workgroup", {}, usage={"monthly_data_scanned_tb": 2}) == ["Data scanned: 2 TB x 5 = 10.00"]


def test_without_usage_the_price_is_shown_in_another_region_too(bill):
    assert bill("aws_athena_workgroup", {}, region="eu-west-1") == ["Data scanned: usage TB x 5"]
