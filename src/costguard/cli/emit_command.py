"""`costguard emit`: writes a policy as the documents that the clouds themselves enforce, with a proof of each."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from costguard.cli.guardrail_options import emit_options, exempt_option, placing_options, target_option
from costguard.cli.options import load_policy_and_files, policy_option, today_option

_EXAMPLES = """\b
Examples:
  costguard emit --policy costguard.yaml --out guardrails
  costguard emit --out scps --exempt-principal 'arn:aws:iam::*:role/admin'
"""


@click.command(epilog=_EXAMPLES)
@policy_option
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The folder to write.")
@target_option
@exempt_option
@placing_options
@today_option
def command(
    policies: tuple[str, ...],
    out: Path,
    targets: tuple[str, ...],
    today: date,
    **chosen: Any,  # noqa: ANN401  (click's values)
) -> None:
    """Write a policy as SCPs, a tag policy, Azure Policy and Google Cloud organisation policies.

    Offline. Every document is read back and proved against the rules before it is written; manifest.json and
    coverage.md say of each rule and cloud whether it is exact, weaker, stronger or none, with a request that shows it.

    Exit codes: 0 written, 1 written but a difference has no declared reason, 2 nothing was written.
    """
    from costguard.cli.bundle_writing import write_bundle
    from costguard.cli.outputs import terminal_columns, wants_colour
    from costguard.emit.emit import emit
    from costguard.prove.bundle_folder import contents, refuse_foreign
    from costguard.prove.prove import guardrails
    from costguard.reports.guardrails.written_terminal import written_terminal

    refuse_foreign(out)
    policy, files = load_policy_and_files(policies, today)
    options = emit_options(chosen, targets)
    proved = guardrails(policy, emit(policy, options), options)
    write_bundle(out, contents(proved, options, files))
    click.echo(written_terminal(proved, str(out), terminal_columns(), wants_colour()), nl=False)
    if not proved.is_declared:
        click.get_current_context().exit(1)
