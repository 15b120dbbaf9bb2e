"""`costguard prices`: shows the price book, and syncs it from the clouds' own lists."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.model.cloud import Cloud
    from costguard.pricing.book.local import LocalBook

_SHOW_EXAMPLES = """\b
Examples:
  costguard prices show
  costguard prices show ebs --region eu-west-1
  costguard prices show ec2_linux --item 'm7g.*' --format csv
"""
_SYNC_EXAMPLES = """\b
Examples:
  costguard prices sync aws --region eu-west-1 --region us-east-1
  costguard prices sync azure --service vm_linux --service managed_disk
  COSTGUARD_GCP_API_KEY=… costguard prices sync gcp
"""
_CLOUDS = ("aws", "azure", "gcp")
_DEFAULT_BOOK = "costguard-prices.db"


_EXAMPLES = """\b
Examples:
  costguard prices show
  costguard prices show ebs --region eu-west-1
  costguard prices sync azure --region westeurope --service vm_linux
"""


@click.group(epilog=_EXAMPLES)
def command() -> None:
    """Show the price book, or sync it from the clouds' own lists."""


def _now(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime:
    """The moment of `--now`, in UTC unless it says otherwise."""
    if value is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"`{value}` is no moment; write it as 2026-12-31 or 2026-12-31T09:00:00Z") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


_now_option = click.option(
    "--now", callback=_now, metavar="MOMENT", help="The moment that ages are reckoned from.", show_default="now"
)


@command.command(epilog=_SHOW_EXAMPLES)
@click.argument("table", required=False)
@click.option("--cloud", type=click.Choice(_CLOUDS), help="Only this cloud.")
@click.option("--region", metavar="REGION", help="Only figures of this region, and those that are the same everywhere.")
@click.option("--item", metavar="GLOB", help="Only items whose names match: * is any run, ? one character.")
@click.option("--book", metavar="PATH", help=f"A synced book. Default: {_DEFAULT_BOOK} of this folder, if it is there.")
@click.option("--format", "form", type=click.Choice(("text", "json", "csv")), default="text", show_default=True)
@_now_option
def show(  # noqa: PLR0913, PLR0917  (one parameter an option)
    table: str | None,
    cloud: str | None,
    region: str | None,
    item: str | None,
    book: str | None,
    form: str,
    now: datetime,
) -> None:
    """Say what the price book holds: all TABLEs in short, or the figures of one with their source and date."""
    from costguard.cli.prices_pages import figures_page, summary_page
    from costguard.pricing.book.listing import CLOUDS

    local = _local(book)
    clouds = tuple(each for each in CLOUDS if cloud in (None, each.value))
    if table is None:
        if item is not None or region is not None:
            raise BadUsage("--item and --region choose among the figures of a table; name one, as in `prices show ebs`")
        text = summary_page(clouds, local, form, now)
    else:
        _check(table, clouds, local)
        text = figures_page(table, clouds, local, form, region=region, item=item)
    click.echo(text, nl=False)


@command.command(epilog=_SYNC_EXAMPLES)
@click.argument("cloud", type=click.Choice(_CLOUDS))
@click.option("--book", metavar="PATH", default=_DEFAULT_BOOK, show_default=True, help="The book to write.")
@click.option("--region", "regions", multiple=True, metavar="REGION", help="Only this region; repeat it for several.")
@click.option("--service", "services", multiple=True, metavar="TABLE", help="Only this table; repeat it for several.")
@click.option("--endpoint", metavar="URL", default="", help="A mirror of the cloud's price API.")
@_now_option
def sync(
    cloud: str, book: str, regions: tuple[str, ...], services: tuple[str, ...], endpoint: str, now: datetime
) -> None:
    """Read a CLOUD's own price list into a local book. What is interrupted goes on where it stopped."""
    import os

    from costguard.cli.prices_pages import synced_page
    from costguard.cli.progress import step, wiped
    from costguard.model.cloud import Cloud
    from costguard.pricing.sync.sync import Wanted
    from costguard.pricing.sync.sync import sync as run

    wanted = Wanted(Cloud(cloud), book, now, services, regions, endpoint)
    with wiped():
        synced = run(wanted, environment=os.environ, told=step)
    click.echo(synced_page(synced), nl=False)


def _local(book: str | None) -> "LocalBook | None":
    from costguard.pricing.book.local import open_local_book

    if book is None and not Path(_DEFAULT_BOOK).exists():
        return None
    return open_local_book(book or _DEFAULT_BOOK)


def _check(table: str, clouds: "tuple[Cloud, ...]", local: "LocalBook | None") -> None:
    from costguard.policy.spelling import did_you_mean
    from costguard.pricing.book.listing import tables

    known = sorted({name for cloud in clouds for name in tables(cloud, local)})
    if table not in known:
        hint = did_you_mean(table, known) or "; `costguard prices show` lists them"
        raise BadUsage(f"the price book has no table `{table}`{hint}")
