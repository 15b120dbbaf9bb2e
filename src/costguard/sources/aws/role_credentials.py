"""Credentials of an assumed role outlive their hour: renewed before it ends, and when AWS says that it has ended."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Protocol

from costguard.sources.aws.failures import EXPIRED_CODES

_RENEWALS_A_CALL = 2


class SigningSession(Protocol):
    """What we use of an SDK session to say how its clients sign."""

    def register_component(self, name: str, component: object) -> None:
        """Replace a part of the session."""

    def register(self, event_name: str, handler: Callable[..., object], unique_id: str | None = None) -> None:
        """Have a handler hear of an event of every client."""


class RoleCredentials:
    """Keeps the credentials of one role fresh. `assume` answers with the `Credentials` of sts:AssumeRole.

    It is asked at once, so that a role which may not be assumed says so here and not at the first page.
    """

    METHOD = "costguard-assume-role"
    CANONICAL_NAME = "custom-costguard-assume-role"

    def __init__(self, assume: Callable[[], Mapping[str, Any]]) -> None:
        self._assume = assume
        self._is_over = False
        first = self._fetch()
        self._credentials: object = import_module("botocore.credentials").RefreshableCredentials(
            access_key=first["access_key"],
            secret_key=first["secret_key"],
            token=first["token"],
            expiry_time=datetime.fromisoformat(first["expiry_time"]),
            refresh_using=self._fetch,
            method=self.METHOD,
            time_fetcher=self._now,
        )

    def serve(self, session: SigningSession) -> None:
        """Have every client of a botocore session sign with these credentials, and renew them when they are over."""
        resolver = import_module("botocore.credentials").CredentialResolver([self])
        session.register_component("credential_provider", resolver)
        session.register("needs-retry", self.renew_if_expired, unique_id=self.METHOD)

    def load(self) -> object:
        """The credentials, as botocore asks a provider for them."""
        return self._credentials

    def renew_if_expired(
        self, response: tuple[object, Mapping[str, Any]] | None = None, attempts: int = 1, **_: object
    ) -> int | None:
        """Answer the SDK's question whether a call is to be made again: at once and signed anew if its token is over.

        The SDK repeats the very call, so that no page is lost or told twice. None leaves other failures to its own
        rules. AWS's clock decides, not ours: a session may be revoked, and clocks differ.
        """
        if response is None or attempts > _RENEWALS_A_CALL:
            return None
        code = response[1].get("Error", {}).get("Code", "")
        if code not in EXPIRED_CODES:
            return None
        self._is_over = True
        return 0

    def _now(self) -> datetime:
        return datetime.max.replace(tzinfo=UTC) if self._is_over else datetime.now(UTC)

    def _fetch(self) -> dict[str, str]:
        credentials = self._assume()
        self._is_over = False
        return {
            "access_key": credentials["AccessKeyId"],
            "secret_key": credentials["SecretAccessKey"],
            "token": credentials["SessionToken"],
            "expiry_time": credentials["Expiration"].isoformat(),
        }
