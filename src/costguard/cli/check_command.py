"""`costguard check`: judges a Terraform plan against a policy."""

import gc
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from costguard.cli.options import load_policy, policy_option, region_option, today_option
from costguard.cli.pricing_options import PricingFiles, pricing_options
from costguard.cli.reading import read_plan
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from costguard.engine.cost_rules import CostJudgement
    from costguard.model.cloud import Cloud
    from costguard.model.verdict import Verdict
    from costguard.policy.policy_set import PolicySet
    from costguard.sources.terraform_plan.read import Plans

_EXAMPLES = """\b
Examples:
  costguard check plan.json
  costguard check plan.json --policy costguard.yaml --policy pack:waste
  costguard check plan.json --require-tags CostCenter,Owner
  terraform show -json tfplan | costguard check -
  costguard check plan.json --output sarif=out.sarif --output markdown=comment.md
"""


@click.command(epilog=_EXAMPLES)
@click.argument("plan", metavar="PLAN")
@policy_option
@click.option("--require-tags", metavar="KEY,KEY", help="Ask for these tag keys; needs no policy file.")
@click.option("--format", "-f", "wanted_format", metavar="FORMAT", help="What to print: terminal (default), json, "
              "sarif, junit, markdown, csv, github.")  # fmt: skip
@click.option("--output", "-o", "outputs", multiple=True, metavar="FORMAT=PATH",
              help="Also write a report to a file, or to - for standard output; repeat it for more.")  # fmt: skip
@click.option("--new-only", is_flag=True, help="What an updated resource already had wrong does not block; it is debt.")
@click.option("--show-debt", is_flag=True, help="Judge what the plan leaves alone too; debt never blocks.")
@click.option("--terraform-dir", type=click.Path(path_type=Path), metavar="DIR",
              help="The root module's folder: findings then point at its files and lines.")  # fmt: skip
@pricing_options
@click.option("--spend", metavar="FILE", help="What was spent, as a FOCUS or other CSV export: budgets count it.")
@region_option
@today_option
def command(  # noqa: PLR0913, PLR0917  (click passes every option by name)
    plan: str,
    policies: tuple[str, ...],
    require_tags: str | None,
    wanted_format: str | None,
    outputs: tuple[str, ...],
    new_only: bool,
    show_debt: bool,
    terraform_dir: Path | None,
    usage: str | None,
    prices: str | None,
    overrides: str | None,
    commitments: str | None,
    fallback: "Mapping[Cloud, str]",
    unknown: str,
    spend: str | None,
    regions: "Mapping[Cloud, str]",
    today: date,
) -> None:
    """Judge PLAN, the JSON of a Terraform or OpenTofu plan (- for standard input).

    Exit codes: 0 pass or advise, 1 deny, 2 bad input (nothing was judged), 3 approval required.
    """
    from costguard.cli.outputs import parse_outputs, write_reports
    from costguard.reports.options import ReportOptions
    from costguard.reports.registry import formats, render

    gc.disable()  # one short run keeps nearly all that it makes; collecting would only walk it, again and again
    wanted = parse_outputs(wanted_format, outputs, formats())
    policy = _policy(policies, require_tags, today)
    files = PricingFiles(usage, prices, overrides, commitments, fallback, unknown)
    plans = read_plan(plan, regions)
    cost = _cost(plans, policy, files, spend)
    verdict = _judge(plans, policy, terraform_dir, cost, new_only=new_only, show_debt=show_debt)
    write_reports(
        wanted,
        lambda name, width, in_colour: render(name, verdict, ReportOptions(width, in_colour, show_debt)),
    )
    click.get_current_context().exit(verdict.outcome.exit_code)


def _policy(policies: tuple[str, ...], require_tags: str | None, today: date) -> "PolicySet":
    if require_tags is None:
        return load_policy(policies, today)
    if policies:
        raise BadUsage("--require-tags stands in for a policy; write `require_tags` into the policy instead")
    from costguard.policy.required_tags import from_keys

    return from_keys(require_tags.split(","), today)


def _cost(plans: "Plans", policy: "PolicySet", files: PricingFiles, spend: str | None) -> "CostJudgement | None":
    """What the change costs, where the policy asks or the reader gave prices or usage; else nothing is estimated."""
    asks = bool(policy.approvals or policy.budgets)
    if not asks and not spend and files == PricingFiles():
        return None
    from costguard.cli import progress
    from costguard.engine.cost_rules import judge_cost
    from costguard.pricing.estimate import with_notes

    records = None
    if spend is not None:
        from costguard.sources.spend import read_spend

        records = read_spend(spend)
    with progress.wiped():
        changes = progress.counted(plans.billable_changes(), "pricing", plans.count)
        bill = files.read(policy.today, policy).bill(changes)
        return judge_cost(with_notes(bill, plans.billed_elsewhere()), policy, records)


def _judge(
    plans: "Plans",
    policy: "PolicySet",
    terraform_dir: Path | None,
    cost: "CostJudgement | None",
    *,
    new_only: bool,
    show_debt: bool,
) -> "Verdict":
    from costguard.cli import progress
    from costguard.engine.decide import decide
    from costguard.engine.judge import judge

    with progress.wiped():
        resources = plans.resources(with_no_ops=show_debt, with_before=new_only)
        if terraform_dir is not None:
            from costguard.sources.terraform_directory.locate import BlockLocations

            resources = BlockLocations(terraform_dir).located(resources)
        judgement = judge(progress.counted(resources, "judging", plans.count), policy, new_only=new_only)
    return decide(judgement, policy, plans.input, resources=plans.count, notes=plans.notes, cost=cost)
