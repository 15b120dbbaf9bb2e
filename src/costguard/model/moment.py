"""Moments as costguard holds and prints them: in UTC, whatever zone somebody told them in."""

from datetime import UTC, datetime, timedelta
from typing import Final

CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far two clocks may differ before a time is taken to lie in the future."""

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; the first or last of all where the calendar (years 1 to 9999) does not reach it."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _FIRST if moment.year == 1 else _LAST


def utc_text(moment: datetime) -> str:
    """`2026-11-23 10:00 UTC`."""
    return f"{minute_text(moment)} UTC"


def minute_text(moment: datetime) -> str:
    """`2026-11-23 10:00`, in UTC, for columns that say so or need not."""
    return f"{in_utc(moment):%Y-%m-%d %H:%M}"
