"""What event buses, schedules and pipes bill for."""


def test_a_bus_bills_for_events_archives_and_discovery(bill):
    usage = {
        "monthly_custom_events": 1_000_000,
        "monthly_third_party_events": 2_000_000,
        "monthly_archive_processing_gb": 100,
        "archive_storage_gb": 200,
        "monthly_schema_discovery_events": 1_000_000,
    }
    assert bill("aws_cloudwatch_event_bus", {}, usage=usage) == [
        "Custom events published: 1 1M events x 1 = 1.00",
        "Third-party events published: 2 1M events x 1 = 2.00",
        "Archive processing: 100 GB x 0.1 = 10.00",
        "Archive storage: 200 GB x 0.023 = 4.60",
        "Schema discovery: 1 1M events x 0.1 = 0.10",
    ]


def test_a_schedule_of_every_minute_stays_within_the_free_invocations(bill):
    assert bill("aws_scheduler_schedule", {"schedule_expression": "rate(1 minutes)"}) == [
        "Invocations (over 14M): 0 1M invocations x 1 = 0.00"
    ]


def test_invocations_beyond_fourteen_million_bill(bill):
    assert bill("aws_scheduler_schedule", {}, usage={"monthly_invocations": 20_000_000}) == [
        "Invocations (over 14M): 6 1M invocations x 1 = 6.00"
    ]


def test_a_pipe_bills_by_request(bill):
    assert bill("aws_pipes_pipe", {}, usage={"monthly_requests": 5_000_000}, region="eu-central-1") == [
        "Requests: 5 1M requests x 0.4 = 2.00"
    ]
