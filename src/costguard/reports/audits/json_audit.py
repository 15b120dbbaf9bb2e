"""The audit for programs: stable, versioned, and described by a JSON Schema that ships with the package."""

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO, Final

from costguard import __version__
from costguard.model.audit import Audit, Changes, Gap, Score
from costguard.model.inventory import ScopeRead
from costguard.reports.audits.accounts_read import accounts_read
from costguard.reports.audits.figures import is_cost_known
from costguard.reports.audits.sorted_findings import Found, findings_of
from costguard.reports.json_parts import (
    Json,
    block_json,
    disarmed,
    finding_json,
    money_json,
    name_json,
    row_json,
    rows_json,
)
from costguard.reports.neutral import json_text

SCHEMA: Final = "costguard/audit/v1"

_ROWS_AT_ONCE: Final = 1_000


def write(audit: Audit, file: BinaryIO) -> None:
    """One JSON object in ASCII, long lists one element a line; money is a decimal string, and null is "not known"."""
    _put(file, "{\n  " + ",\n  ".join(_members(audit)) + ',\n  "findings": ')
    _put_rows(file, (row_json(_finding(found)) for found in findings_of(audit)))
    _put(file, f',\n  "notes": {block_json([json_text(note) for note in audit.notes])}\n}}\n')


def audit_schema() -> Json:
    """The JSON Schema (draft 2020-12) of this report."""
    from importlib.resources import files

    text = files("costguard.reports.audits").joinpath("audit.schema.json").read_text(encoding="utf-8")
    schema: Json = json.loads(text)
    return schema


def _members(audit: Audit) -> Iterator[str]:
    """The members before the findings, each with its value."""
    for name, value in _document(audit).items():
        yield f"{json.dumps(name)}: {block_json(value)}"
    yield f'"coverage": {_coverage(audit)}'
    yield f'"scores": {rows_json(map(_score, audit.scores))}'
    yield f'"gaps": {rows_json(map(_gap, audit.gaps))}'
    yield f'"changes": {block_json(None if audit.changes is None else _changes(audit.changes))}'
    yield f'"run": {block_json(audit.run or None)}'


def _put_rows(file: BinaryIO, rows: Iterator[str]) -> None:
    """An array with one element a line, written some at a time."""
    before = "["
    while chunk := list(islice(rows, _ROWS_AT_ONCE)):
        _put(file, f"{before}\n    " + ",\n    ".join(chunk))
        before = ","
    _put(file, "[]" if before == "[" else "\n  ]")


def _put(file: BinaryIO, text: str) -> None:
    file.write(disarmed(text).encode("ascii"))


def _document(audit: Audit) -> dict[str, Any]:
    """Who judged, what, by which policy, and the outcome."""
    summary = audit.summary
    return {
        "schema": SCHEMA,
        "tool": {"name": "costguard", "version": __version__},
        "input": {
            "kind": name_json(audit.input.kind),
            "path": name_json(audit.input.path),
            "digest": name_json(audit.input.digest),
        },
        "policy": {
            "digest": name_json(audit.policy.digest),
            "files": [name_json(file) for file in audit.policy.files],
        },
        "outcome": audit.outcome.value,
        "summary": {
            "resources": summary.resources,
            "evaluated": summary.evaluated,
            "compliant": summary.compliant,
            "violations": summary.violations,
            "undecided": summary.undecided,
            "waived": summary.waived,
            "unknown_types": {name_json(name): number for name, number in summary.unknown_types.items()},
        },
    }


def _coverage(audit: Audit) -> str:
    read = accounts_read(audit.coverage)
    members = {
        "accounts": str(read.accounts),
        "read": str(read.read),
        "complete": json.dumps(audit.is_complete),
        "scopes": rows_json(map(_scope, audit.coverage), depth=2),
    }
    return "{\n    " + ",\n    ".join(f'"{name}": {value}' for name, value in members.items()) + "\n  }"


def _scope(scope: ScopeRead) -> Json:
    return {
        "cloud": scope.cloud.value,
        "account": name_json(scope.account),
        "region": name_json(scope.region),
        "source": name_json(scope.source),
        "status": scope.status.value,
        "resources": scope.resources,
        "reason": name_json(scope.reason),
    }


def _score(score: Score) -> Json:
    return {
        "facet": score.facet.value,
        "name": name_json(score.name),
        "resources": score.resources,
        "compliant": score.compliant,
        "undecided": score.undecided,
        "waived": score.waived,
        "priced": score.priced,
        "monthly_cost": _money(score.monthly_cost, is_known=is_cost_known(score)),
        "compliant_cost": _money(score.compliant_cost, is_known=is_cost_known(score)),
    }


def _gap(gap: Gap) -> Json:
    return {
        "rule": name_json(gap.rule),
        "dimension": name_json(gap.dimension),
        "key": name_json(gap.key),
        "code": gap.code,
        "account": name_json(gap.account),
        "type": name_json(gap.type),
        "resources": gap.resources,
        "unpriced": gap.unpriced,
        "monthly_cost": _money(gap.monthly_cost, is_known=is_cost_known(gap)),
    }


def _changes(changes: Changes) -> Json:
    return {
        "since_run": changes.since_run,
        "since": name_json(changes.since),
        "new": changes.new,
        "reopened": changes.reopened,
        "persisting": changes.persisting,
        "resolved": changes.resolved,
        "unseen": changes.unseen,
        "new_violations": changes.new_violations,
    }


def _finding(found: Found) -> Json:
    return finding_json(found.finding) | {
        "account": name_json(found.account),
        "region": name_json(found.region),
        "collected_by": name_json(found.collected_by),
    }


def _money(amount: Decimal, *, is_known: bool) -> str | None:
    """A sum without the zeros that its column pads it with; of costs that nobody knows there is none."""
    return money_json(amount.normalize() if is_known else None)
