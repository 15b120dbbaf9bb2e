"""The formats of an audit, by name: the files `NAME_audit.py` beside this one."""

from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, cast

from costguard.reports.families import Family, module_of, names_of
from costguard.reports.targets import opened, write_text

if TYPE_CHECKING:
    from costguard.model.audit import Audit
    from costguard.reports.options import ReportOptions

_AUDITS: Final = Family("costguard.reports.audits", "_audit")


class _Page(Protocol):
    """What a module offers whose report is a page for people."""

    def render(self, audit: "Audit", options: "ReportOptions") -> str:
        """The report as text that ends in a newline."""


class _Stream(Protocol):
    """What a module offers whose report tells every finding, of which there may be millions."""

    def write(self, audit: "Audit", file: BinaryIO) -> None:
        """Write the report, few findings held at once."""


def formats() -> tuple[str, ...]:
    """The names of all formats of an audit, sorted. No format is imported to answer."""
    return names_of(_AUDITS)


def write(name: str, audit: "Audit", path: str, options: "ReportOptions") -> None:
    """Write the report in the format `name` to a file, which is replaced whole, or to standard output (`-`).

    Raises BadUsage where there is no such format, and where it cannot be written there.
    """
    module = module_of(name, _AUDITS)
    if hasattr(module, "render"):
        write_text(path, cast("_Page", module).render(audit, options))
        return
    with opened(path) as file:
        cast("_Stream", module).write(audit, file)
