"""Every format prints the rich bill exactly as a person approved it.

`COSTGUARD_REGENERATE=1 pytest tests/reports/bills` writes the files anew; read them before you commit.
"""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from bill_samples import empty_bill, rich_bill

from costguard.reports.options import BillOptions, Display
from costguard.reports.registry import bill_formats, render_bill

GOLDEN = Path(__file__).parent / "golden"
SUFFIXES = {
    "csv": "csv",
    "html": "html",
    "infracost-json": "infracost.json",
    "json": "json",
    "markdown": "md",
    "terminal": "terminal.txt",
}
BILLS = {"rich": rich_bill, "empty": empty_bill}


@pytest.mark.parametrize("bill", BILLS)
@pytest.mark.parametrize("name", bill_formats())
def test_a_bill_prints_what_was_approved(name, bill):
    printed = render_bill(name, BILLS[bill](), BillOptions(title="plan.json"))
    assert printed == _approved(printed, GOLDEN / f"{bill}.{SUFFIXES[name]}")


def test_the_terminal_lists_everything_on_request():
    printed = render_bill("terminal", rich_bill(), BillOptions(show_all=True))
    assert printed == _approved(printed, GOLDEN / "rich_with_all.terminal.txt")


def test_people_see_their_own_currency_and_programs_see_dollars():
    options = BillOptions(display=Display("EUR", Decimal("0.5"), "rates.yaml"))
    assert "193.04 EUR" in render_bill("terminal", rich_bill(), options)
    assert '"currency": "USD"' in render_bill("json", rich_bill(), options)


def _approved(printed, path):
    if os.environ.get("COSTGUARD_REGENERATE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(printed, encoding="utf-8", newline="")
    return path.read_bytes().decode()
