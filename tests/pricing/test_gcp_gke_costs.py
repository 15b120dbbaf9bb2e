"""What Kubernetes Engine bills for."""

REGION = "us-central1"


def test_a_regional_cluster_has_its_default_pool_in_three_zones(bill):
    assert bill("google_container_cluster", {"location": REGION, "initial_node_count": 1}, region=REGION) == [
        "Cluster management fee: 730 hours x 0.1 = 73.00",
        "default_pool > Instance usage (Linux/UNIX, on-demand, e2-medium): 2190 hours x 0.03350571 = 73.38",
        "default_pool > Balanced provisioned storage (pd-balanced): 300 GB x 0.1 = 30.00",
        "default_pool > External IP address: 2190 hours x 0.005 = 10.95",
    ]


def test_a_zonal_cluster_counts_its_own_zone_and_those_that_it_adds(bill):
    values = {"location": "us-central1-a", "node_locations": ["us-central1-b"], "initial_node_count": 1}
    assert bill("google_container_cluster", values, region=REGION)[2] == (
        "default_pool > Balanced provisioned storage (pd-balanced): 200 GB x 0.1 = 20.00"
    )


def test_pools_in_the_clusters_own_body_take_the_default_ones_place(bill):
    pools = [{"node_count": 2, "node_config": [{"machine_type": "e2-medium", "disk_type": "pd-ssd"}]}]
    lines = bill("google_container_cluster", {"location": "us-central1-a", "node_pool": pools}, region=REGION)
    assert lines[1:] == [
        "node_pool[0] > Instance usage (Linux/UNIX, on-demand, e2-medium): 1460 hours x 0.03350571 = 48.92",
        "node_pool[0] > SSD provisioned storage (pd-ssd): 200 GB x 0.17 = 34.00",
        "node_pool[0] > External IP address: 1460 hours x 0.005 = 7.30",
    ]


def test_a_cluster_that_removes_its_default_pool_bills_the_fee_alone(bill):
    values = {"location": REGION, "remove_default_node_pool": True, "initial_node_count": 1}
    assert bill("google_container_cluster", values, region=REGION) == [
        "Cluster management fee: 730 hours x 0.1 = 73.00"
    ]


def test_autopilot_bills_what_pods_ask_for(bill):
    usage = {"autopilot_vcpu_count": 10}
    lines = bill("google_container_cluster", {"location": REGION, "enable_autopilot": True}, usage=usage, region=REGION)
    assert lines == [
        "Autopilot: 730 hours x 0.1 = 73.00",
        "Autopilot vCPU: 10 vCPU x 32.485 = 324.85",
        "Autopilot memory: usage GB x 3.5934",
        "Autopilot ephemeral storage: usage GB x 0.040004",
    ]


def test_a_pool_that_scales_bills_its_fewest_nodes_in_each_of_its_clusters_zones(bill, resource):
    cluster = resource("google_container_cluster", {"location": "europe-west1", "node_locations": ["a", "b"]})
    values = {"location": "europe-west1", "autoscaling": [{"min_node_count": 1, "max_node_count": 3}]}
    assert bill("google_container_node_pool", values, region="europe-west1", linked={"cluster": [cluster]})[1] == (
        "Balanced provisioned storage (pd-balanced): 200 GB x 0.1 = 20.00"
    )


def test_usage_says_how_many_nodes_a_pool_has_in_a_zone(bill):
    values = {"location": "us-central1-a", "node_count": 1}
    assert bill("google_container_node_pool", values, usage={"nodes": 4}, region=REGION)[1] == (
        "Balanced provisioned storage (pd-balanced): 400 GB x 0.1 = 40.00"
    )


def test_a_pool_of_an_unknown_size_says_so(bill):
    values = {"location": "us-central1-a"}
    lines = bill("google_container_node_pool", values, region=REGION, unknown={"node_count": True}, unset=False)
    assert lines == ["Pool: unpriced, `node_count` is known only after apply"]


def test_nodes_before_1_24_boot_from_standard_disks(bill):
    values = {"location": "us-central1-a", "initial_node_count": 1, "min_master_version": "1.23.17-gke.100"}
    assert bill("google_container_cluster", values, region=REGION)[2] == (
        "default_pool > Standard provisioned storage (pd-standard): 100 GB x 0.04 = 4.00"
    )


def test_private_nodes_have_no_public_addresses_and_those_of_spot_nodes_cost_half(bill, resource):
    values = {"location": "us-central1-a", "node_count": 1, "node_config": [{"spot": True}]}
    private = {"location": "us-central1-a", "private_cluster_config": [{"enable_private_nodes": True}]}
    about = {"region": REGION, "linked": {"cluster": [resource("google_container_cluster", private)]}}
    own = {**values, "network_config": [{"enable_private_nodes": False}]}
    address = "External IP address: 730 hours x 0.0025 = 1.82"
    assert address not in bill("google_container_node_pool", values, **about)
    assert bill("google_container_node_pool", own, **about)[-1] == address
    assert bill("google_container_node_pool", values, region=REGION)[-1] == address


def test_nodes_that_may_be_private_leave_the_other_lines(bill):
    values = {"location": "us-central1-a", "initial_node_count": 1, "private_cluster_config": [{}]}
    unknown = {"private_cluster_config": [{"enable_private_nodes": True}]}
    lines = bill("google_container_cluster", values, region=REGION, unknown=unknown, unset=False)
    assert lines[2:] == [
        "default_pool > Balanced provisioned storage (pd-balanced): 100 GB x 0.1 = 10.00",
        "Node pools: unpriced, `private_cluster_config.enable_private_nodes` is known only after apply",
    ]


def test_the_place_by_its_names_before_version_3_counts_the_same_zones(bill):
    values = {"zone": "us-central1-a", "additional_zones": ["us-central1-b"], "initial_node_count": 1}
    assert bill("google_container_cluster", values, region=REGION)[1] == (
        "default_pool > Instance usage (Linux/UNIX, on-demand, e2-medium): 1460 hours x 0.03350571 = 48.92"
    )


def test_a_pool_of_an_unknown_size_leaves_those_before_it(bill):
    pools = [{"node_count": 1}, {}]
    values = {"location": "us-central1-a", "node_pool": pools}
    unknown = {"node_pool": [{}, {"node_count": True}]}
    lines = bill("google_container_cluster", values, region=REGION, unknown=unknown, unset=False)
    assert lines[1:] == [
        "node_pool[0] > Instance usage (Linux/UNIX, on-demand, e2-medium): 730 hours x 0.03350571 = 24.46",
        "node_pool[0] > Balanced provisioned storage (pd-balanced): 100 GB x 0.1 = 10.00",
        "Node pools: unpriced, `node_count` is known only after apply",
    ]
