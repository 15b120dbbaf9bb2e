"""SNS: topics by what is published and delivered, by the kind of subscriber."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.aws._use import in_chunks
from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "sns"
# A published message counts once for each 64 KB (https://aws.amazon.com/sns/pricing/, 2025-01).
_CHUNK_KB: Final = 64
_FREE_REQUESTS: Final = 1_000_000
_KB_PER_GB: Final = 1_000_000
# By the usage file's key: the line, its unit, how many make one, how many of a month are free, and the figure.
_DELIVERIES: Final = (
    ("http_subscriptions", "HTTP/HTTPS notifications (over 100k)", "100k notifications", 100_000, 100_000, "http"),
    ("email_subscriptions", "Email/Email-JSON notifications (over 1k)", "100k notifications", 100_000, 1000, "email"),
    ("kinesis_subscriptions", "Kinesis Firehose notifications", "1M notifications", 1_000_000, 0, "firehose"),
    ("mobile_push_subscriptions", "Mobile Push notifications", "1M notifications", 1_000_000, 0, "push"),
    ("macos_subscriptions", "MacOS notifications", "1M notifications", 1_000_000, 0, "macos"),
    ("sms_subscriptions", "SMS notifications (over 100)", "100 notifications", 100, 100, "sms"),
)


def api_requests(topic: Subject) -> Iterator[Line]:
    """What is published to a standard topic, beyond the free million of a month."""
    if not _is_fifo(topic):
        count = _billed(_requests(topic), _FREE_REQUESTS, 1_000_000)
        rate = Rate(_TABLE, "requests")
        yield by_use("API requests (over 1M)", "1M requests", count, rate, key="monthly_requests")


def deliveries(topic: Subject) -> Iterator[Line]:
    """What a standard topic delivers, to each kind of subscriber."""
    if _is_fifo(topic):
        return
    for key, name, unit, per, free, item in _DELIVERIES:
        count = _billed(_product(topic.usage.number(key), _requests(topic)), free, per)
        yield by_use(name, unit, count, _sms_rate(topic) if item == "sms" else Rate(_TABLE, item), key=key)


def fifo_publishing(topic: Subject) -> Iterator[Line]:
    """What is published to a FIFO topic: by message and by size."""
    if _is_fifo(topic):
        key = "monthly_requests"
        count = topic.usage.number(key)
        millions = None if count is None else count / 1_000_000
        yield by_use("FIFO Publish API requests", "1M requests", millions, Rate(_TABLE, "fifo/requests"), key=key)
        size = Rate(_TABLE, "fifo/payload")
        yield by_use("FIFO Publish API payload", "GB", _payload_gb(topic), size, key="request_size_kb")


def fifo_deliveries(topic: Subject) -> Iterator[Line]:
    """What a FIFO topic delivers to the queues that subscribe to it in the same code."""
    if _is_fifo(topic):
        queues = Decimal(len(topic.users("aws_sns_topic_subscription")))
        count = _product(queues, topic.usage.number("monthly_requests"))
        millions = None if count is None else count / 1_000_000
        rate = Rate(_TABLE, "fifo/notifications")
        yield by_use("FIFO notifications", "1M notifications", millions, rate, key="monthly_requests")
        size_gb = _product(queues, _payload_gb(topic))
        rate = Rate(_TABLE, "fifo/notification_payload")
        yield by_use("FIFO notification payload", "GB", size_gb, rate, key="request_size_kb")


def http_notifications(subscription: Subject) -> Iterator[Line]:
    """What a web address is sent, where the usage file counts it at the subscription and not at the topic."""
    if subscription.text("protocol").lower() in ("http", "https"):
        count = _requests(subscription)
        millions = None if count is None else count / 1_000_000
        rate = Rate(_TABLE, "http/million")
        yield by_use("HTTP notifications", "1M notifications", millions, rate, key="monthly_requests")


def _is_fifo(topic: Subject) -> bool:
    return topic.flag("fifo_topic", default=False)


def _requests(subject: Subject) -> Decimal | None:
    size_kb = subject.usage.number_or("request_size_kb", _CHUNK_KB)
    return in_chunks(subject.usage.number("monthly_requests"), size_kb, _CHUNK_KB)


def _payload_gb(topic: Subject) -> Decimal | None:
    size_gb = topic.usage.number("request_size_kb")
    return _product(topic.usage.number("monthly_requests"), None if size_gb is None else size_gb / _KB_PER_GB)


def _product(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """The product; 0 where one side is 0 whatever the other, None where that is not known."""
    if one is not None and other is not None:
        return one * other
    return Decimal(0) if Decimal(0) in (one, other) else None


def _billed(count: Decimal | None, free: int, per: int) -> Decimal | None:
    return None if count is None else max(count - free, Decimal(0)) / per


def _sms_rate(topic: Subject) -> Rate:
    own_price = topic.usage.number("sms_notification_price")
    return Rate(_TABLE, "sms") if own_price is None else Rate(_TABLE, "sms/own_price", factor=own_price * 100)


MODELS: Final[Models] = {
    "aws_sns_topic": (api_requests, deliveries, fifo_publishing, fifo_deliveries),
    "aws_sns_topic_subscription": (http_notifications,),
}
