"""What CloudFront bills for."""

_ORIGIN = [{"domain_name": "a.example.com", "origin_shield": [{"enabled": True, "origin_shield_region": "sa-east-1"}]}]


def test_without_usage_the_rates_of_the_first_part_of_the_world_are_shown(bill):
    assert bill("aws_cloudfront_distribution", {}, region="") == [
        "Invalidation requests (first 1k): usage paths x 0",
        "US, Mexico, Canada > Data transfer out to internet (first 10TB): usage GB x 0.085",
        "US, Mexico, Canada > Data transfer out to origin: usage GB x 0.02",
        "US, Mexico, Canada > HTTP requests: usage 10k requests x 0.0075",
        "US, Mexico, Canada > HTTPS requests: usage 10k requests x 0.01",
    ]


def test_each_part_of_the_world_that_the_usage_file_speaks_of_has_its_tiers(bill):
    usage = {"monthly_data_transfer_to_internet_gb": {"japan": 60000, "india": 1}}
    lines = bill("aws_cloudfront_distribution", {}, usage=usage)
    assert [line for line in lines if "internet" in line] == [
        "Japan > Data transfer out to internet (first 10TB): 10240 GB x 0.114 = 1167.36",
        "Japan > Data transfer out to internet (next 40TB): 40960 GB x 0.089 = 3645.44",
        "Japan > Data transfer out to internet (next 100TB): 8800 GB x 0.086 = 756.80",
        "India > Data transfer out to internet (first 10TB): 1 GB x 0.109 = 0.11",
    ]


def test_invalidations_beyond_a_thousand_bill(bill):
    assert bill("aws_cloudfront_distribution", {}, usage={"monthly_invalidation_requests": 1200})[:2] == [
        "Invalidation requests (first 1k): 1000 paths x 0 = 0.00",
        "Invalidation requests (over 1k): 200 paths x 0.005 = 1.00",
    ]


def test_a_dedicated_address_bills_for_a_certificate(bill):
    values = {"viewer_certificate": [{"ssl_support_method": "vip"}]}
    assert bill("aws_cloudfront_distribution", values)[0] == ("Dedicated IP custom SSLs: 1 certificates x 600 = 600.00")


def test_origin_shield_bills_by_where_it_stands(bill):
    usage = {"monthly_shield_requests": {"south_america": 20000}}
    assert bill("aws_cloudfront_distribution", {"origin": _ORIGIN}, usage=usage)[0] == (
        "Origin shield HTTP requests (South America sa-east-1): 2 10k requests x 0.016 = 0.03"
    )


def test_a_shield_in_a_region_that_the_book_lacks_is_unpriced(bill):
    values = {"origin": [{"origin_shield": [{"enabled": True, "origin_shield_region": "mars-1"}]}]}
    assert bill("aws_cloudfront_distribution", values)[0] == (
        "Origin shield HTTP requests (mars-1 mars-1): unpriced, "
        "the price book has no price of cloudfront shield/mars-1 in global"
    )


def test_encryption_and_real_time_logs_bill_where_they_are_on(bill):
    values = {
        "default_cache_behavior": [{"field_level_encryption_id": "x"}],
        "ordered_cache_behavior": [{"realtime_log_config_arn": "arn:aws:cloudfront::1:realtime-log-config/x"}],
    }
    usage = {"monthly_encryption_requests": 100000, "monthly_log_lines": 5_000_000}
    assert bill("aws_cloudfront_distribution", values, usage=usage)[:2] == [
        "Field level encryption requests: 10 10k requests x 0.02 = 0.20",
        "Real-time log requests: 5 1M lines x 0.01 = 0.05",
    ]


def test_a_function_bills_by_invocation(bill):
    assert bill("aws_cloudfront_function", {}, usage={"monthly_requests": 10_000_000}) == [
        "Total number of invocations: 10 1M invocations x 0.1 = 1.00"
    ]


def test_settings_that_are_not_known_leave_the_traffic_intact(bill):
    lines = bill("aws_cloudfront_distribution", {}, unknown={"viewer_certificate": True}, unset=False)
    assert lines[0].startswith("Dedicated ips: unpriced")
    assert lines[-1] == "US, Mexico, Canada > HTTPS requests: usage 10k requests x 0.01"
