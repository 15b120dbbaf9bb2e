"""What S3 buckets bill for."""


def test_a_bucket_shows_what_standard_storage_costs(bill):
    assert bill("aws_s3_bucket", {}, region="eu-west-2") == [
        "Standard > Storage: usage GB x 0.024",
        "Standard > PUT, COPY, POST, LIST requests: usage 1k requests x 0.0053",
        "Standard > GET, SELECT, and all other requests: usage 1k requests x 0.00042",
        "Standard > Select data scanned: usage GB x 0.00225",
        "Standard > Select data returned: usage GB x 0.0008",
    ]


def test_storage_is_cheaper_by_the_tier(bill):
    assert bill("aws_s3_bucket", {}, usage={"standard": {"storage_gb": 600_000}})[:3] == [
        "Standard > Storage: 51200 GB x 0.023 = 1177.60",
        "Standard > Storage (next 450TB): 460800 GB x 0.022 = 10137.60",
        "Standard > Storage (over 500TB): 88000 GB x 0.021 = 1848.00",
    ]


def test_requests_bill_by_the_thousand(bill):
    assert bill("aws_s3_bucket", {}, usage={"standard": {"monthly_tier_1_requests": 10_000}})[1] == (
        "Standard > PUT, COPY, POST, LIST requests: 10 1k requests x 0.005 = 0.05"
    )


def test_a_class_that_the_usage_file_speaks_of_is_billed(bill):
    lines = bill("aws_s3_bucket", {}, usage={"glacier_deep_archive": {"storage_gb": 1000}})
    assert lines[5] == "Glacier deep archive > Storage: 1000 GB x 0.00099 = 0.99"


def test_a_rule_shows_the_class_that_it_moves_to_and_a_disabled_one_does_not(bill):
    enabled = {"lifecycle_rule": [{"enabled": True, "transition": [{"storage_class": "STANDARD_IA"}]}]}
    disabled = {"lifecycle_rule": [{"enabled": False, "transition": [{"storage_class": "STANDARD_IA"}]}]}
    assert "Standard - infrequent access > Storage: usage GB x 0.0125" in bill("aws_s3_bucket", enabled)
    assert len(bill("aws_s3_bucket", disabled)) == 5


def test_a_lifecycle_configuration_of_its_own_does_the_same(bill):
    rules = [
        {"status": "Enabled", "noncurrent_version_transition": [{"storage_class": "GLACIER"}]},
        {"status": "Disabled", "transition": [{"storage_class": "DEEP_ARCHIVE"}]},
    ]
    lines = bill("aws_s3_bucket_lifecycle_configuration", {"rule": rules})
    assert {line.partition(" > ")[0] for line in lines} == {"Standard", "Glacier flexible retrieval"}


def test_tags_are_shown_where_a_rule_goes_by_them(bill):
    values = {"lifecycle_rule": [{"enabled": True, "tags": {"keep": "no"}}]}
    assert bill("aws_s3_bucket", values, usage={"object_tags": 100_000})[0] == (
        "Object tagging: 10 10k tags x 0.0065 = 0.06"
    )


def test_analytics_and_inventories_bill_by_the_object(bill):
    assert bill("aws_s3_bucket_analytics_configuration", {}, usage={"monthly_monitored_objects": 10**7}) == [
        "Objects monitored: 10 1M objects x 0.1 = 1.00"
    ]
    assert bill("aws_s3_bucket_inventory", {}) == ["Objects listed: usage 1M objects x 0.0025"]


def test_china_bills_apart_and_is_unpriced(bill):
    assert bill("aws_s3_bucket", {}, region="cn-north-1")[0] == (
        "Standard > Storage: unpriced, "
        "the price book has no such price for cn-north-1, which bills apart from the commercial regions"
    )


def test_unknown_rules_are_said(bill):
    assert bill("aws_s3_bucket", {}, unknown={"lifecycle_rule": True}, unset=False) == [
        "Object tagging: unpriced, the blocks `lifecycle_rule` are known only after apply",
        "Storage classes: unpriced, the blocks `lifecycle_rule` are known only after apply",
    ]
