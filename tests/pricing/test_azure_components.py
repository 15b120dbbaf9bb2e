"""Every cost component that is known of Azure resources comes out with its name, unit, kind and price.

`azure_components.yaml` holds the resources that must bring them forth, and the differences that are meant, each with
its reason.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from known_components import OurResources, known_components

OURS = OurResources(Path(__file__).with_name("azure_components.yaml"), "eastus")
# The known prices are bills rounded to cents, divided by their quantities.
CLOSE = Decimal("0.01")


@pytest.mark.parametrize(("resource_type", "component", "known"), list(known_components("azurerm_")))
def test_a_known_component_is_on_the_bill(resource_type, component, known):
    meant = OURS.difference(resource_type, component)
    lines = OURS.lines(resource_type, component)
    assert lines, f"{resource_type} has no line {component}"
    assert meant.get("unit", known["unit"]) in {line.unit for line in lines}
    assert meant.get("usage_based", known["usage_based"]) in {line.usage_based for line in lines}
    expected = meant.get("unit_price", known["example"]["unit_price"])
    name = meant.get("name", known["example"]["component"])
    prices = [line.price.amount if line.price else None for line in lines if line.name == name]
    assert any(_is_close(price, expected) for price in prices), f"{prices}, not {expected}"


def test_every_difference_that_is_meant_has_its_reason():
    assert [each for each in OURS.differences if not each.get("reason")] == []


def _is_close(price, expected):
    if expected is None:
        return True
    wanted = Decimal(str(expected))
    return price is not None and abs(price - wanted) <= wanted * CLOSE
