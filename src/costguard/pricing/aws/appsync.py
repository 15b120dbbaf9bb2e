"""AppSync: by query, update and connected minute, caches by the hour."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "appsync"
_MILLION: Final = 1_000_000


def cache(cache: Subject) -> Iterator[Line]:
    """A cache, by its size."""
    size = cache.text("type")
    yield hourly(f"Cache ({size})", Rate(_TABLE, f"cache/{size.lower()}"))


_queries = use_cost(
    "Query and data modification operations", "1M requests", "monthly_requests", Rate(_TABLE, "queries"), _MILLION
)
_updates = use_cost("Real-time updates", "1M updates", "monthly_real_time_updates", Rate(_TABLE, "updates"), _MILLION)
_minutes = use_cost("Connection duration", "1M minutes", "monthly_connection_mins", Rate(_TABLE, "minutes"), _MILLION)

MODELS: Final[Models] = {
    "aws_appsync_graphql_api": (_queries, _updates, _minutes),
    "aws_appsync_api_cache": (cache,),
}
