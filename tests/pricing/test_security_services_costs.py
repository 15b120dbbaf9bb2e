"""What trails, detectors, scanners and security modules bill for."""


def test_a_security_module_runs_the_whole_month_unless_told_otherwise(bill):
    assert bill("aws_cloudhsm_v2_hsm", {}) == ["HSM usage: 730 hours x 1.6 = 1168.00"]
    assert bill("aws_cloudhsm_v2_hsm", {}, usage={"monthly_hrs": 100}, region="ap-southeast-1") == [
        "HSM usage: 100 hours x 1.86 = 186.00"
    ]


def test_a_trail_bills_for_copies_data_and_insights(bill):
    usage = {"monthly_additional_management_events": 100_000, "monthly_data_events": 200_000}
    values = {"insight_selector": [{"insight_type": "ApiCallRateInsight"}]}
    assert bill("aws_cloudtrail", values, usage=usage) == [
        "Management events (additional copies): 1 100k events x 2 = 2.00",
        "Data events: 2 100k events x 0.1 = 0.20",
        "Insight events: usage 100k events x 0.35",
    ]


def test_a_trail_without_global_events_shows_no_copies(bill):
    assert bill("aws_cloudtrail", {"include_global_service_events": False}) == ["Data events: usage 100k events x 0.1"]


def test_an_event_data_store_bills_by_its_retention(bill):
    usage = {"monthly_data_ingested_gb": 6000}
    assert bill("aws_cloudtrail_event_data_store", {}, usage=usage)[0] == "Data ingested: 6000 GB x 0.75 = 4500.00"
    values = {"billing_mode": "FIXED_RETENTION_PRICING"}
    assert bill("aws_cloudtrail_event_data_store", values, usage=usage)[:2] == [
        "Data ingested (first 5TB): 5120 GB x 2.5 = 12800.00",
        "Data ingested (next 20TB): 880 GB x 1 = 880.00",
    ]


def test_a_detector_bills_by_what_it_reads_and_protects(bill):
    values = {"datasources": [{"s3_logs": [{"enable": True}]}]}
    assert bill("aws_guardduty_detector", values, usage={"monthly_flow_and_dns_logs_gb": 600}) == [
        "CloudTrail management events: usage 1M events x 4",
        "VPC flow and DNS logs (first 500GB): 500 GB x 1 = 500.00",
        "VPC flow and DNS logs (next 2000GB): 100 GB x 0.5 = 50.00",
        "S3 data events (first 500M): usage 1M events x 0.8",
    ]


def test_a_protection_plan_that_is_off_bills_for_nothing(bill):
    assert bill("aws_guardduty_detector_feature", {"name": "RDS_LOGIN_EVENTS", "status": "DISABLED"}) == []


def test_macie_inspects_a_gigabyte_for_nothing(bill):
    usage = {"buckets": 20, "monthly_data_inspected_gb": 11}
    assert bill("aws_macie2_account", {}, usage=usage) == [
        "S3 buckets: 20 buckets x 0.1 = 2.00",
        "Objects monitored: usage 100k objects x 0.01",
        "Data inspected (next 50000GB): 10 GB x 1 = 10.00",
    ]


def test_inspector_bills_for_what_is_turned_on(bill):
    assert bill("aws_inspector2_enabler", {"resource_types": ["EC2", "LAMBDA"]}, usage={"instances": 10}) == [
        "EC2 instances: 10 instances x 1.2528 = 12.53",
        "Lambda functions: usage functions x 0.3",
    ]


def test_shield_advanced_bills_by_the_month(bill):
    assert bill("aws_shield_subscription", {}, region="") == ["Shield Advanced: 1 months x 3000 = 3000.00"]


def test_what_protected_resources_send_is_unpriced(bill):
    assert bill("aws_shield_protection", {}, region=None) == [
        "Data transfer out: unpriced, the price book has no price of shield transfer in global"
    ]
