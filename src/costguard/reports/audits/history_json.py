"""The answers of a history for programs: versioned, members as `model.history` names them, money as decimal strings."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from costguard.model.history import Diff, Fate, Life, LifeStory, RunRow, RunStory, TrendPoint
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


class _Trend(msgspec.Struct, frozen=True):
    schema: str
    tool: Tool
    points: tuple[TrendPoint, ...]


class _Run(msgspec.Struct, frozen=True):
    schema: str
    tool: Tool
    story: RunStory


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
    return as_json(_Trend(TREND_SCHEMA, TOOL, tuple(points)), one_a_line="points")


def show_json(found: RunStory | tuple[LifeStory, ...]) -> str:
    """JSON of the schema `costguard/history-run/v1` of a run, or `costguard/history-lives/v1` of faults."""
    if isinstance(found, RunStory):
        return as_json(_Run(RUN_SCHEMA, TOOL, found))
    return as_json(_Lives(LIVES_SCHEMA, TOOL, found), one_a_line="lives")
