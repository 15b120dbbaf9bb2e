"""A crash at whatever moment, and the next run: every resource is there exactly once."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from fake_clouds import FakeTime, collected, collection, coverage_of, ids_in, item, scope
from hypothesis import given, settings
from hypothesis import strategies as st

from costguard.model.errors import BadUsage
from costguard.model.inventory import ReadStatus
from costguard.sources.collecting.reading import Page, Read, ReadProblem, Scope
from costguard.sources.snapshot.folder import read_folder


class Crash(BaseException):
    """Stands for the end of the process: nothing that it does later reaches the disc."""


class Doom:
    """Lets so many steps happen, and none after them."""

    def __init__(self, steps: int) -> None:
        self._left = steps
        self._lock = threading.Lock()

    def step(self) -> None:
        with self._lock:
            if self._left <= 0:
                raise Crash
            self._left -= 1

    @contextmanager
    def over_the_disc(self) -> Iterator[None]:
        """Every call that changes the disc is a step before it and another after it."""
        with (
            patch("os.fsync", self._doomed(lambda _handle: None)),
            patch("os.replace", self._doomed(os.replace)),
            patch("os.unlink", self._doomed(os.unlink)),
            patch("os.mkdir", self._doomed(os.mkdir)),
        ):
            yield

    def _doomed(self, call: Callable[..., None]) -> Callable[..., None]:
        def doomed(*arguments: object, **options: object) -> None:
            self.step()
            call(*arguments, **options)
            self.step()

        return doomed


def _pages(resources: int, size: int, *, overlap: bool, tokens: bool) -> list[Page]:
    pages = []
    for at in range(0, resources, size):
        ids = range(max(0, at - 1) if overlap else at, min(at + size, resources))
        is_last = at + size >= resources
        pages.append(Page(tuple(item(f"{one}") for one in ids), "" if is_last or not tokens else f"{len(pages) + 1}"))
    return pages or [Page(())]


def _reader(pages: dict[Scope, list[Page]], doom: Doom, throttled: set[int]) -> Read:
    calls = iter(range(1_000_000))

    def read(asked: Scope, token: str) -> Iterator[Page]:
        for number in range(int(token or "0"), len(pages[asked])):
            doom.step()
            if next(calls) in throttled:
                raise ReadProblem(ReadStatus.THROTTLED, "slow down")
            yield pages[asked][number]

    return read


@settings(max_examples=150)
@given(
    sizes=st.lists(st.integers(0, 40), min_size=1, max_size=4),
    page_size=st.integers(1, 7),
    overlap=st.booleans(),
    tokens=st.booleans(),
    workers=st.integers(1, 3),
    throttled=st.sets(st.integers(0, 30), max_size=4),
    crashes=st.lists(st.integers(0, 150), max_size=4),
)
def test_nothing_is_double_and_nothing_is_lost(
    sizes: list[int],
    page_size: int,
    *,
    overlap: bool,
    tokens: bool,
    workers: int,
    throttled: set[int],
    crashes: list[int],
) -> None:
    pages = {
        scope(f"{number}"): _pages(size, page_size, overlap=overlap, tokens=tokens) for number, size in enumerate(sizes)
    }
    with TemporaryDirectory() as home, patch("costguard.sources.collecting.scope_log.PAGES_A_CHECKPOINT", 2):
        folder = Path(home) / "snapshot"
        finished = any(_run(pages, Doom(steps), throttled, workers, folder) for steps in crashes)
        if not finished:
            assert _run(pages, Doom(1_000_000), set(), workers, folder)
        assert [(read.account, read.status, read.resources) for read in coverage_of(folder)] == [
            (f"{number}", ReadStatus.COMPLETE, size) for number, size in enumerate(sizes)
        ]
        assert sorted(ids_in(folder)) == sorted(f"{one}" for size in sizes for one in range(size))


def _run(pages: dict[Scope, list[Page]], doom: Doom, throttled: set[int], workers: int, folder: Path) -> bool:
    """Run until the end or the crash; whatever is left can be read, and holds nothing twice. Whether it is finished."""
    try:
        with doom.over_the_disc():
            collected(collection(pages, _reader(pages, doom, throttled), workers), folder)
    except Crash:
        if (folder / "snapshot.json").exists():
            safe = read_folder(folder)
            assert sum(read.resources for read in safe.coverage()) == len(ids_in(folder)) == safe.rows
            return safe.notes == ()
        return False
    return True


@given(steps=st.integers(0, 60))
@settings(max_examples=40)
def test_a_crash_while_all_is_read_anew_mixes_no_two_runs(steps: int) -> None:
    old = {scope("1"): _pages(10, 3, overlap=False, tokens=True), scope("2"): [Page((item("old"),))]}
    new = {scope("1"): [Page((item("new-1"),))], scope("2"): [Page((item("new-2"),))]}
    with TemporaryDirectory() as home:
        folder = Path(home)
        with pytest.raises(Crash):
            collected(collection(old, _reader(old, Doom(4), set())), folder)
        doom = Doom(steps)
        try:
            with doom.over_the_disc():
                _collect_fresh(new, folder)
        except Crash:
            _collect_fresh(new, folder)
        assert ids_in(folder) == ["new-1", "new-2"]


def _collect_fresh(pages: dict[Scope, list[Page]], folder: Path) -> None:
    from costguard.sources.collecting.collect import collect

    collect((collection(pages),), folder, "r", fresh=True, patience=FakeTime().patience())


_VICTIM = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from fake_clouds import collection, pages_of, reader, scope
from costguard.sources.collecting.collect import collect

pages = {scope(str(number)): pages_of([f"{number}-{one}" for one in range(60)], 1) for number in range(6)}
def wait(found, number):
    time.sleep(3 if (found.account, number) == ("5", 30) else 0.002)

slow = reader(pages, wait)
collect((collection(pages, slow, workers=3),), Path(sys.argv[1]), "r")
"""


@contextmanager
def _victim(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that collects, when its first checkpoint is written; its last scope keeps it busy for seconds."""
    command = [sys.executable, "-W", "error", "-c", _VICTIM, str(folder), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            while process.poll() is None and not any((folder / "checkpoints").glob("*.json")):
                time.sleep(0.01)
            yield process
        finally:
            process.kill()


def _goes_on(folder: Path) -> None:
    pages = {
        scope(str(number)): [
            Page((item(f"{number}-{one}", str(number)),), "" if one == 59 else str(one + 1)) for one in range(60)
        ]
        for number in range(6)
    }
    collected(collection(pages), folder)
    assert sorted(ids_in(folder)) == sorted(f"{number}-{one}" for number in range(6) for one in range(60))


def test_a_process_that_is_killed_is_gone_on_with(tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    with _victim(folder) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert read_folder(folder).notes != ()
    _goes_on(folder)


def test_an_interrupted_process_ends_soon_and_is_gone_on_with(tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    with _victim(folder) as process:
        os.kill(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert errors.decode().strip().endswith("KeyboardInterrupt")
    _goes_on(folder)


def test_a_second_process_is_told_to_wait(tmp_path: Path) -> None:
    folder = tmp_path / "snapshot"
    with _victim(folder), pytest.raises(BadUsage, match=r"another costguard is writing .*; wait until it has ended"):
        collected(collection({scope("1"): [Page(())]}), folder)
