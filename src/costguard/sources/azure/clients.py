"""Opens the SDK's clients: at which address, as whom, and with nothing retried or logged behind our back."""

import logging
import os
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from costguard.model.errors import BadUsage
from costguard.sources.azure.credentials import NoCredential, SharedTokens, signed_in

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.mgmt.resource.resources import ResourceManagementClient
    from azure.mgmt.resourcegraph import ResourceGraphClient

ENDPOINT_VARIABLE: Final = "AZURE_RESOURCE_MANAGER_ENDPOINT"

_PUBLIC_AZURE: Final = "https://management.azure.com"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_CONNECT_TIMEOUT_S: Final = 30
_READ_TIMEOUT_S: Final = 120
_NEEDS_SDK: Final = "reading Azure needs its SDK: pip install 'costguard-engine[azure]'"


class _AzureCloud(msgspec.Struct, frozen=True):
    """What tokens are asked for, and of whom (azure-mgmt-core 1.6, azure-identity 1.27)."""

    token_scope: str
    authority: str | None = None


_CLOUDS: Final = {
    "management.azure.com": _AzureCloud("https://management.azure.com/.default"),
    "management.usgovcloudapi.net": _AzureCloud(
        "https://management.core.usgovcloudapi.net/.default", "login.microsoftonline.us"
    ),
    "management.chinacloudapi.cn": _AzureCloud(
        "https://management.chinacloudapi.cn/.default", "login.chinacloudapi.cn"
    ),
}


class Session(msgspec.Struct, frozen=True):
    """Where Azure is and who asks. `is_plain` is a local server that gets no token."""

    endpoint: str
    credential: Any
    token_scope: str
    is_plain: bool = False


def open_session(endpoint: str | None, credential: "TokenCredential | None") -> Session:
    """Azure at this endpoint, or at the environment's, as this credential, or as who is signed in.

    Raises BadUsage where the SDK is not installed or the endpoint is no address that credentials may be sent to.
    """
    address = (endpoint or os.environ.get(ENDPOINT_VARIABLE) or _PUBLIC_AZURE).rstrip("/")
    host, is_plain = _checked(address)
    _require_sdk()
    _keep_quiet()
    cloud = _CLOUDS.get(host, _AzureCloud(f"{address}/.default"))
    if is_plain:
        return Session(address, NoCredential(), cloud.token_scope, is_plain=True)
    authority = None if os.environ.get("AZURE_AUTHORITY_HOST") else cloud.authority
    return Session(address, SharedTokens(credential or signed_in(authority)), cloud.token_scope)


def graph_client(session: Session) -> "ResourceGraphClient":
    """A client of Azure Resource Graph; whoever opens it closes it."""
    from azure.mgmt.resourcegraph import ResourceGraphClient

    return ResourceGraphClient(session.credential, base_url=session.endpoint, **_settings(session))


def resource_client(session: Session, subscription: str) -> "ResourceManagementClient":
    """A client of Resource Manager for one subscription; whoever opens it closes it."""
    from azure.mgmt.resource.resources import ResourceManagementClient

    return ResourceManagementClient(session.credential, subscription, base_url=session.endpoint, **_settings(session))


def _settings(session: Session) -> dict[str, Any]:
    from azure.core.pipeline.policies import SansIOHTTPPolicy

    settings: dict[str, Any] = {
        "credential_scopes": [session.token_scope],
        # Who reads a scope retries it, from the last page on and within one limit for all threads.
        "retry_total": 0,
        "logging_enable": False,
        "connection_timeout": _CONNECT_TIMEOUT_S,
        "read_timeout": _READ_TIMEOUT_S,
    }
    if session.is_plain:
        # The SDK sends no token over plain http, and raises; a local server is asked without one, past any proxy.
        settings |= {"authentication_policy": SansIOHTTPPolicy(), "use_env_settings": False}
    return settings


def _checked(address: str) -> tuple[str, bool]:
    """The host, and whether it is spoken to in plain text."""
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    if parts.scheme == "https" and host:
        return host, False
    if parts.scheme == "http" and host in _LOOPBACK:
        return host, True
    raise BadUsage(
        f"`{_without_login(address)}` is no address of Azure; give https://HOST, as https://management.azure.com"
        f" (plain http goes to 127.0.0.1 and localhost only)"
    )


def _without_login(address: str) -> str:
    """An address may hold a password, which is not to be printed."""
    scheme, separator, rest = address.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}" if separator else rest or address.rpartition("@")[2]


def _require_sdk() -> None:
    try:
        import azure.identity
        import azure.mgmt.resource.resources
        import azure.mgmt.resourcegraph  # noqa: F401  (here only whether they are there is asked)
    except ImportError as error:
        raise BadUsage(_NEEDS_SDK) from error


def _keep_quiet() -> None:
    """Without a handler of their own, Python prints the SDK's warnings to the terminal; our errors say what matters."""
    for name in ("azure", "msal"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
