"""What ECS services bill for."""

import pytest

FARGATE = {"launch_type": "FARGATE", "desired_count": 3}


@pytest.fixture
def task(resource):
    """A task definition of half a vCPU and one GB."""
    return resource("aws_ecs_task_definition", {"cpu": "512", "memory": "1024"})


def test_fargate_bills_for_vcpus_and_gigabytes_of_every_task(bill, task):
    assert bill("aws_ecs_service", FARGATE, linked={"task_definition": [task]}) == [
        "Per GB per hour: 3 GB x 3.24485 = 9.73",
        "Per vCPU per hour: 1.5 CPU x 29.5504 = 44.33",
    ]


def test_sizes_may_be_written_out_and_arm_is_cheaper(bill, resource):
    values = {"cpu": "1 vCPU", "memory": "2 GB", "runtime_platform": [{"cpu_architecture": "ARM64"}]}
    found = bill("aws_ecs_service", FARGATE, linked={"task_definition": [resource("aws_ecs_task_definition", values)]})
    assert found == ["Per GB per hour: 6 GB x 2.5988 = 15.59", "Per vCPU per hour: 3 CPU x 23.6374 = 70.91"]


def test_windows_adds_a_licence_and_storage_bills_beyond_twenty_gigabytes(bill, resource):
    values = {
        "cpu": "1024",
        "memory": "2048",
        "runtime_platform": [{"operating_system_family": "WINDOWS_SERVER_2019_CORE"}],
        "ephemeral_storage": [{"size_in_gib": 50}],
    }
    service = {"launch_type": "FARGATE", "desired_count": 1}
    found = bill("aws_ecs_service", service, linked={"task_definition": [resource("aws_ecs_task_definition", values)]})
    assert found[2:] == [
        "Windows license: 1 CPU x 33.58 = 33.58",
        "Ephemeral storage: 30 GB x 0.08103 = 2.43",
    ]


def test_a_service_on_ec2_is_free(bill, task):
    service = {"launch_type": "EC2", "desired_count": 3}
    assert bill("aws_ecs_service", service, linked={"task_definition": [task]}) == []


def test_a_strategy_places_the_base_first_and_the_rest_by_weight(bill, task):
    strategy = [
        {"capacity_provider": "FARGATE", "base": 2, "weight": 1},
        {"capacity_provider": "FARGATE_SPOT", "weight": 3},
    ]
    service = {"desired_count": 10, "capacity_provider_strategy": strategy}
    assert bill("aws_ecs_service", service, linked={"task_definition": [task]})[:3] == [
        "Per GB per hour: 4 GB x 3.24485 = 12.98",
        "Per vCPU per hour: 2 CPU x 29.5504 = 59.10",
        "Per GB per hour (spot): unpriced, the price book has no price of fargate linux/x86/spot/gb_hours in us-east-1",
    ]


def test_the_cluster_may_say_that_it_runs_on_fargate(bill, resource, task):
    providers = resource("aws_ecs_cluster_capacity_providers", {"capacity_providers": ["FARGATE"]})
    cluster = resource("aws_ecs_cluster", {}, users=[providers])
    linked = {"task_definition": [task], "cluster": [cluster]}
    assert bill("aws_ecs_service", {"desired_count": 1}, linked=linked, region="eu-west-1") == [
        "Per GB per hour: 1 GB x 3.24485 = 3.24",
        "Per vCPU per hour: 0.5 CPU x 29.5504 = 14.78",
    ]


def test_a_task_definition_that_is_not_in_the_plan_is_said(bill):
    assert bill("aws_ecs_service", FARGATE) == ["Tasks: unpriced, the task definition is not in the plan"]


def test_tasks_with_a_public_address_bill_for_it(bill, task):
    service = {**FARGATE, "network_configuration": [{"assign_public_ip": True}]}
    found = bill("aws_ecs_service", service, linked={"task_definition": [task]})
    assert found[-1] == "Public IPv4 addresses: 2190 hours x 0.005 = 10.95"
