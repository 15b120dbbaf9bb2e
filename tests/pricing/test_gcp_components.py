"""Every cost component that is known of Google Cloud's resources comes out with its name, unit, kind and price.

`gcp_components.yaml` holds the resources that must bring them forth, and the differences that are meant, each with
its reason.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from known_components import OurResources, known_components

OURS = OurResources(Path(__file__).with_name("gcp_components.yaml"), "us-central1")
# The known prices are bills rounded to cents, divided by their quantities.
CLOSE = Decimal("0.01")


@pytest.mark.parametrize(("resource_type", "component", "known"), list(known_components("google_")))
def test_a_known_component_is_on_the_bill(resource_type, component, known):
    meant = OURS.difference(resource_type, component)
    lines = OURS.lines(resource_type, component)
    assert bool(lines) is not meant.get("is_absent", False)
    if not lines:
        return
    assert {line.unit for line in lines} == {known["unit"]}
    assert {line.usage_based for line in lines} == {meant.get("usage_based", known["usage_based"])}
    expected = Decimal(str(meant.get("unit_price", known["example"]["unit_price"])))
    prices = [line.price.amount for line in lines if line.price and line.name == known["example"]["component"]]
    assert [price for price in prices if abs(price - expected) <= expected * CLOSE], f"{prices}, not {expected}"


def test_every_difference_that_is_meant_has_its_reason():
    assert [each for each in OURS.differences if not each.get("reason")] == []
