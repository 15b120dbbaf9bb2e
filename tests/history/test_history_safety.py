"""Audits that meet, and audits that die: the last finished one stays the last, and each follows one other."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from audit_process import STEPS
from made_audits import Fault, audit_of, audited, read, start, write_findings

from costguard.history.clock import stamp
from costguard.history.place import Place, Server
from costguard.history.query import diff, runs, show
from costguard.history.record import begin, fail, finish
from costguard.model.errors import BadInput, BadUsage
from costguard.model.history import RunStart


def parquet_of_another() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"name": ["a"]}), sink)
    return sink.getvalue().to_pybytes()


PARQUET_OF_ANOTHER = parquet_of_another()


def where(place: Place) -> str:
    if isinstance(place.database, Server):
        return f"postgresql://tester@/{place.database.database}?host={place.database.options['host'][0]}"
    return str(place.database.parent)


def audit_process(place, folder, step) -> subprocess.Popen[bytes]:
    script = Path(__file__).with_name("audit_process.py")
    command = [sys.executable, script, where(place), place.files, folder, step]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(script.parent)})


def killed(place, folder, step) -> None:
    with audit_process(place, folder, step) as process:
        assert process.wait() == -signal.SIGKILL


def test_audits_that_finish_together_follow_one_another(place, tmp_path):
    audited(place, tmp_path, [Fault()], [read()])
    processes = [audit_process(place, tmp_path, "together") for _ in range(3)]
    while len(list(tmp_path.glob("ready-*"))) < 3:
        assert all(process.poll() is None for process in processes)
        time.sleep(0.01)
    (tmp_path / "go").touch()
    assert [process.wait() for process in processes] == [0, 0, 0]
    done = sorted(runs(place), key=lambda run: run.sequence)
    assert [run.sequence for run in done] == [1, 2, 3, 4]
    assert [run.base_run for run in done] == [None, *(run.id for run in done[:-1])]
    assert [(run.new, run.persisting, run.resolved) for run in done] == [(1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 1, 1)]


def test_audits_that_begin_a_history_together_make_one(place, tmp_path):
    processes = [audit_process(place, tmp_path, "alone") for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert sorted(run.id for run in runs(place)) == [1, 2, 3]


@pytest.mark.parametrize("step", [step for step in STEPS if step != "while tables are made"])
def test_an_audit_that_is_killed_leaves_the_last_good_one(place, tmp_path, step):
    audited(place, tmp_path, [Fault()], [read()])
    killed(place, tmp_path, step)
    run, changed = audited(place, tmp_path, [Fault()], [read()])
    assert (changed.since_run, changed.persisting, changed.new, changed.resolved) == (1, 1, 0, 0)
    dead = [] if step == "while it is begun" else ["abandoned"]
    assert [found.status for found in runs(place)] == ["done", *dead, "done"]
    assert diff(place).older.id == 1
    assert diff(place).newer.id == run


def test_a_history_whose_making_was_killed_is_made_again(place, tmp_path):
    killed(place, tmp_path, "while tables are made")
    with pytest.raises(BadUsage, match="there is no history"):
        runs(place)
    assert audited(place, tmp_path, [Fault()], [read()]) == (1, None)


def test_the_later_end_is_the_later_run(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    slow, _ = begin(folder_place, start()), audited(folder_place, tmp_path, [], [read()])
    findings = write_findings(tmp_path / "slow.parquet", [Fault()])
    changed = finish(folder_place, slow, audit_of(findings, [read()]))
    assert (changed.since_run, changed.reopened) == (3, 1)
    assert (diff(folder_place).older.id, diff(folder_place).newer.id) == (3, 2)


def test_a_run_of_this_machine_that_lives_is_running(folder_place):
    begin(folder_place, start())
    begin(folder_place, start())
    assert [run.status for run in runs(folder_place)] == ["running", "running"]


def test_a_run_that_began_over_a_day_ago_is_abandoned(folder_place):
    yesterday = datetime.now(UTC) - timedelta(hours=24, minutes=1)
    begin(folder_place, RunStart("1.0", "", (), started=stamp(yesterday)))
    (run,) = runs(folder_place)
    assert (run.status, run.reason) == ("abandoned", "it began and was heard of no more")


def test_a_run_that_was_taken_for_abandoned_may_finish(folder_place, tmp_path):
    long_ago = datetime.now(UTC) - timedelta(days=2)
    run = begin(folder_place, RunStart("1.0", "", ("tagged",), started=stamp(long_ago)))
    assert runs(folder_place)[0].status == "abandoned"
    finish(folder_place, run, audit_of(write_findings(tmp_path / "f.parquet", [Fault()]), [read()]))
    found = show(folder_place, run).run
    assert (found.status, found.new, found.reason) == ("done", 1, "")


def test_a_run_that_failed_is_no_base(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    fail(folder_place, begin(folder_place, start()), "no account could be read")
    _, changed = audited(folder_place, tmp_path, [Fault()], [read()])
    assert changed.since_run == 1
    assert [(run.status, run.reason) for run in runs(folder_place)][1] == ("failed", "no account could be read")


def test_what_is_done_cannot_fail(folder_place, tmp_path):
    run, _ = audited(folder_place, tmp_path, [Fault()], [read()])
    fail(folder_place, run, "too late")
    assert show(folder_place, run).run.status == "done"


def test_a_lost_file_is_told_before_hours_of_reading(folder_place, tmp_path):
    audited(folder_place, tmp_path, [Fault()], [read()])
    (folder_place.files / "lives-1.parquet").unlink()
    with pytest.raises(BadUsage, match=r"lives-1\.parquet, of run 1, is gone; put it back"):
        begin(folder_place, start())


@pytest.mark.parametrize("content", [b"", b"no parquet", PARQUET_OF_ANOTHER])
def test_a_damaged_file_is_told_before_hours_of_reading(folder_place, tmp_path, content):
    audited(folder_place, tmp_path, [Fault()], [read()])
    (folder_place.files / "lives-1.parquet").write_bytes(content)
    with pytest.raises(BadInput, match=r"history's files cannot be read .*put the history back from a backup"):
        begin(folder_place, start())
    assert [run.id for run in runs(folder_place)] == [1]
