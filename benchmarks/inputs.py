"""Keeps the benchmark's folder in order: made-up plans, written once a size and seed, and what the tools print."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from plans import truth_path, write_plan

_GENERATOR: Final = ("plans.py", "estate.py", "providers.py", "tagging.py", "truth.py", "bodies.py", "templates/*.json")


def plan_of(count: int, seed: int, work: Path) -> Path:
    """The plan of `count` resources, with its truth beside it; written where the folder does not have it yet."""
    path = work / f"plan-{count}-seed-{seed}-{_generator()}.json"
    if not (path.exists() and truth_path(path).exists()):
        unfinished = path.with_suffix(".part")
        write_plan(count, unfinished, seed)
        truth_path(unfinished).rename(truth_path(path))
        unfinished.rename(path)
    return path


def output_in(work: Path, name: str) -> Path:
    """Where a tool's output goes."""
    folder = work / "outputs"
    folder.mkdir(exist_ok=True)
    return folder / name


@lru_cache
def _generator() -> str:
    """A short digest of what writes plans, so that a change of it is not measured on what it wrote before."""
    here = Path(__file__).parent
    files = sorted(path for pattern in _GENERATOR for path in here.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]
