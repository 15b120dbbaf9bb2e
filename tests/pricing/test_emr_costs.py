"""What EMR clusters bill for."""


def test_each_group_bills_for_its_machines_and_the_fee(bill):
    values = {
        "master_instance_group": [{"instance_type": "m5.xlarge"}],
        "core_instance_group": [{"instance_type": "m5.xlarge", "instance_count": 2}],
    }
    assert bill("aws_emr_cluster", values) == [
        "master_instance_group > Instance usage (Linux/UNIX, on-demand, m5.xlarge): 730 hours x 0.192 = 140.16",
        "master_instance_group > EMR usage (m5.xlarge): 730 hours x 0.048 = 35.04",
        "core_instance_group > Instance usage (Linux/UNIX, on-demand, m5.xlarge): 1460 hours x 0.192 = 280.32",
        "core_instance_group > EMR usage (m5.xlarge): 1460 hours x 0.048 = 70.08",
    ]


def test_spot_groups_and_fleets_are_unpriced(bill):
    spot = {"core_instance_group": [{"instance_type": "m5.xlarge", "bid_price": "0.1"}]}
    fleet = {"core_instance_fleet": [{}]}
    assert bill("aws_emr_cluster", spot) == [
        "Instance groups: unpriced, `core_instance_group` runs on spot machines, whose prices change"
    ]
    assert bill("aws_emr_cluster", fleet) == [
        "Instance fleets: unpriced, `core_instance_fleet` takes the machines that are cheapest when it starts"
    ]


def test_another_region_has_its_own_machine_prices_and_the_same_fee(bill):
    values = {"master_instance_group": [{"instance_type": "m5.xlarge"}]}
    assert bill("aws_emr_cluster", values, region="eu-west-1")[1] == (
        "master_instance_group > EMR usage (m5.xlarge): 730 hours x 0.048 = 35.04"
    )
