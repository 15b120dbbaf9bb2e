"""Reads the Azure activity log: which resource somebody wrote, as the request's body shows it.

Fields are those of "Azure Activity Log event schema" (Azure Monitor, 2025-03), as the REST API, the CLI and exports to
a storage account or an event hub write them. The body stands in the record that an operation started.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

import msgspec

from costguard.catalog.lookup import entries
from costguard.model.cloud import Cloud
from costguard.sources.audit_logs.joined import Joined, Outcome, Told
from costguard.sources.audit_logs.recorded_request import Recorded, RecordedRequest, SkippedEvent

_NO_WRITE: Final = SkippedEvent("it writes no resource")
_OUTCOMES: Final[Mapping[str, Outcome]] = {
    "succeeded": "good",
    "success": "good",
    "failed": "bad",
    "failure": "bad",
    "canceled": "bad",
}
_WRITE: Final = "/write"
_TAGS: Final = "/providers/microsoft.resources/tags/"
_PROVIDERS: Final = "/providers/"
_GROUPS: Final = "Microsoft.Resources/subscriptions/resourceGroups"
_SUBSCRIPTIONS: Final = "Microsoft.Resources/subscriptions"


class _Localised(msgspec.Struct, rename="camel"):
    value: str = ""


_Text = str | _Localised | None


class _Http(msgspec.Struct, rename="camel"):
    method: str | None = None


class _Identity(msgspec.Struct, rename="camel"):
    claims: dict[str, Any] | None = None


class _Activity(msgspec.Struct, rename="camel"):
    operation_name: _Text = None
    status: _Text = None
    result_type: _Text = None
    event_timestamp: str | None = None
    time: str | None = None
    caller: str | None = None
    claims: dict[str, Any] | None = None
    identity: _Identity | str | None = None
    event_data_id: str | None = None
    operation_id: str | None = None
    correlation_id: str | None = None
    resource_id: str | None = None
    subscription_id: str | None = None
    http_request: _Http | str | None = None
    properties: dict[str, Any] | str | None = None


_DECODER: Final = msgspec.json.Decoder(_Activity)


class ActivityLog:
    """The log as its records come, several of them for one operation."""

    def __init__(self) -> None:
        self._joined = Joined()

    def read(self, content: msgspec.Raw, where: str) -> Iterator[Recorded]:
        """What one record settles. Raises msgspec.DecodeError where it is none of the activity log."""
        activity = _DECODER.decode(content)
        resource = activity.resource_id or ""
        name = _text(activity.operation_name)
        if not name.lower().endswith(_WRITE) or not resource:
            yield _NO_WRITE
            return
        outcome = _OUTCOMES.get(_text(activity.status or activity.result_type).lower(), "")
        operation = activity.operation_id or activity.correlation_id or ""
        # One deployment has one correlation id for all that it writes.
        key = f"{operation} {resource.lower()} {name.lower()}" if operation else ""
        yield from self._joined.add(Told(key, _request(activity, resource, where), outcome))

    def rest(self) -> Iterator[Recorded]:
        """The operations that were told only in part."""
        return self._joined.rest()


def _request(activity: _Activity, resource: str, where: str) -> RecordedRequest:
    is_tags = _TAGS in resource.lower()
    subject = resource[: resource.lower().index(_TAGS)] if is_tags else resource
    body, is_partial = _body(activity, is_patch=is_tags or _method(activity) == "PATCH")
    kind = arm_type_of(subject)
    return RecordedRequest(
        cloud=Cloud.AZURE,
        at=activity.event_timestamp or activity.time or "",
        operation=kind,
        where=where,
        id=activity.event_data_id or "",
        principal=_caller(activity),
        account=(activity.subscription_id or _subscription(resource)).lower(),
        region=str(body.get("location", "")) if body is not None else "",
        body=None if body is None else {**body, "type": kind, "id": subject, "name": subject.rpartition("/")[2]},
        is_partial=is_partial,
    )


def arm_type_of(resource: str) -> str:
    """The resource type of an id, spelled as the catalog does where it has it: exports write ids in capitals."""
    provider = resource.lower().rfind(_PROVIDERS)
    if provider < 0:
        return _GROUPS if "/resourcegroups/" in resource.lower() else _SUBSCRIPTIONS
    # After the provider's namespace, types and names take turns.
    namespace, *others = resource[provider + len(_PROVIDERS) :].strip("/").split("/")
    name = "/".join([namespace, *others[::2]])
    return _spellings().get(name.lower(), name)


@cache
def _spellings() -> Mapping[str, str]:
    return {known.api_name.lower(): known.api_name for known in entries() if known.cloud is Cloud.AZURE}


def _body(activity: _Activity, *, is_patch: bool) -> tuple[dict[str, Any] | None, bool]:
    """The resource as it was asked for, or else as it came to be, and whether that is only a part of it."""
    properties = _object(activity.properties) or {}
    by_name = {name.lower(): value for name, value in properties.items()}
    asked, answered = _object(by_name.get("requestbody")), _object(by_name.get("responsebody"))
    if answered is not None and ("error" in answered or "location" not in answered):
        answered = None
    if is_patch:
        return (answered, False) if answered is not None else (asked, asked is not None)
    return (answered if asked is None else asked), False


def _method(activity: _Activity) -> str:
    http = activity.http_request
    match http:
        case _Http(method=str(method)):
            return method.upper()
        case str():
            found = _object(http)
            return str(found.get("method", "")).upper() if found is not None else ""
        case _:
            return ""


def _caller(activity: _Activity) -> str:
    """Who it was: the name that the log gives, else the claims' own, as services have an id alone."""
    if activity.caller:
        return activity.caller
    identity = activity.identity if isinstance(activity.identity, _Identity) else None
    claims = activity.claims or (identity.claims if identity is not None else None) or {}
    for wanted in ("claims/upn", "claims/name", "appid", "claims/objectidentifier"):
        found = next((value for name, value in claims.items() if name.lower().endswith(wanted)), None)
        if isinstance(found, str):
            return found
    return ""


def _subscription(resource: str) -> str:
    parts = resource.split("/")
    return parts[2] if len(parts) > 2 and parts[1].lower() == "subscriptions" else ""


def _text(value: _Text) -> str:
    return value.value if isinstance(value, _Localised) else value or ""


def _object(value: object) -> dict[str, Any] | None:
    """An object, which the log often holds as text; None for what is none, or was cut short."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None
