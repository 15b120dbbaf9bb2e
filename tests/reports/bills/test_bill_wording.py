"""Amounts and differences as people read them."""

from decimal import Decimal

import pytest
from bill_samples import change, cost, line

from costguard.model.change import Action
from costguard.model.estimate import Estimate, Status
from costguard.reports.bills import wording
from costguard.reports.options import Display


@pytest.mark.parametrize(
    ("value", "shown", "signed"),
    [
        ("0", "0.00", "+0.00"),
        ("-0", "0.00", "+0.00"),
        ("1234567.891", "1,234,567.89", "+1,234,567.89"),
        ("-12.3", "-12.30", "-12.30"),
        ("0.006", "0.01", "+0.01"),
        ("0.005", "0.005", "+0.005"),
        ("0.0000025", "0.000002", "+0.000002"),
        ("0.0000002", "0.000001", "+0.000001"),
        ("-0.0000000001", "-0.000001", "-0.000001"),
        ("1e17", "100,000,000,000,000,000.00", "+100,000,000,000,000,000.00"),
    ],
)
def test_an_amount_is_never_shown_as_nothing_when_it_is_something(value, shown, signed):
    assert wording.amount(Decimal(value), Display()) == shown
    assert wording.amount(Decimal(value), Display(), signed=True) == signed


_UNKNOWN = cost("aws_quantum_task.it", status=Status.UNSUPPORTED)


@pytest.mark.parametrize(("beside", "share"), [((), " (+100.0 %)"), ((change(Action.NO_OP, _UNKNOWN, _UNKNOWN),), "")])
def test_a_share_is_told_only_of_what_is_all_known(beside, share):
    grown = change(
        Action.UPDATE, cost("aws_instance.a", line(quantity="730")), cost("aws_instance.a", line(quantity="1460"))
    )
    assert wording.delta_text(Estimate((grown, *beside)), Display()) == f"+70.08 USD a month{share}"
