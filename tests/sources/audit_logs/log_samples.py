"""Where the sample logs lie, and how tests write logs of their own."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from costguard.sources.audit_logs.read import read_audit_logs
from costguard.sources.audit_logs.recorded_request import Recorded, RecordedRequest

SAMPLES = Path(__file__).parent / "samples"
DEPLOYER = {
    "type": "AssumedRole",
    "arn": "arn:aws:sts::111122223333:assumed-role/Deployer/ci",
    "accountId": "111122223333",
    "sessionContext": {"sessionIssuer": {"type": "Role", "arn": "arn:aws:iam::111122223333:role/teams/Deployer"}},
}


def event(source: str, name: str, parameters: object, response: object = None, **more: object) -> dict[str, Any]:
    """A CloudTrail event of a call that went well."""
    return {
        "eventVersion": "1.11",
        "userIdentity": DEPLOYER,
        "eventTime": "2026-10-01T09:00:00Z",
        "eventSource": f"{source}.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-west-1",
        "requestParameters": parameters,
        "responseElements": response,
        "readOnly": False,
        "eventType": "AwsApiCall",
        "recipientAccountId": "111122223333",
        **more,
    }


def written(folder: Path, events: Iterable[Mapping[str, Any]], name: str = "log.jsonl") -> Path:
    """The events as JSON lines."""
    path = folder / name
    path.write_text("".join(json.dumps(each) + "\n" for each in events))
    return path


def read_one(folder: Path, recorded: Mapping[str, Any]) -> Recorded:
    """What one record is read as."""
    (found,) = read_audit_logs([written(folder, [recorded])])
    return found


def request_of(folder: Path, recorded: Mapping[str, Any]) -> RecordedRequest:
    """The request that one record is read as."""
    found = read_one(folder, recorded)
    assert isinstance(found, RecordedRequest)
    return found


def requests_in(*paths: Path) -> dict[str, RecordedRequest]:
    """The requests of logs, by the record's id."""
    return {each.id: each for each in read_audit_logs(paths) if isinstance(each, RecordedRequest)}
