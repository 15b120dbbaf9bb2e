"""Licences of operating systems and databases that come with Google's premium images."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.gcp._machine import Machine, vcpus_of
from costguard.pricing.lines import Line, Rate

# The tariffs' limits: https://cloud.google.com/compute/disks-image-pricing (2025). RHEL is dearer by vCPU up to 8 of
# them; SQL Server is charged for 4 vCPUs at least; SLES for SAP has three prices by size.
_RHEL_SMALL_VCPUS: Final = 8
_SQL_MIN_VCPUS: Final = 4
_SAP_SIZES: Final = (2, 4)
_SHARED: Final = ("f1-micro", "g1-small")


def licence_lines(machine: Machine, image: str) -> Iterator[Line]:
    """The licences of an image, by what its name or project says; nothing for the free ones."""
    lowered = image.lower()
    for name, marks, rate in _LICENCES:
        if any(mark in lowered for mark in marks):
            yield Line(f"Licence ({name})", "hours", machine.hours, (rate(machine),))
            break
    for name, mark in _SQL:
        if mark in lowered:
            vcpus = max(vcpus_of(machine), _SQL_MIN_VCPUS)
            item = f"sql-{name.lower()}/vcpu"
            rate_of_sql = Rate("licence", item, factor=Decimal(vcpus), region="global")
            yield Line(f"Licence (SQL Server {name})", "hours", machine.hours, (rate_of_sql,))


def windows(machine: Machine) -> Rate:
    """Windows Server, by vCPU."""
    if machine.type in _SHARED:
        return _rate("windows/shared", 1)
    return _rate("windows/vcpu", vcpus_of(machine))


def _rhel(item: str) -> Callable[[Machine], Rate]:
    def rate(machine: Machine) -> Rate:
        vcpus = vcpus_of(machine)
        return _rate(f"{item}/{'small' if vcpus <= _RHEL_SMALL_VCPUS else 'large'}", vcpus)

    return rate


def _sles(machine: Machine) -> Rate:
    return _rate("sles/shared" if machine.type in _SHARED else "sles/machine", 1)


def _sles_sap(machine: Machine) -> Rate:
    vcpus = vcpus_of(machine)
    size = next((str(limit) for limit in _SAP_SIZES if vcpus <= limit), "5")
    return _rate(f"sles-sap/{size}", 1)


def _ubuntu_pro(machine: Machine) -> Rate:
    return _rate("ubuntu-pro/vcpu", vcpus_of(machine))


def _rate(item: str, factor: int) -> Rate:
    return Rate("licence", item, factor=Decimal(factor), region="global")


_LICENCES: Final[tuple[tuple[str, tuple[str, ...], Callable[[Machine], Rate]], ...]] = (
    ("Windows Server", ("windows-cloud", "windows-sql-cloud", "/windows-", "windows-server"), windows),
    ("RHEL for SAP", ("rhel-sap-cloud", "-sap-ha"), _rhel("rhel-sap")),
    ("RHEL", ("rhel-cloud", "/rhel-"), _rhel("rhel")),
    ("SLES for SAP", ("suse-sap-cloud", "-sap-v"), _sles_sap),
    ("SLES", ("suse-cloud", "/sles-"), _sles),
    ("Ubuntu Pro", ("ubuntu-os-pro-cloud", "ubuntu-pro-"), _ubuntu_pro),
)
_SQL: Final = (("Enterprise", "sql-ent"), ("Standard", "sql-std"), ("Web", "sql-web"))
