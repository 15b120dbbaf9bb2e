"""Puts custom constraints into the files that gcloud takes: the constraint, and the policy that switches it on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from costguard.catalog.gcp_org_policy import MAX_DESCRIPTION_LENGTH, MAX_DISPLAY_NAME_LENGTH
from costguard.emit.gcp.constraints import Constraint
from costguard.emit.gcp.names import PREFIX, names
from costguard.emit.gcp.yaml_text import Block, yaml_text
from costguard.emit.options import EmitOptions
from costguard.model.guardrail import Document, DocumentKind
from costguard.policy.policy_set import CloudEffect, Rule


def documents(constraints: Sequence[Constraint], rules: Mapping[str, Rule], options: EmitOptions) -> Iterator[Document]:
    """Two files for each constraint. Its policy is a dry run where the rule audits, or everything does."""
    for constraint, name in zip(constraints, names(constraints, options.prefix), strict=True):
        rule = rules[constraint.demand.rule]
        spec = spec_key(rule.effect.cloud, options)
        yield Document(
            f"gcp/constraints/{name}.yaml",
            DocumentKind.GCP_CONSTRAINT,
            yaml_text(_constraint(constraint, name, rule, options)),
            (rule.id,),
        )
        yield Document(
            f"gcp/policies/{name}.yaml",
            DocumentKind.GCP_POLICY,
            yaml_text({"name": policy_name(f"{PREFIX}{name}", options), spec: {"rules": [{"enforce": True}]}}),
            (rule.id,),
        )


def policy_name(constraint: str, options: EmitOptions) -> str:
    """The full name of the policy on a constraint, where policies are to live."""
    return f"{options.gcp_policy_parent or options.gcp_parent}/policies/{constraint}"


LIVE: Final = "spec"
"""The part of a policy that is enforced."""


def spec_key(effect: CloudEffect, options: EmitOptions) -> str:
    """Which half of a policy enforces: the live one, or the one that only logs what it would refuse."""
    return "dryRunSpec" if options.dry_run or effect is CloudEffect.AUDIT else LIVE


def _constraint(constraint: Constraint, name: str, rule: Rule, options: EmitOptions) -> dict[str, object]:
    part = f" ({constraint.part})" if constraint.part else ""
    return {
        "name": f"{options.gcp_parent}/customConstraints/{PREFIX}{name}",
        "resourceTypes": [constraint.demand.operation],
        "methodTypes": list(constraint.methods),
        "condition": Block(constraint.condition),
        "actionType": "DENY",
        "displayName": _one_line(rule.title or rule.id, MAX_DISPLAY_NAME_LENGTH - len(part)) + part,
        "description": _one_line(f"{rule.why or rule.title} {rule.fix} (rule {rule.id})", MAX_DESCRIPTION_LENGTH),
    }


def _one_line(text: str, room: int) -> str:
    """The text on one line, cut with an ellipsis where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= room else f"{line[: room - 1].rstrip()}…"
