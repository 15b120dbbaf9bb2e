"""Times as a history writes them: ISO 8601 in UTC, to the microsecond, so that their texts sort as they do."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """The moment as it is written: `2026-11-23T01:57:00.000000Z`. A time without a zone is one of UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    """The moment that was written. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
