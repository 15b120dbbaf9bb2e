"""Reads Google Cloud's audit logs: which resource somebody created, as the request shows it.

Fields are those of `LogEntry` (Cloud Logging API v2) and `AuditLog` ("Understanding audit logs", 2026-07), as
`gcloud logging read --format=json` prints them and a sink writes them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.sources.audit_logs.gcp_methods import Created, created
from costguard.sources.audit_logs.joined import Joined, Outcome, Told
from costguard.sources.audit_logs.recorded_request import Recorded, RecordedRequest, SkippedEvent

_NO_CREATION: Final = SkippedEvent("it creates no resource")
_ZONE: Final = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")
_PLACE_IN_NAME: Final = re.compile(r"/(?:zones|regions|locations)/([^/]+)")


class _Status(msgspec.Struct, rename="camel"):
    code: int = 0


class _Who(msgspec.Struct, rename="camel"):
    principal_email: str | None = None
    principal_subject: str | None = None


class _Place(msgspec.Struct, rename="camel"):
    current_locations: list[str] | None = None


class _Payload(msgspec.Struct, rename="camel"):
    method_name: str = ""
    service_name: str = ""
    resource_name: str = ""
    status: _Status | None = None
    authentication_info: _Who | None = None
    resource_location: _Place | None = None
    request: dict[str, Any] | None = None


class _Resource(msgspec.Struct, rename="camel"):
    labels: dict[str, str] | None = None


class _Operation(msgspec.Struct, rename="camel"):
    id: str = ""
    last: bool = False


class _Entry(msgspec.Struct, rename="camel"):
    proto_payload: _Payload
    timestamp: str = ""
    insert_id: str = ""
    log_name: str = ""
    resource: _Resource | None = None
    operation: _Operation | None = None


_DECODER: Final = msgspec.json.Decoder(_Entry)


class AuditLog:
    """The log as its entries come, two for an operation that takes a while."""

    def __init__(self) -> None:
        self._joined = Joined()

    def read(self, content: msgspec.Raw, where: str) -> Iterator[Recorded]:
        """What one entry settles. Raises msgspec.DecodeError where it is no audit record."""
        entry = _DECODER.decode(content)
        payload = entry.proto_payload
        made = created(payload.service_name, payload.method_name)
        if made is None:
            yield _NO_CREATION
            return
        operation = entry.operation or _Operation()
        outcome: Outcome = "bad" if payload.status is not None and payload.status.code else "good"
        yield from self._joined.add(Told(operation.id, _request(entry, made, where), outcome))

    def rest(self) -> Iterator[Recorded]:
        """The operations that were told only in part."""
        return self._joined.rest()


def _request(entry: _Entry, made: Created, where: str) -> RecordedRequest:
    payload, labels = entry.proto_payload, (entry.resource.labels if entry.resource is not None else None) or {}
    who = payload.authentication_info or _Who()
    return RecordedRequest(
        cloud=Cloud.GCP,
        at=entry.timestamp,
        operation=made.cai_type,
        where=where,
        id=entry.insert_id,
        principal=who.principal_email or who.principal_subject or "",
        account=labels.get("project_id", ""),
        region=_region(payload, labels),
        body=_body(payload.request, made),
    )


def _region(payload: _Payload, labels: Mapping[str, str]) -> str:
    """The region or multi-region, of a zone its region; "" where the entry tells none."""
    told = payload.resource_location.current_locations if payload.resource_location is not None else None
    named = _PLACE_IN_NAME.search(payload.resource_name)
    places = (
        *(told or ()),
        named[1] if named is not None and named[1] != "-" else "",
        *(labels.get(key, "") for key in ("location", "zone", "region")),
    )
    place = next(filter(None, places), "").lower()
    zone = _ZONE.fullmatch(place)
    return zone[1] if zone is not None else place


def _body(request: Mapping[str, Any] | None, made: Created) -> dict[str, Any] | None:
    """The resource in a request; None where the entry leaves it out."""
    plain = {name: value for name, value in (request or {}).items() if name != "@type"}
    found = next((plain[name] for name in made.fields if isinstance(plain.get(name), dict)), None)
    if found is None and made.is_request:
        found = plain
    return _with_maps(found) if found else None


def _with_maps(value: Any, depth: int = 0) -> Any:  # noqa: ANN401  (JSON)
    """The same with its labels as a map: Compute Engine logs maps as lists of `{"key": …, "value": …}`."""
    if depth > 32:
        return value
    match value:
        case dict():
            return {
                name: _as_map(each) if name.lower().endswith("labels") else _with_maps(each, depth + 1)
                for name, each in value.items()
            }
        case list():
            return [_with_maps(each, depth + 1) for each in value]
        case _:
            return value


def _as_map(labels: Any) -> Any:  # noqa: ANN401  (JSON)
    if not isinstance(labels, list):
        return labels
    pairs = [each for each in labels if isinstance(each, dict) and isinstance(each.get("key"), str)]
    return {each["key"]: str(each.get("value") or "") for each in pairs}
