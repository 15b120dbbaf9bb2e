"""`costguard init`: writes a commented starter policy and a CI workflow."""

from pathlib import Path
from typing import Final

import click

from costguard.model.errors import BadUsage

_EXAMPLES = """\b
Examples:
  costguard init
  costguard init --force
"""
_STARTERS: Final = Path(__file__).parent / "starters"
# Each starter, and where it goes in the user's repository.
_FILES: Final = (
    ("costguard.yaml", Path("costguard.yaml")),
    ("github-workflow.yml", Path(".github/workflows/costguard.yml")),
)


@click.command(epilog=_EXAMPLES)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
def command(folder: Path, force: bool) -> None:
    """Write costguard.yaml and a GitHub workflow into FOLDER, the root of the repository (default: here)."""
    targets = [(starter, folder / target) for starter, target in _FILES]
    existing = [str(target) for _, target in targets if target.exists()]
    if existing and not force:
        verb = "exists" if len(existing) == 1 else "exist"
        raise BadUsage(f"{' and '.join(existing)} {verb} already; nothing was written (--force overwrites)")
    for starter, target in targets:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text((_STARTERS / starter).read_text(encoding="utf-8"), encoding="utf-8")
        except OSError as error:
            raise BadUsage(f"cannot write {target}: {error.strerror or error}") from error
        click.echo(f"wrote {target}")
    click.echo(
        "next: edit the taxonomy in costguard.yaml, run `costguard lint` and `costguard test`, and give the workflow "
        "credentials for `terraform plan`"
    )
