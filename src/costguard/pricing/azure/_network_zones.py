"""The billing zones of Azure's network prices: several regions to a zone, drawn apart for each kind of traffic."""

from typing import Final

from costguard.pricing.book.figure import GLOBAL
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_ASIA: Final = frozenset({
    "eastasia", "indonesiacentral", "japaneast", "japanwest", "koreacentral", "koreasouth", "malaysiawest",
    "southeastasia", "taiwannorth",
})  # fmt: skip
_AUSTRALIA: Final = frozenset({
    "australiacentral", "australiacentral2", "australiaeast", "australiasoutheast", "newzealandnorth",
})  # fmt: skip
_INDIA: Final = frozenset({"centralindia", "jioindiacentral", "jioindiawest", "southindia", "westindia"})
_SOUTH_AMERICA: Final = frozenset({"brazilsouth", "brazilsoutheast"})
_AFRICA_AND_UAE: Final = frozenset({"southafricanorth", "southafricawest", "uaecentral", "uaenorth"})
_AMERICA_AND_EUROPE: Final = frozenset({
    "austriaeast", "belgiumcentral", "canadacentral", "canadaeast", "centralus", "denmarkeast", "eastus", "eastus2",
    "francecentral", "francesouth", "germanynorth", "germanywestcentral", "israelcentral", "italynorth",
    "mexicocentral", "northcentralus", "northeurope", "norwayeast", "norwaywest", "polandcentral", "qatarcentral",
    "southcentralus", "spaincentral", "swedencentral", "swedensouth", "switzerlandnorth", "switzerlandwest",
    "uksouth", "ukwest", "westcentralus", "westeurope", "westus", "westus2", "westus3",
})  # fmt: skip
_GOVERNMENT: Final = ("usgov", "usdod")


def traffic_zone(region: str) -> str:
    """The zone of a region for traffic between virtual networks (Virtual Network price page, 2024-07)."""
    if region in _SOUTH_AMERICA | _AFRICA_AND_UAE:
        return "zone3"
    if region in _ASIA | _AUSTRALIA | _INDIA:
        return "zone2"
    return "zone1" if region in _AMERICA_AND_EUROPE else _other(region)


def edge_zone(region: str) -> str:
    """The zone of a region for CDN and Front Door traffic (Microsoft Learn, CDN billing, 2024-07).

    What has no region is taken to be in the first zone.
    """
    for zone, regions in (("zone2", _ASIA), ("zone3", _SOUTH_AMERICA), ("zone4", _AUSTRALIA), ("zone5", _INDIA)):
        if region in regions:
            return zone
    return "zone1" if region in _AMERICA_AND_EUROPE | _AFRICA_AND_UAE | {GLOBAL} else _other(region)


def is_government(region: str) -> bool:
    """Whether a region is one of the United States government's."""
    return region.startswith(_GOVERNMENT)


def home(subject: Subject) -> str:
    """The region of what has none itself: that of its resource group, which tells the cloud that bills, or `global`."""
    for group in subject.linked("resource_group_name", "azurerm_resource_group"):
        return group.region
    return subject.region


def _other(region: str) -> str:
    if is_government(region):
        return "usgov"
    raise NotKnown(f"the billing zone of the region `{region}` is not known")
