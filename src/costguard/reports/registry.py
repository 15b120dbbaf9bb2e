"""The formats there are, found by walking this package, so that adding a format is adding one file."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Final, Protocol, cast

from costguard.model.errors import BadUsage
from costguard.model.verdict import Verdict
from costguard.reports.options import ReportOptions

_PACKAGE: Final = "costguard.reports"
_SUFFIX: Final = "_report"


class _Format(Protocol):
    """What a module NAME_report.py offers."""

    def render(self, verdict: Verdict, options: ReportOptions) -> str:
        """The report as text that ends in a newline."""


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted. No format is imported to answer."""
    modules = iter_modules(import_module(_PACKAGE).__path__)
    return tuple(sorted(module.name.removesuffix(_SUFFIX) for module in modules if module.name.endswith(_SUFFIX)))


def render(name: str, verdict: Verdict, options: ReportOptions) -> str:
    """The report in the format `name`: the same verdict and options always give the same text.

    Raises BadUsage when there is no such format.
    """
    if name not in formats():
        raise BadUsage(_no_such_format(name))
    module = cast("_Format", import_module(f"{_PACKAGE}.{name}{_SUFFIX}"))
    return module.render(verdict, options)


def _no_such_format(name: str) -> str:
    from difflib import get_close_matches

    from costguard.reports.neutral import HUMAN_LIMIT, plain

    known = formats()
    shown = plain(name, HUMAN_LIMIT)
    if close := get_close_matches(name.lower(), known, n=1):
        return f"unknown format `{shown}`; did you mean `{close[0]}`?"
    return f"unknown format `{shown}`; choose one of {', '.join(known)}"
