"""A resource to price without a plan: `bill` turns values into the lines of a bill that a person can read."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from made_resources import lines_of, make_resource

from costguard.model.billable import Billable
from costguard.pricing.book.book import Book
from costguard.pricing.estimate import cost_of
from costguard.pricing.usage_values import UsageValues


@pytest.fixture
def resource() -> Callable[..., Billable]:
    """Makes a resource; see `make_resource`."""
    return make_resource


@pytest.fixture
def bill() -> Callable[..., list[str]]:
    """The lines of one resource: `bill("aws_nat_gateway", {}, usage={...}, region="eu-west-1", unknown=..., ...)`."""

    def priced(resource_type: str, values: Mapping[str, Any], *, usage: Any = None, **about: Any) -> list[str]:
        given = make_resource(resource_type, values, **about)
        return lines_of(cost_of(given, Book(), lambda _: UsageValues(usage)))

    return priced
