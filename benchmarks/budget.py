"""Measures a piece of work against its floor, and says whether it stays within its budget."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from processes import Run, Runs, errors_of, run
from tables import markdown_table

_TIMEOUT_S: Final = 600
_HEADER: Final = (
    "work",
    "floor",
    "floor: wall, peak",
    "costguard: wall (median), CPU, peak",
    "costguard / floor",
    "budget",
    "kept",
)


@dataclass(frozen=True, slots=True)
class Budget:
    """What costguard may take: so much more than the floor, or so many times of it."""

    extra_s: float = 0
    times: float = 1
    memory_times: float | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work, and the floor that it is measured against. `report` is where costguard's answer goes."""

    name: str
    command: tuple[str, ...]
    floor_name: str
    floor: tuple[str, ...]
    runs: int
    budget: Budget
    report: Path
    exit_codes: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Measured:
    """One piece of work, measured."""

    work: Work
    ours: Runs
    floor: Runs

    @property
    def is_in_time(self) -> bool:
        """Whether the shortest run is within the budget of the floor's shortest run."""
        return self.ours.wall_s <= self.floor.wall_s * self.work.budget.times + self.work.budget.extra_s

    @property
    def is_in_memory(self) -> bool:
        """Whether it holds no more than it may."""
        times = self.work.budget.memory_times
        return times is None or self.ours.peak_mb <= self.floor.peak_mb * times


def measure(work: Work) -> Measured:
    """Run costguard and the floor by turns, after one run of each that only warms the caches."""
    ours: list[Run] = []
    floor: list[Run] = []
    for _ in range(work.runs + 1):
        floor.append(run_or_exit(work.floor, work.report.with_suffix(".floor"), (0,)))
        ours.append(run_or_exit(work.command, work.report, work.exit_codes))
    return Measured(work, Runs(tuple(ours[1:])), Runs(tuple(floor[1:])))


def run_or_exit(command: tuple[str, ...], output: Path, exit_codes: tuple[int, ...]) -> Run:
    """Run a command. Raises SystemExit, with what it said, when it ends with another exit code."""
    took = run(command, output, _TIMEOUT_S)
    if took.exit_code not in exit_codes:
        said = errors_of(output).read_text(encoding="utf-8", errors="replace")[-2000:]
        raise SystemExit(f"`{' '.join(command)}` ended with exit code {took.exit_code}; it said:\n{said}")
    return took


def budget_table(measured: Iterable[Measured]) -> str:
    """One row a piece of work."""
    return markdown_table(_HEADER, (_row(each) for each in measured))


def _row(measured: Measured) -> tuple[str, ...]:
    is_small = measured.work.budget.memory_times is None
    taken = _small(measured) if is_small else _large(measured)
    return (measured.work.name, measured.work.floor_name, *taken, _kept(measured))


def _small(measured: Measured) -> tuple[str, ...]:
    """What is measured in differences. The peak of the floor is lost in the benchmark's own, and is left out."""
    ours, floor = measured.ours, measured.floor
    return (
        f"{floor.wall_s:.3f} s",
        f"{ours.wall_s:.3f} s ({ours.median_s:.3f}), {ours.cpu_s:.3f} s, {ours.peak_mb:.0f} MB",
        f"+{ours.wall_s - floor.wall_s:.3f} s",
        f"+{measured.work.budget.extra_s} s",
    )


def _large(measured: Measured) -> tuple[str, ...]:
    """What is measured in ratios."""
    ours, floor, budget = measured.ours, measured.floor, measured.work.budget
    return (
        f"{floor.wall_s:.2f} s, {floor.peak_mb:,.0f} MB",
        f"{ours.wall_s:.2f} s ({ours.median_s:.2f}), {ours.cpu_s:.2f} s, {ours.peak_mb:,.0f} MB",
        f"{ours.wall_s / floor.wall_s:.2f} x time, {ours.peak_mb / floor.peak_mb:.2f} x memory",
        f"{budget.times:g} x time, {budget.memory_times:g} x memory",
    )


def _kept(measured: Measured) -> str:
    over = [name for name, is_in in (("time", measured.is_in_time), ("memory", measured.is_in_memory)) if not is_in]
    return f"**no: {' and '.join(over)}**" if over else "yes"
