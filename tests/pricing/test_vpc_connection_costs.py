"""What VPC endpoints, VPNs, transit gateways and network firewalls bill for."""


def test_gateway_endpoints_are_free(bill):
    assert bill("aws_vpc_endpoint", {}) == []


def test_an_interface_endpoint_bills_in_each_subnet_and_for_data_in_tiers(bill):
    values = {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b"]}
    assert bill("aws_vpc_endpoint", values, usage={"monthly_data_processed_gb": 2_000_000}) == [
        "Endpoint (Interface): 1460 hours x 0.01 = 14.60",
        "Data processed (first 1PB): 1048576 GB x 0.01 = 10485.76",
        "Data processed (next 4PB): 951424 GB x 0.006 = 5708.54",
    ]


def test_a_gateway_load_balancer_endpoint_has_no_tiers(bill):
    assert bill("aws_vpc_endpoint", {"vpc_endpoint_type": "GatewayLoadBalancer"}) == [
        "Endpoint (GatewayLoadBalancer): 730 hours x 0.01 = 7.30",
        "Data processed: usage GB x 0.0035",
    ]


def test_a_type_of_endpoint_that_is_known_after_apply_is_unpriced(bill):
    found = bill("aws_vpc_endpoint", {}, unknown={"vpc_endpoint_type": True}, unset=False)
    assert found[0] == "Endpoint: unpriced, `vpc_endpoint_type` is known only after apply"


def test_a_vpn_to_a_transit_gateway_bills_for_the_attachment_too(bill):
    assert bill("aws_vpn_connection", {"vpn_gateway_id": "v"}, region="eu-west-1") == [
        "VPN connection: 730 hours x 0.05 = 36.50"
    ]
    assert bill("aws_vpn_connection", {"transit_gateway_id": "t"})[1:] == [
        "Transit gateway attachment: 730 hours x 0.05 = 36.50",
        "Data processed: usage GB x 0.02",
    ]


def test_attachments_bill_by_the_hour(bill):
    line = "Transit gateway attachment: 730 hours x 0.05 = 36.50"
    assert bill("aws_ec2_transit_gateway_peering_attachment", {}) == [line]
    assert bill("aws_ec2_transit_gateway_vpc_attachment", {}, usage={"monthly_data_processed_gb": 100}) == [
        line,
        "Data processed: 100 GB x 0.02 = 2.00",
    ]


def test_a_direct_connect_gateway_on_a_vpn_gateway_is_free(bill, resource):
    linked = {"associated_gateway_id": [resource("aws_vpn_gateway", {})]}
    assert bill("aws_dx_gateway_association", {}, linked=linked) == []
    assert len(bill("aws_dx_gateway_association", {})) == 2


def test_client_vpn_bills_for_associations_and_clients(bill):
    assert bill("aws_ec2_client_vpn_endpoint", {}) == ["Connection: 730 hours x 0.05 = 36.50"]
    assert bill("aws_ec2_client_vpn_network_association", {}) == ["Endpoint association: 730 hours x 0.1 = 73.00"]


def test_a_firewall_has_an_endpoint_in_each_subnet(bill):
    values = {"subnet_mapping": [{"subnet_id": "a"}, {"subnet_id": "b"}]}
    assert bill("aws_networkfirewall_firewall", values) == [
        "Network Firewall Endpoint: 1460 hours x 0.395 = 576.70",
        "Data Processed: usage GB x 0.065",
    ]


def test_a_mirror_session_bills_by_the_hour(bill):
    assert bill("aws_ec2_traffic_mirror_session", {}) == ["Traffic mirror: 730 hours x 0.015 = 10.95"]
