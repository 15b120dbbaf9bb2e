"""Works on many jobs with a few threads, so that one that has to wait holds up no other."""

import heapq
import threading
import time
from collections.abc import Callable, Iterable
from queue import SimpleQueue
from typing import Final, Generic, TypeAlias, TypeVar

import msgspec

from costguard.sources.collecting.patience import LONGEST_WAIT_S, Patience

_Job = TypeVar("_Job")

GRACE_S: Final = 10.0
"""How long an interrupted run waits for calls that are under way; nothing is lost with those that take longer."""


class Left(msgspec.Struct, frozen=True):
    """A worker has left: an error drove it out, or there is nothing more to do."""

    error: BaseException | None = None


News: TypeAlias = SimpleQueue[Left | None]
"""What workers tell the main thread; None is that something has changed."""


class Team(msgspec.Struct, Generic[_Job], frozen=True):
    """Jobs, and how many threads share them. `step` works on a job: None when it is done, or the seconds to wait."""

    jobs: tuple[_Job, ...]
    workers: int
    step: Callable[[_Job], float | None]


def work_side_by_side(
    teams: Iterable[Team[_Job]], patience: Patience, stop: threading.Event, news: News, on_change: Callable[[], None]
) -> None:
    """Work until all jobs are done, or `stop` is set. `on_change` is called in this thread, soon after news.

    Raises what a step raises, after all workers have left; and an interrupt of this thread (Ctrl-C).
    """
    threads = [thread for team in teams for thread in _threads_of(team, patience, stop, news)]
    try:
        for thread in threads:
            thread.start()
        error = _listen(news, len(threads), on_change)
    except BaseException:
        stop.set()
        _join(threads, GRACE_S)
        raise
    _join(threads, GRACE_S)
    if error is not None:
        raise error


def _threads_of(team: Team[_Job], patience: Patience, stop: threading.Event, news: News) -> list[threading.Thread]:
    turns = _Turns(team.jobs)
    number = min(max(team.workers, 1), len(team.jobs))
    # A daemon: a call that hangs must not keep an interrupted command from ending.
    return [
        threading.Thread(target=_work, args=(turns, team.step, patience, stop, news), daemon=True)
        for _ in range(number)
    ]


def _work(
    turns: "_Turns[_Job]", step: Callable[[_Job], float | None], patience: Patience, stop: threading.Event, news: News
) -> None:
    sleep = patience.sleep or stop.wait
    try:
        while not stop.is_set() and (turn := turns.take()) is not None:
            ready_s, job = turn
            if (wait := ready_s - patience.clock()) > 0:
                sleep(min(wait, LONGEST_WAIT_S))  # more only where the clock was set back
            if stop.is_set():
                break
            again_s = step(job)
            if again_s is not None:
                turns.give_back(patience.clock() + again_s, job)
    except BaseException as error:  # noqa: BLE001  (handed over to the main thread, which raises it)
        stop.set()
        news.put(Left(error))
    else:
        news.put(Left())


def _listen(news: News, workers: int, on_change: Callable[[], None]) -> BaseException | None:
    """Pass news on until every worker has left; the first error that one left with."""
    error = None
    while workers:
        told = [news.get()]
        while not news.empty():
            told.append(news.get())
        for left in told:
            if left is not None:
                workers -= 1
                error = error or left.error
        on_change()
    return error


def _join(threads: Iterable[threading.Thread], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    for thread in threads:
        if thread.ident is not None:
            thread.join(max(0.0, deadline - time.monotonic()))


class _Turns(Generic[_Job]):
    """The jobs in the order in which they may go on. A worker holds the first until it may, so none is overlooked."""

    def __init__(self, jobs: Iterable[_Job]) -> None:
        self._waiting = [(0.0, number, job) for number, job in enumerate(jobs)]
        self._next_number = len(self._waiting)
        self._lock = threading.Lock()

    def take(self) -> tuple[float, _Job] | None:
        """The first job and when it may go on (seconds of the clock). None when others hold all that are left."""
        with self._lock:
            if not self._waiting:
                return None
            ready_s, _, job = heapq.heappop(self._waiting)
            return ready_s, job

    def give_back(self, ready_s: float, job: _Job) -> None:
        """The job may go on at that time."""
        with self._lock:
            heapq.heappush(self._waiting, (ready_s, self._next_number, job))
            self._next_number += 1
