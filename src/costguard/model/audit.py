"""What an audit says: everything that its reports print, and nothing about how it looks."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

import msgspec

from costguard.model.finding import WaiverNote
from costguard.model.inventory import ReadStatus, ScopeRead
from costguard.model.verdict import Input, Outcome, PolicyNote


class Facet(StrEnum):
    """By what compliance is told."""

    TOTAL = "total"
    CLOUD = "cloud"
    ACCOUNT = "account"
    OWNER = "owner"
    DIMENSION = "dimension"
    RULE = "rule"


class Score(msgspec.Struct, frozen=True):
    """Compliance of one account, owner, dimension or rule.

    `resources` are those that it was asked of; `compliant` have no violation and nothing undecided there; `waived` ones
    count as neither. Costs are USD a month of those that are not waived and whose cost is known (`priced` of them).
    """

    facet: Facet
    name: str
    resources: int
    compliant: int
    undecided: int = 0
    waived: int = 0
    priced: int = 0
    monthly_cost: Decimal = Decimal(0)
    compliant_cost: Decimal = Decimal(0)

    @property
    def share(self) -> float | None:
        """The compliant share by count; None of nothing."""
        counted = self.resources - self.waived
        return self.compliant / counted if counted else None

    @property
    def cost_share(self) -> float | None:
        """The compliant share by known cost; None where no cost is known."""
        return float(self.compliant_cost / self.monthly_cost) if self.monthly_cost else None


class Gap(msgspec.Struct, frozen=True):
    """Resources of one account and type that lack the same thing. `unpriced` of them have no known cost."""

    rule: str
    dimension: str
    key: str
    code: str
    account: str
    type: str
    resources: int
    unpriced: int = 0
    monthly_cost: Decimal = Decimal(0)


class RuleNote(msgspec.Struct, frozen=True):
    """A rule in its own words, for reports."""

    id: str
    title: str = ""
    why: str = ""
    fix: str = ""


class AuditSummary(msgspec.Struct, frozen=True):
    """Counts: resources read, those some rule spoke of, those of types unknown, and findings by state."""

    resources: int
    evaluated: int
    compliant: int
    unknown_types: Mapping[str, int] = msgspec.field(default_factory=dict)
    violations: int = 0
    undecided: int = 0
    waived: int = 0


class Changes(msgspec.Struct, frozen=True):
    """What became of findings since the last run. `unseen` are open, but their scope was not read this time.

    `new_violations` are those found now that were none in that run: new, reopened, or undecided or waived there. A
    violation that only weighs more than it did is not one of them.
    """

    since_run: int
    since: str
    new: int
    reopened: int
    persisting: int
    resolved: int
    unseen: int
    new_violations: int = 0


class Audit(msgspec.Struct, frozen=True):
    """An audit. `findings` is the path of a Parquet file in the shape of `tables.findings`.

    `scores` and `gaps` are ranked, the most important first. `waivers` are by ticket. `changes` is
    None where no history is kept, and `run` 0.
    """

    input: Input
    policy: PolicyNote
    outcome: Outcome
    summary: AuditSummary
    coverage: tuple[ScopeRead, ...]
    scores: tuple[Score, ...]
    gaps: tuple[Gap, ...]
    rules: tuple[RuleNote, ...]
    findings: str
    waivers: Mapping[str, WaiverNote] = msgspec.field(default_factory=dict)
    changes: Changes | None = None
    run: int = 0
    notes: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every scope was read to its end; not known, and so not true, where no scope is told."""
        return bool(self.coverage) and all(scope.status is ReadStatus.COMPLETE for scope in self.coverage)
