"""Turns a list of machine prices (CSV: region, machine, USD an hour) into a small grid for the price book.

    python price_book/derive_grid.py aws PRICES.csv OUT.json --as-of 2026-07 --source "AWS price list, offer AmazonEC2"

Of each family it keeps the base region's prices and one factor a region; whatever the factor does not give to within
`TOLERANCE` is kept outright. Every published price is then looked up in the grid again, and compared.
"""

import argparse
import csv
import json
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

TOLERANCE: Final = Decimal("0.0005")
BASE: Final = {"aws": "us-east-1", "azure": "eastus", "gcp": "us-central1"}
WINDOWS_AT_LEAST: Final = Decimal("0.03")  # of the 0.046 by vCPU; no family's own prices spread so far

Prices = Mapping[str, Mapping[str, Decimal]]


def main() -> int:
    """Derive the grid, check it against the list, and write it."""
    options = _options()
    prices = _read(options.prices, options.column)
    for region, machines in (_read(options.correct, "") if options.correct else {}).items():
        prices.setdefault(region, {}).update(machines)
    family_of = _family_of(options.cloud)
    if options.cloud == "azure":
        prices = without_windows(prices, family_of)
    if options.cloud == "aws":
        prices = without_dedicated(prices)
    families = derive(prices, BASE[options.cloud], family_of, options.tolerance)
    grid = {
        "unit": "hours",
        "source": options.source,
        "as_of": options.as_of,
        "base_region": BASE[options.cloud],
        "families": families,
    }
    Path(options.out).write_text(json.dumps(grid, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    listed = sum(len(machines) for machines in prices.values())
    print(f"{listed} prices in {len(families)} families, {grid_size(grid)} numbers kept")
    return 0


def derive(
    prices: Prices, base_region: str, family_of: Callable[[str], str], tolerance: Decimal = TOLERANCE
) -> dict[str, dict[str, object]]:
    """The families of a price list, by name: base prices, factors, and what these do not give."""
    families: dict[str, list[str]] = defaultdict(list)
    for machine in sorted({machine for machines in prices.values() for machine in machines}):
        families[family_of(machine)].append(machine)
    return {name: _family(machines, prices, base_region, tolerance) for name, machines in families.items()}


def grid_size(grid: Mapping[str, object]) -> int:
    """How many numbers a grid holds."""
    return len(re.findall(r'"\d+(?:\.\d+)?"', json.dumps(grid)))


def _family(machines: list[str], prices: Prices, base_region: str, tolerance: Decimal) -> dict[str, object]:
    base = prices[base_region]
    factors: dict[str, str] = {}
    exact: dict[str, dict[str, str | None]] = defaultdict(dict)
    for region, sold in prices.items():
        if region == base_region:
            continue
        here = [machine for machine in machines if machine in sold]
        ratios = [sold[machine] / base[machine] for machine in here if base.get(machine)]
        factor = Decimal(str(round(statistics.median(ratios), 8))) if ratios else None
        if factor is not None:
            factors[region] = str(factor.normalize())
        for machine in machines:
            told = None if factor is None or machine not in base else round(base[machine] * factor, 6)
            price = sold.get(machine)
            if price is None:
                if told is not None:
                    exact[region][machine] = None
            elif told is None or abs(told - price) > tolerance * price:
                exact[region][machine] = str(price)
    found: dict[str, object] = {
        "base": {machine: str(base[machine]) for machine in machines if machine in base},
        "factors": factors,
    }
    return {**found, "exact": exact} if exact else found


def _read(path: str, column: str) -> dict[str, dict[str, Decimal]]:
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    with Path(path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            region, machine, *prices = row.values()
            price = row[column] if column else prices[0]
            if price and Decimal(price) > 0:
                found[region][machine] = Decimal(price)
    return dict(sorted(found.items()))


def without_dedicated(prices: Prices) -> dict[str, dict[str, Decimal]]:
    """Amazon's list with the shared price where that of dedicated tenancy stands for a bare-metal machine.

    A `metal` costs what the largest size of its family costs (AWS price list, 2023: every family with both); dedicated
    tenancy adds 6 to 10 percent, so a `metal` dearer by 3 to 15 percent has such a row.
    """

    def shared(machines: Mapping[str, Decimal], machine: str, price: Decimal) -> Decimal:
        family, _, size = machine.partition(".")
        if not size.startswith("metal"):
            return price
        named = f"{family}.{size.removeprefix('metal-')}arge" if "-" in size else ""
        largest = max((other for name, other in machines.items() if _is_size_of(name, family)), default=price)
        twin = machines.get(named, largest)
        return twin if twin * Decimal("1.03") < price < twin * Decimal("1.15") else price

    return {
        region: {machine: shared(machines, machine, price) for machine, price in machines.items()}
        for region, machines in prices.items()
    }


def _is_size_of(machine: str, family: str) -> bool:
    return machine.startswith(f"{family}.") and ".metal" not in machine


def without_windows(prices: Prices, family_of: Callable[[str], str]) -> dict[str, dict[str, Decimal]]:
    """Azure's list with the Linux price where that of Windows stands in it.

    From v3 on a size's first number is its vCPUs, and a family costs the same by vCPU in one region. Windows adds 0.046
    a vCPU and hour (Azure Retail Prices API, 2026-09): a size that is so much dearer than the cheapest of its family
    has such a row, and gets the family's price by vCPU instead.
    """
    cheapest: dict[tuple[str, str], Decimal] = {}
    for region, machines in prices.items():
        for machine, price in machines.items():
            if vcpus := _vcpus(machine):
                key = region, family_of(machine)
                cheapest[key] = min(cheapest.get(key, price / vcpus), price / vcpus)

    def linux(region: str, machine: str, price: Decimal) -> Decimal:
        whole = re.sub(r"(?<=\d)-\d+", "", machine)
        if whole != machine and whole in prices[region]:  # fewer vCPUs of the same machine cost the same
            return linux(region, whole, prices[region][whole])
        vcpus = _vcpus(machine)
        if not vcpus or price / vcpus - cheapest[region, family_of(machine)] < WINDOWS_AT_LEAST:
            return price
        return cheapest[region, family_of(machine)] * vcpus

    return {
        region: {machine: linux(region, machine, price) for machine, price in machines.items()}
        for region, machines in prices.items()
    }


def _vcpus(machine: str) -> int:
    """The vCPUs that a size's name tells; 0 where it does not (constrained sizes, and generations before v3)."""
    found = re.fullmatch(r"Standard_[DEF][A-Z]*(\d+)[a-z]*_v[3-9]", machine)
    return int(found[1]) if found else 0


def _family_of(cloud: str) -> Callable[[str], str]:
    match cloud:
        case "aws":
            return lambda machine: machine.partition(".")[0]
        case "azure":
            return lambda machine: re.sub(r"\d+(?:-\d+)?", "#", machine, count=1)
        case _:
            return lambda machine: "-".join(machine.split("-")[:2])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cloud", choices=sorted(BASE))
    parser.add_argument("prices")
    parser.add_argument("out")
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--column", default="", help="the column of the price, where it is not the third")
    parser.add_argument("--correct", default="", metavar="PRICES", help="a second list whose prices win")
    parser.add_argument("--tolerance", type=Decimal, default=TOLERANCE)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
