"""What load balancers bill for."""


def test_an_application_load_balancer_bills_hours_units_and_addresses(bill):
    assert bill("aws_lb", {"load_balancer_type": "application", "subnets": ["a", "b", "c"]}) == [
        "Application load balancer: 730 hours x 0.0225 = 16.42",
        "Load balancer capacity units: usage LCU x 5.84",
        "Public IPv4 addresses: 2190 hours x 0.005 = 10.95",
    ]


def test_the_most_used_dimension_counts(bill):
    usage = {"new_connections": 100, "active_connections": 3000, "processed_bytes_gb": 1460}
    assert bill("aws_lb", {"internal": True}, usage=usage)[1] == "Load balancer capacity units: 4 LCU x 5.84 = 23.36"
    network = {"load_balancer_type": "network", "internal": True}
    assert bill("aws_alb", network, usage=usage)[1] == "Load balancer capacity units: 2 LCU x 4.38 = 8.76"


def test_addresses_that_are_elastic_ips_bill_there(bill):
    mappings = [{"subnet_id": "a", "allocation_id": "e"}, {"subnet_id": "b", "allocation_id": "f"}]
    assert len(bill("aws_lb", {"load_balancer_type": "network", "subnet_mapping": mappings})) == 2


def test_subnets_that_are_not_known_are_the_fewest_that_there_can_be(bill):
    found = bill("aws_lb", {}, unknown={"subnets": True}, unset=False)
    assert found[-1] == "Public IPv4 addresses: 1460 hours x 0.005 = 7.30"


def test_a_type_that_is_known_after_apply_is_unpriced(bill):
    found = bill("aws_lb", {"internal": True}, unknown={"load_balancer_type": True}, unset=False)
    assert found[0] == "Balancer: unpriced, `load_balancer_type` is known only after apply"


def test_a_gateway_load_balancer_has_its_own_prices_and_no_addresses(bill):
    assert bill("aws_lb", {"load_balancer_type": "gateway"}, region="eu-west-1") == [
        "Gateway load balancer: 730 hours x 0.014 = 10.22",
        "Load balancer capacity units: usage LCU x 2.92",
    ]


def test_a_classic_load_balancer_bills_for_data(bill):
    found = bill("aws_elb", {"internal": True}, usage={"monthly_data_processed_gb": 1000}, region="eu-west-1")
    assert found == [
        "Classic load balancer: 730 hours x 0.028 = 20.44",
        "Data processed: 1000 GB x 0.008 = 8.00",
    ]
