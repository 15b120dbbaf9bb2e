"""What Azure scale sets bill for."""

LINUX = "azurerm_linux_virtual_machine_scale_set"
WINDOWS = "azurerm_windows_virtual_machine_scale_set"
OLD = "azurerm_virtual_machine_scale_set"
ORCHESTRATED = "azurerm_orchestrated_virtual_machine_scale_set"
DISK = {"storage_account_type": "Standard_LRS"}


def test_every_machine_pays_with_its_disk(bill):
    values = {"sku": "Basic_A2", "instances": 3, "os_disk": [DISK]}
    assert bill(LINUX, values, region="eastus", usage={"os_disk": {"monthly_disk_operations": 10_000}}) == [
        "Instance usage (Linux, pay as you go, Basic_A2): 2190 hours x 0.079 = 173.01",
        "os_disk > Storage (S4, LRS): 3 months x 1.536 = 4.61",
        "os_disk > Disk operations: 3 10k operations x 0.0005 = 0.00",
    ]


def test_usage_tells_how_many_there_are(bill):
    assert bill(LINUX, {"sku": "Basic_A2", "instances": 3}, usage={"instances": 10}, region="eastus") == [
        "Instance usage (Linux, pay as you go, Basic_A2): 7300 hours x 0.079 = 576.70"
    ]


def test_windows_pays_for_its_licence_on_each(bill):
    assert bill(WINDOWS, {"sku": "Standard_D2s_v3", "instances": 2}, region="eastus") == [
        "Instance usage (Windows, pay as you go, Standard_D2s_v3): 1460 hours x 0.188 = 274.48"
    ]


def test_data_disks_pay_for_each_machine(bill):
    disk = {"storage_account_type": "Premium_LRS", "disk_size_gb": 128, "lun": 1}
    assert bill(LINUX, {"sku": "Basic_A2", "instances": 2, "data_disk": [disk]}, region="eastus")[1] == (
        "data_disk > Storage (P10, LRS): 2 months x 19.71 = 39.42"
    )


def test_a_setting_that_scales_them_bounds_the_cost(resource):
    from costguard.pricing.book.book import Book
    from costguard.pricing.estimate import cost_of

    capacity = {"default": 2, "minimum": 1, "maximum": 10}
    setting = resource("azurerm_monitor_autoscale_setting", {"profile": [{"capacity": [capacity]}]})
    group = resource(LINUX, {"sku": "Basic_A2", "instances": 2}, region="eastus", users=[setting])
    line = cost_of(group, Book()).lines[0]
    assert [round(float(amount), 2) for amount in (line.low, line.monthly_cost, line.high)] == [57.67, 115.34, 576.70]


def test_the_older_type_pays_for_its_disks_as_often_as_it_has_machines(bill):
    values = {
        "sku": [{"name": "Standard_F2", "capacity": 2}],
        "storage_profile_os_disk": [{"managed_disk_type": "Standard_LRS"}],
        "storage_profile_data_disk": [{"disk_size_gb": 10}],
    }
    assert bill(OLD, values, region="westeurope") == [
        "Instance usage (Linux, pay as you go, Standard_F2): 1460 hours x 0.114 = 166.44",
        "storage_os_disk > Storage (S4, LRS): 2 months x 1.536 = 3.07",
        "storage_os_disk > Disk operations: usage 10k operations x 0.0005",
        "storage_data_disk > Storage (S4, LRS): 2 months x 1.536 = 3.07",
        "storage_data_disk > Disk operations: usage 10k operations x 0.0005",
    ]


def test_the_older_type_runs_windows_without_a_discount_that_nobody_asked_for(bill):
    values = {"sku": [{"name": "Standard_F2", "capacity": 1}], "os_profile_windows_config": [{"x": 1}]}
    assert bill(OLD, values, region="eastus") == [
        "Instance usage (Windows, pay as you go, Standard_F2): 730 hours x 0.192 = 140.16"
    ]


def test_an_orchestrated_set_without_a_size_only_groups_machines(bill):
    assert bill(ORCHESTRATED, {"platform_fault_domain_count": 1}, region="eastus") == []


def test_an_orchestrated_set_tells_windows_by_its_profile(bill):
    values = {"sku_name": "Standard_F2", "instances": 2, "os_profile": [{"windows_configuration": [{"x": 1}]}]}
    assert bill(ORCHESTRATED, values, region="eastus") == [
        "Instance usage (Windows, pay as you go, Standard_F2): 1460 hours x 0.192 = 280.32"
    ]


def test_a_count_known_only_after_apply_is_not_guessed(bill):
    assert bill(LINUX, {"sku": "Basic_A2"}, region="eastus", unknown={"instances": True}, unset=False) == [
        "Linux machines: unpriced, `instances` is known only after apply"
    ]
