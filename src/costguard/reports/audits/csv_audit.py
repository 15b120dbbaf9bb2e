"""The audit for a spreadsheet: a header, then one finding a row."""

import codecs
import csv
from typing import BinaryIO, Final

from costguard.model.audit import Audit
from costguard.reports import csv_report
from costguard.reports.audits.sorted_findings import Found, findings_of
from costguard.reports.csv_report import name_cell, row_of

COLUMNS: Final = (*csv_report.COLUMNS, "account", "region", "collected_by")


def write(audit: Audit, file: BinaryIO) -> None:
    """Comma-separated, quoted as RFC 4180 says, with a line feed after each row, and no cell that is a formula."""
    writer = csv.writer(codecs.getwriter("utf-8")(file), lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, findings_of(audit)))


def _row(found: Found) -> tuple[str, ...]:
    scope = (found.account, found.region, found.collected_by)
    return (*row_of(found.finding), *map(name_cell, scope))
