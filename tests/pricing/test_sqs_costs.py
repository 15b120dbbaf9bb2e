"""What SQS queues bill for."""


def test_a_queue_bills_by_request(bill):
    assert bill("aws_sqs_queue", {}, usage={"monthly_requests": 1_000_000}) == ["Requests: 1 1M requests x 0.4 = 0.40"]


def test_a_first_in_first_out_queue_costs_more(bill):
    assert bill("aws_sqs_queue", {"fifo_queue": True}, region="eu-west-1") == ["Requests: usage 1M requests x 0.5"]


def test_a_request_counts_once_for_each_64_kb(bill):
    usage = {"monthly_requests": 1_000_000, "request_size_kb": 63.5}
    assert bill("aws_sqs_queue", {}, usage=usage) == ["Requests: 1 1M requests x 0.4 = 0.40"]
    usage = {"monthly_requests": 1_000_000, "request_size_kb": 65}
    assert bill("aws_sqs_queue", {}, usage=usage) == ["Requests: 2 1M requests x 0.4 = 0.80"]


def test_beyond_a_hundred_billion_requests_cost_less(bill):
    assert bill("aws_sqs_queue", {}, usage={"monthly_requests": 101_000_000_000}) == [
        "Requests: 100000 1M requests x 0.4 = 40000.00",
        "Requests: 1000 1M requests x 0.3 = 300.00",
    ]


def test_a_kind_of_queue_that_is_not_known_is_unpriced(bill):
    assert bill("aws_sqs_queue", {}, unknown={"fifo_queue": True}, unset=False) == [
        "Requests: unpriced, `fifo_queue` is known only after apply"
    ]
