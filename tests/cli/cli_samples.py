"""Small plans and policies, as files, for the tests of the command line."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
WEBSHOP = ROOT / "examples" / "webshop"
SHARED = ROOT.parent / "shared"
GOOD = {"Owner": "web", "Environment": "prod"}

POLICY = """\
version: 1
taxonomy:
  owner: {key: Owner, values: any}
  environment: {key: Environment, values: {one_of: [prod, staging, dev]}}
rules:
  - id: required-tags
    title: Say who answers
    why: Spend that nobody answers for cannot be allocated.
    applies_to: {taggable: true}
    require_tags: [owner, environment]
    effect: {plan: LEVEL, audit: report, cloud: none}
"""
APPROVERS = "    approvers: [{group: finops, count: 1}]\ngroups: {finops: [ann]}\n"
CASE = """\
tests:
  - name: a bare bucket is flagged
    resource: {type: aws_s3_bucket, tags: {}}
    expect: [{code: missing, key: Owner}EXPECTED]
"""


def policy_text(level: str = "deny") -> str:
    """A policy that asks for two tags."""
    return POLICY.replace("LEVEL", level) + (APPROVERS if level == "require_approval" else "")


def change(address: str = "aws_s3_bucket.logs", tags: dict[str, str] | None = None, **fields) -> dict[str, object]:
    """A resource that a plan creates; `actions` may say otherwise."""
    kind, _, name = address.rpartition("[")[0].rpartition(".") if "[" in address else address.rpartition(".")
    return {
        "address": address,
        "mode": "managed",
        "type": kind.rpartition(".")[2],
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {
            "actions": fields.get("actions", ["create"]),
            "before": fields.get("before"),
            "after": {"tags": tags, "tags_all": tags or {}},
            "after_unknown": {},
            "after_sensitive": {},
        },
    }


def plan_text(*changes: dict[str, object]) -> str:
    """A plan of these changes, as `terraform show -json` prints it."""
    return json.dumps({"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": list(changes)})
