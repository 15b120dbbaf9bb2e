"""The answers of a history for programs: versioned, members as `model.history` names them, money as decimal strings."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

import msgspec

from costguard.model.audit import Facet, Score
from costguard.model.history import Diff, Fate, Life, LifeStory, RunRow, RunStory, Tally, TrendPoint, WaiverRow
from costguard.model.inventory import ScopeRead
from costguard.reports.audits.figures import is_cost_known
from costguard.reports.guardrails.data import TOOL, Tool, as_json

RUNS_SCHEMA: Final = "costguard/history-runs/v1"
DIFF_SCHEMA: Final = "costguard/history-diff/v1"
TREND_SCHEMA: Final = "costguard/history-trend/v1"
RUN_SCHEMA: Final = "costguard/history-run/v1"
LIVES_SCHEMA: Final = "costguard/history-lives/v1"


class _Runs(msgspec.Struct, frozen=True):
    schema: str
    tool: Tool
    runs: tuple[RunRow, ...]


class _Diff(msgspec.Struct, frozen=True):
    schema: str
    tool: Tool
    older: RunRow
    newer: RunRow
    counts: Mapping[Fate, int]
    left_out: int
    lives: tuple[Life, ...]


class _Score(msgspec.Struct, frozen=True):
    """A score whose costs are None where none is known."""

    facet: Facet
    name: str
    resources: int
    compliant: int
    undecided: int
    waived: int
    priced: int
    monthly_cost: Decimal | None
    compliant_cost: Decimal | None


class _Point(msgspec.Struct, frozen=True):
    run: int
    finished: str
    score: _Score
    tally: Tally | None


class _Trend(msgspec.Struct, frozen=True):
    schema: str
    tool: Tool
    points: tuple[_Point, ...]


class _Story(msgspec.Struct, frozen=True):
    run: RunRow
    rules: tuple[str, ...]
    coverage: tuple[ScopeRead, ...]
    scores: tuple[_Score, ...]
    tallies: tuple[Tally, ...]
    waivers: tuple[WaiverRow, ...]


class _Run(msgspec.Struct, frozen=True):
    schema: str
    tool: Tool
    story: _Story


class _Lives(msgspec.Struct, frozen=True):
    schema: str
    tool: Tool
    lives: tuple[LifeStory, ...]


def runs_json(runs: Iterable[RunRow]) -> str:
    """JSON of the schema `costguard/history-runs/v1`: the runs as they come, one a line."""
    return as_json(_Runs(RUNS_SCHEMA, TOOL, tuple(runs)), one_a_line="runs")


def diff_json(diff: Diff) -> str:
    """JSON of the schema `costguard/history-diff/v1`: both runs, the counts, and the lives, one a line."""
    document = _Diff(DIFF_SCHEMA, TOOL, diff.older, diff.newer, diff.counts, diff.left_out, diff.lives)
    return as_json(document, one_a_line="lives")


def trend_json(points: Iterable[TrendPoint]) -> str:
    """JSON of the schema `costguard/history-trend/v1`: the points as they come, one a line."""
    return as_json(_Trend(TREND_SCHEMA, TOOL, tuple(map(_point, points))), one_a_line="points")


def show_json(found: RunStory | tuple[LifeStory, ...]) -> str:
    """JSON of the schema `costguard/history-run/v1` of a run, or `costguard/history-lives/v1` of faults."""
    if isinstance(found, RunStory):
        return as_json(_Run(RUN_SCHEMA, TOOL, _story(found)))
    return as_json(_Lives(LIVES_SCHEMA, TOOL, found), one_a_line="lives")


def _point(point: TrendPoint) -> _Point:
    return _Point(point.run, point.finished, _score(point.score), point.tally)


def _story(story: RunStory) -> _Story:
    scores = tuple(map(_score, story.scores))
    return _Story(story.run, story.rules, story.coverage, scores, story.tallies, story.waivers)


def _score(score: Score) -> _Score:
    is_known = is_cost_known(score)
    return _Score(
        facet=score.facet,
        name=score.name,
        resources=score.resources,
        compliant=score.compliant,
        undecided=score.undecided,
        waived=score.waived,
        priced=score.priced,
        monthly_cost=score.monthly_cost if is_known else None,
        compliant_cost=score.compliant_cost if is_known else None,
    )
