"""What Azure Kubernetes clusters bill for."""

CLUSTER = "azurerm_kubernetes_cluster"
POOL = "azurerm_kubernetes_cluster_node_pool"


def test_a_cluster_pays_for_its_nodes_and_their_disks(bill):
    values = {"default_node_pool": [{"name": "default", "vm_size": "Standard_D2_v2"}]}
    assert bill(CLUSTER, values, region="eastus") == [
        "default_node_pool > Instance usage (Linux, pay as you go, Standard_D2_v2): 730 hours x 0.146 = 106.58",
        "default_node_pool.os_disk > Storage (S10, LRS): 1 months x 5.888 = 5.89",
    ]


def test_a_tier_with_a_guarantee_pays_by_the_hour(bill):
    assert bill(CLUSTER, {"sku_tier": "Standard"}, region="westeurope") == ["Uptime SLA: 730 hours x 0.1 = 73.00"]
    assert bill(CLUSTER, {"sku_tier": "Paid"}, region="westeurope") == ["Uptime SLA: 730 hours x 0.1 = 73.00"]
    assert bill(CLUSTER, {"sku_tier": "Premium"}, region="westeurope") == [
        "Long-term support: 730 hours x 0.6 = 438.00"
    ]
    assert bill(CLUSTER, {"sku_tier": "Free"}, region="westeurope") == []


def test_what_comes_along_is_in_the_bill(bill):
    values = {"network_profile": [{"load_balancer_sku": "standard"}], "http_application_routing_enabled": True}
    usage = {"load_balancer": {"monthly_data_processed_gb": 100}}
    assert bill(CLUSTER, values, usage=usage, region="eastus") == [
        "Load Balancer > Data processed: 100 GB x 0.005 = 0.50",
        "DNS > Hosted zone: 1 months x 0.5 = 0.50",
    ]


def test_usage_tells_the_nodes_and_hours_of_the_default_pool(bill):
    values = {"default_node_pool": [{"vm_size": "Standard_D2_v2", "node_count": 5}]}
    usage = {"default_node_pool": {"nodes": 2, "monthly_hrs": 100}}
    assert bill(CLUSTER, values, usage=usage, region="eastus") == [
        "default_node_pool > Instance usage (Linux, pay as you go, Standard_D2_v2): 200 hours x 0.146 = 29.20",
        "default_node_pool.os_disk > Storage (S10, LRS): 2 months x 5.888 = 11.78",
    ]


def test_sizes_that_take_premium_disks_have_one_and_ephemeral_disks_are_free(bill):
    premium = bill(POOL, {"vm_size": "Standard_DS2_v2"}, region="eastus")
    ephemeral = bill(POOL, {"vm_size": "Standard_DS2_v2", "os_disk_type": "Ephemeral"}, region="eastus")
    assert premium[1] == "os_disk > Storage (P10, LRS): 1 months x 19.71 = 19.71"
    assert len(ephemeral) == 1


def test_larger_nodes_have_larger_disks(bill):
    assert bill(POOL, {"vm_size": "Standard_D16s_v5"}, region="eastus")[1] == (
        "os_disk > Storage (P20, LRS): 1 months x 73.22 = 73.22"
    )


def test_a_pool_that_scales_starts_from_its_least_and_is_bounded(resource):
    from costguard.pricing.book.book import Book
    from costguard.pricing.estimate import cost_of

    pool = resource(POOL, {"vm_size": "Basic_A2", "min_count": 2, "max_count": 4}, region="eastus")
    line = cost_of(pool, Book()).lines[0]
    assert [round(float(amount), 2) for amount in (line.low, line.monthly_cost, line.high)] == [115.34, 115.34, 230.68]


def test_windows_nodes_pay_for_their_licence_unless_the_cluster_brings_it(bill, resource):
    values = {"vm_size": "Standard_DS2_v2", "os_sku": "Windows2022", "os_disk_type": "Ephemeral"}
    cluster = resource(CLUSTER, {"windows_profile": [{"license": "Windows_Server"}]})
    assert bill(POOL, values, region="eastus") == [
        "Instance usage (Windows, pay as you go, Standard_DS2_v2): 730 hours x 0.238 = 173.74"
    ]
    assert bill(POOL, values, region="eastus", linked={"kubernetes_cluster_id": [cluster]}) == [
        "Instance usage (Windows, hybrid benefit, Standard_DS2_v2): 730 hours x 0.146 = 106.58"
    ]


def test_spot_nodes_are_not_priced_as_others(bill):
    values = {"vm_size": "Standard_D2s_v3", "priority": "Spot", "os_disk_type": "Ephemeral"}
    assert bill(POOL, values, region="eastus")[0].startswith("Instance usage (Linux, spot, Standard_D2s_v3): unpriced")
