"""Transfer servers: each protocol by the hour, and what is moved."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "transfer"
_DEFAULT_PROTOCOLS: Final = ("SFTP",)  # The provider's documentation.


def protocols(server: Subject) -> Iterator[Line]:
    """Each protocol that is enabled."""
    for protocol in sorted(server.texts("protocols") or _DEFAULT_PROTOCOLS):
        yield hourly(f"{protocol} protocol enabled", Rate(_TABLE, "protocol"))


def data(server: Subject) -> Iterator[Line]:
    """What is downloaded and uploaded."""
    for kind in ("downloaded", "uploaded"):
        key = f"monthly_data_{kind}_gb"
        yield by_use(f"Data {kind}", "GB", server.usage.number(key), Rate(_TABLE, f"{kind}_gb"), key=key)


MODELS: Final[Models] = {"aws_transfer_server": (protocols, data)}
