"""What a history tells: runs, the lives of faults, scores over time."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from costguard.model.audit import Facet, Score
from costguard.model.inventory import ScopeRead


class RunStart(msgspec.Struct, frozen=True):
    """What is known of an audit before it begins. `rules` are the ids of the rules that report in audits.

    `started` is ISO 8601 in UTC; "" is now.
    """

    tool_version: str
    policy_digest: str
    rules: tuple[str, ...]
    input_kind: str = ""
    input_path: str = ""
    started: str = ""


class RunStatus(StrEnum):
    """How an audit stands. `ABANDONED` ones began and were heard of no more."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ABANDONED = "abandoned"


class RunRow(msgspec.Struct, frozen=True):
    """One audit. Counts are None until it is done. Times are ISO 8601 in UTC.

    `base_run` is the one whose faults it was compared with, and `sequence` its place among those done: audits that
    overlap are ordered by their ends.
    """

    id: int
    started: str
    finished: str | None
    status: RunStatus
    tool_version: str
    policy_digest: str
    input_kind: str
    input_path: str
    input_digest: str
    outcome: str | None = None
    sequence: int | None = None
    resources: int | None = None
    evaluated: int | None = None
    compliant: int | None = None
    violations: int | None = None
    undecided: int | None = None
    waived: int | None = None
    base_run: int | None = None
    new: int | None = None
    reopened: int | None = None
    persisting: int | None = None
    resolved: int | None = None
    unseen: int | None = None
    findings_file: str | None = None
    lives_file: str | None = None
    reason: str = ""


class Fate(StrEnum):
    """What became of a fault in a run. `UNSEEN` ones are open, but their scope was not read.

    `ELSEWHERE` ones are open in a cloud that the run did not set out to read: they stay as they were, and no run of
    another cloud counts them.
    """

    NEW = "new"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    UNSEEN = "unseen"
    PERSISTING = "persisting"
    ELSEWHERE = "elsewhere"


class Life(msgspec.Struct, frozen=True):
    """A fault from when it was first found. `status` is its fate in the run that tells it (`resolved` stays so).

    A finding of another run with the same `fingerprint` is the same fault. `last_run` is the last that found it.
    """

    fingerprint: str
    address: str
    rule: str
    key: str
    dimension: str
    code: str
    state: str
    level: str
    type: str
    cloud: str
    account: str
    region: str | None
    collected_by: str
    first_run: int
    first_seen: str
    last_run: int
    last_seen: str
    resolved_run: int | None
    resolved_at: str | None
    resolved_because: str | None
    reopened: int
    status: Fate


class Tally(msgspec.Struct, frozen=True):
    """What became of the faults of one cloud, account, rule or dimension in a run.

    `open` are violations that are neither excused nor resolved, the unseen ones with them; the others count all faults.
    """

    facet: Facet
    name: str
    open: int = 0
    new: int = 0
    reopened: int = 0
    persisting: int = 0
    resolved: int = 0
    unseen: int = 0


class WaiverRow(msgspec.Struct, frozen=True):
    """A waiver as a run knew it. `findings` is how many it excused."""

    rule: str
    ticket: str
    approved_by: str
    expires: str
    reason: str
    findings: int


class RunStory(msgspec.Struct, frozen=True):
    """All that is kept of one audit, besides its findings."""

    run: RunRow
    rules: tuple[str, ...]
    coverage: tuple[ScopeRead, ...]
    scores: tuple[Score, ...]
    tallies: tuple[Tally, ...]
    waivers: tuple[WaiverRow, ...]


class LifeStep(msgspec.Struct, frozen=True):
    """How a fault stood at the end of one run."""

    run: int
    finished: str
    status: Fate
    code: str
    state: str
    level: str


class LifeStory(msgspec.Struct, frozen=True):
    """A fault's life as the last run that knows of it tells it, and its steps where it changed, the oldest first."""

    life: Life
    steps: tuple[LifeStep, ...]


class TrendPoint(msgspec.Struct, frozen=True):
    """Compliance at one run. `tally` is None where faults are not counted by this facet (owners)."""

    run: int
    finished: str
    score: Score
    tally: Tally | None


class Filters(msgspec.Struct, frozen=True):
    """Which faults are told of: in each field any of its values, () is all. The counts are of these alone."""

    fates: tuple[Fate, ...] = (Fate.NEW, Fate.REOPENED, Fate.RESOLVED, Fate.UNSEEN)
    clouds: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


class Diff(msgspec.Struct, frozen=True):
    """What became of faults from one run to another. `counts` tells all; `lives` those of the filters' fates.

    `lives` are sorted by fate, address, rule and key, as the newer run tells them, with their fate since the older as
    `status`; `left_out` is how many more there are than the limit.
    """

    older: RunRow
    newer: RunRow
    counts: Mapping[Fate, int]
    lives: tuple[Life, ...]
    left_out: int
