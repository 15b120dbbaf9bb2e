"""A small table: the same plan in several regions."""

from collections.abc import Mapping

from costguard.model.estimate import Estimate
from costguard.reports.bills import wording
from costguard.reports.neutral import HUMAN_LIMIT, plain
from costguard.reports.options import Display


def regions_table(bills: Mapping[str, Estimate], display: Display) -> str:
    """One row a region: what a month costs there, against the first row, and how many lines have no price there."""
    first = next(iter(bills.values())).monthly_after
    rows = [("Region", f"{display.currency} a month", "Against plan", "Unpriced")]
    for region, bill in bills.items():
        unpriced = sum(1 for _ in bill.unpriced())
        least = "" if wording.is_after_complete(bill) else "at least "
        rows.append((
            plain(region, HUMAN_LIMIT),
            least + wording.amount(bill.monthly_after, display),
            wording.amount(bill.monthly_after - first, display, signed=True),
            str(unpriced) if unpriced else "",
        ))  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = (
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]:>{widths[3]}}".rstrip()
        for row in rows
    )
    return "\n".join(lines) + "\n"
