"""Who reads Azure: the identity that is signed in here, and one token of it for all clients."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, TokenCredential

_RENEW_BEFORE_S: Final = 300
"""A token that ends sooner is renewed: azure-core asks for another one then (azure-core 1.41)."""


class SharedTokens:
    """A credential whose tokens serve every thread and client until shortly before they expire.

    Some credentials keep no token (the Azure CLI's starts a process each time), and each scope opens its own client.
    """

    def __init__(self, credential: "TokenCredential", now: Callable[[], float] = time.time) -> None:
        self._credential = credential
        self._now = now
        self._tokens: dict[tuple[Any, ...], AccessToken] = {}
        self._lock = threading.Lock()

    def get_token(self, *scopes: str, **options: Any) -> "AccessToken":  # noqa: ANN401  (the SDK's own signature)
        """A token for these scopes. One that Azure asks for with new claims is always fetched anew."""
        key = (scopes, options.get("tenant_id"))
        with self._lock:
            token = None if options.get("claims") else self._tokens.get(key)
            if token is None or token.expires_on - self._now() < _RENEW_BEFORE_S:
                token = self._credential.get_token(*scopes, **options)
                self._tokens[key] = token
            return token


class NoCredential:
    """Stands where no token may be sent: to a local server in plain text."""

    def get_token(self, *_scopes: str, **_options: Any) -> "AccessToken":  # noqa: ANN401  (the SDK's own signature)
        """Refuses."""
        raise BadUsage("Azure is spoken to with credentials over https only; give an https endpoint")


def signed_in(authority: str | None) -> "TokenCredential":
    """Whoever is signed in here (environment, workload or managed identity, developer tools), without a dialogue.

    `authority` is the sign-in host of another Azure cloud; AZURE_AUTHORITY_HOST tells it otherwise.
    """
    from azure.identity import DefaultAzureCredential

    if authority is None:
        return DefaultAzureCredential(exclude_interactive_browser_credential=True)
    return DefaultAzureCredential(exclude_interactive_browser_credential=True, authority=authority)
