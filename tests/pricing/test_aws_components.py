"""Every cost component that is known of AWS resources comes out with its name, unit, kind and price.

The known components are those of another estimator's price tests (Infracost, Apache-2.0): of each type the names, with
`…` for what varies and `#` for a word with a digit, and an example with its price. `aws_components.yaml` holds
resources that must bring them forth, and the differences that are meant, each with its reason.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from made_resources import make_resource

from costguard.model.billable import Billable
from costguard.model.estimate import CostLine
from costguard.pricing.book.book import Book
from costguard.pricing.estimate import cost_of
from costguard.pricing.usage_values import UsageValues

KNOWN = Path(__file__).parents[3] / "shared" / "prices" / "components.json"
OURS = yaml.safe_load(Path(__file__).with_name("aws_components.yaml").read_text(encoding="utf-8"))
# The known prices are bills rounded to cents, divided by their quantities.
CLOSE = "0.01"


def known_components() -> Iterator[Any]:
    """Each known component as a parameter: its type, its name, and what is known of it."""
    if not KNOWN.is_file():
        yield pytest.param("", "", {}, marks=pytest.mark.skip(reason=f"{KNOWN} is absent"))
        return
    for resource_type, about in json.loads(KNOWN.read_text(encoding="utf-8")).items():
        for component, known in about["components"].items() if resource_type.startswith("aws_") else ():
            yield pytest.param(resource_type, component, known, id=f"{resource_type}: {component}")


@pytest.mark.parametrize(("resource_type", "component", "known"), list(known_components()))
def test_a_known_component_is_on_the_bill(resource_type, component, known):
    meant = _difference(resource_type, component)
    if meant.get("is_absent"):
        assert _lines(resource_type, component, "us-east-1") == []
        return
    example = known["example"]
    lines = _lines(resource_type, component, example["region"])
    assert lines, f"{resource_type} has no line {component}"
    assert {line.unit for line in lines} == set(meant.get("units", [known["unit"] or lines[0].unit]))
    assert {line.usage_based for line in lines} == {meant.get("usage_based", known["usage_based"])}
    prices = [
        line.price.amount for line in lines if line.price and line.name == meant.get("name", example["component"])
    ]
    expected = Decimal(str(meant.get("unit_price", example["unit_price"])))
    close = expected * Decimal(meant.get("tolerance", CLOSE))
    assert [price for price in prices if abs(price - expected) <= close], f"{prices}, not {expected}"


def test_every_difference_that_is_meant_has_its_reason():
    assert [each for each in OURS["differences"] if not each.get("reason")] == []


def _lines(resource_type: str, component: str, region: str) -> list[CostLine]:
    """The lines of a known component that our resources in a region bring forth."""
    part, _, name = component.rpartition(" > ")
    words = re.escape(name).replace("…", ".+").replace(r"\#", r"\S*\d\S*")
    return [
        line
        for line in _bill(resource_type, region)
        if re.fullmatch(words, line.name) and re.split(r"[.\[(]", line.part)[0].strip() == part
    ]


@cache
def _bill(resource_type: str, region: str) -> tuple[CostLine, ...]:
    entries = (each for each in OURS["resources"][resource_type] if each.get("region", "us-east-1") == region)
    return tuple(line for entry in entries for line in _lines_of(resource_type, entry))


def _lines_of(resource_type: str, entry: dict[str, Any]) -> tuple[CostLine, ...]:
    resource = make_resource(
        resource_type,
        entry.get("values", {}),
        region=entry.get("region", "us-east-1"),
        linked={path: [_other(name) for name in names] for path, names in entry.get("linked", {}).items()},
        users=[_other(name) for name in entry.get("users", ())],
    )
    return cost_of(resource, Book(), lambda _: UsageValues(entry.get("usage"))).lines


def _other(name: str) -> Billable:
    about = OURS["others"][name]
    found = make_resource(about["type"], about["values"], name=name)
    return msgspec.structs.replace(found, address=about.get("address", found.address))


def _difference(resource_type: str, component: str) -> dict[str, Any]:
    """What we mean to have otherwise of a component; what several entries say of it is put together."""
    found: dict[str, Any] = {}
    for each in OURS["differences"]:
        if fnmatchcase(resource_type, each["type"]) and fnmatchcase(component, each["component"]):
            found |= each
    return found
