"""What OpenSearch and Elasticsearch domains bill for."""

import pytest


def _domain(**volume):
    nodes = {"instance_type": "c4.2xlarge.search", "instance_count": 3}
    return {"cluster_config": [nodes], "ebs_options": [{"ebs_enabled": True, **volume}]}


def test_every_data_node_has_a_volume(bill):
    assert bill("aws_opensearch_domain", _domain(volume_size=400)) == [
        "Instance (on-demand, c4.2xlarge.search): 2190 hours x 0.587 = 1285.53",
        "Storage (gp2): 1200 GB x 0.135 = 162.00",
    ]


def test_iops_of_io1_are_billed_for_every_volume(bill):
    assert bill("aws_opensearch_domain", _domain(volume_type="io1", volume_size=1000, iops=1000))[1:] == [
        "Storage (io1): 3000 GB x 0.169 = 507.00",
        "Storage IOPS (io1): 3000 IOPS x 0.088 = 264.00",
    ]


@pytest.mark.parametrize(
    ("size_gb", "throughput", "billed"), [(100, 125, 0), (100, 200, 225), (200, 250, 0), (200, 300, 150)]
)
def test_gp3_includes_throughput_by_the_size(bill, size_gb, throughput, billed):
    values = _domain(volume_type="gp3", volume_size=size_gb, throughput=throughput)
    assert bill("aws_opensearch_domain", values)[2].startswith(f"Throughput (gp3): {billed} Mbps x 0.064")


def test_master_and_warm_nodes_are_billed(bill):
    values = {
        "cluster_config": [
            {
                "instance_type": "c4.2xlarge.search",
                "dedicated_master_enabled": True,
                "dedicated_master_type": "c4.8xlarge.search",
                "warm_enabled": True,
                "warm_type": "ultrawarm1.medium.search",
                "warm_count": 2,
            }
        ]
    }
    assert bill("aws_opensearch_domain", values)[1:] == [
        "Dedicated master (on-demand, c4.8xlarge.search): 2190 hours x 2.347 = 5139.93",
        "UltraWarm instance (on-demand, ultrawarm1.medium.search): 1460 hours x 0.238 = 347.48",
        "UltraWarm storage: usage GB x 0.024",
    ]


def test_an_elasticsearch_domain_has_one_default_node_in_another_region(bill):
    assert bill("aws_elasticsearch_domain", {}, region="eu-west-2") == [
        "Instance (on-demand, m4.large.elasticsearch): 730 hours x 0.184 = 134.32"
    ]


def test_an_unknown_volume_size_leaves_the_nodes_priced(bill):
    assert bill("aws_opensearch_domain", _domain(volume_type="gp2")) == [
        "Instance (on-demand, c4.2xlarge.search): 2190 hours x 0.587 = 1285.53",
        "Volumes: unpriced, `ebs_options.volume_size` is not set, and its default is not known",
    ]
