"""`costguard verify`: judges the very plan that will be applied, where it will be applied."""

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from costguard.cli.approval_options import require_trust
from costguard.cli.judging_options import asked_of, judging_options
from costguard.cli.sections import SectionedCommand
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.approvals.ledger_entry import LedgerEntry
    from costguard.cli.judging import Asked, Judged
    from costguard.model.approval import Evidence
    from costguard.policy.policy_set import PolicySet

_EXAMPLES = """\b
Examples:
  costguard verify tfplan --trusted-ref origin/main --pull-request auto --ledger ledger.jsonl
  costguard verify tfplan --trusted-ref origin/main --change github:acme/shop#12 --author ana \\
    --committer ana --triggerer bo --approvals .costguard/approvals --allowed-signers signers
"""


@click.command(cls=SectionedCommand, epilog=_EXAMPLES)
@click.argument("plan", metavar="PLAN")
@judging_options
@click.option("--pull-request", metavar="OWNER/REPO#N|auto", help="Read reviews and comments of this request from "
              "its forge; auto finds it from the CI job.")  # fmt: skip
@click.option("--new-ledger", "begins_ledger", is_flag=True, help="Begin the ledger, where it is not there yet.")
@click.option("--forge", default="github", show_default=True, metavar="NAME", help="Where the request is.")
@click.option("--comment-author", metavar="LOGIN|ID", help="Whose comment shows what there is to approve; "
              "the account of the token.")  # fmt: skip
@click.option("--terraform", metavar="PROGRAM", envvar="COSTGUARD_TERRAFORM",
              help="What shows a saved plan: terraform or tofu, as found on the PATH.")  # fmt: skip
@click.option("--format", "-f", "wanted_format", metavar="FORMAT", help="What to print: terminal (default) or any "
              "format of `check`.")  # fmt: skip
@click.option("--output", "-o", "outputs", multiple=True, metavar="FORMAT=PATH",
              help="Also write a report to a file; repeat it for more.")  # fmt: skip
def command(  # noqa: PLR0913, PLR0917  (click passes every option by name)
    plan: str,
    pull_request: str | None,
    forge: str,
    comment_author: str | None,
    terraform: str | None,
    wanted_format: str | None,
    outputs: tuple[str, ...],
    **given: Any,  # noqa: ANN401  (as above)
) -> None:
    """Judge PLAN, the file that `terraform apply` is about to be given, and say whether it may be applied.

    Everything is worked out again from the plan, the trusted policy and what people said: no status, comment or report
    of an earlier job is believed. What passes is written to the ledger. PLAN is a saved plan, or its JSON.

    Exit codes: 0 may be applied, 1 denied, 2 bad input (nothing was judged), 3 an approval is missing.
    """
    from costguard.cli.judging import judge_plans
    from costguard.cli.outputs import STANDARD_OUTPUT, parse_outputs, write_reports
    from costguard.cli.saved_plan import saved_plan
    from costguard.reports.options import ReportOptions
    from costguard.reports.registry import formats, render

    asked = asked_of(given, wants_subject=True)
    require_trust(asked.approving.trusted_ref, asked.approving.policy_digest, "verify")
    _require_sense(asked, pull_request)
    wanted = parse_outputs(wanted_format, outputs, formats())
    saved = cache(partial(saved_plan, plan, terraform, given["regions"]))  # shown once the policy is known to hold
    judged = judge_plans(
        lambda: saved().plans,
        asked,
        lambda policy, signers: _evidence(asked, policy, signers, (forge, pull_request, comment_author)),
    )
    entry = _record(asked, judged, saved().digest)
    write_reports(
        wanted,
        lambda name, width, in_colour: render(name, judged.verdict, ReportOptions(width, in_colour, asked.show_debt)),
    )
    if entry is not None and any(output.format == "terminal" and output.path == STANDARD_OUTPUT for output in wanted):
        click.echo(f"Ledger: entry {entry.seq}, head {entry.hash}\nPlan:   {saved().digest}")
    click.get_current_context().exit(judged.verdict.outcome.exit_code)


def _require_sense(asked: "Asked", pull_request: str | None) -> None:
    """What contradicts itself is refused before anything is read."""
    approving = asked.approving
    if pull_request is not None and approving.evidence is not None:
        raise BadUsage("--pull-request reads what was said, and --evidence is it: give one of them")
    if approving.ledger is not None and not approving.begins_ledger and not Path(approving.ledger).exists():
        raise BadUsage(f"there is no ledger `{approving.ledger}`; check the path, or begin it once with --new-ledger")


def _evidence(
    asked: "Asked", policy: "PolicySet", signers: Path | None, request: tuple[str, str | None, str | None]
) -> "Evidence | None":
    """What people said: from the forge where a request is named, else from the files that were given."""
    forge, name, comment_author = request
    if name is None:
        return asked.approving.read(signers)
    from costguard.cli.pull_requests.reading import evidence_of

    ref = asked.approving.trusted_ref
    told = evidence_of(forge, name, policy, comment_author=comment_author, trusted_ref=ref)
    return asked.approving.with_records(told, signers)


def _record(asked: "Asked", judged: "Judged", plan: str) -> "LedgerEntry | None":
    """Write what passes to the ledger, and tell the last entry; before it is said, so that nothing said is not written.

    `plan` is the digest of the file that will be applied. Raises BadUsage for a broken glass without a ledger, and
    BadInput where another entry came between.
    """
    if judged.verdict.outcome.exit_code != 0:
        return None
    if asked.approving.ledger is None:
        if judged.verdict.broken_glass is not None:
            raise BadUsage("the glass is broken, and there is no ledger that tells others to look at it: give --ledger")
        return None
    from costguard.approvals.entries import bodies_of
    from costguard.approvals.ledger import Ledger, append
    from costguard.engine.increases import increases_of

    approving, path = asked.approving, Path(asked.approving.ledger)
    by = {} if judged.bill is None else increases_of(judged.bill, judged.policy, approving.project)
    ledger = judged.ledger or Ledger(path.as_posix())
    head, entry = ledger.head, None
    for body in bodies_of(judged.verdict, by, ledger, project=approving.project, plan=plan):
        entry = append(path, body, approving.now, after=head)
        head = entry.hash
    return entry
