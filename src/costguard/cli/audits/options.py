"""Options that every audit has, and the run that they ask for."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import click
import msgspec

from costguard.cli.options import policy_option, today_option

_Function = TypeVar("_Function", bound=Callable[..., Any])

FAIL_ON: Final = ("deny", "approval", "advise", "undecided", "new", "never")


class AuditRequest(msgspec.Struct, frozen=True):
    """What every audit is asked, as its options say."""

    policies: tuple[str, ...]
    wanted_format: str | None
    outputs: tuple[str, ...]
    history: str | None
    history_files: str | None
    require_complete: bool
    fail_on: str | None
    prices: str | None
    overrides: str | None
    today: date


def audit_options(function: _Function) -> Callable[..., Any]:
    """Add the options of `AuditRequest`; the command gets it as `request`."""

    def with_request(**given: Any) -> Any:  # noqa: ANN401  (click passes every option by name)
        request = AuditRequest(**{name: given.pop(name) for name in AuditRequest.__struct_fields__})
        return function(request=request, **given)

    with_request.__doc__ = function.__doc__
    wrapped: Callable[..., Any] = with_request
    for option in reversed((policy_option, *_OPTIONS, today_option)):
        wrapped = option(wrapped)
    return wrapped


def live_options(function: _Function) -> _Function:
    """Add the options of audits that read accounts: `save`, `fresh` and `workers`."""
    for option in reversed(_LIVE_OPTIONS):
        function = option(function)
    return function


_OPTIONS: Final = (
    click.option("--format", "-f", "wanted_format", metavar="FORMAT",
                 help="What to print: terminal (default), json, csv, parquet."),
    click.option("--output", "-o", "outputs", multiple=True, metavar="FORMAT=PATH",
                 help="Also write a report to a file; repeat it for more."),
    click.option("--history", metavar="PLACE", envvar="COSTGUARD_HISTORY",
                 help="Record the run: a folder (SQLite), or postgresql://…; also $COSTGUARD_HISTORY."),
    click.option("--history-files", metavar="DIR", envvar="COSTGUARD_HISTORY_FILES",
                 help="Where the findings of each run are kept; needed with PostgreSQL."),
    click.option("--require-complete", is_flag=True, help="Exit 2 where any account or region was not read."),
    click.option("--fail-on", type=click.Choice(FAIL_ON), metavar="WHAT",
                 help="What exits 1 instead: deny, approval, advise, undecided, new or never."),
    click.option("--prices", metavar="FILE", envvar="COSTGUARD_PRICES",
                 help="A book of `costguard prices sync` to look in first (or $COSTGUARD_PRICES)."),
    click.option("--overrides", metavar="FILE", help="Negotiated rates and discounts."),
)  # fmt: skip

_LIVE_OPTIONS: Final = (
    click.option("--save", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
                 help="Keep what was read, for `costguard audit snapshot DIR`."),
    click.option("--fresh", is_flag=True, help="Read everything anew, and go on with nothing."),
    click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="How many accounts are read side by side."),
)  # fmt: skip
