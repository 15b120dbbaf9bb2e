"""Pub/Sub: what is published to topics, and what subscriptions deliver and keep."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "pubsub"


def ingestion(topic: Subject) -> Iterator[Line]:
    """What is published."""
    yield _line(topic, "Message ingestion data", "TiB", "monthly_message_data_tb", "ingestion_tib")


def delivery(subscription: Subject) -> Iterator[Line]:
    """What is delivered, and what is kept of it. Delivery straight into BigQuery or Cloud Storage is dearer."""
    is_export = any(subscription.blocks(name) for name in ("bigquery_config", "cloud_storage_config"))
    item = "export_tib" if is_export else "delivery_tib"
    yield _line(subscription, "Message delivery data", "TiB", "monthly_message_data_tb", item)
    yield _line(subscription, "Retained acknowledged message storage", "GiB", "storage_gb", "retained_gib")
    yield _line(subscription, "Snapshot message backlog storage", "GiB", "snapshot_storage_gb", "snapshot_gib")


def _line(resource: Subject, name: str, unit: str, key: str, item: str) -> Line:
    return by_use(name, unit, resource.usage.number(key), Rate(_TABLE, item, region="global"), key=key)


MODELS: Final[Models] = {"google_pubsub_topic": (ingestion,), "google_pubsub_subscription": (delivery,)}
