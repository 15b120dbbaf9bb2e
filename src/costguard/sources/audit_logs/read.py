"""Reads audit logs of any cloud, files and folders, as requests that guardrails can judge."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.sources.audit_logs.azure_activity import ActivityLog
from costguard.sources.audit_logs.cloudtrail import read_event
from costguard.sources.audit_logs.cloudtrail_event import ABSENT, CloudTrailEvent
from costguard.sources.audit_logs.gcp_audit import AuditLog
from costguard.sources.audit_logs.json_records import Record, json_records
from costguard.sources.audit_logs.recorded_request import CutRecord, Recorded, SkippedEvent

_ENDINGS: Final = tuple(f"{kind}{packed}" for kind in (".json", ".jsonl", ".ndjson") for packed in ("", ".gz"))
_NO_AUDIT: Final = SkippedEvent("it is no audit record")


class _Kind(msgspec.Struct, rename="camel"):
    """Enough of a record to tell whose it is; a CloudTrail event stands bare, or as its tools wrap it."""

    event_source: msgspec.Raw = ABSENT
    event_text: str | None = msgspec.field(default=None, name="CloudTrailEvent")  # aws cloudtrail lookup-events
    detail: msgspec.Raw = ABSENT  # Amazon EventBridge
    proto_payload: msgspec.Raw = ABSENT
    operation_name: msgspec.Raw = ABSENT
    log_name: msgspec.Raw = ABSENT


_KIND: Final = msgspec.json.Decoder(_Kind)
_EVENT: Final = msgspec.json.Decoder(CloudTrailEvent)


def read_audit_logs(paths: Sequence[Path]) -> Iterator[Recorded]:
    """Everything that the logs recorded, file by file in the order of their names.

    A folder is searched for `.json`, `.jsonl` and `.ndjson`, gzipped or not. What Azure and Google Cloud tell of one
    operation in several records becomes one request, given when the last of it is known. Raises BadInput for a file
    that is damaged or holds something else.
    """
    activity, audit = ActivityLog(), AuditLog()
    for path in log_files(paths):
        for record in json_records(path):
            yield from _recorded(record, activity, audit)
    yield from activity.rest()
    yield from audit.rest()


def log_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files to be read, each once, sorted. Raises BadInput where there are none."""
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _files(path):
            found.setdefault(file.resolve(), file)
    return tuple(sorted(found.values()))


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise BadInput(f"there is no file or folder {path}; give audit logs, as files or a folder of them")
    if not path.is_dir():
        return [path]
    files = [file for file in path.rglob("*") if file.name.endswith(_ENDINGS) and file.is_file()]
    if not files:
        raise BadInput(f"{path} holds no audit logs: no file there ends in {', '.join(_ENDINGS[::2])} (or .gz)")
    return files


def _recorded(record: Record, activity: ActivityLog, audit: AuditLog) -> Iterator[Recorded]:
    if record.is_cut:
        yield CutRecord(f"{record.where} ends in the middle of a record, which was left out")
        return
    try:
        yield from _read(record, activity, audit)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(f"{record.where} is no record of an audit log ({error}); check the file") from error


def _read(record: Record, activity: ActivityLog, audit: AuditLog) -> Iterator[Recorded]:
    kind = _KIND.decode(record.content)
    if kind.event_source:
        yield read_event(_EVENT.decode(record.content), record.where)
    elif kind.event_text is not None:
        yield read_event(_EVENT.decode(kind.event_text), record.where)
    elif kind.proto_payload:
        yield from audit.read(record.content, record.where)
    elif kind.log_name:
        yield _NO_AUDIT
    elif kind.operation_name:
        yield from activity.read(record.content, record.where)
    elif kind.detail:
        yield _of_event_bridge(kind.detail, record.where)
    else:
        clouds = "CloudTrail, the Azure activity log or Google Cloud's audit logs"
        raise BadInput(f"{record.where} is no record of {clouds}; leave the file out")


def _of_event_bridge(detail: msgspec.Raw, where: str) -> Recorded:
    event = _KIND.decode(detail)
    return read_event(_EVENT.decode(detail), where) if event.event_source else _NO_AUDIT
