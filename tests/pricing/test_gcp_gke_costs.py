"""What Kubernetes Engine bills for."""

REGION = "us-central1"


def test_a_regional_cluster_has_its_default_pool_in_three_zones(bill):
    assert bill("google_container_cluster", {"location": REGION, "initial_node_count": 1}, region=REGION) == [
        "Cluster management fee: 730 hours x 0.1 = 73.00",
        "default_pool > Instance usage (Linux/UNIX, on-demand, e2-medium): 2190 hours x 0.03350571 = 73.38",
        "default_pool > Standard provisioned storage (pd-standard): 300 GB x 0.04 = 12.00",
    ]


def test_a_zonal_cluster_counts_its_own_zone_and_those_that_it_adds(bill):
    values = {"location": "us-central1-a", "node_locations": ["us-central1-b"], "initial_node_count": 1}
    assert bill("google_container_cluster", values, region=REGION)[2] == (
        "default_pool > Standard provisioned storage (pd-standard): 200 GB x 0.04 = 8.00"
    )


def test_pools_in_the_clusters_own_body_take_the_default_ones_place(bill):
    pools = [{"node_count": 2, "node_config": [{"machine_type": "e2-medium", "disk_type": "pd-ssd"}]}]
    lines = bill("google_container_cluster", {"location": "us-central1-a", "node_pool": pools}, region=REGION)
    assert lines[1:] == [
        "node_pool[0] > Instance usage (Linux/UNIX, on-demand, e2-medium): 1460 hours x 0.03350571 = 48.92",
        "node_pool[0] > SSD provisioned storage (pd-ssd): 200 GB x 0.17 = 34.00",
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
        "Standard provisioned storage (pd-standard): 200 GB x 0.04 = 8.00"
    )


def test_usage_says_how_many_nodes_a_pool_has_in_a_zone(bill):
    values = {"location": "us-central1-a", "node_count": 1}
    assert bill("google_container_node_pool", values, usage={"nodes": 4}, region=REGION)[1] == (
        "Standard provisioned storage (pd-standard): 400 GB x 0.04 = 16.00"
    )


def test_a_pool_of_an_unknown_size_says_so(bill):
    values = {"location": "us-central1-a"}
    lines = bill("google_container_node_pool", values, region=REGION, unknown={"node_count": True}, unset=False)
    assert lines == ["Pool: unpriced, `node_count` is known only after apply"]
