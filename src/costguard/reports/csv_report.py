"""The report for a spreadsheet: a header, then one finding a row."""

from typing import Final

from costguard.model.finding import Finding
from costguard.model.verdict import Verdict
from costguard.reports.neutral import VALUE_LIMIT, csv_cell
from costguard.reports.options import ReportOptions
from costguard.reports.wording import excuse, shown_value

NAME: Final = "csv"

COLUMNS: Final = (
    "state", "level", "code", "rule", "address", "type", "cloud", "module", "plan", "dimension", "key", "value",
    "source", "message", "why", "fix", "location", "waiver", "fingerprint", "monthly_cost",
)  # fmt: skip


def render(verdict: Verdict, options: ReportOptions) -> str:  # noqa: ARG001  (a program is given everything)
    """Comma-separated, quoted as RFC 4180 says, with a line feed after each row, and no cell that is a formula."""
    import csv
    from io import StringIO

    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(row_of, verdict.findings))
    return text.getvalue()


def row_of(finding: Finding) -> tuple[str, ...]:
    """The cells of a finding, in the order of COLUMNS."""
    return (
        finding.state.value,
        finding.level.value,
        finding.code.value,
        name_cell(finding.rule),
        name_cell(finding.address),
        name_cell(finding.type),
        finding.cloud.value,
        name_cell(finding.module),
        str(finding.plan),
        name_cell(finding.dimension),
        name_cell(finding.key),
        csv_cell(shown_value(finding), VALUE_LIMIT),
        name_cell(finding.source),
        csv_cell(finding.message),
        csv_cell(finding.why),
        csv_cell(finding.fix),
        csv_cell(str(finding.location or "")),
        csv_cell(excuse(finding)) if finding.waiver else "",
        finding.fingerprint,
        "" if finding.monthly_cost is None else f"{finding.monthly_cost:.2f}",
    )


def name_cell(text: str) -> str:
    """A name, whole as far as a cell can hold it."""
    # A spreadsheet holds 32,767 characters a cell (Excel specifications and limits, 2026-08).
    return csv_cell(text, 32_000)
