"""The report for programs: stable, versioned, and described by a JSON Schema that ships with the package."""

import json
from typing import Any, Final

from costguard import __version__
from costguard.model.finding import Finding
from costguard.model.verdict import BudgetNote, ChangeNote, CostNote, UnpricedNote, Verdict
from costguard.reports.json_approvals import approvals_json
from costguard.reports.json_parts import (
    Json,
    block_json,
    disarmed,
    finding_json,
    money_json,
    name_json,
    rows_json,
)
from costguard.reports.neutral import json_text
from costguard.reports.options import ReportOptions

NAME: Final = "json"
SCHEMA: Final = "costguard/report/v1"


def render(verdict: Verdict, options: ReportOptions) -> str:  # noqa: ARG001  (a program is given everything)
    """One JSON object in ASCII, its findings one a line; money is a decimal string, and null is "not known"."""
    members = [
        f"{json.dumps(key)}: {rows_json(value) if key == 'findings' else block_json(value)}"
        for key, value in _document(verdict).items()
    ]
    return disarmed("{\n  " + ",\n  ".join(members) + "\n}\n")


def report_schema() -> Json:
    """The JSON Schema (draft 2020-12) of this report."""
    from importlib.resources import files

    text = files("costguard.reports").joinpath("report.schema.json").read_text(encoding="utf-8")
    schema: Json = json.loads(text)
    return schema


def _document(verdict: Verdict) -> dict[str, Any]:
    summary = verdict.summary
    return {
        "schema": SCHEMA,
        "tool": {"name": "costguard", "version": __version__},
        "input": {
            "kind": name_json(verdict.input.kind),
            "path": name_json(verdict.input.path),
            "digest": name_json(verdict.input.digest),
            "terraform_version": name_json(verdict.input.terraform_version),
        },
        "policy": {
            "digest": name_json(verdict.policy.digest),
            "files": [name_json(file) for file in verdict.policy.files],
        },
        "outcome": verdict.outcome.value,
        "summary": {
            "resources": summary.resources,
            "evaluated": summary.evaluated,
            "violations": summary.violations,
            "undecided": summary.undecided,
            "waived": summary.waived,
            "debt": summary.debt,
        },
        "cost": _cost(verdict.cost),
        "approvals": approvals_json(verdict),
        "findings": (_finding(finding) for finding in verdict.findings),
        "notes": [json_text(note) for note in verdict.notes],
    }


def _cost(cost: CostNote) -> Json:
    return {
        "currency": name_json(cost.currency),
        "monthly_before": money_json(cost.monthly_before),
        "monthly_after": money_json(cost.monthly_after),
        "monthly_delta": money_json(cost.monthly_delta),
        "complete": cost.complete,
        "unpriced": [name_json(name) for name in cost.unpriced],
        "delta_complete": cost.delta_complete,
        "changed": cost.changed,
        "changes": [_change(change) for change in cost.top],
        "budgets": [_budget(budget) for budget in cost.budgets],
        "unpriced_items": [_unpriced(item) for item in cost.unpriced_items],
    }


def _change(change: ChangeNote) -> Json:
    return {
        "address": name_json(change.address),
        "action": change.action.value,
        "monthly_before": money_json(change.monthly_before),
        "monthly_after": money_json(change.monthly_after),
        "monthly_delta": money_json(change.monthly_delta),
        "complete": change.complete,
        "plan": change.plan,
    }


def _unpriced(item: UnpricedNote) -> Json:
    texts = {name: name_json(getattr(item, name)) for name in ("address", "type", "line", "part", "quantity", "unit")}
    return {**texts, "reason": json_text(item.reason), "plan": item.plan}


def _budget(note: BudgetNote) -> Json:
    return {
        "budget": name_json(note.budget),
        "monthly": money_json(note.monthly),
        "projected": money_json(note.projected),
        "may_rise": note.may_rise,
        "may_fall": note.may_fall,
        "owner": name_json(note.owner),
        "before": money_json(note.before),
        "basis": json_text(note.basis),
    }


def _finding(finding: Finding) -> Json:
    return finding_json(finding) | {
        "title": json_text(finding.title),
        "module": name_json(finding.module),
        "sensitive": finding.sensitive,
    }
