"""Every cost component that is known of AWS resources comes out with its name, unit, kind and price.

The known components are those of another estimator's price tests (Infracost, Apache-2.0): of each type the names, with
`…` for what varies, and an example with its price. `aws_components.yaml` holds resources that must bring them forth,
and the differences that are meant, each with its reason.
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from conftest import make_resource

from costguard.model.estimate import CostLine
from costguard.pricing.book.book import Book
from costguard.pricing.estimate import cost_of
from costguard.pricing.usage_values import UsageValues

KNOWN = Path(__file__).parents[3] / "shared" / "prices" / "components.json"
OURS = yaml.safe_load(Path(__file__).with_name("aws_components.yaml").read_text(encoding="utf-8"))
DIFFERENCES = {(each["type"], each["component"]): each for each in OURS["differences"]}
CLOSE = Decimal("0.01")
A_CENT = Decimal("0.02")
"""What rounding a bill to cents does to a price that was worked out of it, for a small amount."""


def known_components() -> Iterator[Any]:
    """Each known component as a parameter: its type, its name, and what is known of it."""
    if not KNOWN.is_file():
        yield pytest.param("", "", {}, marks=pytest.mark.skip(reason=f"{KNOWN} is absent"))
        return
    for resource_type, about in json.loads(KNOWN.read_text(encoding="utf-8")).items():
        for component, known in about["components"].items() if resource_type.startswith("aws_") else ():
            yield pytest.param(resource_type, component, known, id=f"{resource_type}: {component}")
