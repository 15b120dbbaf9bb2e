"""Where reports go: to standard output, to files, in several formats at once."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import click
import msgspec

from costguard.model.errors import BadUsage

STANDARD_OUTPUT: Final = "-"
_TERMINAL: Final = "terminal"
_DEFAULT_COLUMNS: Final = 80

Render: TypeAlias = Callable[[str, int, bool], str]


class Output(msgspec.Struct, frozen=True):
    """One report: its format and its path, `-` for standard output."""

    format: str
    path: str


def parse_outputs(wanted_format: str | None, outputs: tuple[str, ...], known: tuple[str, ...]) -> tuple[Output, ...]:
    """Read `--format` and `--output FORMAT=PATH`. Raises BadUsage for formats not `known`, and for clashing paths.

    Where nothing else goes to standard output, the terminal report does.
    """
    parsed = [_parse(output, known) for output in outputs]
    if wanted_format is not None:
        parsed.insert(0, Output(_known(wanted_format, known), STANDARD_OUTPUT))
    elif all(output.path != STANDARD_OUTPUT for output in parsed):
        parsed.insert(0, Output(_TERMINAL, STANDARD_OUTPUT))
    paths = [os.path.normpath(output.path) for output in parsed]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None:
        where = "standard output" if twice == STANDARD_OUTPUT else twice
        raise BadUsage(f"two reports cannot both go to {where}; give each --output its own path")
    return tuple(parsed)


def write_reports(outputs: tuple[Output, ...], render: Render) -> None:
    """Write every report; files are replaced whole, so that a reader never sees half of one.

    `render` gives the text in a format, for so many columns, in colour or not. Files come first: a reader of
    standard output who leaves early does not keep them from being written.
    """
    for output in sorted(outputs, key=lambda output: output.path == STANDARD_OUTPUT):
        is_terminal = output.format == _TERMINAL and output.path == STANDARD_OUTPUT
        in_colour = is_terminal and wants_colour()
        text = render(output.format, terminal_columns() if is_terminal else _DEFAULT_COLUMNS, in_colour)
        if output.path == STANDARD_OUTPUT:
            click.echo(text, nl=not text.endswith("\n"), color=in_colour)
        else:
            write_file(Path(output.path), text)


def _parse(output: str, known: tuple[str, ...]) -> Output:
    name, separator, path = output.partition("=")
    if not (name and separator and path):
        raise BadUsage(f"--output takes FORMAT=PATH, as in json=out.json or markdown=-, not `{output}`")
    return Output(_known(name, known), path)


def _known(name: str, known: tuple[str, ...]) -> str:
    if name in known:
        return name
    from costguard.policy.spelling import did_you_mean

    raise BadUsage(f"there is no format `{name}`{did_you_mean(name, known)} (formats: {', '.join(known)})")


def terminal_columns() -> int:
    """The columns of the terminal on standard output; 80 where it is none."""
    if not sys.stdout.isatty():
        return _DEFAULT_COLUMNS
    columns = shutil.get_terminal_size((_DEFAULT_COLUMNS, 24)).columns  # what a terminal that tells no size gets
    return max(40, columns)


def wants_colour() -> bool:
    """Colour is for people: https://no-color.org (any non-empty value turns it off)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write_file(path: Path, text: str) -> None:
    """Write a file whole, or leave what was there. Raises BadUsage where the path cannot be written."""
    from costguard.reports.targets import opened

    with opened(str(path)) as file:
        file.write(text.encode())
