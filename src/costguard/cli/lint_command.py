"""`costguard lint`: finds mistakes in a policy."""

from datetime import date

import click

from costguard.cli.options import given_once, load_policy, policy_option, today_option

_EXAMPLES = """\b
Examples:
  costguard lint
  costguard lint policies/ --today 2027-01-01
"""


@click.command(epilog=_EXAMPLES)
@click.argument("paths", metavar="[PATH|pack:NAME]...", nargs=-1)
@policy_option
@today_option
def command(paths: tuple[str, ...], policies: tuple[str, ...], today: date) -> None:
    """Find mistakes in a policy: rules that can never apply, contradictions, what has expired.

    Exit codes: 0 clean, 1 warnings, 2 the policy does not load.
    """
    from costguard.policy.lint import lint
    from costguard.reports.neutral import plain

    policy = load_policy(given_once(paths, policies), today)
    problems = lint(policy)
    for problem in problems:
        click.echo(plain(str(problem)))
    if problems:
        click.echo(_count(len(problems), "warning"), err=True)
        click.get_current_context().exit(1)
    click.echo(
        f"clean: {_count(len(policy.rules), 'rule')}, {_count(len(policy.taxonomy), 'dimension')}, "
        f"{_count(len(policy.waivers), 'waiver')} in {_count(len(policy.files), 'file')}"
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' if number != 1 else ''}"
