"""Reads CloudTrail events: which IAM action was asked for, by whom, with which tags and values."""

import re
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.sources.audit_logs.cloudtrail_actions import called
from costguard.sources.audit_logs.cloudtrail_event import CloudTrailEvent, UserIdentity
from costguard.sources.audit_logs.cloudtrail_resources import resources_of
from costguard.sources.audit_logs.cloudtrail_tags import sent_tags
from costguard.sources.audit_logs.cloudtrail_values import CONDITION_KEYS, condition_values, part_values
from costguard.sources.audit_logs.recorded_request import Recorded, RecordedRequest, SkippedEvent

_READS: Final = SkippedEvent("it only reads")
_FAILED: Final = SkippedEvent("it failed")
_NO_CALL: Final = SkippedEvent("it is no call of an API")
_SERVICE: Final = SkippedEvent("a service did it for itself")

_SESSION: Final = re.compile(r"arn:([^:]*):sts::([0-9]*):assumed-role/([^/]+)/(.*)", re.DOTALL)
_IDENTITY: Final = msgspec.json.Decoder(UserIdentity)
_JSON: Final = msgspec.json.Decoder()


def read_event(event: CloudTrailEvent, where: str) -> Recorded:
    """The request of an event, or why there is none to be judged.

    Raises msgspec.DecodeError where the event's parts are none that CloudTrail writes.
    """
    skipped = _skipped(event)
    if skipped is not None:
        return skipped
    identity = _IDENTITY.decode(event.user_identity) if _is_there(event.user_identity) else UserIdentity()
    if identity.type == "AWSService":
        return _SERVICE
    return _request(event, identity, where)


def _skipped(event: CloudTrailEvent) -> SkippedEvent | None:
    if event.error_code:
        return _FAILED
    if event.event_type not in ("AwsApiCall", ""):
        return _NO_CALL
    return _READS if event.read_only in (True, "true") else None


def _request(event: CloudTrailEvent, identity: UserIdentity, where: str) -> RecordedRequest:
    call = called(event.event_source or "", event.event_name)
    principal, session = _principal(identity)
    parameters = _decoded(event.request_parameters)
    response = _decoded(event.response_elements) if call.action in CONDITION_KEYS else None
    sent = sent_tags(call, parameters, response)
    return RecordedRequest(
        cloud=Cloud.AWS,
        at=event.event_time,
        operation=call.action,
        where=where,
        id=event.event_id,
        principal=principal,
        session=session,
        account=identity.account_id or event.recipient_account_id or "",
        region=event.aws_region,
        tags=sent.tags,
        tags_by_resource=sent.by_resource,
        resources=resources_of(parameters),
        resource_type=call.resource_type,
        values=condition_values(call.action, parameters, response),
        parts=part_values(call.action, parameters),
    )


def _principal(identity: UserIdentity) -> tuple[str, str]:
    """The ARN that IAM compares, and the session's name: of a session the role's, with its path where that is told."""
    arn = identity.arn or ""
    session = _SESSION.fullmatch(arn)
    if session is None:
        return arn, ""
    partition, account, role, name = session.groups()
    issuer = identity.session_context.session_issuer if identity.session_context is not None else None
    if issuer is not None and issuer.arn:
        return issuer.arn, name
    return f"arn:{partition}:iam::{account}:role/{role}", name


def _decoded(raw: msgspec.Raw) -> object:
    return _JSON.decode(raw) if _is_there(raw) else None


def _is_there(raw: msgspec.Raw) -> bool:
    return bool(raw) and bytes(raw) != b"null"
