"""Writes a usage file for a plan: every key that its prices ask for, with what it is for, ready to be filled in."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from costguard.model.estimate import CostLine, Estimate
from costguard.pricing.usage_file import UsageFile

# Words that YAML reads as text; `yes`, `no`, `null` and the like are written as JSON.
_PLAIN: Final = re.compile(r"(?!(?i:y|n|yes|no|on|off|true|false|null)$)[A-Za-z][A-Za-z0-9_-]*")
_HEAD = """\
# How much is used of what this plan creates; `costguard estimate PLAN --usage THIS_FILE` reads it.
# Remove the # before a key (and before what it stands under), and write the amount of a month in the key's own unit:
# requests are single requests, whatever they are billed by. What stays out is shown without a cost, not as zero.
version: 0.1
resource_usage:
"""


# What keys are for that no line of their own explains.
_KEYS = {
    "operating_system": "linux, windows, rhel or suse",
    "reserved_instance_type": "standard or convertible",
    "reserved_instance_term": "1_year or 3_year",
    "reserved_instance_payment_option": "no_upfront, partial_upfront or all_upfront",
    "monthly_hrs": "hours that it runs in a month, at most 744",
    "instances": "how many run on average",
    "nodes": "how many run on average",
    "vcpu_count": "vCPUs of the machine, where its type does not tell",
    "monthly_cpu_credit_hrs": "hours a month that a vCPU runs beyond the credits that it earned",
    "request_size_kb": "average size of a request in KB",
    "request_duration_ms": "average duration of a request in ms",
    "average_request_duration_ms": "average duration of a request in ms",
}


def usage_text(bill: Estimate, usage: UsageFile) -> str:
    """The file as text. All that `usage` gives keeps its amounts; keys that it does not give are commented out."""
    costs = {change.address: change.after for change in bill.changes if change.after}
    asked = usage.asked()
    rows = [row for address, cost in costs.items() for row in _entry(address, cost.lines, usage)]
    rows += [
        f"  {_quoted(name)}: {_written(given)}\n"
        for name, given in usage.by_address.items()
        if name not in costs or name not in asked or not asked[name].asked
    ]
    text = _HEAD + "".join(rows) if rows else _HEAD.replace("resource_usage:", "resource_usage: {}")
    if not usage.by_type:
        return text
    defaults = (f"  {_quoted(name)}: {_written(given)}\n" for name, given in usage.by_type.items())
    return f"{text}resource_type_default_usage:\n{''.join(defaults)}"


def _entry(address: str, lines: tuple[CostLine, ...], usage: UsageFile) -> Iterator[str]:
    asked = usage.asked().get(address)
    if asked is None or not asked.asked:
        return
    remarks = {line.usage_key: f"{_named(line)}; billed by {line.unit}" for line in reversed(lines) if line.usage_key}
    tree: dict[str, Any] = {}
    for key in asked.asked:
        *outer, last = key.split(".")
        level = tree
        for step in outer:
            below = level.get(step)
            level[step] = level = below if isinstance(below, dict) else {}
        level.setdefault(last, key)
    rows = list(_rows(tree, asked.asked, remarks, asked.given(), "    "))
    is_given = any(not row.lstrip().startswith("#") for row in rows)
    yield f"  {'' if is_given else '# '}{_quoted(address)}:\n"
    yield from rows


def _named(line: CostLine) -> str:
    return f"{line.part}: {line.name}" if line.part else line.name


def _rows(
    tree: Mapping[str, Any], kinds: Mapping[str, str], remarks: Mapping[str, str], given: Mapping[str, Any], indent: str
) -> Iterator[str]:
    for name, below in tree.items():
        value = given.get(name)
        if isinstance(below, Mapping):
            mark = "" if isinstance(value, Mapping) else "# "
            yield f"{indent}{mark}{name}:\n"
            yield from _rows(below, kinds, remarks, value if isinstance(value, Mapping) else {}, indent + "  ")
        else:
            remark = remarks.get(below) or _KEYS.get(name) or ("a choice" if kinds[below] == "text" else "an amount")
            mark = "" if value is not None else "# "
            shown = "" if value is None else f" {_written(value)}"
            yield f"{indent}{mark}{name}:{shown}  # {' '.join(remark.split())}\n"
    yield from (f"{indent}{_quoted(str(name))}: {_written(given[name])}\n" for name in given if name not in tree)


def _written(value: object) -> str:
    """A value as YAML has it, in one line: a plain word as it is, anything else as JSON, which is YAML too."""
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else json.dumps(value)
    return json.dumps(value, default=str)


def _quoted(address: str) -> str:
    """An address as a YAML key: one with an index or a quote is quoted."""
    if any(mark in address for mark in "[]\"'#: "):
        return "'" + address.replace("'", "''") + "'"
    return address
