"""The report for programs: stable, versioned, and described by a JSON Schema that ships with the package."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

import msgspec

from costguard import __version__
from costguard.model.finding import Finding
from costguard.model.location import Location
from costguard.model.verdict import ApproverGroup, CostNote, RequiredApproval, Verdict
from costguard.reports.neutral import VALUE_LIMIT, json_text
from costguard.reports.options import ReportOptions

NAME: Final = "json"
SCHEMA: Final = "costguard/report/v1"

_Json = dict[str, Any]


def render(verdict: Verdict, options: ReportOptions) -> str:  # noqa: ARG001  (a program is given everything)
    """One JSON object in ASCII, its findings one a line; money is a decimal string, and null is "not known"."""
    members = [
        f"{json.dumps(key)}: {_rows(value) if key == 'findings' else _block(value)}"
        for key, value in _document(verdict).items()
    ]
    text = "{\n  " + ",\n  ".join(members) + "\n}\n"
    # Within JSON `#` occurs in strings only, and Azure Pipelines obeys `##vso[…]` wherever a log holds it.
    return text.replace("##", "#\\u0023")


def report_schema() -> _Json:
    """The JSON Schema (draft 2020-12) of this report."""
    from importlib.resources import files

    text = files("costguard.reports").joinpath("report.schema.json").read_text(encoding="utf-8")
    schema: _Json = json.loads(text)
    return schema


def _document(verdict: Verdict) -> dict[str, Any]:
    summary = verdict.summary
    return {
        "schema": SCHEMA,
        "tool": {"name": "costguard", "version": __version__},
        "input": {
            "kind": _text(verdict.input.kind),
            "path": _text(verdict.input.path),
            "digest": _text(verdict.input.digest),
            "terraform_version": _text(verdict.input.terraform_version),
        },
        "policy": {"digest": _text(verdict.policy.digest), "files": [_text(file) for file in verdict.policy.files]},
        "outcome": verdict.outcome.value,
        "summary": {
            "resources": summary.resources,
            "evaluated": summary.evaluated,
            "violations": summary.violations,
            "undecided": summary.undecided,
            "waived": summary.waived,
        },
        "cost": _cost(verdict.cost),
        "approvals": {"required": [_approval(required) for required in verdict.required], "given": []},
        "findings": (_finding(finding) for finding in verdict.findings),
        "notes": [json_text(note) for note in verdict.notes],
    }


def _cost(cost: CostNote) -> _Json:
    return {
        "currency": _text(cost.currency),
        "monthly_before": _money(cost.monthly_before),
        "monthly_after": _money(cost.monthly_after),
        "monthly_delta": _money(cost.monthly_delta),
        "complete": cost.complete,
        "unpriced": [_text(name) for name in cost.unpriced],
    }


def _approval(required: RequiredApproval) -> _Json:
    return {
        "rule": _text(required.rule),
        "approvers": [
            {"group": _text(each.group), "count": each.count, "members": [_text(name) for name in each.members]}
            for each in required.approvers
        ],
        "addresses": [_text(address) for address in required.addresses],
        "reason": json_text(required.reason),
    }


def _approver(asked: ApproverGroup) -> _Json:
    return {"group": _text(asked.group), "count": asked.count, "members": [_text(name) for name in asked.members]}


def _finding(finding: Finding) -> _Json:
    hidden = finding.sensitive or finding.value is None
    return {
        "rule": _text(finding.rule),
        "address": _text(finding.address),
        "type": _text(finding.type),
        "cloud": finding.cloud.value,
        "dimension": _text(finding.dimension),
        "key": _text(finding.key),
        "code": finding.code.value,
        "state": finding.state.value,
        "level": finding.level.value,
        "value": None if hidden else json_text(finding.value or "", VALUE_LIMIT),
        "source": _text(finding.source),
        "message": json_text(finding.message),
        "why": json_text(finding.why),
        "fix": json_text(finding.fix),
        "location": _location(finding.location),
        "fingerprint": finding.fingerprint,
        "plan": finding.plan,
        "waiver": _waiver(finding),
        "monthly_cost": _money(finding.monthly_cost),
    }


def _location(location: Location | None) -> _Json | None:
    if location is None:
        return None
    return {"file": _text(location.file), "line": location.line, "column": location.column}


def _waiver(finding: Finding) -> _Json | None:
    if finding.waiver is None:
        return None
    return {
        "reason": json_text(finding.waiver.reason),
        "ticket": _text(finding.waiver.ticket),
        "approved_by": _text(finding.waiver.approved_by),
        "expires": _text(finding.waiver.expires),
    }


def _text(name: str) -> str:
    """A name, whole however long it is: programs look it up."""
    return name if name.isascii() else json_text(name, len(name))


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _rows(findings: Iterable[_Json]) -> str:
    """An array with one element a line. What is not ASCII is escaped, so that no program shows it as something else."""
    rows = ",\n    ".join(_encoded(findings))
    return f"[\n    {rows}\n  ]" if rows else "[]"


def _encoded(findings: Iterable[_Json]) -> Iterator[str]:
    for finding in findings:
        row = msgspec.json.encode(finding)
        yield row.decode() if row.isascii() else json.dumps(finding, separators=(",", ":"))


def _block(value: object) -> str:
    return json.dumps(value, indent=2).replace("\n", "\n  ")
