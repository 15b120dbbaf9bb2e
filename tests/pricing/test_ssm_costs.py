"""What Systems Manager bills for."""


def test_a_standard_parameter_is_free(bill):
    assert bill("aws_ssm_parameter", {"tier": "Standard"}) == []


def test_an_advanced_parameter_bills_by_the_hour_and_interaction(bill):
    assert bill("aws_ssm_parameter", {"tier": "Advanced"}, usage={"monthly_api_interactions": 100_000}) == [
        "Parameter storage (advanced): 730 hours x 0.0000684931506849 = 0.05",
        "API interactions (advanced): 10 10k interactions x 0.05 = 0.50",
    ]


def test_a_standard_parameter_that_is_asked_often_bills_by_interaction(bill):
    assert bill("aws_ssm_parameter", {}, usage={"api_throughput_limit": "higher"}, region="eu-west-1") == [
        "API interactions (higher): usage 10k interactions x 0.05"
    ]


def test_of_intelligent_tiering_only_usage_tells(bill):
    assert bill("aws_ssm_parameter", {"tier": "Intelligent-Tiering"}) == [
        "Parameter storage (advanced): usage hours x 0.0000684931506849"
    ]


def test_machines_outside_aws_bill_beyond_a_thousand(bill):
    assert bill("aws_ssm_activation", {"registration_limit": 1000}) == []
    assert bill("aws_ssm_activation", {"registration_limit": 1001}, usage={"instances": 100}) == [
        "On-prem managed instances (advanced): 73000 hours x 0.00695 = 507.35"
    ]


def test_the_usage_file_may_say_the_tier_of_machines(bill):
    assert bill("aws_ssm_activation", {}, usage={"instance_tier": "advanced"}) == [
        "On-prem managed instances (advanced): usage hours x 0.00695"
    ]


def test_a_tier_that_is_not_known_is_unpriced(bill):
    assert bill("aws_ssm_parameter", {}, unknown={"tier": True}, unset=False)[0] == (
        "Parameter storage: unpriced, `tier` is known only after apply"
    )
