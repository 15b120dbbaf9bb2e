"""Keeps a report from taking the place of what it is about."""

from collections.abc import Iterable
from pathlib import Path

from costguard.model.errors import BadUsage


def refuse_overwriting(outputs: Iterable[str], inputs: Iterable[str]) -> None:
    """Raise BadUsage where a FORMAT=PATH of `outputs` names one of the files that are read."""
    read = {place: path for path in inputs if (place := _file(path)) is not None}
    for output in outputs:
        path = output.partition("=")[2]
        if path and (place := _file(path)) in read and place is not None:
            raise BadUsage(f"--output {output} would overwrite {read[place]}, which is read; give it another path")


def _file(path: str) -> Path | None:
    """Where a file lies; None where there is none, or where the path cannot be one (whoever reads it will say so)."""
    try:
        return Path(path).resolve() if path != "-" and Path(path).is_file() else None
    except (OSError, ValueError):
        return None
