"""API Gateway: REST and HTTP APIs by request, WebSocket APIs by message and minute, caches by the hour."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.aws._use import in_chunks, use_line, used
from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "api_gateway"
_MILLION: Final = 1_000_000
# What one request or message is metered by (https://aws.amazon.com/api-gateway/pricing/, 2025-01).
_HTTP_CHUNK_KB: Final = 512
_MESSAGE_CHUNK_KB: Final = 32


def rest_requests(api: Subject) -> Iterator[Line]:
    """Calls of a REST API."""
    rate = Rate(_TABLE, "rest/requests")
    yield use_line(api, "Requests ({tier})", "1M requests", "monthly_requests", rate, _MILLION)


def requests_or_messages(api: Subject) -> Iterator[Line]:
    """Calls of an HTTP API, or messages of a WebSocket API; long ones count more than once."""
    if _is_websocket(api):
        yield _metered(api, "message", "1M messages", _MESSAGE_CHUNK_KB, Rate(_TABLE, "websocket/messages"))
    else:
        yield _metered(api, "request", "1M requests", _HTTP_CHUNK_KB, Rate(_TABLE, "http/requests"))


def connections(api: Subject) -> Iterator[Line]:
    """The time that clients of a WebSocket API stay connected."""
    if _is_websocket(api):
        rate = Rate(_TABLE, "websocket/minutes")
        yield use_line(api, "Connection duration", "1M minutes", "monthly_connection_mins", rate, _MILLION)


def cache(stage: Subject) -> Iterator[Line]:
    """A stage's cache, by its size."""
    if not stage.flag("cache_cluster_enabled", default=False):
        return
    size_gb = stage.number("cache_cluster_size").normalize()
    yield hourly(f"Cache memory ({size_gb:f} GB)", Rate(_TABLE, f"cache/{size_gb:f}"))


def _is_websocket(api: Subject) -> bool:
    return api.text("protocol_type").upper() == "WEBSOCKET"


def _metered(api: Subject, what: str, unit: str, chunk_kb: int, rate: Rate) -> Line:
    key = f"monthly_{what}s"
    size_kb = api.usage.number_or(f"{what}_size_kb", chunk_kb)
    quantity: Decimal | None = in_chunks(used(api, key, _MILLION), size_kb, chunk_kb)
    return by_use(f"{what.capitalize()}s ({{tier}})", unit, quantity, rate, key=key)


MODELS: Final[Models] = {
    "aws_api_gateway_rest_api": (rest_requests,),
    "aws_api_gateway_stage": (cache,),
    "aws_apigatewayv2_api": (requests_or_messages, connections),
}
