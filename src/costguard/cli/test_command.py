"""`costguard test`: runs the cases that a policy ships."""

from datetime import date
from typing import TYPE_CHECKING

import click

from costguard.cli.options import given_once, load_policy, policy_option, today_option
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from costguard.engine.cases import CaseResult

_EXAMPLES = """\b
Examples:
  costguard test policies/tagging
  costguard test --policy costguard.yaml
"""


@click.command(epilog=_EXAMPLES)
@click.argument("paths", metavar="[PATH|pack:NAME]...", nargs=-1)
@policy_option
@today_option
def command(paths: tuple[str, ...], policies: tuple[str, ...], today: date) -> None:
    """Run the `tests:` of a policy: given a resource, expect exactly these findings.

    Exit codes: 0 all as expected, 1 some not, 2 the policy does not load or has no tests.
    """
    from costguard.engine.cases import run_cases

    policy = load_policy(given_once(paths, policies), today)
    if not policy.cases:
        raise BadUsage("the policy has no `tests:`; add a resource and the findings to expect")
    results = run_cases(policy)
    failed = [result for result in results if not result.passed]
    for result in failed:
        for line in _lines(result):
            click.echo(line)
    click.echo(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    click.get_current_context().exit(1 if failed else 0)


def _lines(result: "CaseResult") -> "Iterator[str]":
    from costguard.reports.neutral import plain

    yield f"{result.case.location or ''}: {plain(result.case.name)}"
    for unmet in result.unmet:
        subject = " ".join(part for part in (unmet.rule, unmet.key) if part)
        yield f"  expected {unmet.code.value} ({unmet.state.value}) {plain(subject)}, found none".rstrip()
    for finding in result.unexpected:
        yield f"  not expected: {finding.rule}: {finding.code.value} ({finding.state.value}): {plain(finding.message)}"
