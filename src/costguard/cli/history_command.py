"""`costguard history`: what audits found over time."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from costguard.cli.extras import require
from costguard.cli.outputs import terminal_columns, wants_colour
from costguard.model.audit import Facet
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.history.place import Place
    from costguard.reports.options import ReportOptions

_Function = TypeVar("_Function", bound=Callable[..., Any])
_MOST_RUNS: Final = 10_000
_MOST_LIVES: Final = 1_000_000
_MOST_DAYS: Final = 36_500
_FACETS: Final = tuple(facet.value for facet in Facet)
_EXAMPLES = """\b
Examples:
  costguard history runs --history costguard-history
  costguard history diff --rule required-tags
  costguard history trend --by dimension --name owner --days 30
  costguard history show arn:aws:ec2:eu-west-1:111122223333:volume/vol-1
"""


@click.group(epilog=_EXAMPLES)
def command() -> None:
    """Say what audits found over time: runs, what changed between two, how compliance goes, one fault's life.

    The history is the one that audits record: --history PLACE, or $COSTGUARD_HISTORY.
    """


def _place_options(function: _Function) -> _Function:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def _place(history: str | None, history_files: str | None) -> "Place":
    require("audit")
    from costguard.history.place import place_of

    if not history:
        raise BadUsage("say where runs are kept: --history PLACE, or $COSTGUARD_HISTORY")
    return place_of(history, history_files or "")


_OPTIONS: Final = (
    click.option("--history", metavar="PLACE", envvar="COSTGUARD_HISTORY",
                 help="A folder, or postgresql://…; also $COSTGUARD_HISTORY."),
    click.option("--history-files", metavar="DIR", envvar="COSTGUARD_HISTORY_FILES",
                 help="Where the findings of each run are kept; needed with PostgreSQL."),
    click.option("--format", "-f", "wanted", type=click.Choice(("terminal", "json")), default="terminal",
                 metavar="FORMAT", help="What to print: terminal (default) or json."),
)  # fmt: skip


@command.command()
@click.option("--limit", type=click.IntRange(1, _MOST_RUNS), default=30, metavar="N",
              help="How many; default: 30, at most 10,000.")  # fmt: skip
@_place_options
def runs(limit: int, history: str | None, history_files: str | None, wanted: str) -> None:
    """List the runs, the latest first: when, how they ended, what they read and found."""
    from costguard.history.query import runs as latest
    from costguard.reports.audits import history_pages

    found = latest(_place(history, history_files), limit)
    _print(wanted, lambda options: history_pages.runs_page(found, options), lambda: history_pages.runs_json(found))


@command.command()
@click.argument("older", type=int, required=False)
@click.argument("newer", type=int, required=False)
@click.option("--cloud", "clouds", multiple=True, metavar="CLOUD", help="Only this cloud; may repeat.")
@click.option("--account", "accounts", multiple=True, metavar="ID", help="Only this account; may repeat.")
@click.option("--rule", "rules", multiple=True, metavar="RULE", help="Only this rule; may repeat.")
@click.option("--dimension", "dimensions", multiple=True, metavar="NAME", help="Only this dimension; may repeat.")
@click.option("--limit", type=click.IntRange(1, _MOST_LIVES), default=1000, metavar="N",
              help="How many are listed; default: 1,000.")  # fmt: skip
@_place_options
def diff(older: int | None, newer: int | None, limit: int, history: str | None, history_files: str | None,
         wanted: str, **narrowed: tuple[str, ...]) -> None:  # fmt: skip
    """Say what changed from run OLDER to run NEWER: what is new, came back, is gone, or was not looked at.

    Without them: from the last run but one to the last; with OLDER alone, from it to the last.
    """
    from costguard.history.query import diff as compared
    from costguard.model.history import Filters
    from costguard.reports.audits import history_pages

    found = compared(_place(history, history_files), older, newer, Filters(**narrowed), limit)  # type: ignore[arg-type]  # click gives the fields by their names
    _print(wanted, lambda options: history_pages.diff_page(found, options), lambda: history_pages.diff_json(found))


@command.command()
@click.option("--by", "facet", type=click.Choice(_FACETS), default="total", metavar="FACET",
              help="total (default), cloud, account, owner, dimension or rule.")  # fmt: skip
@click.option("--name", default="", metavar="NAME", help="Which account, owner, dimension or rule.")
@click.option("--days", type=click.IntRange(1, _MOST_DAYS), default=90, metavar="N",
              help="How far back; default: 90, at most 36,500.")  # fmt: skip
@_place_options
def trend(facet: str, name: str, days: int, history: str | None, history_files: str | None, wanted: str) -> None:
    """Say how compliance goes, run by run, by count and by cost."""
    from costguard.history.query import trend as points
    from costguard.reports.audits import history_pages

    if facet != "total" and not name:
        raise BadUsage(f"--by {facet} needs --name: which {facet}?")
    if facet == "total" and name:
        raise BadUsage(f"there is one total, and none of `{name}`; say of what it is the name: --by account, owner, …")
    found = points(_place(history, history_files), Facet(facet), name, days)
    _print(wanted, lambda options: history_pages.trend_page(found, options), lambda: history_pages.trend_json(found))


@command.command()
@click.argument("what", metavar="RUN|FINGERPRINT|ADDRESS")
@_place_options
def show(what: str, history: str | None, history_files: str | None, wanted: str) -> None:
    """Show a run with its coverage and scores, or the whole life of what is wrong with one resource.

    Of a fingerprint the first 8 digits or more do, where no other begins so.
    """
    from costguard.history.query import show as story
    from costguard.reports.audits import history_pages

    found = story(_place(history, history_files), what)
    _print(wanted, lambda options: history_pages.show_page(found, options), lambda: history_pages.show_json(found))


def _print(wanted: str, page: "Callable[[ReportOptions], str]", as_json: Callable[[], str]) -> None:
    from costguard.reports.options import ReportOptions

    text = as_json() if wanted == "json" else page(ReportOptions(terminal_columns(), wants_colour()))
    click.echo(text, nl=not text.endswith("\n"), color=wants_colour())
