"""What Azure virtual machines bill for."""

import json

import pytest

from costguard.pricing.azure._vm import canonical, size_of
from costguard.pricing.book.embedded import FIGURES

LINUX = "azurerm_linux_virtual_machine"
WINDOWS = "azurerm_windows_virtual_machine"
OLD = "azurerm_virtual_machine"


def test_a_linux_machine_pays_for_hours_and_its_disk(bill):
    disk = {"storage_account_type": "StandardSSD_LRS", "disk_size_gb": 1000}
    assert bill(LINUX, {"size": "Standard_F2", "os_disk": [disk]}, region="eastus") == [
        "Instance usage (Linux, pay as you go, Standard_F2): 730 hours x 0.099 = 72.27",
        "os_disk > Storage (E30, LRS): 1 months x 76.8 = 76.80",
        "os_disk > Disk operations: usage 10k operations x 0.002",
    ]


def test_a_size_in_lower_case_is_the_same_machine_and_keeps_its_spelling(bill):
    assert bill(LINUX, {"size": "standard_f2"}, region="eastus") == [
        "Instance usage (Linux, pay as you go, standard_f2): 730 hours x 0.099 = 72.27"
    ]


def test_usage_tells_the_hours_and_the_operations_of_the_disk(bill):
    usage = {"monthly_hrs": 100, "os_disk": {"monthly_disk_operations": 20_000_000}}
    values = {"size": "Standard_B1s", "os_disk": [{"storage_account_type": "Standard_LRS"}]}
    assert bill(LINUX, values, usage=usage, region="eastus") == [
        "Instance usage (Linux, pay as you go, Standard_B1s): 100 hours x 0.0104 = 1.04",
        "os_disk > Storage (S4, LRS): 1 months x 1.536 = 1.54",
        "os_disk > Disk operations: 2000 10k operations x 0.0005 = 1.00",
    ]


def test_windows_adds_its_licence_for_each_vcpu_that_is_paid_for(bill):
    assert bill(WINDOWS, {"size": "Standard_E16-8as_v4"}, region="eastus") == [
        "Instance usage (Windows, pay as you go, Standard_E16-8as_v4): 730 hours x 1.744 = 1273.12"
    ]


def test_a_size_with_vcpus_switched_off_costs_what_the_whole_one_does(bill):
    part = bill(LINUX, {"size": "Standard_E16-4ads_v5"}, region="eastus")
    whole = bill(LINUX, {"size": "Standard_E16ads_v5"}, region="eastus")
    assert part[0].partition(": ")[2] == whole[0].partition(": ")[2]


@pytest.mark.parametrize(
    ("size", "price"),
    [("Basic_A2", "0.133"), ("Standard_A2_v2", "0.136"), ("Standard_F2", "0.192"), ("Standard_DS2_v2", "0.238")],
)
def test_old_series_have_licence_prices_of_their_own(bill, size, price):
    assert f" x {price} = " in bill(WINDOWS, {"size": size}, region="eastus")[0]


def test_a_licence_of_the_owners_own_leaves_the_price_of_linux(bill):
    values = {"size": "Standard_D2_v4", "license_type": "Windows_Server"}
    assert bill(WINDOWS, values, region="eastus") == [
        "Instance usage (Windows, hybrid benefit, Standard_D2_v4): 730 hours x 0.096 = 70.08"
    ]


def test_the_price_of_another_region_is_that_regions(bill):
    assert bill(LINUX, {"size": "Standard_F2"}, region="westeurope") == [
        "Instance usage (Linux, pay as you go, Standard_F2): 730 hours x 0.114 = 83.22"
    ]


def test_spot_capacity_is_not_priced_as_what_it_is_not(bill):
    [line] = bill(LINUX, {"size": "Standard_D2s_v3", "priority": "Spot"}, region="eastus")
    assert line.startswith("Instance usage (Linux, spot, Standard_D2s_v3): unpriced, the price book has no price of")


def test_an_ephemeral_disk_costs_nothing(bill):
    disk = {"storage_account_type": "Standard_LRS", "diff_disk_settings": [{"option": "Local"}]}
    assert len(bill(LINUX, {"size": "Standard_F2", "os_disk": [disk]}, region="eastus")) == 1


def test_a_machine_on_a_dedicated_host_is_paid_with_the_host_but_for_windows(bill):
    host = {"size": "Standard_D2s_v3", "dedicated_host_id": "/hosts/one"}
    assert bill(LINUX, host, region="eastus") == []
    assert bill(WINDOWS, host, region="eastus") == [
        "Windows licence (dedicated host, Standard_D2s_v3): 730 hours x 0.092 = 67.16"
    ]


def test_readiness_for_ultra_disks_is_shown_with_its_price(bill):
    values = {"size": "Standard_F2", "additional_capabilities": [{"ultra_ssd_enabled": True}]}
    assert bill(LINUX, values, region="eastus")[1] == "Ultra disk reservation (if unattached): usage vCPU x 4.38"


def test_a_red_hat_image_has_a_licence_unless_the_owner_brings_one(bill):
    image = {"publisher": "RedHat", "offer": "RHEL", "sku": "9_4"}
    values = {"size": "Standard_F2", "source_image_reference": [image]}
    assert bill(LINUX, values, region="eastus")[1].startswith("Red Hat Enterprise Linux licence: unpriced")
    assert len(bill(LINUX, {**values, "license_type": "RHEL_BYOS"}, region="eastus")) == 1


def test_a_size_known_only_after_apply_keeps_its_disk_in_the_bill(bill):
    values = {"os_disk": [{"storage_account_type": "Premium_LRS", "disk_size_gb": 100}]}
    assert bill(LINUX, values, region="eastus", unknown={"size": True}, unset=False) == [
        "Linux machine: unpriced, `size` is known only after apply",
        "os_disk > Storage (P10, LRS): 1 months x 19.71 = 19.71",
    ]


def test_a_size_that_azure_does_not_have_is_unpriced(bill):
    assert bill(LINUX, {"size": "huge"}, region="eastus") == [
        "Linux machine: unpriced, `huge` is no size of a virtual machine"
    ]


def test_the_older_type_tells_windows_by_its_profile_disk_or_image(bill):
    linux = {"vm_size": "Standard_F2"}
    by_profile = {**linux, "os_profile_windows_config": [{"provision_vm_agent": True}]}
    by_disk = {**linux, "storage_os_disk": [{"os_type": "windows", "create_option": "Attach"}]}
    by_image = {**linux, "storage_image_reference": [{"offer": "WindowsServer"}]}
    assert "(Linux," in bill(OLD, linux, region="eastus")[0]
    assert all("(Windows," in bill(OLD, values, region="eastus")[0] for values in (by_profile, by_disk, by_image))


def test_the_older_type_pays_for_the_disks_that_are_made_with_it(bill):
    values = {
        "vm_size": "Standard_F2",
        "storage_os_disk": [{"create_option": "FromImage", "managed_disk_type": "Premium_LRS", "disk_size_gb": 64}],
        "storage_data_disk": [{"create_option": "Empty", "disk_size_gb": 500}, {"create_option": "Attach"}],
    }
    assert bill(OLD, values, region="eastus", usage={"storage_data_disk": {"monthly_disk_operations": 10_000}})[1:] == [
        "storage_os_disk > Storage (P6, LRS): 1 months x 10.207 = 10.21",
        "storage_data_disk > Storage (S20, LRS): 1 months x 21.76 = 21.76",
        "storage_data_disk > Disk operations: 1 10k operations x 0.0005 = 0.00",
    ]


def test_an_unmanaged_disk_says_where_it_bills(bill):
    values = {"vm_size": "Standard_F2", "storage_os_disk": [{"vhd_uri": "https://blob/os.vhd"}]}
    assert bill(OLD, values, region="eastus")[1] == (
        "Storage os disk: unpriced, an unmanaged disk bills as a page blob of its storage account"
    )


def test_every_size_of_the_book_is_found_in_any_case():
    families = json.loads((FIGURES / "azure" / "vm_linux.json").read_bytes())["families"]
    sizes = {size.strip() for family in families.values() for size in family["base"]}
    assert [size for size in sizes if canonical(size.lower()) != size or canonical(size.upper()) != size] == []


@pytest.mark.parametrize(
    ("size", "vcpus"),
    [("Standard_DS14-4_v2", 16), ("Standard_E64-16s_v5", 64), ("Standard_A4_v2", 4), ("Standard_G5", 32), ("F8s", 8)],
)
def test_vcpus_are_read_from_the_name(size, vcpus):
    assert size_of(size).vcpus == vcpus
