"""Every format of an audit, and every page of a history, prints exactly what a person approved.

`COSTGUARD_REGENERATE=1 pytest tests/reports/audits/test_golden_audits.py` writes the files anew; read them before you
commit.
"""

import os
from pathlib import Path

import pytest
from audit_samples import empty_audit, read, rich_audit
from history_samples import difference, lives, runs, story, trend

from costguard.model.inventory import ReadStatus
from costguard.reports.audits import history_pages as pages
from costguard.reports.audits.registry import write
from costguard.reports.options import ReportOptions

GOLDEN = Path(__file__).parent / "golden"
SUFFIXES = {"terminal": "terminal.txt", "json": "json", "csv": "csv"}
ANSWERS = {
    "runs": (pages.runs_page, pages.runs_json, runs),
    "diff": (pages.diff_page, pages.diff_json, difference),
    "trend": (pages.trend_page, pages.trend_json, trend),
    "run": (pages.show_page, pages.show_json, story),
    "lives": (pages.show_page, pages.show_json, lives),
}


@pytest.mark.parametrize("name", SUFFIXES)
def test_a_report_prints_what_was_approved(name, tmp_path):
    assert_golden(printed(name, rich_audit(tmp_path), tmp_path), f"rich.{SUFFIXES[name]}")


def test_a_narrow_terminal_puts_figures_below_names(tmp_path):
    assert_golden(printed("terminal", rich_audit(tmp_path), tmp_path, width=40), "rich_narrow.terminal.txt")


def test_the_terminal_paints_on_request(tmp_path):
    text = printed("terminal", rich_audit(tmp_path), tmp_path, colour=True).replace("\x1b", "<esc>")
    assert_golden(text, "rich_in_colour.terminal.txt")


@pytest.mark.parametrize("name", SUFFIXES)
def test_an_audit_that_was_denied_everything_says_so(name, tmp_path):
    denied = tuple(
        read(str(account), ReadStatus.DENIED, "the role cannot be assumed", resources=0)
        for account in range(1_000, 1_005)
    )
    audit = empty_audit(tmp_path, coverage=denied)
    assert_golden(printed(name, audit, tmp_path), f"denied.{SUFFIXES[name]}")


@pytest.mark.parametrize("name", ANSWERS)
def test_a_page_of_the_history_prints_what_was_approved(name):
    page, _, answer = ANSWERS[name]
    assert_golden(page(answer(), ReportOptions()), f"history_{name}.terminal.txt")


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_of_the_history_as_data_is_what_was_approved(name):
    _, as_json, answer = ANSWERS[name]
    assert_golden(as_json(answer()), f"history_{name}.json")


def printed(name, audit, folder, **options) -> str:
    path = folder / "report"
    write(name, audit, str(path), ReportOptions(**options))
    return path.read_text(encoding="utf-8")


def assert_golden(text, name):
    path = GOLDEN / name
    if os.environ.get("COSTGUARD_REGENERATE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    assert path.read_text(encoding="utf-8") == text
