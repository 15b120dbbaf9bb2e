"""The formats there are, found by walking packages, so that adding a format is adding one file.

A verdict's formats are the files `NAME_report.py` beside this one, a bill's the files `bills/NAME_bill.py`.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING, Final, Protocol, cast

from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.model.estimate import Estimate
    from costguard.model.verdict import Verdict
    from costguard.reports.options import BillOptions, ReportOptions

_REPORTS: Final = ("costguard.reports", "_report")
_BILLS: Final = ("costguard.reports.bills", "_bill")

_Family = tuple[str, str]


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
    return _names(_REPORTS)


def bill_formats() -> tuple[str, ...]:
    """The names of all formats of a bill, sorted."""
    return _names(_BILLS)


def render(name: str, verdict: "Verdict", options: "ReportOptions") -> str:
    """The report in the format `name`: the same verdict and options always give the same text.

    Raises BadUsage when there is no such format.
    """
    return cast("_Report", _module(name, _REPORTS)).render(verdict, options)


def render_bill(name: str, bill: "Estimate", options: "BillOptions") -> str:
    """The bill in the format `name`. Raises BadUsage when there is no such format."""
    return cast("_Bill", _module(name, _BILLS)).render(bill, options)


def _names(family: _Family) -> tuple[str, ...]:
    package, suffix = family
    modules = [module.name for module in iter_modules(import_module(package).__path__)]
    names = (name.removesuffix(suffix) for name in modules if name.endswith(suffix))
    return tuple(sorted(name.replace("_", "-") for name in names))


def _module(name: str, family: _Family) -> ModuleType:
    known = _names(family)
    if name not in known:
        raise BadUsage(_no_such_format(name, known))
    package, suffix = family
    return import_module(f"{package}.{name.replace('-', '_')}{suffix}")


def _no_such_format(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    from costguard.reports.neutral import HUMAN_LIMIT, plain

    shown = plain(name, HUMAN_LIMIT)
    if close := get_close_matches(name.lower(), known, n=1):
        return f"unknown format `{shown}`; did you mean `{close[0]}`?"
    return f"unknown format `{shown}`; choose one of {', '.join(known)}"
