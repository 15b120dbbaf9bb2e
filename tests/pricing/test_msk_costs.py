"""What managed Kafka bills for."""


def _cluster(**brokers):
    return {"number_of_broker_nodes": 3, "broker_node_group_info": [brokers]}


def _volume(size_gb):
    return [{"ebs_storage_info": [{"volume_size": size_gb}]}]


def test_each_broker_has_a_volume(bill):
    values = _cluster(instance_type="kafka.m5.24xlarge", storage_info=_volume(1000))
    assert bill("aws_msk_cluster", values) == [
        "Instance (kafka.m5.24xlarge): 2190 hours x 10.08 = 22075.20",
        "Storage: 3000 GB x 0.1 = 300.00",
    ]


def test_volumes_may_grow_by_themselves(bill, resource):
    target = {
        "scalable_dimension": "kafka:broker-storage:VolumeSize",
        "min_capacity": 1000,
        "max_capacity": 2000,
    }
    values = _cluster(instance_type="kafka.m5.large", storage_info=_volume(500))
    lines = bill("aws_msk_cluster", values, users=[resource("aws_appautoscaling_target", target)])
    assert lines[1] == "Storage (autoscaling): 3000 GB x 0.1 = 300.00"


def test_older_providers_say_the_size_beside_the_type_and_another_region_has_its_own_prices(bill):
    values = _cluster(instance_type="kafka.t3.small", ebs_volume_size=100)
    assert bill("aws_msk_cluster", values, region="ap-south-1") == [
        "Instance (kafka.t3.small): 2190 hours x 0.0491 = 107.53",
        "Storage: 300 GB x 0.114 = 34.20",
    ]


def test_express_brokers_store_by_use(bill):
    assert bill("aws_msk_cluster", _cluster(instance_type="express.m7g.large"))[1:] == [
        "Storage: usage GB x 0.1",
        "Data ingested: usage GB x 0.01",
    ]


def test_provisioned_throughput_is_billed_for_every_broker(bill):
    throughput = [{"enabled": True, "volume_throughput": 250}]
    volume = [{"ebs_storage_info": [{"volume_size": 100, "provisioned_throughput": throughput}]}]
    lines = bill("aws_msk_cluster", _cluster(instance_type="kafka.m5.4xlarge", storage_info=volume))
    assert lines[2] == "Provisioned storage throughput: 750 MBps x 0.08 = 60.00"


def test_a_serverless_cluster_bills_by_the_hour(bill):
    assert bill("aws_msk_serverless_cluster", {})[0] == "Cluster: 730 hours x 0.75 = 547.50"


def test_an_unknown_size_leaves_the_brokers_priced(bill):
    assert bill("aws_msk_cluster", _cluster(instance_type="kafka.m5.large")) == [
        "Instance (kafka.m5.large): 2190 hours x 0.21 = 459.90",
        (
            "Storage: unpriced, `broker_node_group_info.storage_info.ebs_storage_info.volume_size` is not set, "
            "and its default is not known"
        ),
    ]
