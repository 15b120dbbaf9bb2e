"""A collection reads every scope once, and accounts for each as what became of it."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fake_clouds import FakeTime, collected, collection, coverage_of, ids_in, item, pages_of, reader, scope

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput, BadUsage
from costguard.model.inventory import Container, ContainerKind, ReadStatus, ScopeRead
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.progress_note import Progress
from costguard.sources.collecting.reading import Collection, Page, ReadProblem, ReadResult, Scope
from costguard.sources.snapshot.folder import read_folder

ONE, TWO = scope("111111111111"), scope("222222222222")


def _read(found: Scope, status: ReadStatus, resources: int, reason: str = "") -> ScopeRead:
    return ScopeRead(Cloud.AWS, found.account, found.region, "sweep", status, resources, reason)


def test_every_scope_is_read_and_accounted_for(tmp_path: Path) -> None:
    pages = {ONE: pages_of(["a", "b", "c"], 2), TWO: pages_of([], 2)}
    collected(collection(pages, workers=2), tmp_path / "snapshot")
    assert ids_in(tmp_path / "snapshot") == ["a", "b", "c"]
    assert coverage_of(tmp_path / "snapshot") == (
        _read(ONE, ReadStatus.COMPLETE, 3),
        _read(TWO, ReadStatus.COMPLETE, 0),
    )


def test_the_description_is_json_that_a_person_can_open(tmp_path: Path) -> None:
    container = Container(Cloud.AWS, ContainerKind.ACCOUNT, "111111111111", "Shop", path="Root/Shop", tags={"a": "b"})
    one = Collection(
        Cloud.AWS, (ONE,), reader({ONE: pages_of(["a"], 2)}), containers=(container,), notes=("said", "said")
    )
    collected(one, tmp_path)
    document = json.loads((tmp_path / "snapshot.json").read_text())
    assert document["schema"] == "costguard/snapshot/v1"
    assert (document["tool"]["name"], document["request"]) == ("costguard", "r")
    assert (document["started"], document["finished"]) == ("2026-11-23T02:13:20Z", "2026-11-23T02:13:20Z")
    assert document["notes"] == ["said"]
    assert document["containers"][0]["path"] == "Root/Shop"
    assert [part["name"] for part in document["parts"]] == ["aws_sweep_111111111111_eu-west-1-0001.parquet"]
    assert read_folder(tmp_path).containers == (container,)


def test_several_clouds_share_one_snapshot(tmp_path: Path) -> None:
    other = Scope(Cloud.GCP, "*", "*", "cloud-asset")
    gcp = Collection(Cloud.GCP, (other,), reader({other: pages_of(["g"], 2)}))
    collect((collection({ONE: pages_of(["a"], 2)}), gcp), tmp_path, "r", patience=FakeTime().patience())
    assert sorted(ids_in(tmp_path)) == ["a", "g"]


def test_what_could_not_be_begun_is_in_the_coverage(tmp_path: Path) -> None:
    unread = _read(TWO, ReadStatus.DENIED, 0, "no role")
    collected(Collection(Cloud.AWS, (ONE,), reader({ONE: pages_of(["a"], 2)}), unread=(unread,)), tmp_path)
    assert coverage_of(tmp_path) == (unread, _read(ONE, ReadStatus.COMPLETE, 1))


def test_a_collection_of_nothing_is_a_finished_snapshot(tmp_path: Path) -> None:
    collect((), tmp_path, "r")
    assert (read_folder(tmp_path).rows, coverage_of(tmp_path)) == (0, ())


def test_a_resource_on_two_pages_is_written_once(tmp_path: Path) -> None:
    pages = {ONE: [Page((item("a"), item("b")), "1"), Page((item("b"), item("c"), item("c")))]}
    collected(collection(pages), tmp_path)
    assert ids_in(tmp_path) == ["a", "b", "c"]
    assert coverage_of(tmp_path) == (_read(ONE, ReadStatus.COMPLETE, 3),)


def test_a_scope_that_two_collections_name_is_read_by_the_first(tmp_path: Path) -> None:
    first, second = collection({ONE: pages_of(["a"], 2)}), collection({ONE: pages_of(["b"], 2)})
    collect((first, second), tmp_path, "r", patience=FakeTime().patience())
    assert (ids_in(tmp_path), len(coverage_of(tmp_path))) == (["a"], 1)


def test_two_scopes_of_one_name_are_refused(tmp_path: Path) -> None:
    pages = {scope("a/b"): pages_of(["a"], 2), scope("a-b"): pages_of(["b"], 2)}
    with pytest.raises(BadInput, match="two scopes are called aws_sweep_a-b_eu-west-1, and a snapshot holds one"):
        collected(collection(pages), tmp_path / "snapshot")
    assert not (tmp_path / "snapshot").exists()


def test_a_whole_organisation_is_accounted_for_by_account_and_region(tmp_path: Path) -> None:
    whole = Scope(Cloud.GCP, "*", "*", "cloud-asset")
    page = Page((item("a", "shop"), item("b", "shop"), item("c", "data", region=None)))
    seen: list[dict[tuple[str, str], int]] = []

    def account(read: Scope, result: ReadResult) -> Iterator[ScopeRead]:
        seen.append(result.counts)
        for project in ("data", "empty", "shop"):
            number = sum(count for (at, _), count in result.counts.items() if at == project)
            yield ScopeRead(read.cloud, project, "*", read.source, result.status, number)

    collected(Collection(Cloud.GCP, (whole,), reader({whole: [page]}), account=account), tmp_path)
    assert seen == [{("shop", "eu-west-1"): 2, ("data", ""): 1}]
    assert [(read.account, read.resources) for read in coverage_of(tmp_path)] == [
        ("data", 1),
        ("empty", 0),
        ("shop", 2),
    ]


def test_a_scope_that_cannot_be_accounted_for_is_not_complete(tmp_path: Path) -> None:
    def account(_scope: Scope, _result: ReadResult) -> Iterator[ScopeRead]:
        raise KeyError("project")

    collected(Collection(Cloud.AWS, (ONE,), reader({ONE: pages_of(["a"], 2)}), account=account), tmp_path)
    reason = "cannot be accounted for (KeyError: 'project')"
    assert coverage_of(tmp_path) == (_read(ONE, ReadStatus.FAILED, 1, reason),)


@pytest.mark.parametrize("status", [ReadStatus.DENIED, ReadStatus.FAILED, ReadStatus.PARTIAL])
def test_a_problem_that_does_not_pass_is_told_at_once_and_stops_no_other_scope(
    tmp_path: Path, status: ReadStatus
) -> None:
    calls = []

    def before(asked: Scope, number: int) -> None:
        if asked == ONE:
            calls.append(number)
            raise ReadProblem(status, "no access to ec2")

    pages = {ONE: pages_of(["a"], 2), TWO: pages_of(["b"], 2)}
    collected(collection(pages, reader(pages, before)), tmp_path)
    assert calls == [0]
    assert ids_in(tmp_path) == ["b"]
    assert coverage_of(tmp_path) == (_read(ONE, status, 0, "no access to ec2"), _read(TWO, ReadStatus.COMPLETE, 1))


def test_what_was_read_before_a_problem_stays_and_the_scope_is_partial(tmp_path: Path) -> None:
    def before(_scope: Scope, number: int) -> None:
        if number == 1:
            raise ReadProblem(ReadStatus.DENIED, "no access to rds")

    pages = {ONE: pages_of(["a", "b"], 1)}
    collected(collection(pages, reader(pages, before)), tmp_path)
    assert ids_in(tmp_path) == ["a"]
    assert coverage_of(tmp_path) == (_read(ONE, ReadStatus.PARTIAL, 1, "denied: no access to rds"),)


def test_a_reader_that_reports_a_problem_is_never_complete(tmp_path: Path) -> None:
    def before(_scope: Scope, _number: int) -> None:
        raise ReadProblem(ReadStatus.COMPLETE, "odd")

    pages = {ONE: pages_of(["a"], 1)}
    collected(collection(pages, reader(pages, before)), tmp_path)
    assert coverage_of(tmp_path) == (_read(ONE, ReadStatus.FAILED, 0, "odd"),)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("odd\nanswer\x1b[31m"), "ValueError: odd answer [31m"),
        (KeyError("Arn"), "KeyError: 'Arn'"),
        (RecursionError(), "RecursionError"),
        (BadUsage("log in again: the session is over"), "log in again: the session is over"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_whatever_a_reader_raises_fails_only_its_scope(tmp_path: Path, error: Exception, reason: str) -> None:
    def before(asked: Scope, _number: int) -> None:
        if asked == ONE:
            raise error

    pages = {ONE: pages_of(["a"], 2), TWO: pages_of(["b"], 2)}
    collected(collection(pages, reader(pages, before), workers=2), tmp_path)
    assert coverage_of(tmp_path) == (_read(ONE, ReadStatus.FAILED, 0, reason), _read(TWO, ReadStatus.COMPLETE, 1))


def test_a_reader_that_is_no_generator_and_raises_at_the_call_fails_only_its_scope(tmp_path: Path) -> None:
    def read(asked: Scope, _token: str) -> Iterator[Page]:
        if asked == ONE:
            raise TypeError("no client")
        return iter(pages_of(["b"], 2))

    collected(collection({ONE: [], TWO: []}, read), tmp_path)
    assert coverage_of(tmp_path) == (
        _read(ONE, ReadStatus.FAILED, 0, "TypeError: no client"),
        _read(TWO, ReadStatus.COMPLETE, 1),
    )


def test_resources_that_no_column_holds_fail_only_their_scope(tmp_path: Path) -> None:
    pages = {ONE: pages_of(["a"], 2), TWO: [Page((item("lone \ud800 surrogate"),))]}
    collected(collection(pages), tmp_path)
    assert ids_in(tmp_path) == ["a"]
    failed = coverage_of(tmp_path)[1]
    assert (failed.status, failed.resources) == (ReadStatus.FAILED, 0)
    assert failed.reason.startswith("what the API told cannot be kept (UnicodeEncodeError: ")


def test_a_reader_may_leave_off_after_any_page(tmp_path: Path) -> None:
    pages = pages_of(["a", "b", "c"], 1)

    def read(_scope: Scope, token: str) -> Iterator[Page]:
        yield pages[int(token or "0")]

    collected(collection({ONE: pages}, read), tmp_path)
    assert ids_in(tmp_path) == ["a", "b", "c"]
    assert coverage_of(tmp_path) == (_read(ONE, ReadStatus.COMPLETE, 3),)


@pytest.mark.parametrize("tokens", [("same",), ("one", "other")])
def test_an_api_that_goes_round_in_circles_is_left(tmp_path: Path, tokens: tuple[str, ...]) -> None:
    def read(_scope: Scope, _token: str) -> Iterator[Page]:
        while True:
            yield from (Page((item(token),), token) for token in tokens)

    collected(collection({ONE: []}, read), tmp_path)
    reason = "failed: the API gives the same pages over and over"
    assert coverage_of(tmp_path) == (_read(ONE, ReadStatus.PARTIAL, len(tokens), reason),)


def test_readers_are_closed_when_they_are_left(tmp_path: Path) -> None:
    closed = []

    def read(_scope: Scope, _token: str) -> Iterator[Page]:
        try:
            yield Page((item("a"),), "1")
            raise ReadProblem(ReadStatus.DENIED, "no")
        finally:
            closed.append("reader")

    collected(collection({ONE: []}, read), tmp_path)
    assert closed == ["reader"]


def test_progress_is_told_in_the_callers_thread_and_ends_with_all(tmp_path: Path) -> None:
    told: list[Progress] = []
    threads = set()

    def on_progress(progress: Progress) -> None:
        told.append(progress)
        threads.add(threading.current_thread())

    pages = {ONE: pages_of(["a", "b", "c"], 1), TWO: pages_of(["d"], 2)}
    one = collection(pages)
    collect((one,), tmp_path, "r", on_progress=on_progress, patience=FakeTime().patience())
    assert threads == {threading.current_thread()}
    assert told[-1] == Progress(2, 2, 4, 0.0, "aws 222222222222 eu-west-1")


def test_no_thread_outlives_the_collection(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    pages = {scope(f"{number:012}"): pages_of([f"{number}"], 2) for number in range(20)}
    collected(collection(pages, workers=8), tmp_path)
    assert set(threading.enumerate()) == before
    assert len(ids_in(tmp_path)) == 20


def test_a_full_disc_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    pages = {ONE: pages_of(["a"], 2)}
    monkeypatch.setattr("os.fsync", fsync)
    with pytest.raises(BadUsage, match=r"cannot write .*: No space left on device; make room or give --save another"):
        collected(collection(pages), tmp_path)


def test_the_parts_are_small_and_the_checkpoints_many_in_a_long_scope(tmp_path: Path) -> None:
    ids = [f"{number:04}" for number in range(100)]
    pages = {ONE: pages_of(ids, 2)}
    collected(collection(pages), tmp_path)
    assert [pq.read_metadata(file).num_rows for file in read_folder(tmp_path).files] == [40, 40, 20]
    assert ids_in(tmp_path) == ids
