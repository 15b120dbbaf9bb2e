"""The proof for programs: stable, versioned, and described by a JSON Schema that ships with the package."""

from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Guardrails
from costguard.reports.guardrails.data import TOOL, Json, Tool, as_json, schema
from costguard.reports.guardrails.matrix import clouds_of, tally
from costguard.reports.guardrails.verdict_rows import PolicyRow, RuleRow, policy_row, rule_rows

SCHEMA: Final = "costguard/proof/v1"


class _Proof(msgspec.Struct, frozen=True):
    """What `costguard prove` found."""

    schema: str
    tool: Tool
    policy: PolicyRow
    clouds: tuple[Cloud, ...]
    declared: bool
    summary: dict[str, int]
    rules: tuple[RuleRow, ...]
    assumptions: tuple[str, ...]


def proof_json(guardrails: Guardrails) -> str:
    """JSON of the schema `costguard/proof/v1`: the verdict of each rule on each cloud, with its witnesses."""
    return as_json(
        _Proof(
            schema=SCHEMA,
            tool=TOOL,
            policy=policy_row(guardrails),
            clouds=clouds_of(guardrails),
            declared=guardrails.is_declared,
            summary=tally(guardrails),
            rules=rule_rows(guardrails),
            assumptions=guardrails.assumptions,
        )
    )


def proof_schema() -> Json:
    """The JSON Schema (draft 2020-12) of this format."""
    return schema("proof")
