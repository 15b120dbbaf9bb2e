"""What SNS topics bill for."""


def test_a_topic_bills_beyond_the_free_requests_and_deliveries(bill):
    usage = {"monthly_requests": 2_000_000, "http_subscriptions": 1, "email_subscriptions": 0}
    assert bill("aws_sns_topic", {}, usage=usage) == [
        "API requests (over 1M): 1 1M requests x 0.5 = 0.50",
        "HTTP/HTTPS notifications (over 100k): 19 100k notifications x 0.06 = 1.14",
        "Email/Email-JSON notifications (over 1k): 0 100k notifications x 2 = 0.00",
        "Kinesis Firehose notifications: usage 1M notifications x 0.19",
        "Mobile Push notifications: usage 1M notifications x 0.5",
        "MacOS notifications: usage 1M notifications x 0.5",
        "SMS notifications (over 100): usage 100 notifications x 0.75",
    ]


def test_a_request_counts_once_for_each_64_kb(bill):
    usage = {"monthly_requests": 1_000_000, "request_size_kb": 65}
    assert bill("aws_sns_topic", {}, usage=usage)[0] == "API requests (over 1M): 1 1M requests x 0.5 = 0.50"


def test_text_messages_take_the_price_that_the_usage_file_gives(bill):
    usage = {"monthly_requests": 200, "sms_subscriptions": 1, "sms_notification_price": 0.008}
    assert bill("aws_sns_topic", {}, usage=usage)[-1] == (
        "SMS notifications (over 100): 1 100 notifications x 0.8 = 0.80"
    )


def test_a_first_in_first_out_topic_bills_by_message_size_and_queue(bill, resource):
    queue = resource("aws_sns_topic_subscription", {"protocol": "sqs"})
    usage = {"monthly_requests": 1_000_000, "request_size_kb": 1000}
    assert bill("aws_sns_topic", {"fifo_topic": True}, usage=usage, users=[queue, queue]) == [
        "FIFO Publish API requests: 1 1M requests x 0.3 = 0.30",
        "FIFO Publish API payload: 1000 GB x 0.017 = 17.00",
        "FIFO notifications: 2 1M notifications x 0.01 = 0.02",
        "FIFO notification payload: 2000 GB x 0.001 = 2.00",
    ]


def test_a_subscription_of_a_queue_bills_for_nothing(bill):
    assert bill("aws_sns_topic_subscription", {"protocol": "sqs"}) == []


def test_a_subscription_of_a_web_address_bills_by_notification(bill):
    assert bill("aws_sns_topic_subscription", {"protocol": "https"}, region="eu-west-1") == [
        "HTTP notifications: usage 1M notifications x 0.6"
    ]


def test_a_kind_of_topic_that_is_not_known_is_unpriced(bill):
    lines = bill("aws_sns_topic", {}, unknown={"fifo_topic": True}, unset=False)
    assert lines[0] == "Api requests: unpriced, `fifo_topic` is known only after apply"
