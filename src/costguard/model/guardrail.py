"""What emitters write into a cloud, and what a proof says of it."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from costguard.model.cloud import Cloud


class DocumentKind(StrEnum):
    """The documents that hold a policy inside a cloud."""

    SCP = "aws-scp"
    TAG_POLICY = "aws-tag-policy"
    AZURE_DEFINITION = "azure-policy-definition"
    AZURE_INITIATIVE = "azure-initiative"
    AZURE_ASSIGNMENT = "azure-assignment"
    AZURE_EXEMPTION = "azure-exemption"
    GCP_CONSTRAINT = "gcp-custom-constraint"
    GCP_POLICY = "gcp-org-policy"

    @property
    def cloud(self) -> Cloud:
        """Whose document it is."""
        return Cloud(self.value.partition("-")[0])


class Document(msgspec.Struct, frozen=True):
    """One file of a bundle: its path in it, its text as it is to be sent, and the rules that it holds."""

    path: str
    kind: DocumentKind
    text: str
    rules: tuple[str, ...] = ()


class Duty(StrEnum):
    """What a guardrail does when a request breaks a rule."""

    ENFORCED = "enforced"
    AUDITED = "audited"
    REPORTED = "reported"
    NOT_ENFORCEABLE = "not enforceable"
    NOT_ASKED = "not asked"


class Coverage(msgspec.Struct, frozen=True):
    """What happens to one operation of a cloud under one rule, and why where it is not simply enforced.

    An operation is an IAM action, an Azure resource type or a Cloud Asset Inventory type, as the cloud writes it;
    `resource` is the IAM resource type. `types` are the Terraform types that it makes.
    """

    rule: str
    cloud: Cloud
    operation: str
    duty: Duty
    resource: str = ""
    types: tuple[str, ...] = ()
    why: str = ""


class Gap(msgspec.Struct, frozen=True):
    """What a cloud cannot say of a rule, in one sentence. `operations` are those that it is true of; empty: all."""

    rule: str
    cloud: Cloud
    reason: str
    operations: tuple[str, ...] = ()


class Request(msgspec.Struct, frozen=True):
    """A concrete request: the operation, the tags that it sends, and its other values by the cloud's own names."""

    cloud: Cloud
    operation: str
    tags: Mapping[str, str] = msgspec.field(default_factory=dict)
    values: Mapping[str, str] = msgspec.field(default_factory=dict)


class Witness(msgspec.Struct, frozen=True):
    """A request on which a policy and its guardrails differ: who denies it, the other side lets it through."""

    request: Request
    denied_by: str


class Relation(StrEnum):
    """How the guardrails compare with the rule.

    `weaker` lets through what the rule forbids, `stronger` denies what it permits, `different` does both, and
    `none` says that no document speaks for the rule.
    """

    EXACT = "exact"
    WEAKER = "weaker"
    STRONGER = "stronger"
    DIFFERENT = "different"
    NONE = "none"


class Proof(msgspec.Struct, frozen=True):
    """What was proved of one rule on one cloud.

    `operations` were compared, `exact` of them say the same. `leak` is forbidden by the rule and allowed by the
    documents, `over_block` the other way round. `reasons` say why a difference has to be; where they do not explain
    it wholly it is not `declared`, and `undeclared` names the operations.
    """

    rule: str
    cloud: Cloud
    relation: Relation
    operations: int = 0
    exact: int = 0
    leak: Witness | None = None
    over_block: Witness | None = None
    reasons: tuple[str, ...] = ()
    declared: bool = True
    undeclared: tuple[str, ...] = ()


class AskedKind(StrEnum):
    """What of a policy asks."""

    RULE = "rule"
    APPROVAL = "approval"
    BUDGET = "budget"


class Asked(msgspec.Struct, frozen=True):
    """Something that the policy asks: a rule, an approval or a budget, with what it is for."""

    id: str
    title: str = ""
    why: str = ""
    kind: AskedKind = AskedKind.RULE


class Guardrails(msgspec.Struct, frozen=True):
    """Everything that is told of a bundle of documents: what was asked, what holds it, and what was proved.

    `today` is the ISO day for which the policy was read. `assumptions` are what every proof takes for granted.
    """

    policy_digest: str
    policy_files: tuple[str, ...]
    today: str
    asked: tuple[Asked, ...]
    clouds: tuple[Cloud, ...]
    documents: tuple[Document, ...] = ()
    proofs: tuple[Proof, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    gaps: tuple[Gap, ...] = ()
    assumptions: tuple[str, ...] = ()

    @property
    def is_declared(self) -> bool:
        """Whether every difference has a reason that explains it wholly."""
        return all(proof.declared for proof in self.proofs)


class Change(StrEnum):
    """What becomes of a request when one bundle takes the place of another."""

    NEWLY_DENIED = "newly denied"
    NEWLY_ALLOWED = "newly allowed"


class BundleChange(msgspec.Struct, frozen=True):
    """A class of requests that two bundles treat differently, with an example.

    `operations` are all that change alike; `statement` is the part of a document that denies the example.
    """

    cloud: Cloud
    change: Change
    operations: tuple[str, ...]
    example: Request
    statement: str = ""


class ReplayedEvent(msgspec.Struct, frozen=True):
    """A recorded request that the guardrails would have denied. `at` is its time as recorded, `where` file and line."""

    cloud: Cloud
    at: str
    principal: str
    operation: str
    statements: tuple[str, ...]
    rules: tuple[str, ...]
    account: str = ""
    where: str = ""


class Replay(msgspec.Struct, frozen=True):
    """What would have been denied: counts of what was read, and every denied event.

    `skipped` counts events that are no creation or failed; `undecided` those whose record lacks what a guardrail
    asks for, by the reason.
    """

    events: int
    judged: int
    skipped: int
    denied: tuple[ReplayedEvent, ...] = ()
    undecided: Mapping[str, int] = msgspec.field(default_factory=dict)
