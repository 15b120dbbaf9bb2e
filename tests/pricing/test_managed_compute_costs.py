"""What App Runner, Lightsail, ECR and Elastic Beanstalk bill for."""


def _settings(**options):
    return {"setting": [{"name": name, "value": value} for name, value in options.items()]}


def test_app_runner_keeps_memory_ready_and_bills_vcpus_by_use(bill):
    values = {"instance_configuration": [{"cpu": "2048", "memory": "4 GB"}]}
    assert bill("aws_apprunner_service", values, usage={"monthly_active_instance_hrs": 10}) == [
        "Provisioned memory: 2920 GB-hours x 0.007 = 20.44",
        "Active vCPUs: 20 CPU-hours x 0.064 = 1.28",
        "Automatic deployments: 1 months x 1 = 1.00",
    ]


def test_a_lightsail_bundle_has_one_price_and_what_is_not_known_has_none(bill):
    assert bill("aws_lightsail_instance", {"bundle_id": "nano_3_0"}) == [
        "Virtual server (Linux/UNIX): 730 hours x 0.0067204301 = 4.91"
    ]
    assert bill("aws_lightsail_instance", {"bundle_id": "giant_3_0"}) == [
        "Virtual server (Linux/UNIX): unpriced, the price book has no price of lightsail linux/giant in us-east-1"
    ]


def test_a_repository_bills_for_what_it_stores(bill):
    assert bill("aws_ecr_repository", {}, region="eu-west-1") == ["Storage: usage GB x 0.1"]
    assert bill("aws_ecr_repository", {}, usage={"storage_gb": 5}) == ["Storage: 5 GB x 0.1 = 0.50"]


def test_a_single_instance_environment_has_an_address_and_no_load_balancer(bill):
    settings = _settings(EnvironmentType="SingleInstance", InstanceTypes="m5.large, c5.large")
    assert bill("aws_elastic_beanstalk_environment", settings) == [
        "aws_launch_configuration > Instance usage (Linux/UNIX, on-demand, m5.large): 730 hours x 0.096 = 70.08",
        "aws_launch_configuration.aws_ebs_volume > Storage (general purpose SSD, gp2): 8 GB x 0.1 = 0.80",
        "aws_launch_configuration > Public IPv4 address: 730 hours x 0.005 = 3.65",
    ]


def test_an_environment_bills_for_its_least_instances_and_its_load_balancer(bill):
    settings = _settings(
        InstanceTypes="m5.large",
        MinSize="2",
        RootVolumeType="io1",
        RootVolumeIOPS="300",
        LoadBalancerType="network",
        ELBScheme="internal",
    )
    assert bill("aws_elastic_beanstalk_environment", settings, region="eu-west-1") == [
        "aws_launch_configuration > Instance usage (Linux/UNIX, on-demand, m5.large): 1460 hours x 0.107 = 156.22",
        "aws_launch_configuration.aws_ebs_volume > Storage (provisioned IOPS SSD, io1): 16 GB x 0.138 = 2.21",
        "aws_launch_configuration.aws_ebs_volume > Provisioned IOPS: 600 IOPS x 0.072 = 43.20",
        "aws_loadbalancer > Network load balancer: 730 hours x 0.0252 = 18.40",
        "aws_loadbalancer > Load balancer capacity units: usage LCU x 4.38",
    ]


def test_usage_of_a_part_stands_below_its_name(bill):
    settings = _settings(InstanceTypes="m5.large", ELBScheme="internal")
    found = bill("aws_elastic_beanstalk_environment", settings, usage={"elb": {"monthly_data_processed_gb": 1000}})
    assert found[-1] == "aws_elb > Data processed: 1000 GB x 0.008 = 8.00"


def test_an_option_that_is_known_after_apply_leaves_the_rest_priced(bill):
    values = {"setting": [{"name": "InstanceTypes"}]}
    unknown = {"setting": [{"value": True}]}
    found = bill("aws_elastic_beanstalk_environment", values, unknown=unknown, unset=False)
    assert found[0] == "Instances: unpriced, `value` is known only after apply"
    assert found[2].endswith("Storage (general purpose SSD, gp2): 8 GB x 0.1 = 0.80")
