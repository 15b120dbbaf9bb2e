"""Writes a usage file for a plan: every key that its prices ask for, with what it is for, ready to be filled in."""

from collections.abc import Iterator, Mapping
from typing import Any

from costguard.model.estimate import CostLine, Estimate
from costguard.pricing.usage_file import UsageFile

_HEAD = """\
# How much is used of what this plan creates; `costguard estimate PLAN --usage THIS_FILE` reads it.
# Remove the # before a key (and before what it stands under), and write the amount of a month in the key's own unit:
# requests are single requests, whatever they are billed by. What stays out is shown without a cost, not as zero.
version: 0.1
resource_usage:
"""


def usage_text(bill: Estimate, usage: UsageFile) -> str:
    """The file as text. Keys that `usage` gives already keep their amounts; the others are commented out."""
    entries = [
        entry for change in bill.changes if change.after for entry in _entry(change.address, change.after.lines, usage)
    ]
    return _HEAD + "".join(entries) if entries else _HEAD.replace("resource_usage:", "resource_usage: {}")


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
            level = level.setdefault(step, {})
        level[last] = key
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
            remark = remarks.get(below, "a choice" if kinds[below] == "text" else "an amount")
            mark = "" if value is not None else "# "
            shown = "" if value is None else f" {value}"
            yield f"{indent}{mark}{name}:{shown}  # {' '.join(remark.split())}\n"


def _quoted(address: str) -> str:
    """An address as a YAML key: one with an index or a quote is quoted."""
    if any(mark in address for mark in "[]\"'#: "):
        return "'" + address.replace("'", "''") + "'"
    return address
