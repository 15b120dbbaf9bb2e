"""What Auto Scaling groups bill for."""

from decimal import Decimal

import pytest

from costguard.pricing.book.book import Book
from costguard.pricing.estimate import cost_of

ROOT = {"device_name": "/dev/xvda", "ebs": [{"volume_size": 50, "volume_type": "gp3"}]}


@pytest.fixture
def template(resource):
    """A launch template with a root disk."""
    values = {"instance_type": "m5.large", "block_device_mappings": [ROOT]}
    return resource("aws_launch_template", values, name="lt")


def test_a_group_bills_for_as_many_as_it_wants_and_names_its_template(bill, template):
    values = {"min_size": 1, "max_size": 5, "desired_capacity": 2, "launch_template": [{"id": "lt-1"}]}
    assert bill("aws_autoscaling_group", values, linked={"launch_template": [template]}) == [
        "aws_launch_template.lt > Instance usage (Linux/UNIX, on-demand, m5.large): 1460 hours x 0.096 = 140.16",
        "aws_launch_template.lt.block_device_mapping[0] > Storage (general purpose SSD, gp3): 100 GB x 0.08 = 8.00",
    ]


def test_the_bounds_are_those_that_it_scales_between(resource, template):
    values = {"min_size": 1, "max_size": 5, "desired_capacity": 2, "launch_template": [{"id": "lt-1"}]}
    group = resource("aws_autoscaling_group", values, linked={"launch_template": [template]})
    line = cost_of(group, Book()).lines[0]
    assert (line.low, line.high) == (Decimal("70.080"), Decimal("350.400"))


def test_a_group_that_does_not_say_what_it_wants_starts_the_least(bill, resource):
    disk = [{"volume_size": 30}]
    source = resource("aws_launch_configuration", {"instance_type": "m5.large", "root_block_device": disk}, name="lc")
    values = {"min_size": 2, "max_size": 5, "launch_configuration": "lc"}
    assert bill("aws_autoscaling_group", values, linked={"launch_configuration": [source]}) == [
        "aws_launch_configuration.lc > Instance usage (Linux/UNIX, on-demand, m5.large): 1460 hours x 0.096 = 140.16",
        "aws_launch_configuration.lc > EC2 detailed monitoring: 14 metrics x 0.3 = 4.20",
        "aws_launch_configuration.lc.root_block_device > Storage (general purpose SSD, gp2): 60 GB x 0.1 = 6.00",
    ]


def test_a_mixed_group_shares_its_capacity_by_weight_between_on_demand_and_spot(bill, template):
    specification = "mixed_instances_policy.launch_template.launch_template_specification"
    policy = {
        "instances_distribution": [{"on_demand_base_capacity": 2, "on_demand_percentage_above_base_capacity": 25}],
        "launch_template": [
            {
                "launch_template_specification": [{"launch_template_id": "lt-1"}],
                "override": [{"instance_type": "c5.xlarge", "weighted_capacity": "2"}],
            }
        ],
    }
    values = {"min_size": 10, "max_size": 10, "mixed_instances_policy": [policy]}
    # 10 units: 2 and a quarter of 8 on demand, 6 spot; an instance counts for 2.
    assert bill("aws_autoscaling_group", values, linked={specification: [template]}) == [
        "aws_launch_template.lt > Instance usage (Linux/UNIX, on-demand, c5.xlarge): 1460 hours x 0.17 = 248.20",
        (
            "aws_launch_template.lt > Instance usage (Linux/UNIX, spot, c5.xlarge): unpriced, "
            "the price book has no price of ec2_spot c5.xlarge in us-east-1"
        ),
        "aws_launch_template.lt.block_device_mapping[0] > Storage (general purpose SSD, gp3): 250 GB x 0.08 = 20.00",
    ]


def test_types_that_aws_chooses_are_not_guessed(bill, template):
    specification = "mixed_instances_policy.launch_template.launch_template_specification"
    override = {"instance_requirements": [{"vcpu_count": [{"min": 2}]}]}
    policy = {"launch_template": [{"launch_template_specification": [{"version": "1"}], "override": [override]}]}
    values = {"min_size": 1, "max_size": 1, "mixed_instances_policy": [policy]}
    assert bill("aws_autoscaling_group", values, linked={specification: [template]})[0] == (
        "Instances: unpriced, AWS chooses the instance type by `instance_requirements`"
    )


def test_a_template_that_is_not_in_the_plan_is_said_never_free(bill):
    why = "what the group starts, its launch template or configuration, is not in the plan"
    values = {"min_size": 1, "max_size": 5, "launch_template": [{"id": "lt-1"}]}
    assert bill("aws_autoscaling_group", values) == [f"Instances: unpriced, {why}", f"Volumes: unpriced, {why}"]


def test_usage_says_how_many_run_on_average(bill, template):
    values = {"min_size": 1, "max_size": 5, "launch_template": [{"id": "lt-1"}]}
    found = bill("aws_autoscaling_group", values, linked={"launch_template": [template]}, usage={"instances": 3})
    assert found[0].endswith("2190 hours x 0.096 = 210.24")


def test_public_addresses_of_a_template_bill_for_every_instance_in_every_region(bill, resource):
    values = {"instance_type": "m5.large", "network_interfaces": [{"associate_public_ip_address": "true"}]}
    source = resource("aws_launch_template", values, name="lt")
    group = {"min_size": 2, "max_size": 2, "launch_template": [{"id": "lt-1"}]}
    found = bill("aws_autoscaling_group", group, linked={"launch_template": [source]}, region="eu-west-1")
    assert found[-1] == "aws_launch_template.lt > Public IPv4 address: 1460 hours x 0.005 = 7.30"
