"""Proves documents against a policy: for each rule and cloud, that they say the same, or a request that shows not."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Final

from costguard.emit.bundle import Emitted
from costguard.emit.demand import Demand
from costguard.emit.emit import gaps_of_all_clouds
from costguard.emit.options import EmitOptions
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Asked, AskedKind, Document, Gap, Guardrails, Proof, Relation
from costguard.policy.policy_set import PolicySet
from costguard.prove.compare import NOBODY, Difference, differences
from costguard.prove.question import Question
from costguard.prove.summary import by_rule, summarised

_READERS: Final = {
    Cloud.AWS: "costguard.prove.aws.questions",
    Cloud.AZURE: "costguard.prove.azure.read_policy",
    Cloud.GCP: "costguard.prove.gcp.read_constraints",
}
ASSUMPTIONS: Final[Mapping[Cloud, tuple[str, ...]]] = {
    Cloud.AWS: (
        "a request sends at most one spelling of a tag key; IAM leaves open what two would mean",
        "all resources that one call tags are sent the same tags",
        "FullAWSAccess is attached beside, no principal is exempt, and the account is no management account",
        "a service gives the condition keys that its authorization reference lists",
        "creations and changes of tags are compared: a later change of an attribute is left to check and audit",
    ),
    Cloud.AZURE: ("Azure folds case as ASCII does",),
    Cloud.GCP: ("an absent map of labels is an empty one",),
}
_NO_TYPES: Final = "the rule speaks of no type that the catalog knows on this cloud"


def guardrails(
    policy: PolicySet,
    emitted: Mapping[Cloud, Emitted],
    options: EmitOptions,
    documents: Sequence[Document] | None = None,
) -> Guardrails:
    """Everything that can be told of the documents: those that were emitted, or others in their place."""
    proofs: list[Proof] = []
    gaps: list[Gap] = []
    for cloud, own in emitted.items():
        judged = own.documents if documents is None else [each for each in documents if each.kind.cloud is cloud]
        found = tuple(differences(questions(cloud, judged, own.demands, options)))
        unasked = gaps_of_all_clouds(policy, cloud)
        proofs += _proofs(policy, cloud, own.demands, found, (*unasked, *own.gaps))
        gaps += [*own.gaps, *unasked]
    listed = documents if documents is not None else [each for own in emitted.values() for each in own.documents]
    return Guardrails(
        policy_digest=policy.digest,
        policy_files=policy.files,
        today=policy.today.isoformat(),
        asked=tuple(_asked(policy)),
        clouds=tuple(emitted),
        documents=tuple(listed),
        proofs=tuple(proofs),
        coverage=tuple(row for own in emitted.values() for row in own.coverage),
        gaps=tuple(gaps),
        assumptions=tuple(words for cloud in emitted for words in ASSUMPTIONS[cloud]),
    )


def questions(
    cloud: Cloud, documents: Sequence[Document], demands: Iterable[Demand], options: EmitOptions
) -> tuple[Question, ...]:
    """The comparisons to be made on one cloud. Raises BadInput for a document that cannot be read."""
    module = import_module(_READERS[cloud])
    asked: tuple[Question, ...] = module.questions(documents, tuple(demands), options)
    return asked


def _proofs(
    policy: PolicySet, cloud: Cloud, demands: Sequence[Demand], found: Sequence[Difference], gaps: Sequence[Gap]
) -> Iterable[Proof]:
    """One proof for each thing that the policy asks, in its order; what no rule explains comes last."""
    rules = by_rule(found)
    reasons = {gap.rule: gap.reason for gap in reversed(gaps)}
    for asked in _asked(policy):
        own = [demand for demand in demands if demand.rule == asked.id]
        if own:
            yield summarised(asked.id, cloud, rules.get(asked.id, []), own)
        else:
            yield Proof(asked.id, cloud, Relation.NONE, reasons=(reasons.get(asked.id, _NO_TYPES),))
    if NOBODY in rules:
        yield summarised(NOBODY, cloud, rules[NOBODY], ())


def _asked(policy: PolicySet) -> Iterable[Asked]:
    yield from (Asked(rule.id, rule.title, rule.why) for rule in policy.rules)
    yield from (Asked(each.id, each.title, kind=AskedKind.APPROVAL) for each in policy.approvals)
    yield from (Asked(each.id, kind=AskedKind.BUDGET) for each in policy.budgets)
