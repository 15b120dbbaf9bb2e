"""Virtual machines as Azure bills them: the machine by its size, Windows by its licence for each vCPU."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.not_known import NotKnown

# `Standard_E16-8as_v4`: family E, 16 vCPUs of which 8 are used, features `as`, version 4 (Azure's naming conventions).
_SIZE: Final = re.compile(
    r"(?P<tier>Basic|Standard)_(?P<family>[A-Z]+)(?P<number>\d+)(?:-\d+)?(?P<features>[a-z]*)(?P<rest>[-\w]*)"
)
_CONSTRAINED: Final = re.compile(r"(?<=\d)-\d+(?=[a-z_]|$)")
_VERSION: Final = re.compile(r"_v(\d+)")
# Words of a size's name that Azure writes in capitals (accelerators) or in its own way; all others are lower case.
_CAPITALS: Final = re.compile(
    r"(?:a10|a100|h100|h200|t4|gb200|gb300|mi300x|v620|v710|ma35d|ndr|rtxpro6000bse|amd|nvme)"
)
_OWN_WAY: Final = {"promo": "Promo", "noib": "noIB", "special": "SPECIAL", "adhtype1": "ADHType1", "iaas": "IaaS"}

# Sizes whose number counts steps, not vCPUs: vCPUs by family and number (Azure's lists of sizes, 2024).
_D_VCPUS: Final = {1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 11: 2, 12: 4, 13: 8, 14: 16, 15: 20}
_STEPS: Final = {
    "A": {0: 1, 1: 1, 2: 2, 3: 4, 4: 8, 5: 2, 6: 4, 7: 8, 8: 8, 9: 16, 10: 8, 11: 16},
    "D": _D_VCPUS,
    "DS": _D_VCPUS,
    "G": {1: 2, 2: 4, 3: 8, 4: 16, 5: 32},
    "GS": {1: 2, 2: 4, 3: 8, 4: 16, 5: 32},
}
_FIRST_NUMBERED_BY_VCPUS: Final = 3  # from version 3 on, a size's number is that of its vCPUs


class Size(NamedTuple):
    """A machine's size, taken apart. `name` is as Azure's price list has it."""

    name: str
    tier: str
    family: str
    number: int
    features: str
    version: int

    @property
    def vcpus(self) -> int:
        """The vCPUs that are paid for; a size with some of them switched off pays for all."""
        steps = _STEPS.get(self.family, {})
        counts_steps = self.version < _FIRST_NUMBERED_BY_VCPUS and not (self.family == "A" and self.version)
        return steps.get(self.number, self.number) if counts_steps else self.number

    @property
    def billed_as(self) -> str:
        """The size that it bills as: one with vCPUs switched off costs what the whole one does (Azure docs, 2024)."""
        return _CONSTRAINED.sub("", self.name)

    @property
    def takes_premium_disks(self) -> bool:
        """Whether disks of it may be premium ones: `s` among its features, and the DS, GS and M families."""
        return self.family in ("DS", "GS", "M") or "s" in self.features


def size_of(given: str) -> Size:
    """A size as it stands in code, in any case, with or without `Standard_`. Raises NotKnown for what is none."""
    name = canonical(given)
    parts = _SIZE.fullmatch(name)
    if parts is None:
        raise NotKnown(f"`{given}` is no size of a virtual machine")
    version = _VERSION.search(parts["rest"])
    return Size(
        name, parts["tier"], parts["family"], int(parts["number"]), parts["features"], int(version[1]) if version else 0
    )


def canonical(given: str) -> str:
    """The name of a size in the case that Azure's price list has it: `standard_d2S_V3` is `Standard_D2s_v3`."""
    tier, _, rest = labelled(given).partition("_")
    series, *words = rest.split("_")
    digit = next((place for place, letter in enumerate(series) if letter.isdigit()), len(series))
    series = series[:digit].upper() + series[digit:].lower()
    return "_".join([tier.title(), series, *(_word(word.lower()) for word in words)])


def labelled(given: str) -> str:
    """The size as the code has it, with the tier that some arguments leave out."""
    return given if given.lower().startswith(("standard_", "basic_")) else f"Standard_{given}"


def _word(word: str) -> str:
    return _OWN_WAY.get(word) or (word.upper() if _CAPITALS.fullmatch(word) else word)


def machine(
    given: str, *, is_windows: bool, licence: str = "", priority: str = "", hours: Decimal = HOURS_PER_MONTH
) -> Line:
    """The line of a machine that runs so many hours a month. `licence` and `priority` as the provider's arguments."""
    size = size_of(given)
    system = "Windows" if is_windows else "Linux"
    if priority.lower() in ("spot", "low"):
        item = f"{size.name}/windows" if is_windows else size.name
        return hourly(f"Instance usage ({system}, spot, {labelled(given)})", Rate("vm_spot", item), hours=hours)
    has_licence = licence.lower() in ("windows_server", "windows_client")  # Azure Hybrid Benefit
    option = "hybrid benefit" if is_windows and has_licence else "pay as you go"
    linux = Rate("vm_linux", size.billed_as)
    rates = (linux, windows_licence(size)) if is_windows and not has_licence else (linux,)
    return hourly(f"Instance usage ({system}, {option}, {labelled(given)})", rates, hours=hours)


def windows_licence(size: Size) -> Rate:
    """What Windows adds to a machine by the hour."""
    if size.tier == "Basic" or (size.family == "A" and size.version):
        return Rate("vm_windows", size.name.partition("_")[2].lower() + ("_basic" if size.tier == "Basic" else ""))
    return Rate("vm_windows", _licence_class(size), Decimal(size.vcpus))


def _licence_class(size: Size) -> str:
    """Which price for a vCPU applies: old series have their own, all others one (Azure's price list, 2022 to 2026)."""
    old = "" if size.version == 0 else f"_v{size.version}"
    match size.family:
        case "A":
            return "vcpu_a_v1" if size.number < 5 else "vcpu_a5_v1" if size.number < 8 else "vcpu_a8_v1"
        case "B":
            return f"vcpu_b{'_v2' if size.version else ''}"
        case "D" | "DS" if size.version < _FIRST_NUMBERED_BY_VCPUS:
            return f"vcpu_d{'11' if size.number > 10 else '1'}{old or '_v1'}"
        case "F" if not size.version:
            return "vcpu_f_v1"
        case "G" | "GS":
            return "vcpu_g"
        case _:
            return "vcpu"
