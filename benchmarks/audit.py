"""Measures `costguard audit`: the scan against what is written by hand, then collecting, the history, and Spark.

    python benchmarks/audit.py               # 1 M and 10 M resources: 400 MB of disk, some minutes
    python benchmarks/audit.py --quick       # 50,000 and 200,000
    python benchmarks/audit.py --markdown    # and write the tables into benchmarks/README.md

Each piece of work is a process of its own. Fails when the findings differ from those of the hand-written programs, or
when a collection misses a resource; never because of a time.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any, Final

from budget import run_or_exit
from processes import Run
from tables import machine, markdown_table, put_between_markers, today

_HERE: Final = Path(__file__).parent
_STEPS: Final = (sys.executable, str(_HERE / "audit_steps.py"))
_FLOOR: Final = (sys.executable, str(_HERE / "audit_floor.py"))
_CLOUDS: Final = ("aws", "azure", "gcp")
_BUDGET_TIMES: Final = 2
_SCANS: Final = {
    "polars, by hand (the floor)": (*_FLOOR, "polars"),
    "DuckDB, by hand": (*_FLOOR, "duckdb"),
    "costguard": (*_STEPS, "scan"),
}
_SPARK: Final = "costguard with Spark, local[2]"
_SCAN_HEADER: Final = ("work", "resources", "findings", "wall", "CPU", "peak", "CPU / floor")
_REST_HEADER: Final = ("work", "wall", "CPU", "peak", "what it did")


def main() -> int:
    """Measure, verify and print."""
    given = _arguments()
    small, large, collected = (50_000, 200_000, 1_000) if given.quick else (1_000_000, 10_000_000, 10_000)
    with tempfile.TemporaryDirectory(prefix="costguard-benchmark-") as name:
        folder = Path(name)
        scans = markdown_table(_SCAN_HEADER, list(_scans((small, large), folder)))
        rest = markdown_table(_REST_HEADER, [*_collections(collected, folder), _history(folder, small)])
    page = f"{machine(given.date)}\n\n{scans}\n\n{rest}"
    print(page)
    if given.markdown:
        put_between_markers("audit", page)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    parser.add_argument("--markdown", action="store_true", help="write the tables into benchmarks/README.md")
    parser.add_argument("--date", default=today(), help="the date that the tables bear (default: today)")
    return parser.parse_args()


def _scans(sizes: tuple[int, int], folder: Path) -> Iterator[tuple[str, ...]]:
    for place, rows in enumerate(sizes):
        estate = folder / f"estate-{rows}.parquet"
        _run((sys.executable, str(_HERE / "audit_estate.py"), str(rows), str(estate)))
        truth: tuple[int, int] | None = None
        floor_cpu_s = 0.0
        works = _SCANS | ({_SPARK: (*_STEPS, "spark")} if place == 0 and _has_spark() else {})
        for name, command in works.items():
            found = folder / f"findings-{rows}.parquet"
            took = run_or_exit((*command, str(estate), str(found)), folder / "said.txt", (0,))
            said = _fingerprint(found)
            truth, floor_cpu_s = truth or said, floor_cpu_s or took.cpu_s
            if said != truth:
                raise SystemExit(
                    f"{name} finds other than the floor in {rows:,} resources: {said[0]:,}, not {truth[0]:,}"
                )
            times = f"{took.cpu_s / floor_cpu_s:.2f}"
            budget = f" (budget {_BUDGET_TIMES})" if name == "costguard" and place == 1 else ""
            yield (name, f"{rows:,}", f"{said[0]:,}", *_taken(took), times + budget)
            _keep_for_history(found, folder, is_ours=name == "costguard" and place == 0)
        estate.unlink()


def _fingerprint(findings: Path) -> tuple[int, int]:
    """How many findings, and a sum of their hashes: equal for equal findings in whatever order."""
    number, total = json.loads(_run((*_STEPS, "fingerprint", str(findings))))["fingerprint"]
    return int(number), int(total)


def _run(command: tuple[str, ...]) -> str:
    """What a command says. This process loads nothing itself, for its memory counts as that of those it starts."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _keep_for_history(found: Path, folder: Path, *, is_ours: bool) -> None:
    if is_ours:
        found.replace(folder / "kept.parquet")
    else:
        found.unlink()


def _has_spark() -> bool:
    missing = [name for name in ("pyspark", "pandas") if find_spec(name) is None]
    missing += [] if which("java") else ["java"]
    if missing:
        print(f"Spark is left out: {' and '.join(missing)} is not here", file=sys.stderr)
    return not missing


def _collections(resources: int, folder: Path) -> Iterator[tuple[str, ...]]:
    for cloud in _CLOUDS:
        with _serving(cloud, resources) as where:
            command = (*_STEPS, "collect", cloud, where, str(folder / f"snapshot-{cloud}"))
            took, told = _step(command, folder)
        if told["resources"] != resources or not told["complete"]:
            raise SystemExit(f"the collection of {cloud} is not complete: {told}")
        did = f"{resources:,} resources and 3 refusals, at the pace that the cloud allows"
        yield (f"collect {cloud}, its SDK against a local server", *_taken(took), did)


@contextmanager
def _serving(cloud: str, resources: int) -> Iterator[str]:
    """Another process is the cloud; gives what the collector has to be told."""
    command = (sys.executable, str(_HERE / "audit_clouds.py"), cloud, str(resources))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None and server.stdout is not None  # noqa: PT018, S101  (they were asked for)
        told = json.loads(server.stdout.readline())
        os.environ.update(told["environment"])
        yield told["where"]
        server.stdin.close()


def _history(folder: Path, resources: int) -> tuple[str, ...]:
    took, told = _step((*_STEPS, "history", str(folder / "kept.parquet"), str(folder)), folder)
    changes = told["changes"]
    became = ", ".join(f"{changes[fate]:,} {fate}" for fate in ("new", "resolved", "persisting"))
    runs = f"run 1 in {told['first_s']:.2f} s, run 2 in {told['second_s']:.2f} s ({became})"
    did = f"{runs}, their difference in {told['diff_s']:.2f} s"
    return (f"history: two runs of the findings on {resources:,} resources", *_taken(took), did)


def _step(command: tuple[str, ...], folder: Path) -> tuple[Run, dict[str, Any]]:
    output = folder / "said.txt"
    took = run_or_exit(command, output, (0,))
    return took, json.loads(output.read_text(encoding="utf-8").splitlines()[-1])


def _taken(took: Run) -> tuple[str, str, str]:
    return (f"{took.wall_s:.1f} s", f"{took.cpu_s:.1f} s", f"{took.peak_mb:,.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
