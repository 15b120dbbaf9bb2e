"""Measures `emit` and `prove` on taxonomies of many sizes, for each cloud.

    python benchmarks/prove.py                 # generate, measure, print
    python benchmarks/prove.py --markdown      # and write the tables into benchmarks/README.md

Every dimension is required of virtual machines and disks; every third takes a glob beside its values. The budget is
that of the whole command on 20 dimensions of 60 values on AWS: under 1.5 s, the interpreter's start included.
"""

import argparse
import random
import string
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from budget import Budget, Work, budget_table, measure
from inputs import output_in
from tables import machine, markdown_table, put_between_markers, today

from costguard.emit.emit import emit
from costguard.emit.options import EmitOptions
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.policy.load import load
from costguard.prove.prove import guardrails

_COSTGUARD: Final = str(Path(sys.executable).parent / "costguard")
_DAY: Final = date(2026, 11, 22)
_DIMENSIONS: Final = (3, 5, 20, 60)
_VALUES: Final = (5, 20, 60)
_TYPES: Final = {
    Cloud.AWS: "aws_instance, aws_ebs_volume",
    Cloud.AZURE: "azurerm_linux_virtual_machine, azurerm_managed_disk",
    Cloud.GCP: "google_compute_instance",
}
_HEADER: Final = ("cloud", "dimensions x values", "documents", "characters", "emit, ms", "prove, ms", "verdict")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--markdown", action="store_true", help="write the tables into benchmarks/README.md")
    parser.add_argument("--date", default=today(), help="the date that the tables bear (default: today)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="costguard-benchmark-") as name:
        folder = Path(name)
        rows = [_row(cloud, count, values, folder, given.seed) for cloud, count, values in _sizes()]
        command = budget_table([measure(_command(folder, given.seed))])
    page = f"{machine(given.date)}\n\n{command}\n\n{markdown_table(_HEADER, rows)}"
    print(page)
    if given.markdown:
        put_between_markers("prove", page)
    return 0


def policy_text(dimensions: int, values: int, types: str, seed: int) -> str:
    """A policy that requires so many dimensions with so many values each; the same from the same seed."""
    chance = random.Random(seed)  # noqa: S311  (a benchmark's input is no secret)
    lines = ["version: 1", "taxonomy:"]
    for place in range(dimensions):
        listed = [_word(chance) for _ in range(values)]
        test = "one_of" if place % 3 else "like"
        globs = [] if place % 3 else [f"team{place}-*"]
        quoted = ", ".join(f'"{value}"' for value in (*listed, *globs))
        lines.append(f"  dimension_{place}:\n    values: {{{test}: [{quoted}]}}")
    required = ", ".join(f"dimension_{place}" for place in range(dimensions))
    lines += ["rules:", "  - id: tags", f"    applies_to: {{types: [{types}]}}", f"    require_tags: [{required}]"]
    return "\n".join([*lines, "    effect: {cloud: deny}", ""])


def _sizes() -> Iterator[tuple[Cloud, int, int]]:
    return ((cloud, count, values) for cloud in _TYPES for count in _DIMENSIONS for values in _VALUES)


def _row(cloud: Cloud, dimensions: int, values: int, folder: Path, seed: int) -> tuple[str, ...]:
    size = f"{dimensions} x {values}"
    policy = load([_policy_file(cloud, dimensions, values, folder, seed)], _DAY)
    options = EmitOptions(clouds=(cloud,))
    started = time.perf_counter()
    try:
        emitted = emit(policy, options)
    except BadInput as error:
        return (cloud.value, size, "-", "-", "-", "-", f"refused: {str(error).partition(';')[0]}")
    written = time.perf_counter()
    proved = guardrails(policy, emitted, options)
    ended = time.perf_counter()
    documents = emitted[cloud].documents
    verdict = proved.proofs[0].relation.value + ("" if proved.proofs[0].declared else ", undeclared")
    times = (f"{1e3 * (written - started):,.0f}", f"{1e3 * (ended - written):,.0f}")
    characters = sum(len(document.text) for document in documents)
    return (cloud.value, size, str(len(documents)), f"{characters:,}", *times, verdict)


def _command(folder: Path, seed: int) -> Work:
    policy = _policy_file(Cloud.AWS, 20, 60, folder, seed)
    arguments = ("emit", "--policy", str(policy), "--target", "aws", "--out", str(folder / "bundle"))
    return Work(
        "`costguard emit`, which proves what it writes: 20 dimensions x 60 values, AWS",
        (_COSTGUARD, *arguments),
        "`python -c pass`",
        (sys.executable, "-c", "pass"),
        runs=5,
        budget=Budget(times=0, extra_s=1.5),
        report=output_in(folder, "emit.txt"),
    )


def _policy_file(cloud: Cloud, dimensions: int, values: int, folder: Path, seed: int) -> Path:
    path = folder / f"{cloud}-{dimensions}-{values}.yaml"
    path.write_text(policy_text(dimensions, values, _TYPES[cloud], seed), encoding="utf-8")
    return path


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(string.ascii_lowercase + string.digits) for _ in range(chance.randint(4, 10)))


if __name__ == "__main__":
    sys.exit(main())
