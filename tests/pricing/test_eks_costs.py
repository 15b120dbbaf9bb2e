"""What EKS clusters, node groups and Fargate profiles bill for."""

SCALING = [{"desired_size": 2, "min_size": 1, "max_size": 4}]


def test_a_cluster_bills_by_the_hour_the_same_everywhere(bill):
    assert bill("aws_eks_cluster", {"version": "1.99"}) == ["EKS cluster: 730 hours x 0.1 = 73.00"]
    assert bill("aws_eks_cluster", {}, region="ap-southeast-2") == ["EKS cluster: 730 hours x 0.1 = 73.00"]


def test_a_version_out_of_standard_support_is_dearer_unless_it_is_upgraded(bill):
    assert bill("aws_eks_cluster", {"version": "1.28"}) == ["EKS cluster (extended support): 730 hours x 0.6 = 438.00"]
    upgraded = {"version": "1.28", "upgrade_policy": [{"support_type": "STANDARD"}]}
    assert bill("aws_eks_cluster", upgraded) == ["EKS cluster: 730 hours x 0.1 = 73.00"]


def test_nodes_are_t3_medium_with_twenty_gigabytes_unless_said(bill):
    assert bill("aws_eks_node_group", {"scaling_config": SCALING}) == [
        "Instance usage (Linux/UNIX, on-demand, t3.medium): 1460 hours x 0.0416 = 60.74",
        "CPU credits: usage vCPU-hours x 0.05",
        "Storage (general purpose SSD, gp2): 40 GB x 0.1 = 4.00",
    ]


def test_windows_nodes_have_fifty_gigabytes_and_a_licence(bill):
    values = {"scaling_config": SCALING, "ami_type": "WINDOWS_CORE_2022_x86_64", "instance_types": ["m5.large"]}
    assert bill("aws_eks_node_group", values) == [
        "Instance usage (Windows, on-demand, m5.large): 1460 hours x 0.188 = 274.48",
        "Storage (general purpose SSD, gp2): 100 GB x 0.1 = 10.00",
    ]


def test_a_launch_template_gives_disks_and_the_group_may_give_the_type(bill, resource):
    disk = {"device_name": "/dev/xvda", "ebs": [{"volume_size": 100}]}
    template = resource(
        "aws_launch_template", {"instance_type": "m5.xlarge", "block_device_mappings": [disk]}, name="lt"
    )
    values = {"scaling_config": SCALING, "launch_template": [{"id": "x"}], "instance_types": ["m5.large"]}
    assert bill("aws_eks_node_group", values, linked={"launch_template": [template]}) == [
        "aws_launch_template.lt > Instance usage (Linux/UNIX, on-demand, m5.large): 1460 hours x 0.096 = 140.16",
        "aws_launch_template.lt.block_device_mapping[0] > Storage (general purpose SSD, gp2): 200 GB x 0.1 = 20.00",
    ]


def test_a_launch_template_that_is_not_in_the_plan_hides_only_what_it_says(bill):
    values = {"scaling_config": SCALING, "launch_template": [{"id": "x"}], "instance_types": ["m5.large"]}
    assert bill("aws_eks_node_group", values, region="eu-west-1") == [
        "Instance usage (Linux/UNIX, on-demand, m5.large): 1460 hours x 0.107 = 156.22",
        "Node volumes: unpriced, the launch template is not in the plan",
    ]


def test_a_size_that_is_known_after_apply_is_unpriced(bill):
    unknown = {"scaling_config": [{"desired_size": True}]}
    found = bill("aws_eks_node_group", {"scaling_config": [{}]}, unknown=unknown, unset=False)
    assert found[0] == "Nodes: unpriced, `scaling_config.desired_size` is known only after apply"


def test_a_fargate_profile_stands_for_one_pod(bill):
    assert bill("aws_eks_fargate_profile", {}) == [
        "Per GB per hour: 1 GB x 3.24485 = 3.24",
        "Per vCPU per hour: 1 CPU x 29.5504 = 29.55",
    ]


def test_a_provisioned_control_plane_without_a_figure_is_unpriced(bill):
    values = {"control_plane_scaling_config": [{"tier": "tier-xl"}]}
    assert bill("aws_eks_cluster", values)[1] == (
        "EKS provisioned control plane (tier-xl): unpriced, "
        "the price book has no price of eks control_plane/tier-xl in us-east-1"
    )


def test_nodes_of_a_template_without_a_root_device_have_the_one_of_their_image(bill, resource):
    template = resource("aws_launch_template", {"instance_type": "m5.large"}, name="lt")
    values = {"scaling_config": SCALING, "launch_template": [{"id": "x"}]}
    assert bill("aws_eks_node_group", values, linked={"launch_template": [template]})[-1] == (
        "aws_launch_template.lt.root_block_device > Storage (general purpose SSD, gp2): 40 GB x 0.1 = 4.00"
    )
