"""`costguard estimate`: what a Terraform plan adds to the monthly bill, and what could not be priced."""

import gc
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from costguard.cli.options import load_policy, region_option, today_option
from costguard.cli.pricing_options import PricingFiles, pricing_options
from costguard.cli.reading import read_plan
from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.model.estimate import Estimate
    from costguard.pricing.inputs import PricingInputs
    from costguard.reports.options import Display
    from costguard.sources.terraform_plan.read import Plans

_WITHOUT_NOTES: Final = ("csv", "infracost-json")
_TODAY: Final = ("Today", "Then")
_AS_PLANNED: Final = ("As planned", "What if")
_EARLIER: Final = ("Earlier", "Now")
_EXAMPLES = """\b
Examples:
  costguard estimate plan.json
  costguard estimate plan.json --usage usage.yml --format markdown
  costguard estimate plan.json --set aws_instance.web.instance_type=m7g.large
  costguard estimate plan.json --output html=bill.html --output infracost-json=bill.json
"""


@click.command(epilog=_EXAMPLES)
@click.argument("plan", metavar="PLAN")
@pricing_options
@click.option("--format", "-f", "wanted_format", metavar="FORMAT", help="What to print: terminal (default), json, "
              "markdown, html, csv, infracost-json.")  # fmt: skip
@click.option("--output", "-o", "outputs", multiple=True, metavar="FORMAT=PATH",
              help="Also write the bill to a file, or to - for standard output; repeat it for more.")  # fmt: skip
@click.option("--show-all", is_flag=True, help="List what the plan leaves alone and what is free, too.")
@click.option("--compare-to", metavar="FILE", help="Compare with an earlier bill (--format json) instead of today.")
@click.option("--set", "settings", multiple=True, metavar="ADDRESS.ATTRIBUTE=VALUE",
              help="What if: change a planned value, and compare with the plan as it stands; may repeat.")  # fmt: skip
@click.option(
    "--compare-regions", metavar="REGION,REGION", help="A table of what the plan would cost in these regions."
)
@click.option("--write-usage", type=click.Path(path_type=Path), metavar="FILE",
              help="Write a usage file for this plan, with a remark on every key, and stop.")  # fmt: skip
@click.option("--currency", default="USD", metavar="CODE", help="Show people this currency (json and csv stay in USD).")
@click.option("--rates", metavar="FILE", help="Units of each currency to one US dollar, with their date.")
@click.option("--policy", "-p", "policies", multiple=True, metavar="PATH|pack:NAME", help="For --unknown max.")
@region_option
@today_option
def command(  # noqa: PLR0913, PLR0917  (click passes every option by name)
    plan: str,
    usage: str | None,
    prices: str | None,
    overrides: str | None,
    commitments: str | None,
    fallback: Mapping[Cloud, str],
    unknown: str,
    policies: tuple[str, ...],
    wanted_format: str | None,
    outputs: tuple[str, ...],
    show_all: bool,
    compare_to: str | None,
    settings: tuple[str, ...],
    compare_regions: str | None,
    write_usage: Path | None,
    currency: str,
    rates: str | None,
    regions: Mapping[Cloud, str],
    today: date,
) -> None:
    """Work out what PLAN, the JSON of a Terraform or OpenTofu plan (- for standard input), costs a month.

    Offline. A price that is not known is never counted as zero: the total then says "at least".
    Exit codes: 0 estimated, 2 bad input.
    """
    from costguard.cli.outputs import parse_outputs, write_reports
    from costguard.reports.neutral import plain
    from costguard.reports.options import BillOptions
    from costguard.reports.registry import bill_formats, render_bill

    gc.disable()  # one short run keeps nearly all that it makes; collecting would only walk it, again and again
    _require_one(compare_to=compare_to, set=settings, compare_regions=compare_regions, write_usage=write_usage)
    if compare_regions is not None and (wanted_format is not None or outputs):
        raise BadUsage("--compare-regions prints a table and nothing else; leave out --format and --output")
    wanted = parse_outputs(wanted_format, outputs, bill_formats())
    display = _display(currency, rates)
    policy = load_policy(policies, today) if policies else None
    inputs = PricingFiles(usage, prices, overrides, commitments, fallback, unknown).read(today, policy)
    plans = read_plan(plan, regions)
    if compare_regions is not None:
        click.echo(_regions(plans, inputs, compare_regions, display), nl=False)
        return
    bill = _bill(plans, inputs, compare_to, settings)
    if write_usage is not None:
        _write_usage(write_usage, bill, inputs)
        return
    sides = _AS_PLANNED if settings else _EARLIER if compare_to is not None else _TODAY

    def bill_in(name: str, width: int, in_colour: bool) -> str:
        return render_bill(name, bill, BillOptions(width, in_colour, show_all, display, plan, sides))

    write_reports(wanted, bill_in)
    if all(output.format in _WITHOUT_NOTES for output in wanted):
        for note in bill.notes:
            click.echo(f"costguard: {plain(note)}", err=True)


def _require_one(**asked: object) -> None:
    given = [name.replace("_", "-") for name, value in asked.items() if value]
    if len(given) > 1:
        raise BadUsage(f"--{given[0]} and --{given[1]} are two questions; ask one at a time")


def _bill(plans: "Plans", inputs: "PricingInputs", compare_to: str | None, settings: tuple[str, ...]) -> "Estimate":
    from costguard.cli import progress
    from costguard.pricing.compare import compared
    from costguard.pricing.estimate import with_notes
    from costguard.sources.bill_file import read_bill

    altered = plans.with_settings(settings)
    with progress.wiped():
        changes = progress.counted(altered.billable_changes(), "pricing", plans.count)
        bill = inputs.what_if(plans.billable_changes(), changes) if settings else inputs.bill(changes)
    bill = with_notes(bill, (*altered.notes, *altered.billed_elsewhere()))
    return bill if compare_to is None else compared(read_bill(compare_to), bill)


def _write_usage(path: Path, bill: "Estimate", inputs: "PricingInputs") -> None:
    """Write a usage file, never over one whose amounts are not in it."""
    from costguard.cli.outputs import write_file
    from costguard.pricing.usage_writer import usage_text

    given = inputs.usage.path
    if path.is_file() and not (given and path.samefile(given)):
        raise BadUsage(f"{path} is there already; give it with --usage too to keep its amounts, or name another")
    write_file(path, usage_text(bill, inputs.usage))
    click.echo(f"wrote {path}; fill in what you know and give it with --usage", err=True)


def _regions(plans: "Plans", inputs: "PricingInputs", names: str, display: "Display") -> str:
    from costguard.pricing.regions import bills_by_region
    from costguard.reports.bills.regions_table import regions_table

    return regions_table(
        bills_by_region(plans.billable_changes(), inputs, [name.strip() for name in names.split(",")]), display
    )


def _display(currency: str, rates: str | None) -> "Display":
    from costguard.model.money import CURRENCY
    from costguard.reports.options import Display

    if currency == CURRENCY and rates is None:
        return Display()
    if rates is None:
        raise BadUsage(f"prices are in {CURRENCY}; to show them in {currency}, give --rates a file of exchange rates")
    from costguard.pricing.exchange_rates import rate_of

    rate = rate_of(currency, rates)
    return Display(currency, rate.amount, rate.source)
