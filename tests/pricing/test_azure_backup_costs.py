"""What recovery services vaults bill for."""

VAULT = "azurerm_recovery_services_vault"
PROTECTED = "azurerm_backup_protected_vm"


def _protected(resource, *sizes_gb, name="vm"):
    disks = [{"disk_size_gb": size_gb} for size_gb in sizes_gb]
    machine = resource("azurerm_virtual_machine", {"storage_os_disk": disks[:1], "storage_data_disk": disks[1:]})
    return resource(PROTECTED, {}, linked={"source_vm_id": [machine]}, name=name)


def test_a_small_machine_pays_half(bill, resource):
    values = {"storage_mode_type": "LocallyRedundant"}
    assert bill(VAULT, values, region="westeurope", users=[_protected(resource, 10, 30)]) == [
        "azurerm_backup_protected_vm.vm > Instance backup (under 50 GB): 1 month x 5 = 5.00",
        "azurerm_backup_protected_vm.vm > LRS data stored: 40 GB x 0.0224 = 0.90",
    ]


def test_every_further_500_gb_pay_again(bill, resource):
    lines = bill(VAULT, {"storage_mode_type": "ZoneRedundant"}, region="westeurope", users=[_protected(resource, 1128)])
    assert lines[0].endswith("Instance backup (over 500 GB): 3 month x 10 = 30.00")


def test_the_vault_tells_how_copies_are_kept(bill, resource):
    about = {"region": "westeurope", "users": [_protected(resource, 100)]}
    assert "GRS data stored: 100 GB x 0.0448" in bill(VAULT, {}, **about)[1]
    assert "RA-GRS data stored: 100 GB x 0.0569" in bill(VAULT, {"cross_region_restore_enabled": True}, **about)[1]


def test_a_disk_without_a_size_counts_as_the_images_of_windows_have_it(bill, resource):
    machine = resource("azurerm_linux_virtual_machine", {"os_disk": [{"caching": "None"}]})
    protected = resource(PROTECTED, {}, linked={"source_vm_id": [machine]})
    assert "128 GB" in bill(VAULT, {}, region="westeurope", users=[protected])[1]


def test_a_machine_that_is_not_in_the_input_is_not_guessed(bill, resource):
    assert bill(VAULT, {}, region="westeurope", users=[resource(PROTECTED, {})]) == [
        "azurerm_backup_protected_vm.this > Instance backup (under 500 GB): usage month x 10",
        "azurerm_backup_protected_vm.this > GRS data stored: usage GB x 0.0448",
    ]


def test_a_machine_in_a_vault_of_the_input_is_not_billed_twice(bill, resource):
    vault = resource(VAULT, {})
    assert bill(PROTECTED, {}, region="westeurope", linked={"recovery_vault_name": [vault]}) == []


def test_a_machine_in_a_vault_elsewhere_bills_by_itself(bill):
    usage = {"disk_utilization_gb": 300, "additional_backup_retention_gb": 100}
    assert bill(PROTECTED, {}, usage=usage, region="westeurope") == [
        "Instance backup (under 500 GB): 1 month x 10 = 10.00",
        "GRS data stored: 400 GB x 0.0448 = 17.92",
    ]


def test_a_vault_that_protects_nothing_costs_nothing(bill):
    assert bill(VAULT, {}, region="westeurope") == []
