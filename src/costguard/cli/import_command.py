"""`costguard import`: drafts a taxonomy from the tag policies, SCPs and Azure policies that an organisation has."""

from datetime import date
from pathlib import Path

import click

from costguard.cli.options import today_option
from costguard.model.errors import BadUsage

_EXAMPLES = """\b
Examples:
  aws organizations describe-policy --policy-id p-1234567890 > tags.json
  az policy assignment list > assignments.json
  costguard import tags.json assignments.json --out costguard.yaml
"""
_STANDARD_OUTPUT = "-"


@click.command(epilog=_EXAMPLES)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--out", default=_STANDARD_OUTPUT, metavar="FILE",
              help="Where to write the draft, a file that does not exist yet; default: standard output.")  # fmt: skip
@today_option
def command(files: tuple[str, ...], out: str, today: date) -> None:
    """Draft a taxonomy from tag policies, SCPs and Azure policies (definitions, initiatives, assignments).

    FILEs are JSON or YAML, also as `aws organizations describe-policy`, `describe-effective-policy` and
    `az policy … list` print them. What was not understood, and where documents disagree, is listed on standard error
    and at the top of the draft.

    Exit codes: 0 drafted, 2 nothing was understood, or bad input.
    """
    from costguard.prove.drafting.draft import draft
    from costguard.prove.drafting.draft_yaml import draft_yaml, numbered
    from costguard.prove.drafting.read_files import read_files

    if out != _STANDARD_OUTPUT and Path(out).exists():
        raise BadUsage(f"{out} exists already; nothing was written. Give --out another path")
    drafted = draft(read_files(files), files, today)
    text = draft_yaml(drafted)
    if out == _STANDARD_OUTPUT:
        click.echo(text, nl=False)
    else:
        _write(Path(out), text)
    for line in numbered(drafted):
        click.echo(line, err=True)
    required = sum(dimension.is_required for dimension in drafted.dimensions)
    click.echo(
        f"{_count(len(drafted.dimensions), 'dimension')} drafted, {required} of them required; "
        f"{_count(len(drafted.remarks), 'remark')} to look at"
        + ("" if out == _STANDARD_OUTPUT else f"; wrote {out}, next: `costguard lint {out}`"),
        err=True,
    )


def _write(path: Path, text: str) -> None:
    """Write a new file, and never over another that has come meanwhile."""
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise BadUsage(f"{path} exists already; nothing was written. Give --out another path") from None
    except OSError as error:
        raise BadUsage(f"cannot write {path}: {error.strerror or error}; give --out another path") from error


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' if number != 1 else ''}"
