"""How log files are found and taken apart, whole or damaged."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_samples import SAMPLES, event, written

from costguard.model.errors import BadInput
from costguard.sources.audit_logs import json_records as records_module
from costguard.sources.audit_logs.json_records import json_records
from costguard.sources.audit_logs.read import log_files, read_audit_logs
from costguard.sources.audit_logs.recorded_request import CutRecord, RecordedRequest, SkippedEvent

QUEUE = event("sqs", "CreateQueue", {"queueName": "q", "tags": {"Team": "web"}})
TEXT = json.dumps(QUEUE)


def read(path: Path) -> list[object]:
    return list(read_audit_logs([path]))


def without_place(found: object) -> object:
    """A record without its file and line, which differ from copy to copy."""
    return (found.operation, found.tags) if isinstance(found, RecordedRequest) else found


@pytest.mark.parametrize(
    "content",
    [
        f'{{"Records": [{TEXT}, {TEXT}]}}',
        f"{TEXT}\n{TEXT}\n",
        f"{TEXT}\n\n{TEXT}",
        f"\n\n{TEXT}\n{TEXT}\n",
        f"[{TEXT},\n{TEXT}]",
        f'{{\n"Records": [\n{TEXT},\n{TEXT}\n]\n}}\n',
        f'{{"Records": [{TEXT}]}}\n{{"Records": [{TEXT}]}}\n',
        "\ufeff" + f"{TEXT}\n{TEXT}\n",
        json.dumps({"Events": [{"EventId": "1", "CloudTrailEvent": TEXT}] * 2}),
        f'{{"detail-type": "AWS API Call via CloudTrail", "detail": {TEXT}}}\n' * 2,
    ],
    ids=["a document", "lines", "a gap", "a gap first", "a list", "indented", "documents in lines", "with a mark",
         "lookup-events", "EventBridge"],
)  # fmt: skip
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "gzip"])
def test_every_wrapping_holds_the_same_records(tmp_path, content, is_packed):
    path = tmp_path / "log.json"
    path.write_bytes(gzip.compress(content.encode()) if is_packed else content.encode())
    assert list(map(without_place, read(path))) == [("sqs:CreateQueue", {"Team": "web"})] * 2


@pytest.mark.parametrize("content", ["", "\n \n", "[]", '{"Records": []}', '{"value": []}'])
def test_a_log_may_be_empty(tmp_path, content):
    path = tmp_path / "log.json"
    path.write_text(content)
    assert read(path) == []


def test_records_are_told_by_line_or_by_place(tmp_path):
    lines = written(tmp_path, [QUEUE, QUEUE])
    document = tmp_path / "log.json"
    document.write_text(json.dumps({"Records": [QUEUE, QUEUE]}, indent=1))
    assert [each.where for each in json_records(lines)] == [f"{lines}:1", f"{lines}:2"]
    assert [each.where for each in json_records(document)] == [f"{document}, record 1", f"{document}, record 2"]


def test_a_last_line_that_is_cut_is_left_out_and_told(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text(f"{TEXT}\n{TEXT[:40]}")
    assert list(map(without_place, read(path))) == [
        ("sqs:CreateQueue", {"Team": "web"}),
        CutRecord(f"{path}:2 ends in the middle of a record, which was left out"),
    ]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (f"{TEXT}\n{{broken\n{TEXT}\n", ":2"),
        (f"{TEXT}\n{{broken\n", ":2"),
        ("not json", ":1"),
        ('{"Records": [\n{},\n{"a": tru}\n]}', ":3"),
        ('{"Records": [\n{},', ":2"),
        ('{"Records": 7}', ":1"),
        ("[1, 2]", "record 1"),
        ('{"a": 1}', ":1"),
        ("7", ":1"),
        ('"text"', ":1"),
        ('{"eventSource": 7}', ":1"),
        ('{"eventSource": "ec2.amazonaws.com", "userIdentity": []}', ":1"),
        ('{"protoPayload": 7}', ":1"),
        ('{"operationName": [], "resourceId": "x"}', ":1"),
        ('{"CloudTrailEvent": "{"}', ":1"),
        ("[" * 100_000, ":1"),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence_that_names_the_place(tmp_path, content, place):
    path = tmp_path / "log.json"
    path.write_text(content)
    with pytest.raises(BadInput) as refusal:
        read(path)
    assert str(path) in str(refusal.value)
    assert place in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("content", [gzip.compress(TEXT.encode(), mtime=0)[:-20], b"\x1f\x8bnonsense"])
def test_a_damaged_gzip_file_is_refused(tmp_path, content):
    path = tmp_path / "log.json.gz"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"cannot read .*fetch the file again"):
        read(path)


def test_a_document_beyond_all_measure_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(records_module, "MAX_DOCUMENT_BYTES", 100)
    path = tmp_path / "log.json"
    path.write_text(json.dumps({"Records": [QUEUE] * 3}, indent=1))
    with pytest.raises(BadInput, match="write it as JSON lines"):
        read(path)


def test_a_folder_is_searched_for_logs_and_each_file_is_read_once(tmp_path):
    inner = tmp_path / "AWSLogs" / "111122223333"
    inner.mkdir(parents=True)
    for name in ("b.json.gz", "a.ndjson", "c.jsonl", "notes.txt"):
        (inner / name).write_bytes(b"")
    found = log_files([tmp_path, inner / "c.jsonl"])
    assert [path.name for path in found] == ["a.ndjson", "b.json.gz", "c.jsonl"]


def test_no_logs_is_said(tmp_path):
    with pytest.raises(BadInput, match="holds no audit logs"):
        log_files([tmp_path])
    with pytest.raises(BadInput, match="there is no file or folder"):
        log_files([tmp_path / "none.json"])


def test_other_log_entries_are_skipped(tmp_path):
    path = written(tmp_path, [{"logName": "projects/p/logs/syslog", "textPayload": "hello"}])
    assert read(path) == [SkippedEvent("it is no audit record")]


@given(st.permutations(sorted(SAMPLES.iterdir())))
def test_the_order_in_which_files_are_given_changes_nothing(order):
    assert list(read_audit_logs(order)) == list(read_audit_logs([SAMPLES]))


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("logs") / "log.json"
    path.write_bytes(content)
    said = ""
    try:
        found = read(path)
    except BadInput as refusal:
        said, found = str(refusal), []
    assert (str(path) in said) is bool(said)
    assert all(isinstance(each, CutRecord | SkippedEvent) for each in found)
