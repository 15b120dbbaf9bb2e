"""What people approve, who says so, and where that was read: the words that approvals, forges and reports share.

INVARIANT: what is not told (who committed, who is in a team) is None, never "nobody".
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from costguard.model.digest import sha256_of


class Subject(msgspec.Struct, frozen=True):
    """What an approval is of: a plan, what judged it, and what was found.

    `changes`, `outputs`, `variables` and `configuration` are hashes of the plan's canonical parts, sensitive values
    masked; `policy`, `prices` and `usage` the digests of what it was judged by; `tool` names the version that did.
    `monthly_delta` is None where nothing was estimated, and a bound where `unpriced` is not empty. `findings` and
    `unpriced` are sorted fingerprints of what was found and of what had no price.
    """

    changes: str
    outputs: str
    variables: str
    configuration: str
    policy: str
    prices: str
    usage: str
    tool: str
    project: str = ""
    currency: str = "USD"
    monthly_delta: Decimal | None = None
    findings: tuple[str, ...] = ()
    unpriced: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """`sha256:` and the hash of all of it, as sorted compact JSON: whoever has the digest can check the rest."""
        return sha256_of(msgspec.json.encode(self, order="sorted"))


class Account(msgspec.Struct, frozen=True):
    """Somebody as a forge or a key knows them. `id` is the forge's number, which no renaming changes.

    A signer has no number: its `name` is the principal in `allowed_signers`.
    """

    name: str
    id: str = ""
    is_bot: bool = False


class ChangeRequest(msgspec.Struct, frozen=True):
    """The pull or merge request that a plan belongs to. `head` is the commit at its tip.

    `author`, `committers` and `triggerers` are None where they were not told. `unattributed` are commits of which
    nobody can say who made them: unsigned, and pushed by somebody the forge does not tell.
    """

    forge: str = ""
    repository: str = ""
    number: int = 0
    head: str = ""
    base: str = ""
    url: str = ""
    author: Account | None = None
    committers: tuple[Account, ...] | None = None
    triggerers: tuple[Account, ...] | None = None
    unattributed: tuple[str, ...] = ()
    is_merged: bool = False

    @property
    def id(self) -> str:
        """`github:acme/shop#12`; empty for a plan that belongs to no request."""
        return f"{self.forge}:{self.repository}#{self.number}" if self.number else ""


class EvidenceKind(StrEnum):
    """How somebody said it."""

    RECORD = "record"
    """A record signed with an SSH key."""
    COMMENT = "comment"
    """A comment `/costguard …` that was never edited."""
    REVIEW = "review"
    """An approving review of the forge."""


class Act(StrEnum):
    """What a statement does."""

    APPROVE = "approve"
    REVOKE = "revoke"
    BREAK_GLASS = "break-glass"
    POST_REVIEW = "post-review"


TEMPLATE_REASON: Final = "why you agree"
"""What the command that we show has for a reason, until somebody writes theirs."""


class Statement(msgspec.Struct, frozen=True):
    """What somebody said of a change, as it was read; whether it counts is decided elsewhere.

    `digest` is the one that they quoted; a review quotes none, and is of a `commit`. `change` is the request that a
    record was made for. `ceiling` is the increase a month (USD) that they agree to. `entry` is the ledger entry
    that a post-review answers. `problem` says why it cannot count whatever the policy asks (edited, a bad signature).
    """

    kind: EvidenceKind
    act: Act
    account: Account
    at: datetime
    digest: str = ""
    commit: str = ""
    change: str = ""
    ceiling: Decimal | None = None
    expires: datetime | None = None
    reason: str = ""
    ticket: str = ""
    entry: str = ""
    url: str = ""
    problem: str = ""


class Shown(msgspec.Struct, frozen=True):
    """What people were shown before they spoke: a digest of a project, at which commit, and from when on.

    A list of them is a story: each was shown until the next of its project. `subject` is None where it was too long
    to keep; kept, its own digest proves it.
    """

    digest: str
    head: str
    at: datetime
    subject: Subject | None = None
    project: str = ""


class Team(msgspec.Struct, frozen=True):
    """A team of a forge (`acme/finops`). `members` is None where it could not be read, for a `reason`."""

    name: str
    members: tuple[Account, ...] | None
    reason: str = ""


class Evidence(msgspec.Struct, frozen=True):
    """All that was read of a change: whose it is, what was said and shown, and who is in the teams asked for."""

    change: ChangeRequest = ChangeRequest()
    statements: tuple[Statement, ...] = ()
    shown: tuple[Shown, ...] = ()
    teams: tuple[Team, ...] = ()
    notes: tuple[str, ...] = ()


class GivenApproval(msgspec.Struct, frozen=True):
    """An approval that counts: for which rule and group, from whom, until when, and how it is bound."""

    rule: str
    group: str
    name: str
    kind: EvidenceKind
    at: datetime
    expires: datetime
    binding: str
    digest: str
    ceiling: Decimal | None = None
    reason: str = ""
    url: str = ""


class RefusedStatement(msgspec.Struct, frozen=True):
    """A statement that does not count, and why in words. `rule` is empty where it counts for no rule at all."""

    name: str
    kind: EvidenceKind
    at: datetime
    why: str
    rule: str = ""
    url: str = ""


class BrokenGlass(msgspec.Struct, frozen=True):
    """An emergency that lets a change pass: who says so, for which ticket, until when, and by when it is reviewed."""

    names: tuple[str, ...]
    ticket: str
    reason: str
    at: datetime
    expires: datetime
    review_by: datetime


class PastIncrease(msgspec.Struct, frozen=True):
    """By how much (USD a month) an earlier change raised what each value of a dimension costs: `by[dimension][value]`.

    `change` is the request that it belongs to, `digest` what was applied, and `changes` the hash of what that changed.
    """

    at: datetime
    digest: str
    change: str
    by: Mapping[str, Mapping[str, Decimal]]
    project: str = ""
    changes: str = ""
