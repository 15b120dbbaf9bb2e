"""SQS: queues by request, first-in-first-out ones at a price of their own."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import in_chunks, used
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "sqs"
# A request counts once for each 64 KB of its payload (https://aws.amazon.com/sqs/pricing/, 2025-01).
_CHUNK_KB: Final = 64


def requests(queue: Subject) -> Iterator[Line]:
    """Every call of the queue's API."""
    key = "monthly_requests"
    size_kb = queue.usage.number_or("request_size_kb", _CHUNK_KB)
    quantity = in_chunks(used(queue, key, 1_000_000), size_kb, _CHUNK_KB)
    item = "fifo" if queue.flag("fifo_queue", default=False) else "standard"
    yield by_use("Requests", "1M requests", quantity, Rate(_TABLE, item), key=key)


MODELS: Final[Models] = {"aws_sqs_queue": (requests,)}
