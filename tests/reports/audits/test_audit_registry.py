"""A report of an audit goes where it is asked to go, whole or not at all."""

import io
import os
import pty
import sys

import pyarrow.parquet as pq
import pytest
from audit_samples import empty_audit, rich_audit
from msgspec.structs import replace

from costguard.model.errors import BadInput, BadUsage
from costguard.reports.audits.registry import formats, write
from costguard.reports.options import ReportOptions

OPTIONS = ReportOptions()


@pytest.fixture
def audit(tmp_path):
    return rich_audit(tmp_path)


def test_the_formats_are_these():
    assert formats() == ("csv", "json", "parquet", "terminal")


@pytest.mark.parametrize("name", formats())
def test_standard_output_gets_the_bytes_that_a_file_gets(name, audit, tmp_path, monkeypatch):
    path = tmp_path / "report"
    write(name, audit, str(path), OPTIONS)
    captured = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(captured, encoding="utf-8", newline=""))
    write(name, audit, "-", OPTIONS)
    assert captured.getvalue() == path.read_bytes()


@pytest.mark.parametrize("name", formats())
def test_the_same_audit_gives_the_same_bytes(name, audit, tmp_path):
    for path in ("one", "two"):
        write(name, audit, str(tmp_path / path), OPTIONS)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_terminal_that_cannot_show_a_character_gets_a_question_mark(audit, monkeypatch):
    captured = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(captured, encoding="ascii", errors="replace"))
    write("terminal", audit, "-", OPTIONS)
    assert b"DENY ? 4 violations" in captured.getvalue()


@pytest.mark.parametrize("name", formats())
def test_a_report_that_fails_leaves_what_was_there(name, audit, tmp_path):
    path = tmp_path / "report"
    path.write_text("yesterday's")
    gone = replace(audit, findings=str(tmp_path / "gone.parquet"))
    with pytest.raises(BadInput, match="the audit's findings cannot be read"):
        write(name, gone, str(path), OPTIONS)
    assert path.read_text() == "yesterday's"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["findings.parquet", "report"]


@pytest.mark.parametrize("name", formats())
def test_findings_in_a_folder_whose_name_is_a_glob_are_found(name, tmp_path):
    folder = tmp_path / "a[b]*?"
    folder.mkdir()
    write(name, rich_audit(folder), str(tmp_path / "report"), OPTIONS)
    assert (tmp_path / "report").stat().st_size


@pytest.mark.parametrize("name", formats())
def test_a_link_stays_a_link(name, audit, tmp_path):
    target = tmp_path / "target"
    target.touch()
    (tmp_path / "link").symlink_to(target)
    write(name, audit, str(tmp_path / "link"), OPTIONS)
    assert (tmp_path / "link").is_symlink()
    assert target.stat().st_size


def test_a_path_that_cannot_be_written_is_bad_usage(audit, tmp_path):
    with pytest.raises(BadUsage, match=r"cannot write .*: No such file or directory; give --output a path"):
        write("csv", audit, str(tmp_path / "no" / "such" / "folder"), OPTIONS)


def test_an_unknown_format_is_bad_usage(audit):
    with pytest.raises(BadUsage, match="unknown format `jsno`; did you mean `json`"):
        write("jsno", audit, "-", OPTIONS)


def test_parquet_is_refused_on_a_terminal(audit, monkeypatch):
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, os.fdopen(ours):
        monkeypatch.setattr(sys, "stdout", terminal)
        with pytest.raises(BadUsage, match="parquet is not for a terminal; write it to a file"):
            write("parquet", audit, "-", OPTIONS)


def test_parquet_goes_through_a_pipe(tmp_path, monkeypatch):
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as received, os.fdopen(writer, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        write("parquet", empty_audit(tmp_path, {}), "-", OPTIONS)
        pipe.close()
        assert pq.read_table(io.BytesIO(received.read())).num_rows == 1
