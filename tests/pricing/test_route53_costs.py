"""What Route 53 bills for."""


def test_a_zone_bills_by_the_month_wherever_it_is_made(bill):
    assert bill("aws_route53_zone", {}, region="") == ["Hosted zone: 1 months x 0.5 = 0.50"]


def test_a_record_bills_by_the_kind_and_tier_of_its_queries(bill):
    usage = {"monthly_standard_queries": 1_100_000_000, "monthly_geo_queries": 1_000_000}
    assert bill("aws_route53_record", {}, usage=usage, region="") == [
        "Standard queries (first 1B): 1000 1M queries x 0.4 = 400.00",
        "Standard queries (over 1B): 100 1M queries x 0.2 = 20.00",
        "Latency based routing queries (first 1B): usage 1M queries x 0.6",
        "Geo DNS queries (first 1B): 1 1M queries x 0.7 = 0.70",
    ]


def test_an_alias_of_an_aws_resource_is_answered_for_nothing(bill):
    assert bill("aws_route53_record", {"alias": [{"name": "lb.amazonaws.com"}]}, region="") == []


def test_an_alias_of_another_record_bills(bill, resource):
    other = resource("aws_route53_record", {}, name="other")
    lines = bill("aws_route53_record", {"alias": [{"name": "a.com"}]}, linked={"alias.name": [other]}, region="")
    assert lines[0] == "Standard queries (first 1B): usage 1M queries x 0.4"


def test_a_health_check_bills_each_optional_feature(bill):
    values = {"type": "HTTPS_STR_MATCH", "request_interval": 10, "measure_latency": True}
    assert bill("aws_route53_health_check", values, region="") == [
        "Health check: 1 months x 0.5 = 0.50",
        "Optional features: 4 months x 1 = 4.00",
    ]


def test_an_endpoint_outside_aws_costs_more(bill):
    values = {"type": "HTTPS", "request_interval": 30}
    assert bill("aws_route53_health_check", values, usage={"endpoint_type": "non_aws"}, region="") == [
        "Health check: 1 months x 0.75 = 0.75",
        "Optional features: 1 months x 2 = 2.00",
    ]


def test_a_resolver_endpoint_bills_by_its_addresses(bill):
    values = {"ip_address": [{"subnet_id": "a"}, {"subnet_id": "b"}]}
    assert bill("aws_route53_resolver_endpoint", values, usage={"monthly_queries": 1_500_000_000}) == [
        "Resolver endpoints: 1460 hours x 0.125 = 182.50",
        "DNS queries (first 1B): 1000 1M queries x 0.4 = 400.00",
        "DNS queries (over 1B): 500 1M queries x 0.2 = 100.00",
    ]


def test_addresses_that_are_not_known_leave_the_endpoint_unpriced(bill):
    lines = bill("aws_route53_resolver_endpoint", {}, unknown={"ip_address": True}, unset=False)
    assert lines[0] == "Resolver interfaces: unpriced, the blocks `ip_address` are known only after apply"


def test_a_check_of_other_checks_has_no_endpoint_that_could_be_elsewhere(bill):
    usage = {"endpoint_type": "non_aws"}
    found = bill("aws_route53_health_check", {"type": "CALCULATED"}, usage=usage)
    assert found == ["Health check: 1 months x 0.5 = 0.50"]
