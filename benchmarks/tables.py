"""Writes measurements as Markdown tables, and puts them between their markers in the README."""

import datetime
import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

README: Final = Path(__file__).parent / "README.md"


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; columns are as wide as their widest cell, so that it reads in a terminal too."""
    cells = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = [_line(row, widths) for row in cells]
    return "\n".join([lines[0], _line(["-" * width for width in widths], widths), *lines[1:]])


def put_between_markers(name: str, text: str, page: Path = README) -> None:
    """Replace what stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. Raises ValueError without them."""
    written = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before, found, rest = written.partition(begin)
    _, found_end, after = rest.partition(end)
    if not found or not found_end:
        raise ValueError(f"{page} lacks the markers {begin} and {end}; put them where the table is to stand")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def today() -> str:
    """The date in UTC, as ISO 8601."""
    return datetime.datetime.now(tz=datetime.UTC).date().isoformat()


def machine(date: str) -> str:
    """One sentence on where and with what it was measured."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    packages = ", ".join(f"{name} {version(distribution)}" for name, distribution in _PACKAGES.items())
    return (
        f"Measured on {date}: {_processor()}, {os.cpu_count()} cores, {memory_gb:.0f} GB, {_system()}, "
        f"Python {platform.python_version()}, {packages}."
    )


_PACKAGES: Final = {"costguard": "costguard-engine", "msgspec": "msgspec"}


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        name = platform.system()
    return f"{name} ({platform.system()} {platform.release()}, {platform.machine()})"
