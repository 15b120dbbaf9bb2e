"""Dates as Azure Policy writes them, `2026-03-31T00:00:00.0000000Z`: read, written and moved by days."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from costguard.prove.azure.policy_values import EvaluationFailure, Json

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?", re.ASCII | re.IGNORECASE)


def date_of(text: str) -> datetime | None:
    """The moment that a text spells in ISO 8601, in UTC where it names no zone; None where it spells none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def date_text(moment: datetime) -> str:
    """The moment as `utcNow()` gives it: UTC, seven digits of a second."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "0Z"


def add_days(moment: Json, days: Json) -> Json:
    """The date so many days later. Raises EvaluationFailure where the first is no date or the second no integer."""
    start = date_of(moment) if isinstance(moment, str) else None
    if start is None or not isinstance(days, int) or isinstance(days, bool):
        raise EvaluationFailure("addDays() takes a date in ISO 8601 and a whole number of days")
    try:
        return date_text(start + timedelta(days=days))
    except OverflowError:
        raise EvaluationFailure("addDays() leaves the calendar, which runs from year 1 to 9999") from None
