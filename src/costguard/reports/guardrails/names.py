"""The words for clouds, verdicts, duties and documents, so that every page about guardrails uses the same."""

from typing import Final, assert_never

from costguard.model.cloud import Cloud
from costguard.model.guardrail import DocumentKind, Duty, Proof, Relation
from costguard.reports.guardrails.phrases import Tone, Toned

CLOUDS: Final = {Cloud.AWS: "AWS", Cloud.AZURE: "Azure", Cloud.GCP: "Google Cloud", Cloud.OTHER: "other clouds"}
SHORT_CLOUDS: Final = {Cloud.AWS: "AWS", Cloud.AZURE: "Azure", Cloud.GCP: "GCP", Cloud.OTHER: "other"}

NO_RULE: Final = "(no rule)"
UNPROVED: Final = "unproved"

DUTIES: Final = {
    Duty.ENFORCED: "a request that breaks the rule is denied",
    Duty.AUDITED: "a request that breaks the rule passes, and the cloud records it",
    Duty.REPORTED: "nothing is denied; a report names what breaks the rule",
    Duty.NOT_ENFORCEABLE: "no document can hold the rule here; the plan and the audit still judge it",
    Duty.NOT_ASKED: "the rule asks nothing of it",
}


def rule_name(rule: str) -> str:
    """The rule's id, or words for the documents that deny what no rule asks for."""
    return rule or NO_RULE


def verdict_word(proof: Proof | None) -> str:
    """One word for what was proved."""
    return UNPROVED if proof is None else proof.relation.value


def meaning(relation: Relation | None, rule: str = "the rule") -> str:
    """What the word says, in a few more; with no rule at all, what is denied is what nobody asks for."""
    match relation:
        case Relation.EXACT:
            return "the documents deny what the rule forbids, and nothing else"
        case Relation.WEAKER:
            return "something that the rule forbids passes"
        case Relation.STRONGER:
            return "something that the rule permits is denied" if rule else "something is denied that no rule forbids"
        case Relation.DIFFERENT:
            return "something forbidden passes, and something permitted is denied"
        case Relation.NONE:
            return "no document holds the rule; the plan and the audit still judge it"
        case None:
            return "nothing was compared"
        case _:
            assert_never(relation)


def toned(proof: Proof | None) -> Toned:
    """The verdict as it stands out: what no reason explains is bad, whatever it is."""
    word = verdict_word(proof)
    if proof is None:
        return Toned(word, Tone.BAD)
    if not proof.declared:
        return Toned(f"{word}, undeclared", Tone.BAD)
    match proof.relation:
        case Relation.EXACT:
            return Toned(word, Tone.GOOD)
        case Relation.WEAKER | Relation.STRONGER | Relation.DIFFERENT:
            return Toned(word, Tone.FAIR)
        case Relation.NONE:
            return Toned(word, Tone.QUIET)
        case _:
            assert_never(proof.relation)


def kind_name(kind: DocumentKind) -> str:
    """What the cloud calls such a document."""
    match kind:
        case DocumentKind.SCP:
            return "service control policy"
        case DocumentKind.TAG_POLICY:
            return "tag policy"
        case DocumentKind.AZURE_DEFINITION:
            return "policy definition"
        case DocumentKind.AZURE_INITIATIVE:
            return "initiative"
        case DocumentKind.AZURE_ASSIGNMENT:
            return "assignment"
        case DocumentKind.AZURE_EXEMPTION:
            return "exemption"
        case DocumentKind.GCP_CONSTRAINT:
            return "custom constraint"
        case DocumentKind.GCP_POLICY:
            return "organisation policy"
        case _:
            assert_never(kind)


def what_it_does(kind: DocumentKind) -> str:
    """What such a document does, for somebody who never saw one."""
    match kind:
        case DocumentKind.SCP:
            return (
                "takes permissions away in every account below it: a request that it denies fails, whatever IAM allows"
            )
        case DocumentKind.TAG_POLICY:
            return "says how a tag key is spelled and which values are right, and reports what differs"
        case DocumentKind.AZURE_DEFINITION:
            return "a condition on a request to Azure Resource Manager, and whether to deny or to record it"
        case DocumentKind.AZURE_INITIATIVE:
            return "gathers definitions, so that they are assigned and switched together"
        case DocumentKind.AZURE_ASSIGNMENT:
            return "puts the initiative in force below a management group, a subscription or a resource group"
        case DocumentKind.AZURE_EXEMPTION:
            return "takes one resource or scope out, until a day"
        case DocumentKind.GCP_CONSTRAINT:
            return "a condition on the resource that a request creates or updates"
        case DocumentKind.GCP_POLICY:
            return "enforces a constraint below an organisation, a folder or a project"
        case _:
            assert_never(kind)


def whom_it_spares(kind: DocumentKind) -> str:
    """Whom such a document does not bind.

    Sources: AWS Organizations, "Service control policies" and "Tag policies"; Azure Policy, "Effects" and
    "Assignment structure"; Organization Policy, "Custom constraints" and "Dry-run mode" (all 2026-08).
    """
    match kind:
        case DocumentKind.SCP:
            return "the management account, service-linked roles, and the principals that its statements exempt"
        case DocumentKind.TAG_POLICY:
            return "requests without the tag: it denies none of them"
        case DocumentKind.AZURE_DEFINITION:
            return "anybody, until it is assigned; then not what exists already, until it is changed"
        case DocumentKind.AZURE_INITIATIVE:
            return "anybody, until it is assigned"
        case DocumentKind.AZURE_ASSIGNMENT:
            return "scopes that it excludes or that are exempt; nobody at all while it says `DoNotEnforce`"
        case DocumentKind.AZURE_EXEMPTION:
            return "what it names"
        case DocumentKind.GCP_CONSTRAINT:
            return "anybody, until a policy enforces it; then not what exists already, until it is changed"
        case DocumentKind.GCP_POLICY:
            return "nobody at all while it is a dry run, which only logs; nor what a policy further down overrides"
        case _:
            assert_never(kind)
