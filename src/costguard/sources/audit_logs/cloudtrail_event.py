"""The fields of a CloudTrail event that matter here; what only a creation needs stays undecoded until then.

Names are CloudTrail's ("CloudTrail record contents", AWS CloudTrail User Guide, 2026-09).
"""

from typing import Final

import msgspec

ABSENT: Final = msgspec.Raw()


class CloudTrailEvent(msgspec.Struct, rename="camel"):
    """One event, as CloudTrail writes it."""

    event_source: str | None = None
    event_name: str = ""
    event_time: str = ""
    event_id: str = msgspec.field(default="", name="eventID")
    event_type: str = ""
    aws_region: str = ""
    error_code: str | None = None
    read_only: bool | str | None = None
    recipient_account_id: str | None = None
    user_identity: msgspec.Raw = ABSENT
    request_parameters: msgspec.Raw = ABSENT
    response_elements: msgspec.Raw = ABSENT


class Issuer(msgspec.Struct, rename="camel"):
    """Whose credentials a session has: the role, with its path."""

    type: str | None = None
    arn: str | None = None
    account_id: str | None = None


class SessionContext(msgspec.Struct, rename="camel"):
    """Where a session comes from."""

    session_issuer: Issuer | None = None


class UserIdentity(msgspec.Struct, rename="camel"):
    """Who sent the request."""

    type: str | None = None
    arn: str | None = None
    account_id: str | None = None
    session_context: SessionContext | None = None
