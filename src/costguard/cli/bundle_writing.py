"""Writes a bundle into its folder: each file whole, the manifest last, and what an earlier bundle left removed."""

from collections.abc import Mapping
from pathlib import Path

from costguard.cli.outputs import write_file
from costguard.model.errors import BadUsage


def write_bundle(folder: Path, contents: Mapping[str, str]) -> None:
    """Write every file. Raises BadUsage where the folder cannot be written."""
    from costguard.prove.bundle_folder import MANIFEST, stale_files

    stale = stale_files(folder, contents)
    try:
        for name in contents:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST).unlink(missing_ok=True)
        for path in stale:
            path.unlink()
    except OSError as error:
        raise BadUsage(f"cannot write {folder}: {error.strerror or error}; give --out a folder that can be") from error
    for name, text in contents.items():
        write_file(folder / name, text)
