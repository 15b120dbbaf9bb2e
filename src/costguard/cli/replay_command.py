"""`costguard replay`: what guardrails would have denied of the requests that audit logs recorded."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from costguard.cli import progress
from costguard.cli.bundle_reading import read_and_tell
from costguard.cli.outputs import parse_outputs, write_reports
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.model.guardrail import Document

_FORMATS: Final = ("terminal", "json", "csv")
_ACCOUNT_DIGITS: Final = 12
_EXAMPLES = """\b
Examples:
  costguard replay --bundle guardrails cloudtrail/2026/10/
  costguard replay --against scp.json events.jsonl.gz -o csv=denied.csv
"""


def _read_account(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if value and not (len(value) == _ACCOUNT_DIGITS and value.isascii() and value.isdigit()):
        raise click.BadParameter(f"`{value}` is no AWS account; write its 12 digits")
    return value


@click.command(epilog=_EXAMPLES)
@click.argument("logs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="LOG...")
@click.option("--bundle", type=click.Path(path_type=Path), metavar="DIR", help="What `costguard emit` wrote.")
@click.option("--against", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="A document that costguard did not write, in place of a bundle; may repeat.")  # fmt: skip
@click.option("--management-account", default="", metavar="ID", callback=_read_account,
              help="The AWS account that no SCP binds.")  # fmt: skip
@click.option("--format", "-f", "wanted_format", metavar="FORMAT", help="What to print: terminal (default), json, csv.")
@click.option("--output", "-o", "outputs", multiple=True, metavar="FORMAT=PATH", help="Also write it to a file.")
def command(
    logs: tuple[Path, ...],
    bundle: Path | None,
    against: tuple[Path, ...],
    management_account: str,
    wanted_format: str | None,
    outputs: tuple[str, ...],
) -> None:
    """Judge the requests in LOGs by guardrails that are not in force yet: what would have been denied, and whose.

    LOGs are files or folders: CloudTrail, the Azure activity log, Google Cloud audit logs; JSON or JSON lines, also
    gzipped. What a record does not hold is told as undecided, never as allowed.

    Exit codes: 0 replayed, whatever would have been denied; 2 bad usage or bad input.
    """
    from costguard.prove.replay.replay import ReplayOptions, replay
    from costguard.reports.guardrails.replay import replay_csv, replay_json, replay_terminal
    from costguard.sources.audit_logs.read import read_audit_logs

    chosen = parse_outputs(wanted_format, outputs, _FORMATS)
    documents = _documents(bundle, against)
    with progress.wiped():
        progress.step("replaying")
        found = replay(read_audit_logs(logs), documents, ReplayOptions(management_account))

    def render(name: str, columns: int, colour: bool) -> str:
        match name:
            case "json":
                return replay_json(found)
            case "csv":
                return replay_csv(found)
            case _:
                return replay_terminal(found, columns, colour)

    write_reports(chosen, render)


def _documents(bundle: Path | None, against: tuple[Path, ...]) -> "tuple[Document, ...]":
    """The documents to judge by. Raises BadUsage unless exactly one of the two is given."""
    from costguard.prove.foreign import read_foreign, refuse_incomplete

    if (bundle is None) is not bool(against):
        raise BadUsage("give what to judge by: --bundle DIR or --against FILE, and not both")
    if bundle is not None:
        return read_and_tell(bundle).documents
    documents = tuple(document for path in against for document in read_foreign(path))
    refuse_incomplete(documents)
    return documents
