"""Removes old files of a history; what is small (runs, scores, coverage) stays, so that trends do."""

from collections.abc import Iterable

from costguard.history.database import writing
from costguard.history.files import PART, findings_name, lives_name
from costguard.history.place import Place
from costguard.model.errors import BadUsage
from costguard.model.history import RunStatus


def prune(place: Place, keep_runs: int) -> tuple[str, ...]:
    """Remove the Parquet files of all but the last `keep_runs` finished runs, and of runs that never finished.

    At least one is kept: the next audit builds on it. The names of what was removed, sorted. Raises BadUsage.
    """
    if keep_runs < 1:
        raise BadUsage(f"{keep_runs} runs cannot be kept; keep at least 1, for the next audit is compared with it")
    from sqlalchemy import select, update

    from costguard.history.run_table import done
    from costguard.history.tables import RUN

    over = (RunStatus.DONE.value, RunStatus.FAILED.value, RunStatus.ABANDONED.value)
    with writing(place) as connection:
        old = [run.id for run in done(connection)[:-keep_runs]]
        connection.execute(update(RUN).where(RUN.c.id.in_(old)).values(findings_file=None, lives_file=None))
    # Only now, when no run refers to them any more; with them goes what an earlier pruning or run left behind.
    with writing(place) as connection:
        query = select(RUN.c.id).where(RUN.c.status.in_(over), RUN.c.lives_file.is_(None))
        return _remove(place, connection.execute(query).scalars())


def _remove(place: Place, runs: Iterable[int]) -> tuple[str, ...]:
    names = {name for run in runs for name in (findings_name(run), lives_name(run))}
    names |= {name + PART for name in names}
    found = sorted(name for name in names if (place.files / name).is_file())
    for name in found:
        (place.files / name).unlink()
    return tuple(found)
