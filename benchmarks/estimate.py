"""Measures `costguard estimate` against its budget, side by side with parsing the same plan.

    python benchmarks/estimate.py                 # generate, measure, print
    python benchmarks/estimate.py --markdown      # and write the table into benchmarks/README.md

The budget of 1,000 resources is absolute (under 1 s and 200 MB); that of 10,000 is ten times the work.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from book import book_sentence
from budget import Budget, Work, budget_table, measure
from inputs import output_in, plan_of
from tables import machine, put_between_markers, today

_COSTGUARD: Final = str(Path(sys.executable).parent / "costguard")
_FLOOR: Final = (sys.executable, str(Path(__file__).parent / "floor.py"))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--markdown", action="store_true", help="write the table into benchmarks/README.md")
    parser.add_argument("--date", default=today(), help="the date that the table bears (default: today)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="costguard-benchmark-") as name:
        measured = [measure(work) for work in _works(Path(name), given.seed)]
    page = f"{machine(given.date)}\n\n{budget_table(measured)}\n\n{book_sentence()}"
    print(page)
    if given.markdown:
        put_between_markers("estimate", page)
    return 0


def _works(folder: Path, seed: int) -> Iterator[Work]:
    for count, runs, budget in ((1_000, 5, Budget(times=0, extra_s=1)), (10_000, 3, Budget(times=0, extra_s=10))):
        plan = plan_of(count, seed, folder)
        yield Work(
            f"`estimate`, {count:,} resources ({plan.stat().st_size / 1e6:,.0f} MB), JSON",
            (_COSTGUARD, "estimate", str(plan), "--format", "json"),
            "typed decode of the same file",
            (*_FLOOR, str(plan)),
            runs=runs,
            budget=budget,
            report=output_in(folder, f"bill-{count}.json"),
        )


if __name__ == "__main__":
    sys.exit(main())
