"""`costguard pr`: reads what was said on a pull request, and publishes a verdict on it."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from costguard.cli.approval_options import read_moment
from costguard.cli.options import policy_option, today_option

_EXAMPLES = """\b
Examples:
  costguard pr evidence --pull-request auto --trusted-ref origin/main --out evidence.json
  costguard pr publish --report report.json --sarif report.sarif
  costguard pr publish --run-id ${{ github.event.workflow_run.id }}
"""


@click.group(epilog=_EXAMPLES)
def command() -> None:
    """Read what was said on a pull request, and publish a verdict on it.

    The token is GITHUB_TOKEN or GH_TOKEN; GITHUB_API_URL names an Enterprise Server.
    """


_forge_option = click.option(
    "--forge", default="github", show_default=True, metavar="NAME", help="Where the request is."
)
_request_option = click.option(
    "--pull-request", "wanted", default="auto", show_default=True, metavar="OWNER/REPO#N|auto",
    help="The request; auto finds it from the event of the CI job.",
)  # fmt: skip
_author_option = click.option(
    "--comment-author", metavar="LOGIN|ID",
    help="Who writes our comments; needed with the token of an App. Default: the token's own account.",
)  # fmt: skip


@command.command()
@_forge_option
@_request_option
@_author_option
@click.option("--teams", multiple=True, metavar="ORG/TEAM", help="Also read who is in this team; repeat it for more.")
@policy_option
@click.option("--trusted-ref", metavar="REF", help="Read the policy as it is at this git ref (origin/main).")
@today_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="The file to write. Default: print it.")
def evidence(  # noqa: PLR0913, PLR0917  (click passes every option by name)
    forge: str,
    wanted: str,
    comment_author: str | None,
    teams: tuple[str, ...],
    policies: tuple[str, ...],
    trusted_ref: str | None,
    today: date,
    out: Path | None,
) -> None:
    """Read whose a request is, what was said of it, and who is in the teams, into a file for `check --evidence`.

    With --policy or --trusted-ref the teams are read that the policy's groups and people name.
    """
    from costguard.cli.outputs import write_file
    from costguard.cli.pull_requests.reading import evidence_of
    from costguard.cli.trusted import trusted_policy
    from costguard.reports.neutral import plain
    from costguard.sources.evidence_file import evidence_text

    policy = None
    if policies or trusted_ref is not None:
        with trusted_policy(policies, trusted_ref, None, today) as trusted:
            policy = trusted.policy
    told = evidence_of(forge, wanted, policy, comment_author=comment_author, teams=teams)
    text = evidence_text(told)
    if out is None:
        click.echo(text, nl=False)
        return
    write_file(out, text)
    click.echo(f"{plain(str(out))}: {len(told.statements)} statements on {told.change.id}")
    unread = (f"{team.name}: {team.reason}" for team in told.teams if team.members is None)
    for note in (*told.notes, *unread):
        click.echo(f"note: {plain(note)}")


def _amount(_context: click.Context, _option: click.Parameter, value: str | None) -> Decimal | None:
    """The amount of `--silent-below`."""
    if value is None:
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise click.BadParameter(f"`{value}` is no amount; write USD a month as 100")
    return amount


@command.command()
@_forge_option
@_request_option
@_author_option
@click.option("--report", metavar="FILE", help="What `check --output json=FILE` wrote.")
@click.option("--sarif", metavar="FILE", help="What `check --output sarif=FILE` wrote, for code scanning.")
@click.option("--run-id", type=click.IntRange(min=1), metavar="ID",
              help="Publish what that run left as its artifact `costguard`; it is taken for a stranger's.")  # fmt: skip
@click.option("--head", metavar="SHA", help="The commit that was judged. Default: the event's, or the request's tip.")
@click.option("--project", metavar="NAME", help="Whose comment and check it is, where a request has several.")
@click.option("--silent-below", callback=_amount, metavar="USD",
              help="Make no comment for a change that nobody has to look at and that costs less a month.")  # fmt: skip
@click.option("--no-check", is_flag=True, help="Put no check on the commit.")
@click.option("--now", metavar="TIME", callback=read_moment,
              help="Since when it is shown (2026-11-23T10:00:00Z). Default: now.")  # fmt: skip
@click.option("--untrusted", is_flag=True, help="The report was made by a job that the change itself could write.")
def publish(  # noqa: PLR0913, PLR0917  (click passes every option by name)
    forge: str,
    wanted: str,
    comment_author: str | None,
    report: str | None,
    sarif: str | None,
    run_id: int | None,
    head: str | None,
    project: str | None,
    silent_below: Decimal | None,
    no_check: bool,
    now: datetime,
    untrusted: bool,
) -> None:
    """Put a report on its request: one comment, kept up to date, a check with annotations, and the job's summary.

    Permissions: pull-requests: write, checks: write, and for --sarif security-events: write.
    """
    from costguard.cli.pull_requests.publishing import PublishRequest, publish_report
    from costguard.cli.pull_requests.reading import forge_named
    from costguard.reports.neutral import plain

    asked = PublishRequest(
        wanted,
        now,
        report,
        sarif,
        run_id,
        head,
        project,
        silent_below,
        with_check=not no_check,
        is_trusted=not untrusted,
    )
    with forge_named(forge, comment_author) as opened:
        for line in publish_report(opened, asked):
            click.echo(plain(line))
