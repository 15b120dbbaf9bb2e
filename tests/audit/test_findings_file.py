"""The file of an audit's findings: whole or not there, and a full disc is told in a sentence."""

import errno
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from costguard.audit.findings_file import FindingsFile
from costguard.engine.waive import expired_finding
from costguard.model.errors import BadUsage
from costguard.policy.policy_set import Waiver
from costguard.tables.findings import batch_of

FULL = "cannot write the findings to .*: No space left on device; make room, or set TMPDIR to another folder"


@pytest.fixture
def found():
    return batch_of([expired_finding(Waiver("tagged", ("*",), "because", "FIN-1", "lead", date(2026, 11, 22)), 1)])


def full(of: object, *_: object, **__: object) -> None:
    if isinstance(of, pq.ParquetWriter):
        of.is_open = False  # or it would try once more when it is thrown away
    raise OSError(errno.ENOSPC, "No space left on device")


def test_it_stands_under_its_name_once_all_is_written(tmp_path, found):
    with FindingsFile(tmp_path / "findings.parquet") as file:
        file.write(found)
        assert not (tmp_path / "findings.parquet").exists()
    assert pq.read_table(tmp_path / "findings.parquet").num_rows == 1
    assert [path.name for path in tmp_path.iterdir()] == ["findings.parquet"]


@pytest.mark.parametrize("step", ["write_table", "close"])
def test_a_disc_that_fills_is_told_in_a_sentence_and_leaves_nothing(tmp_path, found, monkeypatch, step):
    def fills(patch: pytest.MonkeyPatch) -> None:
        with FindingsFile(tmp_path / "f") as file:
            file.write(found)
            patch.setattr(pq.ParquetWriter, step, full)

    with monkeypatch.context() as patch, pytest.raises(BadUsage, match=FULL):
        fills(patch)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path):
    with pytest.raises(BadUsage, match=r"cannot write the findings to .*/nowhere: "):
        FindingsFile(tmp_path / "nowhere" / "f")


@pytest.mark.parametrize("is_full", [False, True])
def test_an_error_on_the_way_is_the_one_that_is_told(tmp_path, found, monkeypatch, is_full):
    def fails() -> None:
        with FindingsFile(tmp_path / "f") as file:
            file.write(found)
            raise ValueError("the batch is odd")

    if is_full:
        monkeypatch.setattr(Path, "unlink", full)
    with pytest.raises(ValueError, match="the batch is odd"):
        fails()
    assert [path.name for path in tmp_path.iterdir()] == ([".f.part"] if is_full else [])
