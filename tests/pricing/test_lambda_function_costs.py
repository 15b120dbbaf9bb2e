"""What Lambda functions bill for."""

BUSY = {"monthly_requests": 2_000_000_000, "request_duration_ms": 1000}


def test_a_function_says_what_its_use_would_cost(bill):
    assert bill("aws_lambda_function", {}) == [
        "Requests: usage 1M requests x 0.2",
        "Ephemeral storage: usage GB-seconds x 0.0000000309",
        "Duration (first 6B): usage GB-seconds x 0.0000166667",
    ]


def test_duration_is_memory_over_time_in_tiers(bill):
    assert bill("aws_lambda_function", {"memory_size": 10240}, usage=BUSY)[1:] == [
        "Duration (first 6B): 6000000000 GB-seconds x 0.0000166667 = 100000.20",
        "Duration (next 9B): 9000000000 GB-seconds x 0.000015 = 135000.00",
        "Duration (over 15B): 5000000000 GB-seconds x 0.0000133334 = 66667.00",
    ]


def test_arm_has_its_own_tiers_and_storage_bills_beyond_half_a_gigabyte(bill):
    values = {"memory_size": 1024, "architectures": ["arm64"], "ephemeral_storage": [{"size": 1536}]}
    usage = {"monthly_requests": 100_000_000, "request_duration_ms": 1000}
    assert bill("aws_lambda_function", values, usage=usage)[1:] == [
        "Ephemeral storage: 100000000 GB-seconds x 0.0000000309 = 3.09",
        "Duration (first 7.5B): 100000000 GB-seconds x 0.0000133334 = 1333.34",
    ]


def test_requests_without_a_duration_leave_the_duration_to_usage(bill):
    found = bill("aws_lambda_function", {}, usage={"monthly_requests": 1_000_000}, region="ap-east-1")
    assert (found[0], found[2][:27]) == ("Requests: 1 1M requests x 0.28 = 0.28", "Duration (first 6B): usage ")


def test_china_bills_in_another_currency_and_is_unpriced(bill):
    why = "unpriced, the price book has no such price for cn-north-1, which bills apart from the commercial regions"
    assert bill("aws_lambda_function", {}, region="cn-north-1")[0] == f"Requests: {why}"


def test_a_memory_that_is_known_after_apply_leaves_requests_priced(bill):
    found = bill("aws_lambda_function", {}, usage=BUSY, unknown={"memory_size": True}, unset=False)
    assert found[0] == "Requests: 2000 1M requests x 0.2 = 400.00"
    assert found[1] == "Duration: unpriced, `memory_size` is known only after apply"


def test_provisioned_concurrency_takes_the_memory_of_its_function(bill, resource):
    function = resource("aws_lambda_function", {"memory_size": 1024})
    values, usage = {"provisioned_concurrent_executions": 10}, {"monthly_duration_hrs": 100}
    found = bill("aws_lambda_provisioned_concurrency_config", values, usage=usage, linked={"function_name": [function]})
    assert found == [
        "Requests: usage 1M requests x 0.2",
        "Provisioned Concurrency: 3600000 GB-seconds x 0.0000041667 = 15.00",
        "Duration: usage GB-seconds x 0.0000097222",
    ]
