"""What DynamoDB Accelerator bills for."""


def test_nodes_bill_by_the_hour(bill):
    assert bill("aws_dax_cluster", {"node_type": "dax.r5.large", "replication_factor": 3}) == [
        "DAX node (on-demand, dax.r5.large): 2190 hours x 0.255 = 558.45"
    ]


def test_another_region_has_its_own_prices(bill):
    assert bill("aws_dax_cluster", {"node_type": "dax.r5.large", "replication_factor": 1}, region="eu-west-1") == [
        "DAX node (on-demand, dax.r5.large): 730 hours x 0.28535775 = 208.31"
    ]


def test_an_unknown_number_of_nodes_is_unpriced(bill):
    unknown = {"replication_factor": True}
    assert bill("aws_dax_cluster", {"node_type": "dax.r5.large"}, unknown=unknown, unset=False) == [
        "Nodes: unpriced, `replication_factor` is known only after apply"
    ]
