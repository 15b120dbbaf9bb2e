"""A machine that is known only after apply: no price, or the dearest that is allowed."""

import pytest

from costguard.model.billable import BillableChange
from costguard.model.change import Action
from costguard.pricing.book.book import Book
from costguard.pricing.estimate import estimate, no_usage

_TO_COME = {"instance_type": True}


@pytest.fixture
def lines(resource):
    def run(values, unknown, allowed):
        machine = resource("aws_instance", values, unknown=unknown, unset=False)
        change = BillableChange(machine.address, machine.type, machine.cloud, Action.CREATE, None, machine)
        return estimate([change], Book(), no_usage, allowed).changes[0].after.lines

    return run


def _of_t3(_resource):
    return lambda machine: machine.startswith("t3.")


def test_without_a_bound_its_price_is_not_known(lines):
    assert "`instance_type` is known only after apply" in [line.unpriced for line in lines({}, _TO_COME, None)]


def test_with_a_bound_it_is_the_dearest_that_is_allowed_and_says_so(lines):
    machine = next(line for line in lines({}, _TO_COME, _of_t3) if line.item == "t3.2xlarge")
    assert machine.assumption.startswith(
        "`instance_type` is not known yet; t3.2xlarge is the dearest that the policy allows"
    )
    assert machine.unpriced == ""


def test_a_machine_that_is_known_stays_as_it_is(lines):
    found = [line.item for line in lines({"instance_type": "m5.large"}, None, _of_t3)]
    assert "m5.large" in found


def test_nothing_allowed_is_no_price(lines):
    assert any(line.unpriced for line in lines({}, _TO_COME, lambda _resource: lambda _machine: False))


def test_no_rule_on_machines_bounds_nothing(lines):
    assert any(line.unpriced for line in lines({}, _TO_COME, lambda _resource: None))
