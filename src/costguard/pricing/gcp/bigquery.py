"""BigQuery: queries on demand, storage, streaming, and reserved slots."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.gcp._words import short
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "bigquery"
_DEFAULT_PLACE: Final = "US"  # https://cloud.google.com/bigquery/docs/locations (2025)
_TABLE_LINES: Final = (
    ("Active storage", "GB", "monthly_active_storage_gb", "active_gb"),
    ("Long-term storage", "GB", "monthly_long_term_storage_gb", "long_term_gb"),
    ("Streaming inserts", "MB", "monthly_streaming_inserts_mb", "insert_mb"),
    ("Storage write API", "GB", "monthly_storage_write_api_gb", "write_api_gb"),
    ("Storage read API", "TB", "monthly_storage_read_api_tb", "read_api_tb"),
)


def queries(dataset: Subject) -> Iterator[Line]:
    """What queries on demand read."""
    key = "monthly_queries_tb"
    rate = Rate(_TABLE, "query_tb", region=_place(dataset))
    yield by_use("Queries (on-demand)", "TB", dataset.usage.number(key), rate, key=key)


def table(table: Subject) -> Iterator[Line]:
    """What a table stores, takes in and hands out; it lies where its dataset does."""
    datasets = table.linked("dataset_id", "google_bigquery_dataset")
    place = _place(datasets[0]) if datasets else _DEFAULT_PLACE.lower()
    told = "" if datasets else "in the multi-region US, as its dataset is not in the plan"
    for name, unit, key, item in _TABLE_LINES:
        rate = Rate(_TABLE, item, region=place)
        yield by_use(name, unit, table.usage.number(key), rate, key=key, assumption=told)


def slots(reservation: Subject) -> Iterator[Line]:
    """The slots of a reservation, which an autoscaler may raise."""
    edition = reservation.text("edition", "ENTERPRISE").lower()  # the API's default
    rate = Rate(_TABLE, f"slot/{edition}", region=_place(reservation))
    base = reservation.number("slot_capacity", 0)
    more = reservation.number("autoscale.max_slots", 0)
    line = monthly(f"Slots ({edition})", "slot-hours", HOURS_PER_MONTH, rate)
    yield line.scaled(base, base, base + more)


def _place(resource: Subject) -> str:
    return short(resource.text("location", _DEFAULT_PLACE))


MODELS: Final[Models] = {
    "google_bigquery_dataset": (queries,),
    "google_bigquery_table": (table,),
    "google_bigquery_reservation": (slots,),
}
