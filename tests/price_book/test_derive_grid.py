"""Making a grid of a price list: small, and true to every price of the list."""

import json
from decimal import Decimal

import derive_grid
from hypothesis import given
from hypothesis import strategies as st

from costguard.pricing.book.grid import read_grid

_FAMILY = derive_grid._family_of("aws")
_PRICES = st.decimals("0.01", "99", places=4)
_LISTS = st.dictionaries(
    st.sampled_from(["us-east-1", "eu-west-1", "ap-south-1"]),
    st.dictionaries(st.sampled_from(["m5.large", "m5.xlarge", "m5.metal", "c5.large"]), _PRICES, min_size=1),
).map(lambda prices: {"us-east-1": {}, **prices})


def _grid(prices):
    families = derive_grid.derive(prices, "us-east-1", _FAMILY)
    head = {"unit": "hours", "source": "a list", "as_of": "2026-07", "base_region": "us-east-1"}
    return read_grid(json.dumps({**head, "families": families}).encode())


@given(_LISTS)
def test_every_price_of_the_list_is_found_again_within_the_tolerance(prices):
    grid = _grid(prices)
    for region, machines in prices.items():
        for machine, price in machines.items():
            assert abs(grid.find(machine, region).amount - price) <= derive_grid.TOLERANCE * price + Decimal("1e-6")


@given(_LISTS)
def test_what_the_list_does_not_sell_in_a_region_has_no_price_there(prices):
    grid = _grid(prices)
    for region, machines in prices.items():
        for machine in {"m5.large", "m5.xlarge", "m5.metal", "c5.large"} - set(machines):
            assert grid.find(machine, region) is None


def test_prices_that_move_together_are_kept_as_one_factor():
    prices = {"us-east-1": {"m5.large": Decimal("0.1"), "m5.xlarge": Decimal("0.2")},
              "eu-west-1": {"m5.large": Decimal("0.11"), "m5.xlarge": Decimal("0.22")}}  # fmt: skip
    family = derive_grid.derive(prices, "us-east-1", _FAMILY)["m5"]
    assert family["factors"] == {"eu-west-1": "1.1"}
    assert "exact" not in family


def test_a_row_of_windows_among_linux_prices_is_mended_by_its_family():
    prices = {"eastus": {"Standard_D2as_v5": Decimal("0.178"), "Standard_D4as_v5": Decimal("0.172")}}
    mended = derive_grid.without_windows(prices, derive_grid._family_of("azure"))
    assert mended == {"eastus": {"Standard_D2as_v5": Decimal("0.086"), "Standard_D4as_v5": Decimal("0.172")}}


def test_sizes_whose_names_tell_no_vcpus_are_left_alone():
    prices = {"eastus": {"Standard_DS3_v2": Decimal("0.5"), "Standard_DS2_v2": Decimal("0.1")}}
    assert derive_grid.without_windows(prices, derive_grid._family_of("azure")) == prices


def test_a_row_of_dedicated_tenancy_among_bare_metal_is_mended_by_its_largest_size():
    prices = {"us-east-1": {"m6g.16xlarge": Decimal("2.464"), "m6g.metal": Decimal("2.6112")}}
    assert derive_grid.without_dedicated(prices)["us-east-1"]["m6g.metal"] == Decimal("2.464")


def test_a_bare_metal_size_is_compared_with_the_size_of_its_name():
    sizes = {"m7i.24xlarge": Decimal("4.8"), "m7i.48xlarge": Decimal("9.6"), "m7i.metal-24xl": Decimal("5.1")}
    assert derive_grid.without_dedicated({"us-east-1": sizes})["us-east-1"]["m7i.metal-24xl"] == Decimal("4.8")
