"""Reads scores over time."""

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Select, and_, select

from costguard.history.details import score_of
from costguard.history.tables import RUN, SCORE, TALLY
from costguard.model.audit import Facet
from costguard.model.history import RunStatus, Tally, TrendPoint

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

_COUNTS = tuple(field for field in Tally.__struct_fields__ if field not in ("facet", "name"))


def points(connection: "Connection", facet: Facet, name: str, since: str, until: str) -> tuple[TrendPoint, ...]:
    """The score of a name at each finished run of a time, the oldest first. There is one total, whatever its name."""
    is_total = facet is Facet.TOTAL
    tally = and_(TALLY.c.run_id == RUN.c.id, TALLY.c.facet == facet.value, TALLY.c.name == ("" if is_total else name))
    query = (
        select(
            RUN.c.id,
            RUN.c.finished,
            *(SCORE.c[column] for column in _score_columns()),
            *(TALLY.c[column].label(f"tally_{column}") for column in _COUNTS),
        )
        .join_from(RUN, SCORE, SCORE.c.run_id == RUN.c.id)
        .outerjoin(TALLY, tally)
        .where(*_of_time(since, until), SCORE.c.facet == facet.value)
        .order_by(RUN.c.sequence)
    )
    if not is_total:
        query = query.where(SCORE.c.name == name)
    return tuple(_point(row) for row in connection.execute(query).mappings())


def names_scored(connection: "Connection", facet: Facet, since: str, until: str) -> tuple[str, ...]:
    """The names of a facet that have a score in a time, sorted."""
    query: Select[Any] = (
        select(SCORE.c.name)
        .distinct()
        .join_from(RUN, SCORE, SCORE.c.run_id == RUN.c.id)
        .where(*_of_time(since, until), SCORE.c.facet == facet.value)
    )
    return tuple(sorted(connection.execute(query).scalars()))


def _of_time(since: str, until: str) -> tuple[Any, ...]:
    return (RUN.c.status == RunStatus.DONE.value, RUN.c.finished >= since, RUN.c.finished <= until)


def _score_columns() -> tuple[str, ...]:
    return tuple(column.name for column in SCORE.c if column.name not in ("run_id", "position"))


def _point(row: "RowMapping") -> TrendPoint:
    score = score_of(dict(row))
    counts = {name: row[f"tally_{name}"] for name in _COUNTS}
    tally = (
        None if counts["open"] is None else msgspec.convert({**counts, "facet": score.facet, "name": score.name}, Tally)
    )
    return TrendPoint(row["id"], row["finished"], score, tally)
