"""What container registries, groups, apps and their environments bill for."""

REGISTRY = "azurerm_container_registry"
GROUP = "azurerm_container_group"
APP = "azurerm_container_app"
ENVIRONMENT = "azurerm_container_app_environment"


def test_a_registry_pays_by_the_day_and_for_each_replica(bill):
    values = {"sku": "premium", "georeplications": [{"location": "eastus"}, {"location": "westus"}]}
    assert bill(REGISTRY, values, region="westeurope") == [
        "Geo replication (2 locations): 60 days x 1.6666 = 100.00",
        "Registry usage (Premium): 30 days x 1.6666 = 50.00",
        "Storage (over 500GB): usage GB x 0.1",
        "Build vCPU: usage seconds x 0.0001",
    ]


def test_storage_beyond_the_included_is_paid(bill):
    usage = {"storage_gb": 150, "monthly_build_vcpu_hrs": 10}
    assert bill(REGISTRY, {"sku": "Basic"}, usage=usage, region="eastus")[1:] == [
        "Storage (over 10GB): 140 GB x 0.1 = 14.00",
        "Build vCPU: 36000 seconds x 0.0001 = 3.60",
    ]
    assert len(bill(REGISTRY, {"sku": "Standard"}, usage={"storage_gb": 100}, region="eastus")) == 2


def test_a_group_pays_for_what_its_containers_ask_for(bill):
    containers = [{"cpu": 0.5, "memory": 1.5}, {"cpu": 1, "memory": 2}]
    assert bill(GROUP, {"os_type": "Linux", "container": containers}, region="eastus") == [
        "vCPU duration: 1095 vCPU-hours x 0.0405 = 44.35",
        "Memory duration: 2555 GB-hours x 0.00445 = 11.37",
    ]


def test_gpus_and_spot_groups_have_prices_of_their_own(bill):
    gpu = {"cpu": 1, "memory": 1, "gpu": [{"count": 2, "sku": "V100"}]}
    assert bill(GROUP, {"container": [gpu]}, region="eastus")[2].startswith("GPU duration (V100): unpriced")
    assert bill(GROUP, {"container": [gpu], "priority": "Spot"}, region="eastus")[0].startswith(
        "vCPU duration: unpriced"
    )


def test_an_app_pays_for_busy_seconds_beyond_the_free_grant(bill):
    template = {"container": [{"cpu": 0.5, "memory": "1Gi"}]}
    usage = {"requests": 5_000_000, "execution_time_ms": 200, "concurrent_requests": 1}
    assert bill(APP, {"template": [template]}, usage=usage, region="westeurope") == [
        "vCPU (active): 320000 vCPU-seconds x 0.000034 = 10.88",
        "Memory (active): 640000 GiB-seconds x 0.000004 = 2.56",
        "Requests: 3 1M requests x 0.56 = 1.68",
    ]


def test_the_least_number_of_replicas_is_there_even_when_idle(bill):
    template = {"container": [{"cpu": 1, "memory": "2Gi"}], "min_replicas": 1}
    assert bill(APP, {"template": [template]}, region="westeurope") == [
        "vCPU (active): usage vCPU-seconds x 0.000034",
        "vCPU (idle): 2448000 vCPU-seconds x 0.000004 = 9.79",
        "Memory (active): usage GiB-seconds x 0.000004",
        "Memory (idle): 4896000 GiB-seconds x 0.000004 = 19.58",
        "Requests: usage 1M requests x 0.56",
    ]


def test_an_environment_pays_for_the_nodes_of_its_profiles_and_the_apps_there_do_not(bill):
    profile = {"workload_profile_type": "D4", "minimum_count": 2, "maximum_count": 2}
    assert bill(ENVIRONMENT, {"workload_profile": [profile]}, region="westeurope") == [
        "Dedicated vCPU usage (D4): 5840 hours x 0.080859 = 472.22",
        "Dedicated memory usage (D4): 23360 GiB-hours x 0.006638 = 155.06",
        "Management fee: 730 hours x 0.1 = 73.00",
    ]
    assert bill(APP, {"workload_profile_name": "mine"}, region="westeurope") == []
    assert bill(ENVIRONMENT, {}, region="westeurope") == []
