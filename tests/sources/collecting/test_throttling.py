"""Throttling and cut connections pass: a scope waits, others go on, and it is read on from where it was."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_clouds import FakeTime, collected, collection, coverage_of, ids_in, item, pages_of, reader, scope
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.cloud import Cloud
from costguard.model.inventory import ReadStatus, ScopeRead
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.patience import LONGEST_WAIT_S, MOST_TRIES, Patience, wait_s
from costguard.sources.collecting.reading import Page, ReadProblem, Scope

ONE, TWO, THREE = scope("111111111111"), scope("222222222222"), scope("333333333333")
THROTTLED = ReadProblem(ReadStatus.THROTTLED, "the API asks to slow down")


def _failing(error: Exception, times: int, on_page: int = 0) -> Callable[[Scope, int], None]:
    """Raise at a page of the first scope, so many times."""
    left = [times]

    def before(asked: Scope, number: int) -> None:
        if asked == ONE and number == on_page and left[0]:
            left[0] -= 1
            raise error

    return before


@pytest.mark.parametrize("error", [THROTTLED, ConnectionResetError("peer"), TimeoutError(), OSError("name not known")])
def test_what_passes_is_waited_for(tmp_path: Path, error: Exception) -> None:
    time = FakeTime()
    pages = {ONE: pages_of(["a", "b", "c"], 1)}
    collected(collection(pages, reader(pages, _failing(error, MOST_TRIES - 1, on_page=1))), tmp_path, time)
    assert ids_in(tmp_path) == ["a", "b", "c"]
    assert coverage_of(tmp_path)[0].status is ReadStatus.COMPLETE
    assert time.slept_s == pytest.approx([1, 2, 4, 8, 16])


def test_a_page_that_was_read_is_not_asked_for_again(tmp_path: Path) -> None:
    asked: list[int] = []
    fail = _failing(THROTTLED, 2, on_page=2)

    def before(found: Scope, number: int) -> None:
        asked.append(number)
        fail(found, number)

    pages = {ONE: pages_of(["a", "b", "c"], 1)}
    collected(collection(pages, reader(pages, before)), tmp_path)
    assert asked == [0, 1, 2, 2, 2]


def test_a_storm_ends_after_six_tries_and_the_scope_says_throttled(tmp_path: Path) -> None:
    time = FakeTime()
    pages = {ONE: pages_of(["a"], 1), TWO: pages_of(["b"], 1)}
    collected(collection(pages, reader(pages, _failing(THROTTLED, 99))), tmp_path, time)
    assert len(time.slept_s) == MOST_TRIES - 1
    assert coverage_of(tmp_path) == (
        ScopeRead(Cloud.AWS, ONE.account, ONE.region, "sweep", ReadStatus.THROTTLED, 0, "the API asks to slow down"),
        ScopeRead(Cloud.AWS, TWO.account, TWO.region, "sweep", ReadStatus.COMPLETE, 1),
    )


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (THROTTLED, "throttled: the API asks to slow down"),
        (ConnectionResetError("peer"), "failed: the connection was cut (ConnectionResetError: peer)"),
    ],
)
def test_a_scope_that_was_read_in_part_is_partial_and_says_what_cut_it(
    tmp_path: Path, error: Exception, reason: str
) -> None:
    pages = {ONE: pages_of(["a", "b"], 1)}
    collected(collection(pages, reader(pages, _failing(error, 99, on_page=1))), tmp_path)
    assert ids_in(tmp_path) == ["a"]
    assert coverage_of(tmp_path)[0] == ScopeRead(
        Cloud.AWS, ONE.account, ONE.region, "sweep", ReadStatus.PARTIAL, 1, reason
    )


def test_a_connection_that_is_never_made_is_failed(tmp_path: Path) -> None:
    pages = {ONE: pages_of(["a"], 1)}
    collected(collection(pages, reader(pages, _failing(ConnectionRefusedError("refused"), 99))), tmp_path)
    assert coverage_of(tmp_path)[0].status is ReadStatus.FAILED


def test_news_gives_new_patience(tmp_path: Path) -> None:
    """Each of ten pages fails five times: never six in a row."""
    failures = dict.fromkeys(range(10), MOST_TRIES - 1)

    def before(_scope: Scope, number: int) -> None:
        if failures[number]:
            failures[number] -= 1
            raise THROTTLED

    pages = {ONE: pages_of([f"{number}" for number in range(10)], 1)}
    collected(collection(pages, reader(pages, before)), tmp_path)
    assert coverage_of(tmp_path)[0].status is ReadStatus.COMPLETE
    assert len(ids_in(tmp_path)) == 10


def test_a_reader_without_tokens_that_never_gets_further_is_given_up(tmp_path: Path) -> None:
    """It begins again each time, and each time brings the same page: that is no progress."""
    calls = []

    def read(_scope: Scope, token: str) -> Iterator[Page]:
        calls.append(token)
        yield Page((item("a"),))
        raise THROTTLED

    collected(collection({ONE: []}, read), tmp_path)
    assert calls == [""] * MOST_TRIES
    assert ids_in(tmp_path) == ["a"]
    assert coverage_of(tmp_path)[0].status is ReadStatus.PARTIAL


def test_others_are_read_while_one_waits_even_by_a_single_worker(tmp_path: Path) -> None:
    order: list[str] = []
    fail = _failing(THROTTLED, 1)

    def before(asked: Scope, number: int) -> None:
        order.append(asked.account[0])
        fail(asked, number)

    pages = {found: pages_of(["a"], 1) for found in (ONE, TWO, THREE)}
    collected(collection(pages, reader(pages, before)), tmp_path)
    assert order == ["1", "2", "3", "1"]


def test_a_storm_over_every_scope_loses_none(tmp_path: Path) -> None:
    failed: set[tuple[Scope, int, int]] = set()

    def before(asked: Scope, number: int) -> None:
        for time in range(MOST_TRIES - 1):
            if (asked, number, time) not in failed:
                failed.add((asked, number, time))
                raise THROTTLED

    pages = {scope(f"{number:012}"): pages_of([f"{number}-{one}" for one in range(5)], 2) for number in range(30)}
    collected(collection(pages, reader(pages, before), workers=4), tmp_path)
    assert sorted(ids_in(tmp_path)) == sorted(f"{number}-{one}" for number in range(30) for one in range(5))
    assert {read.status for read in coverage_of(tmp_path)} == {ReadStatus.COMPLETE}


def test_a_real_wait_ends_with_an_interrupt(tmp_path: Path) -> None:
    """The first scope waits for seconds; the second interrupts, and nobody waits on."""

    class Interrupted(BaseException):
        pass

    def before(asked: Scope, _number: int) -> None:
        raise THROTTLED if asked == ONE else Interrupted

    pages = {ONE: pages_of(["a"], 1), TWO: pages_of(["b"], 1)}
    with pytest.raises(Interrupted):
        collect((collection(pages, reader(pages, before), workers=2),), tmp_path, "r")


@given(tries=st.integers(1, 50), chance=st.floats(0, 1))
def test_a_wait_is_anything_up_to_a_bound_that_doubles_to_a_minute(tries: int, chance: float) -> None:
    bound = min(LONGEST_WAIT_S, 2.0 ** (tries - 1))
    assert 0 <= wait_s(tries, lambda: chance) <= bound
    assert wait_s(tries, lambda: 1.0) == bound


def test_a_clock_that_is_set_back_holds_nobody_up_for_longer_than_the_longest_wait(tmp_path: Path) -> None:
    time = FakeTime()
    fail = _failing(THROTTLED, 1)
    looks = [0]

    def clock() -> float:
        """The next look after the one that sets the time to go on at is an hour back."""
        looks[0] += throttled[0]
        return time.now_s - 3_600 * (looks[0] > 1)

    throttled = [0]

    def before(asked: Scope, number: int) -> None:
        throttled[0] = 1
        fail(asked, number)

    pages = {ONE: pages_of(["a"], 1)}
    patience = Patience(clock=clock, sleep=time.sleep, random=lambda: 1.0)
    collect((collection(pages, reader(pages, before)),), tmp_path, "r", patience=patience)
    assert time.slept_s == [LONGEST_WAIT_S]
    assert ids_in(tmp_path) == ["a"]
