"""Small inventories and policies, as files, and what an audit's report says, for the tests of `costguard audit`."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ACCOUNT = "111122223333"
POLICY = """\
version: 1
taxonomy:
  owner: {key: {aws: owner, azure: owner, gcp: owner}, values: anyINHERIT}
rules:
  - id: owned
    title: Say who answers
    applies_to: {taggable: true}
    require_tags: [owner]
    effect: {plan: LEVEL, audit: report, cloud: none}
"""


def owner_policy(level: str = "deny", inherit: str = "") -> str:
    """A policy that asks every resource for its owner; `inherit` is where it may come from, as YAML."""
    told = f", inherit: {inherit}" if inherit else ""
    filled = POLICY.replace("values: anyINHERIT", f"values: any{told}").replace("LEVEL", level)
    approvers = "    approvers: [{group: finops, count: 1}]\ngroups: {finops: [ann]}\n"
    return filled + (approvers if level == "require_approval" else "")


def volume(name: str, account: str = ACCOUNT, region: str = "eu-west-1", **more: Any) -> dict[str, Any]:
    """A volume in an inventory; without `tags` it has none."""
    arn = f"arn:aws:ec2:{region}:{account}:volume/{name}"
    return {"id": arn, "type": "aws_ebs_volume", "account": account, "region": region, "tags": {}, **more}


def ndjson(*resources: Mapping[str, Any]) -> str:
    """An inventory, one resource a line."""
    return "".join(f"{json.dumps(resource)}\n" for resource in resources)


def written(path: Path, *resources: Mapping[str, Any]) -> Path:
    """An inventory in a file."""
    path.write_text(ndjson(*resources), encoding="utf-8")
    return path


def report(path: Path) -> dict[str, Any]:
    """An audit's JSON report."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def judged(path: Path) -> dict[str, Any]:
    """What a report says of the resources, whoever read them and when."""
    found = report(path)
    return {name: found[name] for name in ("outcome", "summary", "coverage", "scores", "gaps", "findings")}


def faults(path: Path) -> list[tuple[str, str]]:
    """The findings of a report, shortest: the last part of the address, and the code."""
    return sorted(fault(found) for found in report(path)["findings"])


def fault(finding: Mapping[str, Any]) -> tuple[str, str]:
    """A finding's resource by the last part of its address, and what is wrong."""
    return finding["address"].rpartition("/")[2], finding["code"]


def statuses(path: Path) -> dict[str, set[str]]:
    """How the reading of each account ended, over all of its scopes."""
    found: dict[str, set[str]] = {}
    for scope in report(path)["coverage"]["scopes"]:
        found.setdefault(scope["account"], set()).add(scope["status"])
    return found


def in_files(folder: Path, secrets: Iterable[str]) -> list[tuple[str, str]]:
    """Where any of the secrets stands in the files below a folder: by name, and in the bytes."""
    everything = [(path, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(path.name, each) for path, content in everything for each in secrets if each.encode() in content]
