"""`costguard check`: judges a Terraform plan against a policy."""

import gc
from typing import TYPE_CHECKING, Any, Final

import click

from costguard.cli.judging_options import asked_of, judging_options
from costguard.cli.sections import SectionedCommand
from costguard.model.errors import CostguardError

if TYPE_CHECKING:
    from costguard.cli.judging import Asked
    from costguard.model.verdict import Verdict

_ATLANTIS: Final = "atlantis"
_EXAMPLES = """\b
Examples:
  costguard check plan.json
  costguard check plan.json --policy costguard.yaml --policy pack:waste
  costguard check plan.json --require-tags CostCenter,Owner
  terraform show -json tfplan | costguard check -
  costguard check plan.json --output sarif=out.sarif --output markdown=comment.md
  costguard check plan.json --trusted-ref origin/main --approvals .costguard/approvals
"""


@click.command(cls=SectionedCommand, epilog=_EXAMPLES)
@click.argument("plan", metavar="PLAN")
@judging_options
@click.option("--require-tags", metavar="KEY,KEY", help="Ask for these tag keys; needs no policy file.")
@click.option("--format", "-f", "wanted_format", metavar="FORMAT", help="What to print: terminal (default), json, "
              "sarif, junit, markdown, csv, github, atlantis.")  # fmt: skip
@click.option("--output", "-o", "outputs", multiple=True, metavar="FORMAT=PATH",
              help="Also write a report to a file, or to - for standard output; repeat it for more.")  # fmt: skip
def command(
    plan: str,
    wanted_format: str | None,
    outputs: tuple[str, ...],
    require_tags: str | None,
    **given: Any,  # noqa: ANN401  (click passes every option by name)
) -> None:
    """Judge PLAN, the JSON of a Terraform or OpenTofu plan (- for standard input).

    Exit codes: 0 pass or advise, 1 deny, 2 bad input (nothing was judged), 3 approval required. With --format
    atlantis it is always 0, as Atlantis reads the text.
    """
    asked = asked_of(given, require_tags=require_tags, wants_subject=wanted_format == _ATLANTIS)
    context = click.get_current_context()
    try:
        verdict = _checked(plan, wanted_format, outputs, asked, given)
    except CostguardError as error:
        if wanted_format != _ATLANTIS:
            raise
        click.echo(_failed(error))
        context.exit(0)
    context.exit(0 if wanted_format == _ATLANTIS else verdict.outcome.exit_code)


def _checked(
    plan: str, wanted_format: str | None, outputs: tuple[str, ...], asked: "Asked", given: dict[str, Any]
) -> "Verdict":
    from costguard.cli.judging import judge_plans
    from costguard.cli.outputs import parse_outputs, write_reports
    from costguard.cli.reading import read_plan
    from costguard.reports.options import ReportOptions
    from costguard.reports.registry import formats, render

    gc.disable()  # one short run keeps nearly all that it makes; collecting would only walk it, again and again
    wanted = parse_outputs(wanted_format, outputs, formats())
    judged = judge_plans(
        lambda: read_plan(plan, given["regions"]), asked, lambda _policy, signers: asked.approving.read(signers)
    )
    write_reports(
        wanted,
        lambda name, width, in_colour: render(name, judged.verdict, ReportOptions(width, in_colour, asked.show_debt)),
    )
    return judged.verdict


def _failed(error: CostguardError) -> str:
    """What Atlantis shows, and takes for a failure, of a plan that could not be judged."""
    from costguard.reports.neutral import plain

    return f"FAIL - costguard could not judge this plan: {plain(str(error))}"
