"""What secrets bill for."""


def test_a_secret_bills_by_the_month_and_by_request(bill):
    assert bill("aws_secretsmanager_secret", {}, usage={"monthly_requests": 100_000}) == [
        "Secret: 1 months x 0.4 = 0.40",
        "API requests: 10 10k requests x 0.05 = 0.50",
    ]


def test_each_replica_bills_in_its_region(bill):
    values = {"replica": [{"region": "eu-west-1"}, {"region": "mars-1"}]}
    assert bill("aws_secretsmanager_secret", values, region="eu-central-1")[:3] == [
        "Secret: 1 months x 0.4 = 0.40",
        "Replica secret (eu-west-1): 1 months x 0.4 = 0.40",
        "Replica secret (mars-1): unpriced, the price book knows no region `mars-1`",
    ]


def test_replicas_that_are_not_known_leave_the_secret_priced(bill):
    assert bill("aws_secretsmanager_secret", {}, unknown={"replica": True}, unset=False)[:2] == [
        "Secret: 1 months x 0.4 = 0.40",
        "Replicas: unpriced, the blocks `replica` are known only after apply",
    ]
