"""What state machines bill for."""


def test_a_machine_is_standard_unless_told_otherwise(bill):
    assert bill("aws_sfn_state_machine", {}, usage={"monthly_transitions": 10_000}, region="eu-west-3") == [
        "Transitions: 10 1K transitions x 0.0297 = 0.30"
    ]


def test_an_express_machine_bills_by_rounded_time_and_memory(bill):
    usage = {"monthly_requests": 36_000_000, "workflow_duration_ms": 450, "memory_mb": 100}
    assert bill("aws_sfn_state_machine", {"type": "EXPRESS"}, usage=usage) == [
        "Requests: 36 1M requests x 1 = 36.00",
        "Duration (first 1K): 625 GB-hours x 0.060012 = 37.51",
    ]


def test_long_express_workflows_reach_the_cheaper_tiers(bill):
    usage = {"monthly_requests": 36_000_000, "workflow_duration_ms": 1000, "memory_mb": 1024}
    assert bill("aws_sfn_state_machine", {"type": "EXPRESS"}, usage=usage)[1:] == [
        "Duration (first 1K): 1000 GB-hours x 0.060012 = 60.01",
        "Duration (next 4K): 4000 GB-hours x 0.029988 = 119.95",
        "Duration (over 5K): 5000 GB-hours x 0.016416 = 82.08",
    ]


def test_a_memory_that_nobody_gave_leaves_the_duration_open(bill):
    usage = {"monthly_requests": 1_000_000, "workflow_duration_ms": 100}
    assert bill("aws_sfn_state_machine", {"type": "EXPRESS"}, usage=usage)[1] == (
        "Duration (first 1K): usage GB-hours x 0.060012"
    )


def test_a_type_that_is_not_known_is_unpriced(bill):
    lines = bill("aws_sfn_state_machine", {}, unknown={"type": True}, unset=False)
    assert lines[0] == "Transitions: unpriced, `type` is known only after apply"
