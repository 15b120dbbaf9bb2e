"""Keeps a report from taking the place of what it is about."""

from collections.abc import Iterable
from pathlib import Path

from costguard.model.errors import BadUsage


def refuse_overwriting(outputs: Iterable[str], inputs: Iterable[str]) -> None:
    """Raise BadUsage where a FORMAT=PATH of `outputs` names one of the files that are read."""
    read = {Path(path).resolve(): path for path in inputs if path != "-" and Path(path).is_file()}
    for output in outputs:
        path = output.partition("=")[2]
        if path and Path(path).resolve() in read:
            raise BadUsage(f"--output {output} would overwrite {path}, which is read; give the report another path")
