"""Asks a history: its runs, what changed between two, how compliance went, one fault's whole life."""

import re
from datetime import datetime, timedelta
from typing import Final

from costguard.history.clock import now, stamp
from costguard.history.database import reading, writing
from costguard.history.difference import diff
from costguard.history.folder import may_only_be_read
from costguard.history.place import Place
from costguard.model.audit import Facet
from costguard.model.errors import BadUsage
from costguard.model.history import LifeStory, RunRow, RunStory, TrendPoint, WaiverRow

_RUN: Final = re.compile(r"[0-9]{1,18}")  # a fingerprint has 32 digits, and may have no letter among them

__all__ = ["diff", "runs", "show", "trend", "waivers"]


def runs(place: Place, limit: int = 30) -> tuple[RunRow, ...]:
    """The runs that began last, the latest first. Raises BadUsage.

    Those that are lost are noted as abandoned, unless the history may only be read.
    """
    from costguard.history.abandoned import abandon_lost, lost_runs
    from costguard.history.run_table import latest

    with reading(place) as connection:
        lost = lost_runs(connection, now())
    if lost and not may_only_be_read(place):
        with writing(place) as connection:
            abandon_lost(connection, now())
    with reading(place) as connection:
        return latest(connection, limit)


def trend(
    place: Place, facet: Facet = Facet.TOTAL, name: str = "", days: int = 90, *, until: datetime | None = None
) -> tuple[TrendPoint, ...]:
    """Scores of one account, owner, rule … at each run that finished in the last `days`, the oldest first.

    () where nothing finished then. Raises BadUsage where runs did, and none has a score of that name.
    """
    from costguard.history.scores import names_scored, points

    end = until or now()
    since = stamp(end - timedelta(days=days))
    with reading(place) as connection:
        found = points(connection, facet, name, since, stamp(end))
        if not found and (known := names_scored(connection, facet, since, stamp(end))):
            raise BadUsage(_no_such_score(facet, name, days, known))
    return found


def show(place: Place, what: str | int) -> RunStory | tuple[LifeStory, ...]:
    """A run by its number, or the lives of faults by an address or a fingerprint. Raises BadUsage.

    A fingerprint may be cut to its first 8 digits or more. One without a letter is a run's number where there is such a
    run.
    """
    from costguard.history.life_story import is_fingerprint, life_stories

    if isinstance(what, int) or _RUN.fullmatch(what):
        story = _run_story(place, int(what))
        if story is not None:
            return story
        if isinstance(what, int) or not is_fingerprint(what):
            raise BadUsage(f"the history at {place} has no run {what}; `costguard history runs` lists them")
    return life_stories(place, what)


def waivers(place: Place, run: int | None = None) -> tuple[WaiverRow, ...]:
    """The waivers that a run knew (the last finished one, where none is given), by their ends. Raises BadUsage."""
    from costguard.history.details import waivers_of
    from costguard.history.run_table import done_run

    with reading(place) as connection:
        return waivers_of(connection, done_run(connection, place, run).id)


def _run_story(place: Place, run: int) -> RunStory | None:
    from costguard.history.details import story_of
    from costguard.history.run_table import run_of

    with reading(place) as connection:
        found = run_of(connection, run)
        return None if found is None else story_of(connection, found)


def _no_such_score(facet: Facet, name: str, days: int, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1) or known[:1]
    return f"no audit of the last {days} days has a score of the {facet} `{name}`; did you mean `{close[0]}`?"
