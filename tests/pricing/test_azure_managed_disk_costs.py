"""What Azure disks, snapshots and images bill for."""

import pytest

DISK = "azurerm_managed_disk"


@pytest.mark.parametrize(
    ("kind", "size_gb", "line"),
    [
        ("Standard_LRS", 32, "Storage (S4, LRS): 1 months x 1.536 = 1.54"),
        ("Standard_LRS", 33, "Storage (S6, LRS): 1 months x 3.008 = 3.01"),
        ("Standard_LRS", 1, "Storage (S4, LRS): 1 months x 1.536 = 1.54"),
        ("StandardSSD_LRS", 1, "Storage (E1, LRS): 1 months x 0.3 = 0.30"),
        ("StandardSSD_ZRS", 1024, "Storage (E30, ZRS): 1 months x 115.2 = 115.20"),
        ("premium_lrs", 128, "Storage (P10, LRS): 1 months x 19.71 = 19.71"),
        ("Premium_ZRS", 129, "Storage (P15, ZRS): 1 months x 57.018213 = 57.02"),
        ("Premium_LRS", 32767, "Storage (P80, LRS): 1 months x 3604.11 = 3604.11"),
    ],
)
def test_a_disk_pays_for_the_step_that_holds_it(bill, kind, size_gb, line):
    assert bill(DISK, {"storage_account_type": kind, "disk_size_gb": size_gb}, region="eastus")[0] == line


def test_a_disk_larger_than_azure_sells_is_unpriced(bill):
    values = {"storage_account_type": "Premium_LRS", "disk_size_gb": 40_000}
    assert bill(DISK, values, region="eastus") == ["Disk: unpriced, a disk of 40000 GB is larger than Azure sells"]


def test_a_kind_that_there_is_not_is_unpriced(bill):
    assert bill(DISK, {"storage_account_type": "Bronze_LRS", "disk_size_gb": 4}, region="eastus") == [
        "Disk: unpriced, `Bronze_LRS` is no kind of managed disk"
    ]


def test_usage_tells_the_operations_of_standard_disks(bill):
    values = {"storage_account_type": "StandardSSD_LRS", "disk_size_gb": 4}
    assert bill(DISK, values, usage={"monthly_disk_operations": 2_000_000}, region="westeurope")[1] == (
        "Disk operations: 200 10k operations x 0.002 = 0.40"
    )


def test_a_higher_performance_tier_is_paid_instead_of_the_size(bill):
    values = {"storage_account_type": "Premium_LRS", "disk_size_gb": 64, "tier": "P20"}
    assert bill(DISK, values, region="eastus") == ["Storage (P20, LRS): 1 months x 73.22 = 73.22"]


def test_an_ultra_disk_pays_for_size_iops_and_throughput(bill):
    values = {
        "storage_account_type": "UltraSSD_LRS",
        "disk_size_gb": 600,
        "disk_iops_read_write": 4000,
        "disk_mbps_read_write": 20,
    }
    assert bill(DISK, values, region="eastus") == [
        "Storage (ultra, 1024 GiB): 1024 GiB x 0.11972 = 122.59",
        "Provisioned IOPS: 4000 IOPS x 0.04964 = 198.56",
        "Throughput: 20 MB/s x 0.3495 = 6.99",
    ]


def test_a_premium_v2_disk_pays_for_what_goes_beyond_the_included(bill):
    values = {
        "storage_account_type": "PremiumV2_LRS",
        "disk_size_gb": 100,
        "disk_iops_read_write": 5000,
        "disk_mbps_read_write": 125,
    }
    assert bill(DISK, values, region="eastus") == [
        "Storage (premium v2, 100 GiB): 100 GiB x 0.08103 = 8.10",
        "Provisioned IOPS (over 3,000): 2000 IOPS x 0.00496 = 9.92",
    ]


def test_a_disk_is_as_large_as_what_it_is_a_copy_of(bill, resource):
    source = resource(DISK, {"disk_size_gb": 70}, name="source")
    values = {"storage_account_type": "Standard_LRS", "create_option": "Copy"}
    assert bill(DISK, values, region="westeurope", linked={"source_resource_id": [source]})[0] == (
        "Storage (S10, LRS): 1 months x 5.888 = 5.89"
    )


def test_a_size_known_only_after_apply_is_not_guessed(bill):
    values = {"storage_account_type": "Standard_LRS"}
    assert bill(DISK, values, region="eastus", unknown={"disk_size_gb": True}, unset=False) == [
        "Disk: unpriced, `disk_size_gb` is known only after apply"
    ]


def test_a_shared_disk_says_that_its_mounts_cost_too(bill):
    values = {"storage_account_type": "Premium_LRS", "disk_size_gb": 256, "max_shares": 2}
    assert bill(DISK, values, region="eastus")[1].startswith("Shared disk mounts: unpriced")


def test_a_snapshot_is_at_most_as_large_as_its_disk(bill, resource):
    source = resource(DISK, {"disk_size_gb": 70})
    assert bill("azurerm_snapshot", {}, region="westeurope", linked={"source_uri": [source]}) == [
        "Storage: 70 GB x 0.05 = 3.50"
    ]


def test_usage_tells_what_a_snapshot_really_holds(bill):
    assert bill("azurerm_snapshot", {"disk_size_gb": 70}, usage={"storage_gb": 300}, region="westeurope") == [
        "Storage: 300 GB x 0.05 = 15.00"
    ]


def test_an_image_is_as_large_as_its_disks_or_those_of_its_machine(bill, resource):
    disks = {"os_disk": [{"size_gb": 30}], "data_disk": [{"size_gb": 100}]}
    machine = resource("azurerm_linux_virtual_machine", {"os_disk": [{"disk_size_gb": 64}]})
    links = {"source_virtual_machine_id": [machine]}
    assert bill("azurerm_image", disks, region="eastus") == ["Storage: 130 GB x 0.05 = 6.50"]
    assert bill("azurerm_image", {}, region="eastus", linked=links) == ["Storage: 64 GB x 0.05 = 3.20"]
    assert bill("azurerm_image", {}, region="eastus") == ["Storage: usage GB x 0.05"]
