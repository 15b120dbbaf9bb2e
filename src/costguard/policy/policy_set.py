"""A loaded policy: every value already right, every name already resolved."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from costguard.model.approval import EvidenceKind
from costguard.model.cloud import Cloud
from costguard.model.condition import Condition, Operator, TagSubject, Test
from costguard.model.finding import Code, Level, State
from costguard.model.inventory import ContainerKind
from costguard.model.location import Location
from costguard.model.resource import Resource
from costguard.model.verdict import ApproverGroup

ANY_VALUE: Final = "?*"
"""The glob of a value that is not empty."""


class Alias(msgspec.Struct, frozen=True):
    """Another key for a dimension, accepted through `until` and an error afterwards."""

    key: str
    until: date


class RegistryEntry(msgspec.Struct, frozen=True):
    """One row of a registry of values: valid from and to (both inclusive, None is open), and what follows it."""

    value: str
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    location: Location | None = None

    def is_valid_on(self, day: date) -> bool:
        """Whether the value may be used on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Inherit(msgspec.Struct, frozen=True):
    """From where an audit takes a tag that a resource lacks: from what holds it, the nearest first.

    `tags_of` are the kinds of containers whose own tag counts; `paths` give a value by a glob on the path of names
    from the organisation's root (`Root/Prod/*`), the first that matches.
    """

    tags_of: tuple[ContainerKind, ...] = ()
    paths: tuple[tuple[str, str], ...] = ()


class Dimension(msgspec.Struct, frozen=True):
    """One dimension of the taxonomy.

    `subject` names its key on each cloud with the aliases that are still accepted; `aliases` are all of them.
    `accepts` is the test of its values on each cloud, in that cloud's spelling (GCP labels are lower case).
    `registry` holds the rows of its `from_csv` file, by value; `suggestions` the values to offer on a mistake.
    `is_raw` ones stand for a key that no taxonomy names: another spelling of it is another key.
    """

    name: str
    subject: TagSubject
    accepts: Mapping[Cloud, Test]
    title: str = ""
    owner: str = ""
    aliases: tuple[Alias, ...] = ()
    suggestions: tuple[str, ...] = ()
    registry: Mapping[str, RegistryEntry] = msgspec.field(default_factory=dict)
    is_raw: bool = False
    inherit: Inherit | None = None
    location: Location | None = None

    @property
    def takes_any_value(self) -> bool:
        """Whether every value will do that is not empty, be it known or not."""
        return all(test.operator is Operator.LIKE and ANY_VALUE in test.operands for test in self.accepts.values())


class Scope(msgspec.Struct, frozen=True):
    """Which resources a rule speaks of. Globs are on Terraform types; empty `types` or `clouds` mean all."""

    types: tuple[str, ...] = ()
    clouds: tuple[Cloud, ...] = ()
    excluded: tuple[str, ...] = ()
    taggable: bool | None = None


class CloudEffect(StrEnum):
    """What the cloud's own guardrail does."""

    DENY = "deny"
    AUDIT = "audit"
    NONE = "none"


class Effect(msgspec.Struct, frozen=True):
    """What a rule does in each place. `plan` is None and `audit` False where it does nothing."""

    plan: Level | None = Level.DENY
    audit: bool = True
    cloud: CloudEffect = CloudEffect.NONE


class Requirement(msgspec.Struct, frozen=True):
    """A Condition that must hold, with the key that its finding names and the code that it carries.

    A `forbid` is lowered to `Not`, so that a requirement is broken exactly when its condition fails.
    """

    key: str
    condition: Condition
    code: Code


class Rule(msgspec.Struct, frozen=True):
    """One rule. `tags` are the dimensions that must be there and right; `requirements` everything else."""

    id: str
    scope: Scope
    effect: Effect
    when: Condition | None = None
    tags: tuple[Dimension, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    on_unknown: Level | None = Level.ADVISE
    title: str = ""
    why: str = ""
    fix: str = ""
    approvers: tuple[ApproverGroup, ...] = ()
    location: Location | None = None


class ThresholdKind(StrEnum):
    """What an approval measures of a change's cost."""

    MONTHLY_INCREASE = "monthly_increase"
    INCREASE_PERCENT = "increase_percent"
    MONTHLY_TOTAL = "monthly_total"
    UNPRICED = "unpriced"
    BUDGET_OVERRUN = "budget_overrun"
    INCREASE_OVER_7_DAYS = "increase_over_7_days"
    INCREASE_OVER_30_DAYS = "increase_over_30_days"


ROLLING: Final = {ThresholdKind.INCREASE_OVER_7_DAYS: 7, ThresholdKind.INCREASE_OVER_30_DAYS: 30}
"""The thresholds that sum over changes, each with the days that it looks back."""


class Threshold(msgspec.Struct, frozen=True):
    """Crossed when the measure is above `above`; a percentage counts only from an increase of `floor` a month.

    An increase over days is summed for each value of the dimension `by`; for all together where it is empty.
    """

    kind: ThresholdKind
    above: Decimal
    floor: Decimal | None = None
    by: str = ""


class Binding(StrEnum):
    """What an approval is bound to: this very plan, or any plan under the cost that was approved."""

    EXACT = "exact"
    CEILING = "ceiling"


class Excluded(StrEnum):
    """Who may not approve a change: those whose it is."""

    AUTHOR = "author"
    COMMITTERS = "committers"
    TRIGGERER = "triggerer"


class ApprovalRule(msgspec.Struct, frozen=True):
    """When a change's cost needs people, and whom. Any crossed threshold suffices.

    It speaks of the `projects` that some glob matches, of all where there is none. `on_unknown` follows where the
    change brings what has no price, so that a threshold cannot be settled. `evidence` are the kinds that count.
    """

    id: str
    thresholds: tuple[Threshold, ...]
    require: tuple[ApproverGroup, ...]
    title: str = ""
    exclude: tuple[Excluded, ...] = tuple(Excluded)
    projects: tuple[str, ...] = ()
    on_unknown: Level = Level.APPROVAL
    evidence: tuple[EvidenceKind, ...] = tuple(EvidenceKind)
    binding: Binding = Binding.EXACT
    headroom_percent: Decimal = Decimal(0)
    expires: timedelta = timedelta(hours=72)
    location: Location | None = None


class Project(msgspec.Struct, frozen=True):
    """What holds for every resource of the projects whose name a glob matches: values of dimensions, by name.

    It is said by the policy, so that a tag in a plan cannot say otherwise.
    """

    globs: tuple[str, ...]
    dimensions: Mapping[str, str]
    location: Location | None = None


class Trust(msgspec.Struct, frozen=True):
    """Whose agreement an edit of what judges needs, and which files (globs) judge besides the policy's own."""

    owners: tuple[ApproverGroup, ...] = ()
    files: tuple[str, ...] = ()


class BreakGlass(msgspec.Struct, frozen=True):
    """Who may let a change pass in an emergency, for how long, and by when others have looked at it."""

    require: tuple[ApproverGroup, ...]
    expires: timedelta = timedelta(hours=4)
    needs_ticket: bool = True
    post_review: timedelta = timedelta(days=2)
    location: Location | None = None


class Budget(msgspec.Struct, frozen=True):
    """An amount a month (USD) for the resources whose dimensions have these values."""

    id: str
    where: Mapping[str, str]
    monthly: Decimal
    warn_percent: tuple[Decimal, ...] = ()
    owner: str = ""
    location: Location | None = None


class Waiver(msgspec.Struct, frozen=True):
    """An excuse for one rule on some addresses (globs), good through `expires`."""

    rule: str
    resources: tuple[str, ...]
    reason: str
    ticket: str
    approved_by: str
    expires: date
    location: Location | None = None


class Expectation(msgspec.Struct, frozen=True):
    """A finding that a case expects."""

    code: Code
    key: str = ""
    rule: str = ""
    state: State = State.VIOLATION


class Case(msgspec.Struct, frozen=True):
    """A test that a policy ships: this resource, judged, gives exactly these findings. `rule` narrows it to one."""

    name: str
    resource: Resource
    expect: tuple[Expectation, ...]
    rule: str = ""
    location: Location | None = None


class PolicySet(msgspec.Struct, frozen=True):
    """Every document of a policy, merged. `today` is the day for which aliases, registries and waivers were read.

    `groups` have members as they are written: a name, an account (`ana#583231`, its number after the name), or a
    forge's team (`@acme/finops`). `people` are the accounts of one person, by a name of theirs.
    `group_places` tells where each group stands, for messages.
    """

    today: date
    taxonomy: Mapping[str, Dimension] = msgspec.field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    approvals: tuple[ApprovalRule, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    people: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    projects: tuple[Project, ...] = ()
    trust: Trust = Trust()
    break_glass: BreakGlass | None = None
    budgets: tuple[Budget, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    cases: tuple[Case, ...] = ()
    files: tuple[str, ...] = ()
    digest: str = ""
    group_places: Mapping[str, Location] = msgspec.field(default_factory=dict)
