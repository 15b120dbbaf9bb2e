"""An unfinished snapshot is gone on with: finished scopes stay, half-read ones go on, and none is there twice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fake_clouds import FakeTime, collected, collection, coverage_of, ids_in, item, pages_of, reader, scope

from costguard.model.inventory import ReadStatus
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.progress_note import Progress
from costguard.sources.collecting.reading import Page, ReadProblem, Scope
from costguard.sources.snapshot.folder import read_folder

ONE, TWO = scope("111111111111"), scope("222222222222")


class Crash(BaseException):
    """Stands for the end of the process."""


def _crash_at(found: Scope, page: int) -> Callable[[Scope, int], None]:
    def before(asked: Scope, number: int) -> None:
        if (asked, number) == (found, page):
            raise Crash

    return before


def _asked(pages: dict[Scope, list[Page]], folder: Path, time: FakeTime | None = None) -> list[tuple[str, int]]:
    """Collect, and tell which pages were asked for."""
    asked: list[tuple[str, int]] = []
    read = reader(pages, lambda found, number: asked.append((found.account[0], number)))
    collected(collection(pages, read), folder, time)
    return asked


def _crashed(pages: dict[Scope, list[Page]], folder: Path, found: Scope, page: int) -> None:
    with pytest.raises(Crash):
        collected(collection(pages, reader(pages, _crash_at(found, page))), folder)


def test_finished_scopes_are_not_read_again(tmp_path: Path) -> None:
    pages = {ONE: pages_of(["a", "b"], 1), TWO: pages_of(["c"], 1)}
    _crashed(pages, tmp_path, TWO, 0)
    assert _asked(pages, tmp_path) == [("2", 0)]
    assert ids_in(tmp_path) == ["a", "b", "c"]


def test_a_half_read_scope_goes_on_from_its_last_checkpoint(tmp_path: Path) -> None:
    pages = {ONE: pages_of([f"{number:03}" for number in range(100)], 1)}
    _crashed(pages, tmp_path, ONE, 47)
    assert _asked(pages, tmp_path) == [("1", number) for number in range(40, 100)]
    assert ids_in(tmp_path) == [f"{number:03}" for number in range(100)]
    assert coverage_of(tmp_path)[0].resources == 100


def test_a_half_read_scope_still_knows_what_it_has(tmp_path: Path) -> None:
    """The page after the checkpoint overlaps the one before it."""
    pages = {ONE: pages_of([f"{number:03}" for number in range(40)], 2)}
    pages[ONE][-1] = Page(pages[ONE][-1].items, "20")
    pages[ONE].append(Page((item("039"), item("040"))))
    _crashed(pages, tmp_path, ONE, 20)
    assert _asked(pages, tmp_path) == [("1", 20)]
    assert ids_in(tmp_path) == [f"{number:03}" for number in range(41)]


def test_a_reader_without_tokens_begins_again(tmp_path: Path) -> None:
    pages = {ONE: [Page((item(f"{number}"),)) for number in range(25)]}
    _crashed(pages, tmp_path, ONE, 22)
    assert _asked(pages, tmp_path) == [("1", number) for number in range(25)]
    assert sorted(ids_in(tmp_path)) == sorted(f"{number}" for number in range(25))


def test_an_unfinished_snapshot_can_be_read_and_says_what_is_missing(tmp_path: Path) -> None:
    half = scope("333333333333")
    pages = {ONE: pages_of(["a"], 1), half: pages_of([f"{number}" for number in range(30)], 1), TWO: pages_of(["b"], 1)}
    _crashed(pages, tmp_path, half, 25)
    inventory = read_folder(tmp_path)
    assert inventory.rows == 21
    why = "not read yet: the collection did not end"
    assert [(read.account[0], read.status, read.resources, read.reason) for read in inventory.coverage()] == [
        ("1", ReadStatus.COMPLETE, 1, ""),
        ("3", ReadStatus.PARTIAL, 20, why),
        ("2", ReadStatus.FAILED, 0, why),
    ]
    assert inventory.notes == (
        "the snapshot is unfinished: run the same `costguard audit --save` again to read the scopes that are missing",
    )


@pytest.mark.parametrize("status", [ReadStatus.DENIED, ReadStatus.THROTTLED, ReadStatus.FAILED, ReadStatus.PARTIAL])
def test_scopes_that_ended_badly_are_tried_again(tmp_path: Path, status: ReadStatus) -> None:
    def before(asked: Scope, _number: int) -> None:
        raise ReadProblem(status, "no") if asked == ONE else Crash

    pages = {ONE: pages_of(["a"], 1), TWO: pages_of(["b"], 1)}
    with pytest.raises(Crash):
        collected(collection(pages, reader(pages, before)), tmp_path)
    assert _asked(pages, tmp_path) == [("1", 0), ("2", 0)]
    assert {read.status for read in coverage_of(tmp_path)} == {ReadStatus.COMPLETE}


def test_a_scope_that_was_cut_goes_on_from_there_in_the_next_run(tmp_path: Path) -> None:
    def before(asked: Scope, number: int) -> None:
        if asked == TWO:
            raise Crash
        if number == 1:
            raise ReadProblem(ReadStatus.THROTTLED, "slow down")

    pages = {ONE: pages_of(["a", "b", "c"], 1), TWO: pages_of(["d"], 1)}
    with pytest.raises(Crash):
        collected(collection(pages, reader(pages, before)), tmp_path)
    # The order of turns lets the second crash before the first is given up; what was read is kept all the same.
    assert _asked(pages, tmp_path) == [("1", 1), ("1", 2), ("2", 0)]
    assert ids_in(tmp_path) == ["a", "b", "c", "d"]


def test_a_scope_whose_reader_skipped_something_is_read_from_its_beginning(tmp_path: Path) -> None:
    """A later page may not lead back to what was skipped."""

    def read(asked: Scope, _token: str) -> Iterator[Page]:
        if asked == TWO:
            raise Crash
        yield Page((item("a"),), "1")
        raise ReadProblem(ReadStatus.PARTIAL, "denied: rds")

    pages = {ONE: pages_of(["a", "b"], 1), TWO: pages_of(["c"], 1)}
    with pytest.raises(Crash):
        collected(collection(pages, read), tmp_path)
    assert _asked(pages, tmp_path) == [("1", 0), ("1", 1), ("2", 0)]
    assert ids_in(tmp_path) == ["a", "b", "c"]


@pytest.mark.parametrize("error", [ReadProblem(ReadStatus.FAILED, "the token has expired"), ValueError("bad token")])
def test_where_a_token_has_expired_the_scope_is_read_from_its_beginning(tmp_path: Path, error: Exception) -> None:
    before = {ONE: pages_of([f"old-{number}" for number in range(50)], 1)}
    _crashed(before, tmp_path, ONE, 30)
    now = pages_of([f"new-{number}" for number in range(30)], 1)
    calls: list[str] = []

    def read(_scope: Scope, token: str) -> Iterator[Page]:
        calls.append(token)
        if token == "20":  # noqa: S105  (of a page)
            raise error
        yield from now

    collected(collection({ONE: now}, read), tmp_path)
    assert calls == ["20", ""]
    assert ids_in(tmp_path) == [f"new-{number}" for number in range(30)]
    assert coverage_of(tmp_path)[0].status is ReadStatus.COMPLETE
    assert coverage_of(tmp_path)[0].resources == 30


def test_a_scope_that_fails_from_its_beginning_too_has_failed(tmp_path: Path) -> None:
    pages = {ONE: pages_of([f"{number}" for number in range(50)], 1)}
    _crashed(pages, tmp_path, ONE, 30)
    calls: list[str] = []

    def read(_scope: Scope, token: str) -> Iterator[Page]:
        calls.append(token)
        raise ReadProblem(ReadStatus.FAILED, "closed")

    collected(collection(pages, read), tmp_path)
    assert calls == ["20", ""]
    assert [(read.status, read.resources) for read in coverage_of(tmp_path)] == [(ReadStatus.FAILED, 0)]
    assert ids_in(tmp_path) == []


@pytest.mark.parametrize("harm", ["gone", "cut", "changed"])
def test_a_scope_whose_part_is_damaged_is_read_again(tmp_path: Path, harm: str) -> None:
    pages = {ONE: pages_of([f"{number:02}" for number in range(50)], 1)}
    _crashed(pages, tmp_path, ONE, 30)
    (part,) = (tmp_path / "resources").glob("*.parquet")
    content = part.read_bytes()
    match harm:
        case "gone":
            part.unlink()
        case "cut":
            part.write_bytes(content[:-10])
        case _:
            part.write_bytes(content[:-1] + b"X")
    assert len(_asked(pages, tmp_path)) == 50
    assert ids_in(tmp_path) == [f"{number:02}" for number in range(50)]


def test_a_checkpoint_that_is_no_checkpoint_counts_as_none(tmp_path: Path) -> None:
    pages = {ONE: pages_of(["a"], 1), TWO: pages_of(["b"], 1)}
    _crashed(pages, tmp_path, TWO, 0)
    (checkpoint,) = (tmp_path / "checkpoints").glob("*.json")
    checkpoint.write_bytes(b'{"scope": 1}')
    assert _asked(pages, tmp_path) == [("1", 0), ("2", 0)]
    assert ids_in(tmp_path) == ["a", "b"]


def test_parts_that_no_checkpoint_lists_are_removed(tmp_path: Path) -> None:
    pages = {ONE: pages_of(["a"], 1), TWO: pages_of(["b"], 1)}
    _crashed(pages, tmp_path, TWO, 0)
    for name in ("aws_sweep_222222222222_eu-west-1-0001.parquet", "x-0001.parquet.tmp"):
        (tmp_path / "resources" / name).write_bytes(b"left over")
    collected(collection(pages), tmp_path)
    assert sorted(path.name for path in (tmp_path / "resources").iterdir()) == [
        "aws_sweep_111111111111_eu-west-1-0001.parquet",
        "aws_sweep_222222222222_eu-west-1-0001.parquet",
    ]


def test_a_scope_that_is_not_there_any_more_leaves_the_snapshot(tmp_path: Path) -> None:
    pages = {ONE: pages_of(["a"], 1), TWO: pages_of(["b"], 1)}
    _crashed(pages, tmp_path, TWO, 0)
    collected(collection({TWO: pages[TWO]}), tmp_path)
    assert ids_in(tmp_path) == ["b"]
    assert [read.account for read in coverage_of(tmp_path)] == [TWO.account]
    assert len(list((tmp_path / "resources").iterdir())) == 1


def test_progress_counts_what_an_earlier_run_read_but_not_for_the_pace(tmp_path: Path) -> None:
    time = FakeTime()
    pages = {scope(f"{number}"): pages_of([f"{number}"], 1) for number in range(4)}
    _crashed(pages, tmp_path, scope("2"), 0)
    told: list[Progress] = []
    slow = reader(pages, lambda _scope, _number: time.sleep(10))
    collect((collection(pages, slow),), tmp_path, "r", on_progress=told.append, patience=time.patience())
    assert told[-1] == Progress(4, 4, 4, 0.0, "aws 3 eu-west-1")
    # Readers and the listener run side by side, so not every moment is told; every told one keeps the law.
    assert all(progress.scopes_done >= 2 and progress.resources >= 2 for progress in told)
    assert {progress.seconds_left for progress in told} <= {None, 10.0, 20.0, 0.0}


def test_a_run_of_the_same_day_goes_on_and_keeps_when_it_began(tmp_path: Path) -> None:
    pages = {ONE: pages_of(["a"], 1), TWO: pages_of(["b"], 1)}
    _crashed(pages, tmp_path, TWO, 0)
    later = FakeTime(FakeTime().now_s + timedelta(hours=23).total_seconds())
    assert _asked(pages, tmp_path, later) == [("2", 0)]
    text = (tmp_path / "snapshot.json").read_text()
    assert '"started": "2026-11-23T02:13:20Z"' in text
    assert '"finished": "2026-11-24T01:13:20Z"' in text


def test_an_interrupt_of_the_caller_keeps_what_was_read(tmp_path: Path) -> None:
    pages = {ONE: pages_of(["a"], 1), TWO: pages_of([f"{number}" for number in range(1_000)], 1)}

    def on_progress(progress: Progress) -> None:
        if progress.scopes_done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect((collection(pages),), tmp_path, "r", on_progress=on_progress, patience=FakeTime().patience())
    safe = read_folder(tmp_path)
    assert "a" in [batch.column("id")[0].as_py() for batch in safe.batches()]
    collected(collection(pages), tmp_path)
    assert sorted(ids_in(tmp_path)) == sorted(["a", *(f"{number}" for number in range(1_000))])
