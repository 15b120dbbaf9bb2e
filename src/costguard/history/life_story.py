"""Tells the whole life of a fault from the lives that each run has left."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from costguard.history.database import reading
from costguard.history.duck import duck
from costguard.history.lives import life_of
from costguard.history.place import Place
from costguard.history.run_table import done
from costguard.model.errors import BadUsage
from costguard.model.history import Life, LifeStep, LifeStory, RunRow
from costguard.tables.duck import glob_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{8,32}")
_DIGITS: Final = 32
_SHOWN: Final = 3


def is_fingerprint(what: str) -> bool:
    """Whether this may be a fingerprint, or the beginning of one that is long enough to look for."""
    return _FINGERPRINT.fullmatch(what) is not None


def life_stories(place: Place, what: str) -> tuple[LifeStory, ...]:
    """The faults of an address, by rule and key, or the one of a fingerprint or of its beginning.

    Raises BadUsage where none was ever found, and where several fingerprints begin so.
    """
    with reading(place) as connection:
        runs = done(connection)
    kept = {path: run for run in runs if run.lives_file and (path := place.files / run.lives_file).is_file()}
    with duck() as con:
        prints = _fingerprints(con, kept, what)
        stories = [_story(lives) for each in prints if (lives := _lives(con, kept, each))]
    if not stories:
        raise BadUsage(f"no run of the history at {place} has found a fault of `{what}`; check its spelling")
    return tuple(sorted(stories, key=lambda story: (story.life.address, story.life.rule, story.life.key)))


def _fingerprints(con: "DuckDBPyConnection", kept: dict[Path, RunRow], what: str) -> tuple[str, ...]:
    if is_fingerprint(what) and len(what) == _DIGITS:
        return (what,)
    found = _of_address(con, reversed(kept), what)
    return found if found or not is_fingerprint(what) else _of_beginning(con, kept, what)


def _of_beginning(con: "DuckDBPyConnection", paths: Iterable[Path], beginning: str) -> tuple[str, ...]:
    """The one that begins so, of all runs. Files are sorted by fingerprint, and a range skips most of each."""
    query = "SELECT DISTINCT fingerprint FROM read_parquet($lives) WHERE fingerprint BETWEEN $first AND $last"
    ends = {"first": beginning.ljust(_DIGITS, "0"), "last": beginning.ljust(_DIGITS, "f")}
    asked = (con.execute(query, {"lives": glob_of(path), **ends}).fetchall() for path in paths)
    found = sorted({fingerprint for rows in asked for (fingerprint,) in rows})
    if len(found) > 1:
        shown = ", ".join(found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
        raise BadUsage(f"{len(found):,} fingerprints begin with `{beginning}` ({shown}); give more digits")
    return tuple(found)


def _of_address(con: "DuckDBPyConnection", paths: Iterable[Path], address: str) -> tuple[str, ...]:
    """The faults of an address, from the last run that knows of any."""
    query = "SELECT fingerprint FROM read_parquet($lives) WHERE address = $address"
    for path in paths:
        rows = con.execute(query, {"lives": glob_of(path), "address": address}).fetchall()
        if rows:
            return tuple(row[0] for row in rows)
    return ()


def _lives(con: "DuckDBPyConnection", kept: dict[Path, RunRow], fingerprint: str) -> list[tuple[RunRow, Life]]:
    """A fault in each file, the oldest run first. Files are sorted by fingerprint: little of each is read."""
    columns = ", ".join(f'"{name}"' for name in Life.__struct_fields__)
    query = f"SELECT {columns} FROM read_parquet($lives) WHERE fingerprint = $fingerprint"  # noqa: S608  (constants)
    return [
        (run, life_of(row))
        for path, run in kept.items()
        for row in con.execute(query, {"lives": glob_of(path), "fingerprint": fingerprint}).fetchall()
    ]


def _story(lives: list[tuple[RunRow, Life]]) -> LifeStory:
    steps = [
        LifeStep(run.id, run.finished or run.started, life.status, life.code, life.state, life.level)
        for run, life in lives
    ]
    changed = [
        step
        for before, step in zip([None, *steps], steps, strict=False)
        if before is None or _essence(before) != _essence(step)
    ]
    return LifeStory(lives[-1][1], tuple(changed))


def _essence(step: LifeStep) -> tuple[str, ...]:
    return (step.status, step.code, step.state, step.level)
