"""Azure's regions by the names that people read: `westus` is West US."""

from typing import Final

_NAMES: Final = (
    "Australia Central", "Australia Central 2", "Australia East", "Australia Southeast", "Austria East",
    "Belgium Central", "Brazil South", "Brazil Southeast", "Canada Central", "Canada East", "Central India",
    "Central US", "Chile Central", "China East", "China East 2", "China East 3", "China North", "China North 2",
    "China North 3", "Denmark East", "East Asia", "East US", "East US 2", "France Central", "France South",
    "Germany North", "Germany West Central", "Indonesia Central", "Israel Central", "Italy North", "Japan East",
    "Japan West", "Jio India Central", "Jio India West", "Korea Central", "Korea South", "Malaysia West",
    "Mexico Central", "New Zealand North", "North Central US", "North Europe", "Norway East", "Norway West",
    "Poland Central", "Qatar Central", "South Africa North", "South Africa West", "South Central US", "South India",
    "Southeast Asia", "Spain Central", "Sweden Central", "Sweden South", "Switzerland North", "Switzerland West",
    "Taiwan North", "UAE Central", "UAE North", "UK South", "UK West", "US DoD Central", "US DoD East",
    "US Gov Arizona", "US Gov Texas", "US Gov Virginia", "West Central US", "West Europe", "West India", "West US",
    "West US 2", "West US 3",
)  # fmt: skip


def region_of(location: str) -> str:
    """A region as the price book spells it, from any spelling that Azure takes."""
    return location.replace(" ", "").lower()


_BY_REGION: Final = {region_of(name): name for name in _NAMES}


def region_name(location: str) -> str:
    """The region's name as people read it; an unknown one as it was given."""
    return _BY_REGION.get(region_of(location), location)
