"""The parts of JSON that reports for programs share, so that a finding reads the same in each of them."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from costguard.model.finding import Finding
from costguard.model.location import Location
from costguard.reports.neutral import VALUE_LIMIT, json_text

Json = dict[str, Any]


def finding_json(finding: Finding) -> Json:
    """A finding as the members of a JSON object, in their documented order. A sensitive value is null."""
    hidden = finding.sensitive or finding.value is None
    return {
        "rule": name_json(finding.rule),
        "address": name_json(finding.address),
        "type": name_json(finding.type),
        "cloud": finding.cloud.value,
        "dimension": name_json(finding.dimension),
        "key": name_json(finding.key),
        "code": finding.code.value,
        "state": finding.state.value,
        "level": finding.level.value,
        "value": None if hidden else json_text(finding.value or "", VALUE_LIMIT),
        "source": name_json(finding.source),
        "message": json_text(finding.message),
        "why": json_text(finding.why),
        "fix": json_text(finding.fix),
        "location": _location(finding.location),
        "fingerprint": finding.fingerprint,
        "plan": finding.plan,
        "waiver": _waiver(finding),
        "monthly_cost": money_json(finding.monthly_cost),
    }


def name_json(name: str) -> str:
    """A name, whole however long it is: programs look it up."""
    return name if name.isascii() else json_text(name, len(name))


def money_json(amount: Decimal | None) -> str | None:
    """An amount as a decimal string, unrounded; None is "not known"."""
    return None if amount is None else format(amount, "f")


def time_json(at: datetime) -> str:
    """A time in UTC, as ISO 8601 with its zone: `2026-11-23T10:00:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def row_json(row: Json) -> str:
    """A value on one line. What is not ASCII is escaped, so that no program shows it as something else."""
    encoded = msgspec.json.encode(row)
    return encoded.decode() if encoded.isascii() else json.dumps(row, separators=(",", ":"))


def rows_json(rows: Iterable[Json], depth: int = 1) -> str:
    """An array with one element a line, as a member of an object at that depth."""
    indent = "  " * depth
    lines = f",\n{indent}  ".join(map(row_json, rows))
    return f"[\n{indent}  {lines}\n{indent}]" if lines else "[]"


def block_json(value: object) -> str:
    """A value on lines of its own, indented as a member of an object."""
    return json.dumps(value, indent=2).replace("\n", "\n  ")


def disarmed(text: str) -> str:
    """JSON that no build server obeys: within it `#` occurs in strings only, and `##vso[…]` is Azure Pipelines'."""
    return text.replace("##", "#\\u0023")


def _location(location: Location | None) -> Json | None:
    if location is None:
        return None
    return {"file": name_json(location.file), "line": location.line, "column": location.column}


def _waiver(finding: Finding) -> Json | None:
    if finding.waiver is None:
        return None
    return {
        "reason": json_text(finding.waiver.reason),
        "ticket": name_json(finding.waiver.ticket),
        "approved_by": name_json(finding.waiver.approved_by),
        "expires": name_json(finding.waiver.expires),
    }
