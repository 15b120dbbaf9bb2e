"""`costguard rules`: lists the rules of a policy."""

from datetime import date
from typing import TYPE_CHECKING

import click

from costguard.cli.options import given_once, load_policy, policy_option, today_option

if TYPE_CHECKING:
    from costguard.policy.policy_set import Rule

_EXAMPLES = """\b
Examples:
  costguard rules
  costguard rules pack:tagging
"""


@click.command(epilog=_EXAMPLES)
@click.argument("paths", metavar="[PATH|pack:NAME]...", nargs=-1)
@policy_option
@today_option
def command(paths: tuple[str, ...], policies: tuple[str, ...], today: date) -> None:
    """List the rules of a policy, and what each does in a plan, an audit and the cloud."""
    rules = load_policy(given_once(paths, policies), today).rules
    if not rules:
        click.echo("the policy has no rules")
        return
    from costguard.reports.neutral import plain

    rows = [("RULE", "PLAN", "AUDIT", "CLOUD", "TITLE"), *(_row(rule) for rule in rules)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo(plain("  ".join([*cells, row[4]]).rstrip()))


def _row(rule: "Rule") -> tuple[str, str, str, str, str]:
    plan = rule.effect.plan.value if rule.effect.plan is not None else "none"
    return (rule.id, plan, "report" if rule.effect.audit else "none", rule.effect.cloud.value, rule.title)
