"""What APIs bill for."""


def test_a_rest_api_bills_by_the_tiers_of_its_requests(bill):
    assert bill("aws_api_gateway_rest_api", {}, usage={"monthly_requests": 21_000_000_000}) == [
        "Requests (first 333M): 333 1M requests x 3.5 = 1165.50",
        "Requests (next 667M): 667 1M requests x 2.8 = 1867.60",
        "Requests (next 19B): 19000 1M requests x 2.38 = 45220.00",
        "Requests (over 20B): 1000 1M requests x 1.51 = 1510.00",
    ]


def test_without_usage_a_rest_api_says_what_a_million_costs(bill):
    assert bill("aws_api_gateway_rest_api", {}, region="eu-west-1") == [
        "Requests (first 333M): usage 1M requests x 3.5"
    ]


def test_requests_of_an_http_api_count_once_for_each_512_kb(bill):
    usage = {"monthly_requests": 200_000_000, "request_size_kb": 513}
    assert bill("aws_apigatewayv2_api", {"protocol_type": "HTTP"}, usage=usage) == [
        "Requests (first 300M): 300 1M requests x 1 = 300.00",
        "Requests (over 300M): 100 1M requests x 0.9 = 90.00",
    ]


def test_messages_of_a_websocket_api_count_once_for_each_32_kb(bill):
    usage = {"monthly_messages": 1_000_000, "message_size_kb": 40, "monthly_connection_mins": 4_000_000}
    assert bill("aws_apigatewayv2_api", {"protocol_type": "WEBSOCKET"}, usage=usage) == [
        "Messages (first 1B): 2 1M messages x 1 = 2.00",
        "Connection duration: 4 1M minutes x 0.25 = 1.00",
    ]


def test_a_message_of_no_size_still_counts_as_one(bill):
    usage = {"monthly_messages": 1_000_000, "message_size_kb": 0}
    assert bill("aws_apigatewayv2_api", {"protocol_type": "WEBSOCKET"}, usage=usage)[0] == (
        "Messages (first 1B): 1 1M messages x 1 = 1.00"
    )


def test_a_cache_bills_by_its_size(bill):
    assert bill("aws_api_gateway_stage", {"cache_cluster_enabled": True, "cache_cluster_size": "0.5"}) == [
        "Cache memory (0.5 GB): 730 hours x 0.02 = 14.60"
    ]


def test_a_cache_that_is_off_bills_for_nothing(bill):
    assert bill("aws_api_gateway_stage", {"cache_cluster_enabled": False, "cache_cluster_size": "237"}) == []


def test_a_size_that_nobody_sells_is_unpriced(bill):
    assert bill("aws_api_gateway_stage", {"cache_cluster_enabled": True, "cache_cluster_size": "7"}) == [
        "Cache memory (7 GB): unpriced, the price book has no price of api_gateway cache/7 in us-east-1"
    ]
