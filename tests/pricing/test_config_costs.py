"""What AWS Config bills for."""


def test_a_recorder_bills_by_item(bill):
    usage = {"monthly_config_items": 1000, "monthly_custom_config_items": 2000}
    assert bill("aws_config_configuration_recorder", {}, usage=usage) == [
        "Config items: 1000 records x 0.003 = 3.00",
        "Custom config items: 2000 records x 0.003 = 6.00",
    ]


def test_a_recorder_that_looks_once_a_day_costs_more_an_item(bill):
    values = {"recording_mode": [{"recording_frequency": "DAILY"}]}
    assert bill("aws_config_configuration_recorder", values, region="eu-west-1")[0] == (
        "Config items: usage records x 0.012"
    )


def test_rules_bill_by_the_tiers_of_their_evaluations(bill):
    assert bill("aws_config_config_rule", {}, usage={"monthly_rule_evaluations": 600_000}) == [
        "Rule evaluations (first 100K): 100000 evaluations x 0.001 = 100.00",
        "Rule evaluations (next 400K): 400000 evaluations x 0.0008 = 320.00",
        "Rule evaluations (over 500K): 100000 evaluations x 0.0005 = 50.00",
    ]


def test_a_frequency_that_is_not_known_is_unpriced(bill):
    lines = bill("aws_config_configuration_recorder", {}, unknown={"recording_mode": True}, unset=False)
    assert lines[0] == "Config items: unpriced, `recording_mode.recording_frequency` is known only after apply"
