"""Calls keep to an API's rate, however many threads make them."""

import threading

from fake_clouds import FakeTime, scope

from costguard.model.cloud import Cloud
from costguard.sources.collecting.limits import RateLimit
from costguard.sources.collecting.reading import Scope


def _limit(time: FakeTime, calls: float, seconds: float = 1.0) -> RateLimit:
    return RateLimit(calls, seconds, clock=lambda: time.now_s, sleep=time.sleep)


def test_calls_are_spread_evenly() -> None:
    time = FakeTime(0.0)
    limit = _limit(time, calls=4)
    moments = []
    for _ in range(5):
        limit.acquire()
        moments.append(time.now_s)
    assert moments == [0, 0.25, 0.5, 0.75, 1.0]


def test_who_was_idle_need_not_wait_and_has_nothing_saved_up() -> None:
    time = FakeTime(0.0)
    limit = _limit(time, calls=1)
    limit.acquire()
    time.now_s = 100.0
    limit.acquire()
    limit.acquire()
    assert time.slept_s == [1.0]


def test_a_pause_holds_everybody_back_and_never_shortens_another() -> None:
    time = FakeTime(0.0)
    limit = _limit(time, calls=10)
    limit.pause(30)
    limit.pause(5)
    limit.acquire()
    assert time.now_s == 30.0


def test_threads_share_one_rate() -> None:
    turns: list[float] = []
    limit = RateLimit(10, clock=lambda: 0.0, sleep=turns.append)
    threads = [threading.Thread(target=limit.acquire) for _ in range(11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [round(turn, 1) for turn in sorted(turns)] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]


def test_a_scopes_key_is_safe_as_a_name() -> None:
    assert scope().key == "aws_sweep_111111111111_eu-west-1"
    assert Scope(Cloud.GCP, "*", "*", "cloud-asset").key == "gcp_cloud-asset_all_all"
    assert Scope(Cloud.GCP, "folders/1", "*", "cloud-asset").key == "gcp_cloud-asset_folders-1_all"
