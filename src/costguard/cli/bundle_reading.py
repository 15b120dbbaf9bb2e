"""Reads a bundle for a command, telling a person which of its documents are not as they were emitted."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from costguard.prove.bundle_folder import BundleFolder


def read_and_tell(folder: Path) -> "BundleFolder":
    """The bundle in a folder; what was edited or is gone is told on standard error. Raises BadInput for no bundle."""
    from costguard.prove.bundle_folder import read_bundle

    found = read_bundle(folder)
    for path in found.edited:
        click.echo(f"{folder / path} is not as it was emitted; it is taken as it is now", err=True)
    for path in found.missing:
        click.echo(f"{folder / path} is gone; the rest is taken without it", err=True)
    return found
