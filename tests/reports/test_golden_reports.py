"""Every format prints the rich sample exactly as a person approved it.

`COSTGUARD_REGENERATE=1 pytest tests/reports/test_golden_reports.py` writes the files anew; read them before you commit.
"""

import os
from pathlib import Path

import pytest
from verdict_samples import APPROVALS, clean_verdict, rich_verdict

from costguard.reports.options import ReportOptions
from costguard.reports.registry import formats, render

GOLDEN = Path(__file__).parent / "golden"
SUFFIXES = {
    "atlantis": "atlantis.txt",
    "csv": "csv",
    "github": "github.txt",
    "json": "json",
    "junit": "junit.xml",
    "markdown": "md",
    "sarif": "sarif",
    "terminal": "terminal.txt",
}
VERDICTS = {"rich": rich_verdict, "clean": clean_verdict}


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("name", formats())
def test_a_report_prints_what_was_approved(name, verdict):
    printed = render(name, VERDICTS[verdict](), ReportOptions())
    assert_golden(printed, GOLDEN / f"{verdict}.{SUFFIXES[name]}")


@pytest.mark.parametrize("verdict", APPROVALS)
@pytest.mark.parametrize("name", ["atlantis", "json", "markdown", "terminal"])
def test_a_report_prints_the_approvals_that_were_approved(name, verdict):
    printed = render(name, APPROVALS[verdict](), ReportOptions())
    assert_golden(printed, GOLDEN / f"approval_{verdict}.{SUFFIXES[name]}")


def test_the_terminal_lists_debt_on_request():
    printed = render("terminal", rich_verdict(), ReportOptions(show_debt=True))
    assert_golden(printed, GOLDEN / "rich_with_debt.terminal.txt")


def test_the_terminal_paints_on_request():
    printed = render("terminal", rich_verdict(), ReportOptions(colour=True))
    assert_golden(printed.replace("\x1b", "<esc>"), GOLDEN / "rich_in_colour.terminal.txt")


def assert_golden(printed, path):
    if os.environ.get("COSTGUARD_REGENERATE"):
        path.write_text(printed, encoding="utf-8", newline="")
    assert path.read_text(encoding="utf-8") == printed
