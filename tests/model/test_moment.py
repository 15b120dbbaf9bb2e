"""Moments: whatever zone they are told in, they are held and printed in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from costguard.model.moment import in_utc, utc_text

TOKYO = timezone(timedelta(hours=9))
BAKER_ISLAND = timezone(timedelta(hours=-12))


def test_a_moment_is_printed_in_utc_whatever_zone_it_was_told_in():
    assert utc_text(datetime(2026, 11, 23, 8, 5, 59, tzinfo=TOKYO)) == "2026-11-22 23:05 UTC"


def test_a_moment_in_utc_is_the_same_moment():
    told = datetime(2026, 11, 23, 8, 5, tzinfo=TOKYO)

    assert (in_utc(told), in_utc(told).tzinfo) == (told, UTC)


@pytest.mark.parametrize(
    ("told", "held"),
    [
        (datetime(1, 1, 1, tzinfo=TOKYO), datetime(1, 1, 1, tzinfo=UTC)),
        (datetime(9999, 12, 31, 23, 59, tzinfo=BAKER_ISLAND), datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_a_moment_beyond_the_calendar_of_utc_is_held_as_its_first_or_last(told, held):
    assert in_utc(told) == held
