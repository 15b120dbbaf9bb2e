"""What Amazon MQ bills for."""


def test_a_broker_of_activemq_stores_on_efs_unless_told_otherwise(bill):
    values = {"engine_type": "ActiveMQ", "host_instance_type": "mq.t2.micro"}
    assert bill("aws_mq_broker", values) == [
        "Instance usage (ActiveMQ, mq.t2.micro, single_instance): 730 hours x 0.03 = 21.90",
        "Storage (ActiveMQ, EFS): usage GB x 0.3",
    ]


def test_a_pair_of_activemq_costs_twice_and_shares_its_storage(bill):
    values = {
        "engine_type": "ActiveMQ",
        "host_instance_type": "mq.m5.large",
        "deployment_mode": "ACTIVE_STANDBY_MULTI_AZ",
    }
    assert bill("aws_mq_broker", values, usage={"storage_size_gb": 10}) == [
        "Instance usage (ActiveMQ, mq.m5.large, active_standby_multi_az): 730 hours x 0.576 = 420.48",
        "Storage (ActiveMQ, EFS): 10 GB x 0.3 = 3.00",
    ]


def test_a_cluster_of_rabbitmq_has_three_brokers_and_volumes(bill):
    values = {
        "engine_type": "RabbitMQ",
        "host_instance_type": "mq.m5.xlarge",
        "deployment_mode": "CLUSTER_MULTI_AZ",
    }
    assert bill("aws_mq_broker", values, usage={"storage_size_gb": 10}) == [
        "Instance usage (RabbitMQ, mq.m5.xlarge, cluster_multi_az): 730 hours x 1.728 = 1261.44",
        "Storage (RabbitMQ, EBS): 30 GB x 0.1 = 3.00",
    ]


def test_another_region_has_its_own_prices(bill):
    values = {"engine_type": "RabbitMQ", "host_instance_type": "mq.m5.large"}
    assert bill("aws_mq_broker", values, region="eu-west-1")[1] == "Storage (RabbitMQ, EBS): usage GB x 0.11"


def test_an_unknown_type_leaves_the_storage_shown(bill):
    values = {"engine_type": "RabbitMQ"}
    assert bill("aws_mq_broker", values, unknown={"host_instance_type": True}, unset=False) == [
        "Broker: unpriced, `host_instance_type` is known only after apply",
        "Storage (RabbitMQ, EBS): usage GB x 0.1",
    ]
