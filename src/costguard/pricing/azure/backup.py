"""Recovery services vaults: what protects each virtual machine, and what its copies take up."""

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Final

from costguard.pricing.azure._places import placed, region_with
from costguard.pricing.azure._vm_disks import size_of_machine_disks
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "backup"
_PROTECTED: Final = "azurerm_backup_protected_vm"
_VAULT: Final = "azurerm_recovery_services_vault"
_MACHINES: Final = ("azurerm_virtual_machine", "azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine")

# A machine of up to 50 GB pays half the price of one of up to 500 GB; each further 500 GB pays it again
# (Azure Backup pricing, 2024: 1.2 TB are three times the price).
_SMALL_GB: Final = Decimal(50)
_STEP_GB: Final = Decimal(500)
_REDUNDANCY: Final = {"locallyredundant": "LRS", "zoneredundant": "ZRS", "georedundant": "GRS"}


def protected_machines(vault: Subject) -> Iterator[Line]:
    """The machines that a vault protects."""
    for machine in vault.users(_PROTECTED):
        for line in _lines(vault, machine, _redundancy(vault)):
            yield line.of(machine.address)


def protected_machine(machine: Subject) -> Iterator[Line]:
    """A machine in a vault that the input does not hold; what holds its vault shows the others."""
    if not machine.linked("recovery_vault_name", _VAULT):
        region = region_with(machine, "source_vm_id", *_MACHINES)
        for line in _lines(machine, machine, "GRS", "its vault is not in the input; geo-redundant, as the API has it"):
            yield placed(line, region)


def _lines(vault: Subject, machine: Subject, redundancy: str, assumption: str = "") -> Iterator[Line]:
    key = "disk_utilization_gb"
    used_gb = _told(vault, machine, key)
    if used_gb is None:
        used_gb = _all_of_it(machine)
        assumption = assumption or "all of its disks are backed up"
    yield _instance(used_gb, key, assumption)
    extra_gb = _told(vault, machine, "additional_backup_retention_gb") or Decimal(0)
    stored_gb = None if used_gb is None else used_gb + extra_gb
    rate = Rate(_TABLE, f"{redundancy.lower()}_gb")
    yield by_use(f"{redundancy} data stored", "GB", stored_gb, rate, key=key, assumption=assumption)


def _instance(used_gb: Decimal | None, key: str, assumption: str) -> Line:
    """The line for protecting one machine: by the size of what is protected."""
    if used_gb is not None and used_gb <= _SMALL_GB:
        name, item, steps = "under 50 GB", "small_instance", Decimal(1)
    else:
        steps = ((used_gb or _STEP_GB) / _STEP_GB).to_integral_value(ROUND_CEILING)
        name, item = ("under 500 GB" if steps == 1 else "over 500 GB"), "instance"
    quantity = None if used_gb is None else steps
    return by_use(f"Instance backup ({name})", "month", quantity, Rate(_TABLE, item), key=key, assumption=assumption)


def _all_of_it(machine: Subject) -> Decimal | None:
    machines = machine.linked("source_vm_id", *_MACHINES)
    return size_of_machine_disks(machines[0]) if machines else None


def _redundancy(vault: Subject) -> str:
    """How often the vault keeps copies. Unset, the API makes it geo-redundant."""
    mode = _REDUNDANCY.get(vault.text("storage_mode_type", "GeoRedundant").lower(), "GRS")
    can_read = mode == "GRS" and vault.flag("cross_region_restore_enabled", default=False)
    return "RA-GRS" if can_read else mode


def _told(vault: Subject, machine: Subject, key: str) -> Decimal | None:
    """What the usage file says: of the machine itself, or below its vault as people's files have it."""
    own = machine.usage.number(key)
    if own is not None:
        return own
    every = re.sub(r"\[[^]]*\]", "[*]", machine.address)
    found = (vault.usage.number(f"{name}.{key}") for name in (machine.address, every))
    return next((amount for amount in found if amount is not None), None)


MODELS: Final[Models] = {
    _VAULT: (protected_machines,),
    _PROTECTED: (protected_machine,),
}
