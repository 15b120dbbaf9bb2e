"""Measures `costguard check` against its budget, side by side with the floor of each piece of work.

    python benchmarks/check.py                        # generate, measure, verify, print
    python benchmarks/check.py --markdown --peers     # the same with other tools, and write benchmarks/README.md

Fails when costguard's findings differ from the truth, and never because of a time.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final

from answers import count_of_truth, differences
from budget import Budget, Work, budget_table, measure, run_or_exit
from inputs import output_in, plan_of
from tables import machine, put_between_markers, today

_COSTGUARD: Final = str(Path(sys.executable).parent / "costguard")
_POLICY: Final = ("--policy", str(Path(__file__).parent / "policy.yaml"))
_FLOOR: Final = (sys.executable, str(Path(__file__).parent / "floor.py"))
_NOTHING: Final = ("`python -c pass`", (sys.executable, "-c", "pass"))
_JUDGED: Final = (0, 1, 3)
"""Exit codes of `check` when it judged; 2 says that it could not."""


def main() -> int:
    """Measure, verify and print; 1 when an answer is wrong."""
    given = _arguments()
    with _folder(given.work) as folder:
        small, large = plan_of(200, given.seed, folder), plan_of(given.large, given.seed, folder)
        measured = [measure(work) for work in _works(small, large, given.large, folder)]
        wrong = [*_verify(small, folder), *_verify(large, folder)]
        page = f"{machine(given.date)}\n\n{budget_table(measured)}\n\n{_conclusion(large, wrong)}"
        for name, text in chain((("budget", page),), _peer_pages(folder, given) if given.peers else ()):
            print(f"\n{text}", flush=True)
            if given.markdown:
                put_between_markers(name, text)
    for line in wrong[:20]:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, help="keep plans and other tools here (default: a temporary folder)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--large", type=int, default=50_000, help="resources of the large plan (default: 50000)")
    parser.add_argument("--peers", action="store_true", help="measure checkov and terraform-compliance too")
    parser.add_argument("--markdown", action="store_true", help="write the tables into benchmarks/README.md")
    parser.add_argument("--date", default=today(), help="the date that the tables bear (default: today)")
    return parser.parse_args()


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="costguard-benchmark-") as name:
        yield Path(name)


def _works(small: Path, large: Path, count: int, folder: Path) -> Iterator[Work]:
    yield Work(
        "`costguard --version`",
        (_COSTGUARD, "--version"),
        *_NOTHING,
        runs=5,
        budget=Budget(extra_s=0.08),
        report=output_in(folder, "version.txt"),
    )
    yield Work(
        "`check`, 200 resources, terminal report",
        (_COSTGUARD, "check", str(small), *_POLICY),
        *_NOTHING,
        runs=5,
        budget=Budget(extra_s=0.25),
        report=output_in(folder, "terminal.txt"),
        exit_codes=_JUDGED,
    )
    yield Work(
        f"`check`, {count:,} resources ({large.stat().st_size / 1e6:,.0f} MB), JSON report",
        (_COSTGUARD, "check", str(large), *_POLICY, "--format", "json"),
        "typed decode of the same file",
        (*_FLOOR, str(large)),
        runs=3,
        budget=Budget(times=3, memory_times=1.5),
        report=output_in(folder, "large.json"),
        exit_codes=_JUDGED,
    )


def _verify(plan: Path, folder: Path) -> tuple[str, ...]:
    """Whatever costguard gets wrong on a plan."""
    report = output_in(folder, f"{plan.stem}.report.json")
    run_or_exit((_COSTGUARD, "check", str(plan), *_POLICY, "--format", "json"), report, _JUDGED)
    return differences(plan, report)


def _conclusion(large: Path, wrong: list[str]) -> str:
    verdict = f"{len(wrong)} of its answers are wrong" if wrong else "costguard makes exactly these"
    return f"On the large plan there are {count_of_truth(large):,} findings to make; {verdict}."


def _peer_pages(folder: Path, given: argparse.Namespace) -> Iterator[tuple[str, str]]:
    from peers import peer_pages

    return peer_pages(folder, given.seed, given.date)


if __name__ == "__main__":
    sys.exit(main())
