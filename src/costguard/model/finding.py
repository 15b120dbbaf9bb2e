"""What a judgement says of one resource and one key."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.digest import mark
from costguard.model.location import Location

PROJECT_DIMENSIONS: Final = "project-dimensions"
"""The rule of a tag that says otherwise than the policy says of the project. It may be waived as any rule."""
SECRET_COSTS: Final = "secret-costs"  # noqa: S105  (a rule, no password)
"""The rule of findings on costs that a sensitive value decides."""
TRUSTED_FILES: Final = "trusted-files"
"""The rule of findings on edits of what judges."""
POST_REVIEW: Final = "post-review"
"""The rule of findings on broken glasses of earlier changes, which no approval of this one is about."""

OUR_RULES: Final = (PROJECT_DIMENSIONS, SECRET_COSTS, TRUSTED_FILES, POST_REVIEW)
"""Ids of rules that costguard brings, which no policy may take."""


class Code(StrEnum):
    """What kind of fault it is."""

    MISSING = "missing"
    EMPTY = "empty"
    INVALID = "invalid"
    MISSPELLED = "misspelled"
    UNKNOWN = "unknown"
    FORBIDDEN = "forbidden"
    EXCEEDS = "exceeds"
    COST = "cost"
    UNPRICED = "unpriced"
    EXPIRED_WAIVER = "expired-waiver"


class State(StrEnum):
    """Whether the fault is certain, cannot be decided yet, or is excused."""

    VIOLATION = "violation"
    UNDECIDED = "undecided"
    WAIVED = "waived"


class Level(StrEnum):
    """What the finding does to the change, the gravest first. `DEBT` was there before it and never blocks it."""

    DENY = "deny"
    APPROVAL = "approval"
    ADVISE = "advise"
    DEBT = "debt"

    @property
    def rank(self) -> int:
        """Its place among the levels: 0 is the gravest."""
        return _RANKS[self]


_RANKS: Final = {level: place for place, level in enumerate(Level)}


class WaiverNote(msgspec.Struct, frozen=True):
    """Why a finding is excused: who allowed it, until when (ISO date), and under which ticket."""

    reason: str
    ticket: str
    approved_by: str
    expires: str


class Finding(msgspec.Struct, frozen=True):
    """One fault of one resource and key. Texts are raw: each report neutralises them for its own format.

    `value` is None where there is none, where it is not known, or where it may not be shown (`sensitive`).
    `monthly_cost` is what is known of its resource's cost (USD), None where nothing was estimated.
    """

    rule: str
    address: str
    code: Code
    state: State
    level: Level
    message: str
    key: str = ""
    type: str = ""
    cloud: Cloud = Cloud.OTHER
    dimension: str = ""
    value: str | None = None
    sensitive: bool = False
    source: str = ""
    title: str = ""
    why: str = ""
    fix: str = ""
    module: str = ""
    plan: int = 0
    location: Location | None = None
    waiver: WaiverNote | None = None
    monthly_cost: Decimal | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same resource, rule and key in every run: the value is left out on purpose."""
        return mark(str(self.plan) if self.plan else "", self.address, self.rule, self.key)

    @property
    def sort_key(self) -> tuple[str, str, str, int, str]:
        """Findings are sorted by address, then rule, then key."""
        return (self.address, self.rule, self.key, self.plan, self.code)


def finding_mark(finding: Finding) -> str:
    """What an approval of the finding remembers: the fault and what was said of it, so that a new value is new.

    Of costs the words are left out, for the increase is bound by itself and moves with every plan; not so what they
    stand on besides (`value`).
    """
    said = finding.message
    if finding.code in (Code.COST, Code.UNPRICED):
        said = "" if finding.sensitive else finding.value or ""
    return mark(finding.fingerprint, finding.code, finding.state, finding.level, said)


def marks_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The marks of what this change has that is neither waived nor debt, sorted, each once."""
    return tuple(
        sorted(
            {
                finding_mark(finding)
                for finding in findings
                if finding.state is not State.WAIVED and finding.level is not Level.DEBT and finding.rule != POST_REVIEW
            }
        )
    )
