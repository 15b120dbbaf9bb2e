"""Clients of Google's SDK, for Google itself and for a local server that stands for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from costguard.model.errors import BadUsage
from costguard.sources.gcp.options import GcpOptions
from costguard.sources.gcp.problems import SIGN_IN, is_about_credentials

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

Client = TypeVar("Client")

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class Connection(msgspec.Struct, frozen=True):
    """What every client of a collection shares. `endpoint` is a local server, None for Google itself.

    Clients are opened for a while and closed; credentials stay, so that a token is fetched once for all of them.
    """

    credentials: "Credentials"
    endpoint: str | None = None


def connect(options: GcpOptions) -> Connection:
    """Find the SDK and the credentials. BadUsage where one of them is missing."""
    try:
        import google.cloud.asset_v1
        import google.cloud.resourcemanager_v3  # noqa: F401  (both are needed later on)
    except ImportError:
        raise BadUsage("reading Google Cloud needs its SDK: pip install 'costguard-engine[gcp]'") from None
    if options.endpoint is not None:
        from google.auth.credentials import AnonymousCredentials

        anonymous: Callable[[], Credentials] = AnonymousCredentials
        return Connection(anonymous(), options.endpoint)
    return Connection(_default_credentials(options.quota_project))


@contextmanager
def opened(client_class: type[Client], connection: Connection) -> Iterator[Client]:
    """A client of one of Google's services (`AssetServiceClient`), closed at the end."""
    client: Any = client_class
    if connection.endpoint is None:
        with client(credentials=connection.credentials) as made:
            yield made
    else:
        with client(transport=_local_transport(client, connection)) as made:
            yield made


def _default_credentials(quota_project: str | None) -> "Credentials":
    import google.auth
    from google.auth.exceptions import GoogleAuthError

    try:
        credentials, _ = google.auth.default(scopes=[_SCOPE], quota_project_id=quota_project)
    except GoogleAuthError as error:
        if not is_about_credentials(error):
            raise BadUsage("Google's sign-in service does not answer; try again when the network is there") from None
        raise BadUsage(SIGN_IN) from None
    return credentials


def _local_transport(client: Any, connection: Connection) -> Any:  # noqa: ANN401  (each service has its own classes)
    """A transport without TLS: an endpoint given to the client itself would be spoken to over TLS only."""
    scheme, _, host = (connection.endpoint or "").partition("://")
    host = host.rstrip("/")
    if scheme == "http":
        return client.get_transport_class("rest")(host=host, url_scheme="http", credentials=connection.credentials)
    import grpc

    # Whole resources by the hundred pass gRPC's usual 4 MiB a message; Google's own channels have no limit either.
    channel = grpc.insecure_channel(host, options=[("grpc.max_receive_message_length", -1)])
    return client.get_transport_class("grpc")(channel=channel)
