"""`costguard diff-bundle`: what a change of guardrails newly denies or newly allows."""

from pathlib import Path
from typing import Final

import click

from costguard.cli.bundle_reading import read_and_tell
from costguard.cli.outputs import parse_outputs, write_reports

_FORMATS: Final = ("terminal", "json", "markdown")
_EXAMPLES = """\b
Examples:
  costguard diff-bundle guardrails/ new-guardrails/
  costguard diff-bundle old/ new/ --output markdown=change.md --fail-on-denied
"""


@click.command(epilog=_EXAMPLES)
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
@click.option("--fail-on-denied", is_flag=True, help="Exit 1 where a request is newly denied.")
@click.option("--format", "-f", "wanted_format", metavar="FORMAT", help="What to print: terminal (default), json, "
              "markdown.")  # fmt: skip
@click.option("--output", "-o", "outputs", multiple=True, metavar="FORMAT=PATH", help="Also write it to a file.")
def command(old: Path, new: Path, fail_on_denied: bool, wanted_format: str | None, outputs: tuple[str, ...]) -> None:
    """Say which requests become denied, and which allowed, when the bundle NEW takes the place of OLD.

    Both are folders that `costguard emit` wrote. Every class of requests has an example: what a change board reads.

    Exit codes: 0 compared, 1 something is newly denied and --fail-on-denied is given, 2 bad usage or bad input.
    """
    from costguard.prove.changes import any_denied, changes
    from costguard.reports.guardrails.changes import changes_json, changes_markdown, changes_terminal

    chosen = parse_outputs(wanted_format, outputs, _FORMATS)
    before, after = read_and_tell(old), read_and_tell(new)
    found = changes(before, after)
    digests = (before.manifest.policy.digest, after.manifest.policy.digest)

    def render(name: str, columns: int, colour: bool) -> str:
        match name:
            case "json":
                return changes_json(found, *digests)
            case "markdown":
                return changes_markdown(found, *digests)
            case _:
                return changes_terminal(found, *digests, columns, colour)

    write_reports(chosen, render)
    if fail_on_denied and any_denied(found):
        click.get_current_context().exit(1)
