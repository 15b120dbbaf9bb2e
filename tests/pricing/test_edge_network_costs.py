"""What Elastic IPs, Direct Connect, Global Accelerator and data transfer bill for."""


def test_every_elastic_ip_bills_in_use_or_not(bill, resource):
    assert bill("aws_eip", {}, region="sa-east-1") == ["IP address (if unused): 730 hours x 0.005 = 3.65"]
    users = [resource("aws_nat_gateway", {})]
    assert bill("aws_eip", {}, users=users) == ["IP address (in use): 730 hours x 0.005 = 3.65"]


def test_an_address_of_your_own_bills_for_nothing(bill):
    assert bill("aws_eip", {"public_ipv4_pool": "ipv4pool-ec2-012345"}) == []
    assert bill("aws_eip", {"customer_owned_ipv4_pool": "ipv4pool-coip-1"}) == []


def test_a_direct_connect_port_bills_by_its_speed(bill):
    values = {"bandwidth": "1Gbps", "location": "EqDC2"}
    assert bill("aws_dx_connection", values) == ["DX connection: 730 hours x 0.3 = 219.00"]
    hosted = bill("aws_dx_connection", {**values, "bandwidth": "500Mbps"}, usage={"dx_connection_type": "hosted"})
    assert hosted == ["DX connection: 730 hours x 0.2 = 146.00"]


def test_what_leaves_each_region_has_its_own_price(bill):
    usage = {"monthly_outbound_from_region_to_dx_connection_location": {"eu_west_1": 1000, "ap_east_1": 3000}}
    assert bill("aws_dx_connection", {"bandwidth": "1Gbps", "location": "EqDC2"}, usage=usage)[1:] == [
        "Outbound data transfer (from ap-east-1, to EqDC2): 3000 GB x 0.09 = 270.00",
        "Outbound data transfer (from eu-west-1, to EqDC2): 1000 GB x 0.0282 = 28.20",
    ]


def test_an_accelerator_has_a_fixed_fee_and_bills_the_direction_with_more_traffic(bill):
    assert bill("aws_globalaccelerator_accelerator", {}) == ["Fixed fee: 730 hours x 0.025 = 18.25"]
    usage = {
        "monthly_inbound_data_transfer_gb": {"europe": 2000},
        "monthly_outbound_data_transfer_gb": {"europe": 5000, "asia_pacific": 1000},
    }
    assert bill("aws_globalaccelerator_endpoint_group", {"endpoint_group_region": "us-west-1"}, usage=usage) == [
        "Europe > Outbound DT-premium fee: 5000 GB x 0.015 = 75.00",
        "Asia Pacific > Outbound DT-premium fee: 1000 GB x 0.035 = 35.00",
    ]


def test_data_transfer_bills_only_what_a_usage_file_says(bill):
    assert bill("aws_data_transfer", {}) == []
    usage = {"monthly_intra_region_gb": 10, "monthly_outbound_internet_gb": 11_240}
    assert bill("aws_data_transfer", {}, usage=usage) == [
        "Intra-region data transfer: 20 GB x 0.01 = 0.20",
        "Outbound data transfer to Internet (first 10TB): 10240 GB x 0.09 = 921.60",
        "Outbound data transfer to Internet (next 40TB): 1000 GB x 0.085 = 85.00",
    ]


def test_a_speed_that_only_partners_have_is_a_hosted_port(bill):
    values = {"bandwidth": "500Mbps", "location": "EqDC2"}
    assert bill("aws_dx_connection", values) == ["DX connection: 730 hours x 0.2 = 146.00"]
