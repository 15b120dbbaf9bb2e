"""The shape of the JSON report (`costguard/report/v1`) as it is read back: every type, every value, every bound.

It is as wide as the reports that are written, and no wider: a report may come from the job of a stranger's change.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from costguard.model.approval import EvidenceKind, Subject
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.digest import PATTERN
from costguard.model.finding import Code, Level, State
from costguard.model.verdict import Outcome

MOST_FINDINGS = 100_000
_MOST_ROWS = 100_000  # of any other list
_MOST_APPROVALS = 10_000

Name = Annotated[str, msgspec.Meta(max_length=65_536)]
Text = Annotated[str, msgspec.Meta(max_length=25_000)]  # 4,000 characters, each of which may have become an escape
Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Digest = Annotated[str, msgspec.Meta(pattern=rf"\A({PATTERN})?\Z")]
Time = Annotated[datetime, msgspec.Meta(tz=True)]
Names = Annotated[tuple[Name, ...], msgspec.Meta(max_length=_MOST_ROWS)]
Money = Annotated[str, msgspec.Meta(pattern=r"\A-?[0-9]{1,24}(\.[0-9]{1,100})?\Z")]
Positive = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{1,24}(\.[0-9]{1,100})?\Z")]


class _Closed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An object that holds nothing that this version does not know."""


class ToolShape(_Closed, frozen=True):
    """Who judged."""

    name: Literal["costguard"]
    version: Name


class InputShape(_Closed, frozen=True):
    """What was judged."""

    kind: Name
    path: Name
    digest: Name
    terraform_version: Name


class PolicyShape(_Closed, frozen=True):
    """By which policy."""

    digest: Name
    files: Names


class SummaryShape(_Closed, frozen=True):
    """Counts."""

    resources: Count
    evaluated: Count
    violations: Count
    undecided: Count
    waived: Count
    debt: Count


class ChangeShape(_Closed, frozen=True):
    """What the change does to one resource's cost."""

    address: Name
    action: Action
    monthly_before: Money
    monthly_after: Money
    monthly_delta: Money
    complete: bool
    plan: Count


class BudgetShape(_Closed, frozen=True):
    """Where a budget stands."""

    budget: Name
    monthly: Positive
    projected: Money
    may_rise: bool
    may_fall: bool
    owner: Name
    before: Money | None
    basis: Text


class UnpricedShape(_Closed, frozen=True):
    """Something without a price."""

    address: Name
    type: Name
    line: Text
    part: Text
    quantity: Name
    unit: Name
    reason: Text
    plan: Count


class CostShape(_Closed, frozen=True):
    """What the change costs."""

    currency: Annotated[str, msgspec.Meta(max_length=300)]
    monthly_before: Money | None
    monthly_after: Money | None
    monthly_delta: Money | None
    complete: bool
    unpriced: Names
    delta_complete: bool
    changed: Count
    changes: Annotated[tuple[ChangeShape, ...], msgspec.Meta(max_length=_MOST_ROWS)]
    budgets: Annotated[tuple[BudgetShape, ...], msgspec.Meta(max_length=_MOST_APPROVALS)]
    unpriced_items: Annotated[tuple[UnpricedShape, ...], msgspec.Meta(max_length=_MOST_ROWS)]


class ApproversShape(_Closed, frozen=True):
    """How many people of a group have to agree, and how many have."""

    group: Name
    count: Annotated[int, msgspec.Meta(ge=1, le=_MOST_APPROVALS)]
    have: Annotated[int, msgspec.Meta(ge=0, le=_MOST_APPROVALS)]
    members: Names


class RequiredShape(_Closed, frozen=True):
    """Who has to agree by one rule."""

    rule: Name
    approvers: Annotated[tuple[ApproversShape, ...], msgspec.Meta(max_length=1_000)]
    addresses: Names
    reason: Text
    met: bool
    evidence: Annotated[tuple[EvidenceKind, ...], msgspec.Meta(max_length=10)]
    binding: Name
    lasts_h: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] | None


class GivenShape(_Closed, frozen=True):
    """An approval that counts."""

    rule: Name
    group: Name
    name: Name
    kind: EvidenceKind
    at: Time
    expires: Time
    binding: Name
    digest: Digest
    ceiling: Positive | None
    reason: Text
    url: Name


class RefusedShape(_Closed, frozen=True):
    """A statement that does not count."""

    name: Name
    kind: EvidenceKind
    at: Time
    why: Text
    rule: Name
    url: Name


class GlassShape(_Closed, frozen=True):
    """An emergency."""

    names: Names
    ticket: Name
    reason: Text
    at: Time
    expires: Time
    review_by: Time


class ApprovalsShape(_Closed, frozen=True):
    """All that is said of approvals."""

    digest: Digest
    subject: Subject | None
    change: Name
    required: Annotated[tuple[RequiredShape, ...], msgspec.Meta(max_length=_MOST_APPROVALS)]
    given: Annotated[tuple[GivenShape, ...], msgspec.Meta(max_length=_MOST_APPROVALS)]
    refused: Annotated[tuple[RefusedShape, ...], msgspec.Meta(max_length=_MOST_ROWS)]
    broken_glass: GlassShape | None


class LocationShape(_Closed, frozen=True):
    """Where something was written."""

    file: Name
    line: Count
    column: Count


class WaiverShape(_Closed, frozen=True):
    """Why a finding is excused."""

    reason: Text
    ticket: Name
    approved_by: Name
    expires: Name


class FindingShape(_Closed, frozen=True):
    """One fault of one resource and key."""

    rule: Name
    address: Name
    type: Name
    cloud: Cloud
    dimension: Name
    key: Name
    code: Code
    state: State
    level: Level
    value: Annotated[str, msgspec.Meta(max_length=10_000)] | None
    source: Name
    message: Text
    why: Text
    fix: Text
    location: LocationShape | None
    fingerprint: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{32}\Z")]
    plan: Count
    waiver: WaiverShape | None
    monthly_cost: Money | None
    title: Text
    module: Name
    sensitive: bool


class ReportShape(_Closed, frozen=True):
    """The whole report."""

    schema: Literal["costguard/report/v1"]
    tool: ToolShape
    input: InputShape
    policy: PolicyShape
    outcome: Outcome
    summary: SummaryShape
    cost: CostShape
    approvals: ApprovalsShape
    findings: Annotated[tuple[FindingShape, ...], msgspec.Meta(max_length=MOST_FINDINGS)]
    notes: Annotated[tuple[Text, ...], msgspec.Meta(max_length=_MOST_ROWS)]
