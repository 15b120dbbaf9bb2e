"""A snapshot's folder is begun, gone on with or refused; files of others are never touched."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from fake_clouds import FakeTime, collected, collection, ids_in, pages_of, reader, scope

from costguard.model.errors import BadInput, BadUsage
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.lock import locked

ONE = scope()
PAGES = {ONE: pages_of(["a"], 1)}


class Crash(BaseException):
    """Stands for the end of the process."""


def _leave_unfinished(folder: Path) -> None:
    def crash(_scope: object, _number: int) -> None:
        raise Crash

    with pytest.raises(Crash):
        collected(collection(PAGES, reader(PAGES, crash)), folder)


def _collect_fresh(folder: Path, request: str = "r") -> None:
    newer = {ONE: pages_of(["b"], 1)}
    collect((collection(newer),), folder, request, fresh=True, patience=FakeTime().patience())


def test_the_folder_is_made_with_all_above_it(tmp_path: Path) -> None:
    collected(collection(PAGES), tmp_path / "snapshots" / "2026-11-23")
    assert ids_in(tmp_path / "snapshots" / "2026-11-23") == ["a"]


def test_a_finished_snapshot_is_not_written_again(tmp_path: Path) -> None:
    collected(collection(PAGES), tmp_path)
    with pytest.raises(BadUsage) as error:
        collected(collection(PAGES), tmp_path)
    assert str(error.value) == (
        f"{tmp_path} holds a snapshot that was finished at 2026-11-23 02:13 UTC; "
        "give --fresh to read everything anew, or --save another folder"
    )


def test_an_unfinished_snapshot_of_another_request_is_refused(tmp_path: Path) -> None:
    _leave_unfinished(tmp_path)
    with pytest.raises(BadUsage) as error:
        collected(collection(PAGES), tmp_path, request="other")
    assert str(error.value) == (
        f"{tmp_path} holds an unfinished snapshot of another request; "
        "give --fresh to read everything anew, or --save another folder"
    )


def test_an_unfinished_snapshot_of_yesterday_is_refused(tmp_path: Path) -> None:
    _leave_unfinished(tmp_path)
    later = FakeTime(FakeTime().now_s + timedelta(hours=24, seconds=1).total_seconds())
    with pytest.raises(BadUsage) as error:
        collected(collection(PAGES), tmp_path, later)
    assert str(error.value) == (
        f"the unfinished snapshot in {tmp_path} was begun at 2026-11-23 02:13 UTC, more than 24 hours ago; "
        "give --fresh to read everything anew, or --save another folder"
    )


def test_an_unfinished_snapshot_of_a_day_to_come_is_refused(tmp_path: Path) -> None:
    """The clock was wrong, and what was read then may be of any day."""
    _leave_unfinished(tmp_path)
    earlier = FakeTime(FakeTime().now_s - timedelta(hours=24, seconds=1).total_seconds())
    with pytest.raises(BadUsage) as error:
        collected(collection(PAGES), tmp_path, earlier)
    assert str(error.value) == (
        f"the unfinished snapshot in {tmp_path} was begun at 2026-11-23 02:13 UTC, which is still to come; "
        "give --fresh to read everything anew, or --save another folder"
    )


@pytest.mark.parametrize("request_again", ["r", "other"])
def test_fresh_reads_everything_anew(tmp_path: Path, request_again: str) -> None:
    collected(collection(PAGES), tmp_path)
    _collect_fresh(tmp_path, request_again)
    assert ids_in(tmp_path) == ["b"]
    assert len(list((tmp_path / "resources").iterdir())) == 1


def test_fresh_removes_only_what_a_snapshot_is_made_of(tmp_path: Path) -> None:
    collected(collection(PAGES), tmp_path)
    others = [tmp_path / "notes.txt", tmp_path / "resources" / "mine.csv", tmp_path / "checkpoints" / "why.txt"]
    for other in others:
        other.write_text("mine")
    _collect_fresh(tmp_path)
    assert [other.read_text() for other in others] == ["mine"] * 3
    assert ids_in(tmp_path) == ["b"]


@pytest.mark.parametrize("name", ["report.html", "resources/table.parquet"])
@pytest.mark.parametrize("fresh", [True, False])
def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path, name: str, fresh: bool) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(BadUsage) as error:
        collect((collection(PAGES),), tmp_path, "r", fresh=fresh)
    assert str(error.value) == f"{tmp_path} holds other files than a snapshot's; give --save a new or an empty folder"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / name]


@pytest.mark.parametrize("content", ["{", '{"schema": "other/v1"}', '{"schema": "costguard/snapshot/v2"}', "[]"])
def test_a_description_that_is_no_snapshots_is_left_alone_even_by_fresh(tmp_path: Path, content: str) -> None:
    (tmp_path / "snapshot.json").write_text(content)
    with pytest.raises(BadInput):
        _collect_fresh(tmp_path)
    assert (tmp_path / "snapshot.json").read_text() == content


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BadUsage, match=r"cannot write .*file: File exists; make room or give --save another folder"):
        collected(collection(PAGES), tmp_path / "file")


def test_a_folder_that_is_held_is_refused_and_free_again_afterwards(tmp_path: Path) -> None:
    tmp_path.joinpath("snapshot").mkdir()
    with locked(tmp_path / "snapshot"), pytest.raises(BadUsage, match="another costguard is writing"):
        collected(collection(PAGES), tmp_path / "snapshot")
    collected(collection(PAGES), tmp_path / "snapshot")
    assert ids_in(tmp_path / "snapshot") == ["a"]


def test_a_run_that_died_before_its_first_checkpoint_is_gone_on_with(tmp_path: Path) -> None:
    _leave_unfinished(tmp_path)
    assert json.loads((tmp_path / "snapshot.json").read_text())["finished"] is None
    collected(collection(PAGES), tmp_path)
    assert ids_in(tmp_path) == ["a"]


def test_a_folder_that_was_moved_away_before_it_was_held_is_anothers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name may by now be that of a new one, which nobody holds."""
    folder = tmp_path / "snapshot"
    folder.mkdir()
    opens = os.open

    def open_and_move(path: Path, *how: int) -> int:
        handle = opens(path, *how)
        folder.rename(tmp_path / "moved")
        folder.mkdir()
        return handle

    monkeypatch.setattr(os, "open", open_and_move)
    with pytest.raises(BadUsage, match="another costguard is writing"), locked(folder):
        pass


def test_at_the_end_the_folder_is_still_held(tmp_path: Path) -> None:
    finished: list[str] = []

    def look() -> None:
        with pytest.raises(BadUsage, match="another costguard is writing"), locked(tmp_path):
            pass
        finished.extend(ids_in(tmp_path))

    collect((collection(PAGES),), tmp_path, "r", patience=FakeTime().patience(), on_finished=look)
    assert finished == ["a"]
