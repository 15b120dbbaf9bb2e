"""Reads scores over time, and by what names there are any."""

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Select, and_, select, union

from costguard.history.details import score_of
from costguard.history.tables import RUN, SCORE, TALLY
from costguard.model.audit import Facet
from costguard.model.errors import BadUsage
from costguard.model.history import Filters, RunStatus, Tally, TrendPoint
from costguard.policy.spelling import did_you_mean

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


def require_known(connection: "Connection", runs: tuple[int, int], filters: Filters) -> None:
    """Refuse filters by a name that neither run knows: that it was read, that it was asked, or that it has a fault."""
    asked = {
        Facet.CLOUD: filters.clouds,
        Facet.ACCOUNT: filters.accounts,
        Facet.RULE: filters.rules,
        Facet.DIMENSION: filters.dimensions,
    }
    for facet, names in asked.items():
        known = _names_known(connection, runs, facet) if names else ()
        for name in names:
            # A fault may have no account and no dimension
            if name and name not in known:
                hint = did_you_mean(name, known) or "; check its spelling"
                raise BadUsage(f"neither run {runs[0]} nor run {runs[1]} knows the {facet} `{name}`{hint}")


def _names_known(connection: "Connection", runs: tuple[int, int], facet: Facet) -> tuple[str, ...]:
    queries = (
        select(table.c.name).where(table.c.run_id.in_(runs), table.c.facet == facet.value) for table in (SCORE, TALLY)
    )
    return tuple(sorted(connection.execute(union(*queries)).scalars()))


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
