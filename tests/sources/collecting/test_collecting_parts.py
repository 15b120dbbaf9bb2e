"""The small things that a collection stands on: seen ids, reasons, the time that is left, turns."""

import threading
from queue import SimpleQueue

import pytest
from fake_clouds import FakeTime
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.errors import BadUsage
from costguard.sources.collecting.progress_note import seconds_left
from costguard.sources.collecting.reason import LONGEST_REASON, one_line, reason_of
from costguard.sources.collecting.seen import SeenIds
from costguard.sources.collecting.side_by_side import News, Team, work_side_by_side


@given(st.lists(st.text(max_size=3)))
def test_seen_ids_are_a_set(ids: list[str]) -> None:
    seen, known = SeenIds(), set()
    for one in ids:
        assert seen.add(one) == (one not in known)
        known.add(one)
    assert len(seen) == len(known)


def test_seen_ids_grow_and_forget_none() -> None:
    seen = SeenIds()
    ids = [f"arn:aws:ec2:eu-west-1:111111111111:volume/vol-{number:017x}" for number in range(20_000)]
    assert all(seen.add(one) for one in ids)
    assert not any(seen.add(one) for one in ids)
    assert len(seen) == 20_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines\tand  blanks", "two lines and blanks"),
        ("\x1b[31mred\u202e", "[31mred"),
        ("GET https://x.example/list?sig=abc%3D&se=1 failed", "GET https://x.example/list?… failed"),
        ("https://bob:hunter2@proxy.example:3128 refused", "https://…@proxy.example:3128 refused"),
        ("header Authorization: Bearer abcdef123456", "header Authorization: … …"),
        ("Bearer eyJhbGciOi.eyJzdWIi.c2ln is bad", "Bearer … is bad"),
        ("client_secret=p4ss&scope=x", "client_secret=…&scope=x"),
        ('{"aws_secret_access_key": "wJalr XUtn", "a": 1}', '{"aws_secret_access_key": …, "a": 1}'),
        ("key AKIAIOSFODNN7EXAMPLE is off", "key … is off"),
        ("secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY here", "secret … here"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "…"),
        ("AIzaSyA1234567890abcdefghijklmnopqrstuv", "…"),
        (
            "role arn:aws:iam::111111111111:role/CostguardAudit of 00000000-0000-0000-0000-000000000000",
            "role arn:aws:iam::111111111111:role/CostguardAudit of 00000000-0000-0000-0000-000000000000",
        ),
    ],
)
def test_a_reason_is_one_line_without_secrets(text: str, shown: str) -> None:
    assert one_line(text) == shown


@given(st.text())
def test_a_reason_is_short_and_printable_whatever_the_text(text: str) -> None:
    shown = one_line(text)
    assert shown.isprintable()
    assert len(shown) <= LONGEST_REASON


def test_an_error_of_ours_speaks_for_itself_and_others_name_their_class() -> None:
    assert reason_of(BadUsage("log in first")) == "log in first"
    assert reason_of(ValueError("odd " * 999)).startswith("ValueError: odd odd")
    assert reason_of(ValueError()) == "ValueError"


def test_an_error_that_cannot_tell_its_text_is_its_class() -> None:
    class Odd(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert reason_of(Odd()) == "Odd"


@pytest.mark.parametrize(
    ("done", "left", "elapsed_s", "expected"),
    [(0, 10, 5.0, None), (5, 10, 0.0, None), (5, 10, 20.0, 40.0), (1, 0, 3.0, 0.0), (0, 0, 0.0, 0.0)],
)
def test_the_time_left_is_told_from_the_pace(done: int, left: int, elapsed_s: float, expected: float | None) -> None:
    assert seconds_left(done, left, elapsed_s) == expected


def _work(jobs: tuple[str, ...], step: "object", workers: int = 1) -> None:
    news: News = SimpleQueue()
    team = Team(jobs, workers, step)
    work_side_by_side([team], FakeTime().patience(), threading.Event(), news, lambda: None)


def test_a_job_that_waits_lets_others_go_first() -> None:
    order: list[str] = []

    def step(job: str) -> float | None:
        order.append(job)
        return {"a": 10.0, "b": 5.0}[job] if order.count(job) == 1 and job != "c" else None

    _work(("a", "b", "c"), step)
    assert order == ["a", "b", "c", "b", "a"]


def test_an_error_of_one_worker_ends_all_and_is_raised() -> None:
    done: list[str] = []

    def step(job: str) -> float | None:
        if job == "b":
            raise RuntimeError("full")
        done.append(job)
        return None

    with pytest.raises(RuntimeError, match="full"):
        _work(("a", "b", "c"), step)
    assert done == ["a"]
    assert threading.active_count() == len(threading.enumerate())


def test_no_jobs_are_done_at_once() -> None:
    asked: list[object] = []
    _work((), asked.append)
    assert asked == []


@given(st.integers(1, 5), st.lists(st.sampled_from([None, 1.0, 60.0]), max_size=20))
def test_every_job_is_done_once_however_many_work(workers: int, waits: list[float | None]) -> None:
    done: list[int] = []
    left = dict(enumerate(waits))

    def step(job: int) -> float | None:
        wait, left[job] = left[job], None
        if wait is None:
            done.append(job)
        return wait

    _work(tuple(left), step, workers)
    assert sorted(done) == list(range(len(waits)))
