"""The CSV report has a row for each finding and no cell that computes."""

import csv
from io import StringIO

from hostile_verdicts import verdicts
from hypothesis import HealthCheck, given, settings
from verdict_samples import clean_verdict, rich_verdict

from costguard.reports.csv_report import COLUMNS, render
from costguard.reports.options import ReportOptions


def rows(verdict):
    return list(csv.reader(StringIO(render(verdict, ReportOptions()), newline="")))


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdicts())
def test_every_row_has_every_column_and_no_formula(verdict):
    header, *body = rows(verdict)
    assert tuple(header) == COLUMNS
    assert len(body) == len(verdict.findings)
    for row in body:
        assert len(row) == len(COLUMNS)
        assert [cell for cell in row if cell.lstrip(" ")[:1] in tuple("=+-@\t\r＝＋－＠")] == []


def test_a_finding_is_one_line():
    assert len(render(rich_verdict(), ReportOptions()).splitlines()) == 1 + len(rich_verdict().findings)


def test_without_findings_there_is_the_header():
    assert rows(clean_verdict()) == [list(COLUMNS)]


def test_a_row_holds_the_finding():
    shown = dict(zip(COLUMNS, rows(rich_verdict())[1], strict=True))
    assert shown["address"] == "aws_db_instance.legacy"
    assert shown["waiver"] == "FIN-123, until 2027-03-31, by jane@example.com: Moves to the new account in spring"
