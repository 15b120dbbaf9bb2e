"""The formats of a verdict and of a bill, by name.

A verdict's formats are the files `NAME_report.py` beside this one, a bill's the files `bills/NAME_bill.py`.
"""

from typing import TYPE_CHECKING, Final, Protocol, cast

from costguard.reports.families import Family, module_of, names_of

if TYPE_CHECKING:
    from costguard.model.estimate import Estimate
    from costguard.model.verdict import Verdict
    from costguard.reports.options import BillOptions, ReportOptions

_REPORTS: Final = Family("costguard.reports", "_report")
_BILLS: Final = Family("costguard.reports.bills", "_bill")


class _Report(Protocol):
    """What a module NAME_report.py offers."""

    def render(self, verdict: "Verdict", options: "ReportOptions") -> str:
        """The report as text that ends in a newline."""


class _Bill(Protocol):
    """What a module NAME_bill.py offers."""

    def render(self, bill: "Estimate", options: "BillOptions") -> str:
        """The bill as text that ends in a newline."""


def formats() -> tuple[str, ...]:
    """The names of all formats of a verdict, sorted. No format is imported to answer."""
    return names_of(_REPORTS)


def bill_formats() -> tuple[str, ...]:
    """The names of all formats of a bill, sorted."""
    return names_of(_BILLS)


def render(name: str, verdict: "Verdict", options: "ReportOptions") -> str:
    """The report in the format `name`: the same verdict and options always give the same text.

    Raises BadUsage when there is no such format.
    """
    return cast("_Report", module_of(name, _REPORTS)).render(verdict, options)


def render_bill(name: str, bill: "Estimate", options: "BillOptions") -> str:
    """The bill in the format `name`. Raises BadUsage when there is no such format."""
    return cast("_Bill", module_of(name, _BILLS)).render(bill, options)
