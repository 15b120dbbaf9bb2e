"""Runs whole processes and tells what each took: wall time, CPU time, and the most memory that it held."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

_BYTES_PER_UNIT: Final = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: getrusage(2) of macOS, of Linux


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took. CPU time counts the processes that it waited for; memory is that of the largest."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    exit_code: int
    timed_out: bool


@dataclass(frozen=True, slots=True)
class Runs:
    """Several runs of one command. The minimum is what the work takes; what is above it is the machine's noise."""

    runs: tuple[Run, ...]

    @property
    def wall_s(self) -> float:
        """The shortest wall time."""
        return min(run.wall_s for run in self.runs)

    @property
    def median_s(self) -> float:
        """The median wall time."""
        return median(run.wall_s for run in self.runs)

    @property
    def cpu_s(self) -> float:
        """The least CPU time."""
        return min(run.cpu_s for run in self.runs)

    @property
    def peak_mb(self) -> float:
        """The highest of the peaks, in MB of 10^6 bytes."""
        return max(run.peak_mb for run in self.runs)


def run(command: Sequence[str], output: Path, timeout_s: float, memory_limit_gb: float | None = None) -> Run:
    """Run a command; its standard output goes to `output`, its standard error beside it (`errors_of`).

    It is ended after `timeout_s`; beyond `memory_limit_gb` (on Linux) it is given no more memory.

    A process starts with its parent's peak memory on its account (Linux keeps it across vfork and exec), so that
    nothing below the benchmark's own 20 MB or so can be told.
    """
    with output.open("wb") as out, errors_of(output).open("wb") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            start_new_session=True,
        )
        if memory_limit_gb is not None:
            _limit_memory(process.pid, int(memory_limit_gb * 1e9))
        overdue = threading.Event()
        timer = threading.Timer(timeout_s, _end, (process.pid, overdue))
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    peak_mb = usage.ru_maxrss * _BYTES_PER_UNIT / 1e6
    return Run(wall_s, usage.ru_utime + usage.ru_stime, peak_mb, process.returncode, overdue.is_set())


def errors_of(output: Path) -> Path:
    """Where the standard error of a command went."""
    return output.with_name(f"{output.name}.err")


def _limit_memory(pid: int, limit_bytes: int) -> None:
    if sys.platform == "linux":
        resource.prlimit(pid, resource.RLIMIT_DATA, (limit_bytes, limit_bytes))


def _end(pid: int, overdue: threading.Event) -> None:
    """End the process and what it started: they are a session of their own."""
    overdue.set()
    os.killpg(pid, signal.SIGKILL)
