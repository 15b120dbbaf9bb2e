"""What EC2 instances bill for."""

ROOT = "root_block_device > Storage (general purpose SSD, gp2): 8 GB x 0.1 = 0.80"
RESERVED = {"reserved_instance_type": "standard", "reserved_instance_payment_option": "no_upfront"}


def _template(resource, **values):
    return resource("aws_launch_template", {"instance_type": "m5.large", **values}, name="lt")


def test_an_instance_bills_by_the_hour_and_for_a_root_disk_of_eight_gigabytes(bill):
    assert bill("aws_instance", {"instance_type": "m5.large"}) == [
        "Instance usage (Linux/UNIX, on-demand, m5.large): 730 hours x 0.096 = 70.08",
        ROOT,
    ]


def test_windows_adds_its_licence_by_the_vcpu_in_every_region(bill):
    found = bill(
        "aws_instance", {"instance_type": "m5.large"}, region="eu-west-1", usage={"operating_system": "windows"}
    )
    assert found[0] == "Instance usage (Windows, on-demand, m5.large): 730 hours x 0.199 = 145.27"


def test_windows_on_a_burstable_type_has_a_licence_of_its_own(bill):
    found = bill("aws_instance", {"instance_type": "t3.medium"}, usage={"operating_system": "windows"})
    assert found[0] == "Instance usage (Windows, on-demand, t3.medium): 730 hours x 0.06 = 43.80"


def test_red_hat_bills_by_the_vcpu_at_the_rate_of_the_size(bill):
    small = bill("aws_instance", {"instance_type": "m5.2xlarge"}, usage={"operating_system": "rhel"})[0]
    large = bill("aws_instance", {"instance_type": "m5.4xlarge"}, usage={"operating_system": "rhel"})[0]
    assert [small, large] == [
        "Instance usage (RHEL, on-demand, m5.2xlarge): 730 hours x 0.4992 = 364.42",  # 0.384 + 8 x 0.0144
        "Instance usage (RHEL, on-demand, m5.4xlarge): 730 hours x 0.9408 = 686.78",  # 0.768 + 16 x 0.0108
    ]


def test_a_usage_file_may_say_the_hours(bill):
    found = bill(
        "aws_instance", {"instance_type": "m5.24xlarge"}, usage={"operating_system": "suse", "monthly_hrs": 100}
    )
    assert found[0] == "Instance usage (SUSE, on-demand, m5.24xlarge): 100 hours x 4.708 = 470.80"


def test_an_operating_system_without_a_list_price_is_not_taken_for_linux(bill):
    assert bill("aws_instance", {"instance_type": "m5.large"}, usage={"operating_system": "beos"}) == [
        "Instance: unpriced, `beos` is no operating system with a list price; it is one of linux, windows, rhel, suse",
        ROOT,
    ]


def test_a_dedicated_instance_has_prices_of_its_own(bill):
    found = bill("aws_instance", {"instance_type": "m5.large", "tenancy": "dedicated"}, region="eu-west-1")
    assert found[0] == "Instance usage (Linux/UNIX, on-demand, m5.large): 730 hours x 0.114 = 83.22"


def test_an_instance_on_a_dedicated_host_bills_with_the_host(bill):
    assert bill("aws_instance", {"instance_type": "m5.large", "tenancy": "host"}) == [ROOT]


def test_a_type_that_the_book_lacks_is_unpriced_never_free(bill):
    assert bill("aws_instance", {"instance_type": "m99.large"})[0] == (
        "Instance usage (Linux/UNIX, on-demand, m99.large): unpriced, "
        "the price book has no price of ec2_linux m99.large in us-east-1"
    )


def test_an_instance_type_that_is_known_after_apply_leaves_the_disk_priced(bill):
    assert bill("aws_instance", {}, unknown={"instance_type": True}, unset=False) == [
        "Instance: unpriced, `instance_type` is known only after apply",
        "Cpu credits: unpriced, `instance_type` is known only after apply",
        ROOT,
    ]


def test_credits_of_an_unlimited_instance_are_vcpus_times_hours(bill):
    found = bill("aws_instance", {"instance_type": "t4g.small"}, usage={"monthly_cpu_credit_hrs": 10})
    assert found[1] == "CPU credits: 20 vCPU-hours x 0.04 = 0.80"


def test_a_t3_is_unlimited_unless_said_and_a_t2_is_not(bill):
    t2 = bill("aws_instance", {"instance_type": "t2.micro"})
    t3 = bill("aws_instance", {"instance_type": "t3.micro", "credit_specification": [{"cpu_credits": "standard"}]})
    assert (len(t2), len(t3)) == (2, 2)
    assert bill("aws_instance", {"instance_type": "t3.micro"})[1] == "CPU credits: usage vCPU-hours x 0.05"


def test_old_types_bill_for_ebs_optimization_and_monitoring_bills_by_metrics(bill):
    found = bill("aws_instance", {"instance_type": "r3.xlarge", "ebs_optimized": True, "monitoring": True})
    assert found[1:3] == [
        "EBS-optimized usage: 730 hours x 0.02 = 14.60",
        "EC2 detailed monitoring: 7 metrics x 0.3 = 2.10",
    ]


def test_a_reserved_instance_bills_at_its_term_where_the_book_has_it(bill):
    usage = {**RESERVED, "reserved_instance_term": "1_year"}
    assert bill("aws_instance", {"instance_type": "t3.medium"}, usage=usage)[0] == (
        "Instance usage (Linux/UNIX, reserved, t3.medium): 730 hours x 0.0261 = 19.05"
    )


def test_a_term_that_no_one_sells_is_named(bill):
    usage = {**RESERVED, "reserved_instance_term": "5_year"}
    assert bill("aws_instance", {"instance_type": "t3.medium"}, usage=usage)[0] == (
        "Instance: unpriced, `reserved_instance_term` is `5_year`; it is one of 1_year, 3_year"
    )


def test_a_spot_instance_never_takes_the_price_on_demand(bill):
    assert bill("aws_spot_instance_request", {"instance_type": "m5.large"})[0] == (
        "Instance usage (Linux/UNIX, spot, m5.large): unpriced, the price book has no price of ec2_spot m5.large in "
        "us-east-1"
    )


def test_extra_disks_bill_each_and_ephemeral_ones_do_not(bill):
    disks = [{"device_name": "a"}, {"device_name": "b", "volume_type": "io1", "volume_size": 20, "iops": 100}]
    values = {"instance_type": "m5.large", "ebs_block_device": disks, "ephemeral_block_device": [{"device_name": "c"}]}
    assert bill("aws_instance", values)[2:] == [
        "ebs_block_device[0] > Storage (general purpose SSD, gp2): 8 GB x 0.1 = 0.80",
        "ebs_block_device[1] > Storage (provisioned IOPS SSD, io1): 20 GB x 0.125 = 2.50",
        "ebs_block_device[1] > Provisioned IOPS: 100 IOPS x 0.065 = 6.50",
    ]


def test_a_launch_template_says_what_the_instance_does_not(bill, resource):
    mappings = [
        {"device_name": "/dev/xvda", "ebs": [{"volume_size": 50, "volume_type": "gp3"}]},
        {"device_name": "/dev/sdb", "virtual_name": "ephemeral0"},
        {"device_name": "/dev/sdg", "ebs": [{"volume_size": 100}]},
    ]
    template = _template(resource, block_device_mappings=mappings, monitoring=[{"enabled": True}])
    linked = {"launch_template": [template]}
    assert bill("aws_instance", {"launch_template": [{"id": "lt-1"}]}, linked=linked) == [
        "Instance usage (Linux/UNIX, on-demand, m5.large): 730 hours x 0.096 = 70.08",
        "EC2 detailed monitoring: 7 metrics x 0.3 = 2.10",
        "root_block_device > Storage (general purpose SSD, gp3): 50 GB x 0.08 = 4.00",
        "ebs_block_device[0] > Storage (general purpose SSD, gp2): 100 GB x 0.1 = 10.00",
    ]


def test_a_device_of_the_instance_takes_the_place_of_the_templates_one_of_that_name(bill, resource):
    mappings = [
        {"device_name": "/dev/sdf", "ebs": [{"volume_size": 10}]},
        {"device_name": "/dev/sdg", "ebs": [{"volume_size": 20}]},
    ]
    linked = {"launch_template": [_template(resource, block_device_mappings=mappings)]}
    own = [{"device_name": "/dev/sdf", "volume_size": 99, "volume_type": "gp3"}]
    values = {"launch_template": [{"id": "lt-1"}], "ebs_block_device": own}
    assert bill("aws_instance", values, linked=linked)[-2:] == [
        "ebs_block_device[0] > Storage (general purpose SSD, gp3): 99 GB x 0.08 = 7.92",
        "ebs_block_device[1] > Storage (general purpose SSD, gp2): 20 GB x 0.1 = 2.00",
    ]


def test_a_device_that_is_not_known_keeps_no_other_from_its_line(bill):
    devices = [{"snapshot_id": "snap-1"}, {"volume_size": 20}]
    assert bill("aws_instance", {"instance_type": "m5.large", "ebs_block_device": devices})[-2:] == [
        "ebs_block_device[1] > Storage (general purpose SSD, gp2): 20 GB x 0.1 = 2.00",
        "Other volumes: unpriced, `volume_size` is not set, and its default is not known",
    ]


def test_a_public_address_bills_unless_an_elastic_ip_takes_its_place(bill, resource):
    values = {"instance_type": "m5.large", "associate_public_ip_address": True}
    assert bill("aws_instance", values)[-1] == "Public IPv4 address: 730 hours x 0.005 = 3.65"
    assert bill("aws_instance", values, users=[resource("aws_eip", {})])[-1] == ROOT
