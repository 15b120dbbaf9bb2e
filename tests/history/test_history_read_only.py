"""A history that belongs to others may be read: nothing is written beside it, and nothing is passed over."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from made_audits import Fault, audited, read, start

from costguard.history.clock import stamp
from costguard.history.database import reading, writing
from costguard.history.place import Place, place_of
from costguard.history.query import diff, runs, show, trend
from costguard.history.record import begin
from costguard.model.errors import BadUsage
from costguard.model.history import RunStart

NOBODY = 65_534

pytestmark = pytest.mark.skipif(os.name != "posix", reason="users and their rights are told apart as POSIX does")


@pytest.fixture
def kept() -> Iterator[Place]:
    """A history with two runs, in a folder whose name a URL would misread; pytest's own let no other user in."""
    folder = Path(tempfile.mkdtemp(prefix="cg-"))
    folder.chmod(0o755)
    place = place_of(str(folder / "team's ?#%20 [h]"))
    audited(place, folder, [Fault()], [read()])
    audited(place, folder, [Fault(), Fault("vol-2")], [read()])
    try:
        yield place
    finally:
        shutil.rmtree(folder)


@contextmanager
def only_reading(place: Place) -> Iterator[None]:
    """Act as one who may not write there: root becomes nobody, others take the right from themselves."""
    folder, user = place.files.parent, os.geteuid()
    folder.chmod(0o555)
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if user == 0:
            os.seteuid(0)
        folder.chmod(0o755)


def test_every_question_is_answered_and_nothing_is_written(kept):
    before = sorted((path, path.stat().st_mtime_ns) for path in kept.files.parent.rglob("*"))
    with only_reading(kept):
        assert [run.id for run in runs(kept)] == [2, 1]
        assert [life.address for life in diff(kept).lives] == ["vol-2"]
        assert [point.run for point in trend(kept, days=36_500)] == [1, 2]
        assert show(kept, 1).run.new == 1
        assert show(kept, "vol-2")[0].life.status == "new"
    assert sorted((path, path.stat().st_mtime_ns) for path in kept.files.parent.rglob("*")) == before


def test_what_a_writer_has_not_yet_moved_into_the_database_is_read(kept):
    with reading(kept):  # while one reads, nobody who leaves tidies up
        begin(kept, start())
        assert kept.files.with_name("history.db-wal").stat().st_size > 0
        with writing(kept), only_reading(kept):
            assert [run.id for run in runs(kept)] == [3, 2, 1]


def test_a_log_that_cannot_be_read_is_not_passed_over(kept):
    (kept.files.parent / "history.db-wal").write_bytes(b"a log without its index" * 10)
    with only_reading(kept), pytest.raises(BadUsage, match="cannot be used"):
        runs(kept)


def test_a_lost_run_stays_as_it_is_noted(kept):
    begin(kept, RunStart("1.0", "", (), started=stamp(datetime.now(UTC) - timedelta(days=2))))
    with only_reading(kept):
        assert runs(kept)[0].status == "running"
    assert runs(kept)[0].status == "abandoned"


def test_an_audit_cannot_be_recorded_there(kept):
    with only_reading(kept), pytest.raises(BadUsage, match="give a folder that can be written"):
        begin(kept, start())


def test_an_older_history_has_to_be_brought_up_to_date_elsewhere(kept, monkeypatch):
    monkeypatch.setattr("costguard.history.database.REVISIONS", ("0001", "0002"))
    with only_reading(kept), pytest.raises(BadUsage, match="is of an older costguard, and may only be read here"):
        runs(kept)
