"""What was proved of each rule on each cloud, as data that the manifest and the proof share."""

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Guardrails, Relation, Witness
from costguard.reports.guardrails.matrix import Cell, cells


class WitnessRow(msgspec.Struct, frozen=True):
    """A request on which rule and documents differ, and who denies it: the rule, or a part of a document."""

    operation: str
    tags: dict[str, str]
    values: dict[str, str]
    denied_by: str


class RuleRow(msgspec.Struct, frozen=True):
    """One rule on one cloud: the verdict, null where nothing was proved, and the documents that hold it."""

    rule: str
    cloud: Cloud
    verdict: Relation | None
    declared: bool
    operations: int
    exact: int
    leak: WitnessRow | None
    over_block: WitnessRow | None
    reasons: tuple[str, ...]
    undeclared: tuple[str, ...]
    documents: tuple[str, ...]


class PolicyRow(msgspec.Struct, frozen=True):
    """The policy, and the ISO day for which it was read."""

    digest: str
    files: tuple[str, ...]
    today: str


def policy_row(guardrails: Guardrails) -> PolicyRow:
    """The policy that the documents hold."""
    return PolicyRow(guardrails.policy_digest, guardrails.policy_files, guardrails.today)


def rule_rows(guardrails: Guardrails) -> tuple[RuleRow, ...]:
    """A row for everything asked on each cloud, in the policy's order."""
    return tuple(_row(guardrails, cell) for cell in cells(guardrails))


def _row(guardrails: Guardrails, cell: Cell) -> RuleRow:
    proof = cell.proof
    return RuleRow(
        rule=cell.asked.id,
        cloud=cell.cloud,
        verdict=proof.relation if proof is not None else None,
        declared=proof is None or proof.declared,
        operations=proof.operations if proof is not None else 0,
        exact=proof.exact if proof is not None else 0,
        leak=_witness(proof.leak) if proof is not None else None,
        over_block=_witness(proof.over_block) if proof is not None else None,
        reasons=proof.reasons if proof is not None else (),
        undeclared=proof.undeclared if proof is not None else (),
        documents=tuple(
            sorted(
                document.path
                for document in guardrails.documents
                if document.kind.cloud == cell.cloud and cell.asked.id in document.rules
            )
        ),
    )


def _witness(witness: Witness | None) -> WitnessRow | None:
    if witness is None:
        return None
    request = witness.request
    return WitnessRow(request.operation, dict(request.tags), dict(request.values), witness.denied_by)
