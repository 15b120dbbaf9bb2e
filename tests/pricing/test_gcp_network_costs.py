"""What Google's networking bills for."""

REGION = "us-central1"


def test_a_reserved_address_bills_by_what_uses_it(bill, resource):
    spot = resource("google_compute_instance", {"scheduling": [{"preemptible": True}]})
    standard = resource("google_compute_instance", {})
    assert bill("google_compute_address", {}, region=REGION) == ["IP address (unused): 730 hours x 0.01 = 7.30"]
    assert bill("google_compute_address", {}, region=REGION, users=[standard]) == [
        "IP address (standard VM): 730 hours x 0.005 = 3.65"
    ]
    assert bill("google_compute_address", {}, region=REGION, users=[spot]) == [
        "IP address (preemptible VM): 730 hours x 0.0025 = 1.82"
    ]


def test_private_addresses_and_those_of_load_balancers_cost_nothing(bill, resource):
    rule = resource("google_compute_forwarding_rule", {})
    assert bill("google_compute_address", {"address_type": "INTERNAL"}, region=REGION) == []
    assert bill("google_compute_global_address", {"purpose": "VPC_PEERING"}, region="") == []
    assert bill("google_compute_address", {}, region=REGION, users=[rule]) == []


def test_an_idle_address_is_dearer_in_warsaw(bill):
    assert bill("google_compute_address", {}, region="europe-central2") == [
        "IP address (unused): 730 hours x 0.012 = 8.76"
    ]


def test_a_nat_gateway_bills_for_at_most_32_machines(bill):
    usage = {"assigned_vms": 40, "monthly_data_processed_gb": 1000}
    assert bill("google_compute_router_nat", {}, usage=usage, region=REGION) == [
        "Assigned VMs (first 32): 23360 VM-hours x 0.0014 = 32.70",
        "Data processed: 1000 GB x 0.045 = 45.00",
    ]


def test_a_forwarding_rule_bills_by_the_hour_and_by_what_comes_in(bill):
    assert bill("google_compute_forwarding_rule", {}, region=REGION) == [
        "Forwarding rules: 730 hours x 0.01 = 7.30",
        "Ingress data: usage GB x 0.008",
    ]


def test_traffic_to_the_internet_by_vpn_falls_in_tiers(bill):
    usage = {"monthly_egress_data_transfer_gb": {"worldwide": 2000}}
    name = "Network egress > IPSec traffic to worldwide excluding China, Australia but including Hong Kong"
    assert bill("google_compute_external_vpn_gateway", {}, usage=usage, region="us-central1")[:2] == [
        f"{name} (first 1TB): 1024 GB x 0.12 = 122.88",
        f"{name} (next 9TB): 976 GB x 0.11 = 107.36",
    ]


def test_a_vpn_tunnel_bills_by_the_hour(bill):
    assert bill("google_compute_vpn_tunnel", {}, region="europe-west3") == ["VPN Tunnel: 730 hours x 0.06 = 43.80"]


def test_a_partners_attachment_bills_by_its_bandwidth(bill):
    values = {"type": "PARTNER", "bandwidth": "BPS_1G"}
    assert bill("google_compute_interconnect_attachment", values, region=REGION) == [
        "VLAN attachment: 730 hours x 0.2778 = 202.79"
    ]


def test_an_attachment_of_an_unknown_bandwidth_says_so(bill):
    values = {"type": "PARTNER"}
    lines = bill(
        "google_compute_interconnect_attachment", values, region=REGION, unknown={"bandwidth": True}, unset=False
    )
    assert lines == ["Attachment: unpriced, `bandwidth` is known only after apply"]


def test_a_security_policy_bills_for_itself_and_its_rules(bill):
    assert bill("google_compute_security_policy", {"rule": [{}, {}]}, region="") == [
        "Security policy: 1 months x 5 = 5.00",
        "Security policy rules: 2 months x 1 = 2.00",
        "Requests: usage 1M requests x 0.75",
    ]


def test_dns_bills_for_zones_and_for_queries(bill):
    assert bill("google_dns_managed_zone", {}, region="") == ["Managed zone: 1 months x 0.2 = 0.20"]
    assert bill("google_dns_record_set", {}, usage={"monthly_queries": 100000}, region="") == [
        "Queries: 0.1 1M queries x 0.4 = 0.04"
    ]


def test_addresses_of_the_sixth_version_are_free(bill):
    assert bill("google_compute_global_address", {"ip_version": "IPV6"}, region="global") == []


def test_a_connector_bills_as_its_fewest_machines_do(bill):
    small = bill("google_vpc_access_connector", {}, region=REGION)
    large = bill("google_vpc_access_connector", {"machine_type": "e2-standard-4", "min_instances": 3}, region=REGION)
    slow = bill("google_vpc_access_connector", {"min_throughput": 400, "max_throughput": 1000}, region=REGION)
    assert small == ["Instance usage (Linux/UNIX, on-demand, e2-micro): 1460 hours x 0.0083764275 = 12.23"]
    assert large == ["Instance usage (Linux/UNIX, on-demand, e2-standard-4): 2190 hours x 0.13402284 = 293.51"]
    assert slow == ["Instance usage (Linux/UNIX, on-demand, e2-micro): 2920 hours x 0.0083764275 = 24.46"]
