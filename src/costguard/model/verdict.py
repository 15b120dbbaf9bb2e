"""The verdict on an input: everything that any report prints, and nothing about how it looks."""

from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from costguard.model.approval import BrokenGlass, EvidenceKind, GivenApproval, RefusedStatement, Subject
from costguard.model.change import Action
from costguard.model.digest import mark
from costguard.model.finding import Finding, Level, State


class Outcome(StrEnum):
    """Whether the change may merge."""

    PASS = "pass"  # noqa: S105  (an outcome, no password)
    ADVISE = "advise"
    APPROVAL = "approval"
    DENY = "deny"

    @property
    def exit_code(self) -> int:
        """0 pass or advise, 1 deny, 3 approval required (2 is kept for input that was not judged)."""
        match self:
            case Outcome.PASS | Outcome.ADVISE:
                return 0
            case Outcome.DENY:
                return 1
            case Outcome.APPROVAL:
                return 3

    @property
    def rank(self) -> int:
        """Its place among the outcomes: 0 is the mildest."""
        return _RANKS[self]


_RANKS: Final = {outcome: place for place, outcome in enumerate(Outcome)}


class Input(msgspec.Struct, frozen=True):
    """What was judged. `digest` is `sha256:` and the hash of the bytes as they were given."""

    kind: str
    path: str
    digest: str
    terraform_version: str = ""


class PolicyNote(msgspec.Struct, frozen=True):
    """Which policy judged: its digest, and the files that it was read from."""

    digest: str
    files: tuple[str, ...]


class Summary(msgspec.Struct, frozen=True):
    """Counts: resources in the input, those judged, and findings by state."""

    resources: int
    evaluated: int
    violations: int
    undecided: int
    waived: int
    debt: int = 0


class ChangeNote(msgspec.Struct, frozen=True):
    """What the change does to one resource's cost (USD a month); `complete` where nothing of it lacks a price."""

    address: str
    action: Action
    monthly_before: Decimal
    monthly_after: Decimal
    complete: bool
    plan: int = 0

    @property
    def monthly_delta(self) -> Decimal:
        """After less before, of what is known."""
        return self.monthly_after - self.monthly_before


class BudgetNote(msgspec.Struct, frozen=True):
    """Where a budget stands once the change is applied (USD a month); the amount is a bound where it `may_rise`.

    `before` is where it stands without the change, None where nobody worked that out; `basis` says in words what
    the amounts were worked out from.
    """

    budget: str
    monthly: Decimal
    projected: Decimal
    may_rise: bool
    may_fall: bool
    owner: str = ""
    before: Decimal | None = None
    basis: str = ""


class UnpricedNote(msgspec.Struct, frozen=True):
    """Something that the change brings and that has no price: a line of a resource, or all of it (`line` empty).

    `quantity` is as the bill has it, empty where it is not known; `reason` says why there is no price.
    """

    address: str
    type: str
    line: str = ""
    part: str = ""
    quantity: str = ""
    unit: str = ""
    reason: str = ""
    plan: int = 0

    @property
    def mark(self) -> str:
        """What an approval remembers of it: more of it, or another reason, is something new."""
        parts = (str(self.plan), self.address, self.type, self.part, self.line, self.quantity, self.unit, self.reason)
        return mark(*parts)


class CostNote(msgspec.Struct, frozen=True):
    """The cost of the change a month. None is "not estimated", which is never zero.

    `complete` says that everything has a price; `delta_complete` that the difference is exact all the same, for what
    has none stays as it is. `unpriced_items` are what the addresses of `unpriced` lack a price for. `top` are the
    resources whose cost changes most, the largest first, of `changed` in all.
    """

    currency: str = "USD"
    monthly_before: Decimal | None = None
    monthly_after: Decimal | None = None
    monthly_delta: Decimal | None = None
    complete: bool = False
    unpriced: tuple[str, ...] = ()
    delta_complete: bool = False
    top: tuple[ChangeNote, ...] = ()
    changed: int = 0
    budgets: tuple[BudgetNote, ...] = ()
    unpriced_items: tuple[UnpricedNote, ...] = ()


class ApproverGroup(msgspec.Struct, frozen=True):
    """How many people of a group have to agree, and who is in it as far as the policy says."""

    group: str
    count: int
    members: tuple[str, ...] = ()


class RequiredApproval(msgspec.Struct, frozen=True):
    """Who has to agree to what, by the rule that asks for it. `reason` says in words what crossed which limit.

    `given` are the approvals that count, each for one group; one person counts once. `evidence` are the kinds that
    count, `binding` says whether they are of this very plan (`exact`) or up to a `ceiling`, and `lasts_h` for how many
    hours; empty and None where nobody worked that out.
    """

    rule: str
    approvers: tuple[ApproverGroup, ...]
    addresses: tuple[str, ...]
    reason: str = ""
    given: tuple[GivenApproval, ...] = ()
    evidence: tuple[EvidenceKind, ...] = ()
    binding: str = ""
    lasts_h: int | None = None

    def given_by(self, group: str) -> int:
        """How many of a group have agreed."""
        return sum(each.group == group for each in self.given)

    @property
    def is_met(self) -> bool:
        """Whether everybody who has to agree did; where nobody is named, nobody can."""
        return bool(self.approvers) and all(self.given_by(each.group) >= each.count for each in self.approvers)


class Verdict(msgspec.Struct, frozen=True):
    """Everything a report may print. `findings` are sorted; `notes` say what was not judged, and why.

    `subject` is what an approval of this would be bound to, None where nobody asked; `refused` what was said and does
    not count; `change` the request that it belongs to (`github:acme/shop#12`).
    """

    input: Input
    policy: PolicyNote
    outcome: Outcome
    summary: Summary
    findings: tuple[Finding, ...]
    required: tuple[RequiredApproval, ...] = ()
    cost: CostNote = CostNote()
    notes: tuple[str, ...] = ()
    subject: Subject | None = None
    refused: tuple[RefusedStatement, ...] = ()
    broken_glass: BrokenGlass | None = None
    change: str = ""


def outcome_of(findings: tuple[Finding, ...]) -> Outcome:
    """The strictest level of what is neither waived nor debt."""
    levels = {finding.level for finding in findings if finding.state is not State.WAIVED}
    if Level.DENY in levels:
        return Outcome.DENY
    if Level.APPROVAL in levels:
        return Outcome.APPROVAL
    if Level.ADVISE in levels:
        return Outcome.ADVISE
    return Outcome.PASS
