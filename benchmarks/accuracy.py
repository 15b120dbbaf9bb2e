"""Compares estimates with known bills: by cloud and type, how many cost lines are right, and what is missing.

    python benchmarks/accuracy.py [--cases ../shared/costs] [--show aws/db_instance_test] [--write]

A case is a folder with `plan.json`, mostly `usage.yml`, and `expected.jsonl`, the cost lines of another estimator
(Infracost, Apache-2.0, its own price tests). A line is matched by address, part and name; it is right when it differs by at most
two cents or one percent. Quantities are also compared apart, at the expected unit price.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from costguard.model.estimate import CostLine
from costguard.pricing.book.book import Book
from costguard.pricing.estimate import estimate
from costguard.pricing.usage_file import UsageFile, read_usage
from costguard.sources.terraform_plan.read import read_plans

CENTS: Final = Decimal("0.02")
SHARE: Final = Decimal("0.01")
_Key = tuple[str, str, str]


def main() -> int:
    """Print the table, or with --show one case's lines side by side."""
    options = _options()
    cases = [Path(options.cases) / options.show] if options.show else sorted(Path(options.cases).glob("*/*"))
    totals: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for case in cases:
        for cloud, resource_type, outcome, text in compare(case):
            totals[cloud, resource_type][outcome] += 1
            if options.show or (options.wrong and not outcome.endswith(" right") and outcome != "extra"):
                print(f"{outcome:24} {case.parent.name}/{case.name} {text}")
    print(table(totals))
    return 0


def compare(case: Path) -> Iterator[tuple[str, str, str, str]]:
    """Of each expected line: cloud, type, what became of it, and the two side by side."""
    expected = [json.loads(line) for line in (case / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    found = _estimated(case)
    seen: Counter[_Key] = Counter()
    for line in expected:
        key = (line["resource_address"], line["sub_resource"] or "", line["component"])
        ours = found.get(key, [])
        mine = ours[seen[key]] if seen[key] < len(ours) else None
        seen[key] += 1
        kind = "usage" if line["usage_estimated"] or line["monthly_qty"] is None else "fixed"
        yield (
            case.parent.name,
            line["resource_type"],
            f"{kind} {_outcome(line, mine)}",
            f"{_text(line)}  ::  {_ours(mine)}",
        )
    for key, lines in found.items():
        for line in lines[seen[key] :]:
            yield case.parent.name, _type_of(key[0]), "extra", f"{key}  ::  {_ours(line)}"


def table(totals: dict[tuple[str, str], Counter[str]]) -> str:
    """The shares by cloud and type, the worst first."""
    columns = (
        "fixed right",
        "fixed wrong",
        "fixed unpriced",
        "fixed missing",
        "usage right",
        "usage wrong",
        "usage unpriced",
        "usage missing",
        "extra",
    )
    rows = ["| cloud | type | " + " | ".join(columns) + " |", "|" + " --- |" * (len(columns) + 2)]
    for name, group in (
        ("all", totals),
        *((cloud, {k: v for k, v in totals.items() if k[0] == cloud}) for cloud in sorted({k[0] for k in totals})),
    ):
        whole: Counter[str] = sum(group.values(), Counter())
        fixed = sum(v for k, v in whole.items() if k.startswith("fixed"))
        usage = sum(v for k, v in whole.items() if k.startswith("usage"))
        rows.append(
            f"| **{name}** | {_percent(whole['fixed right'], fixed)} fixed, {_percent(whole['usage right'], usage)} usage | "
            + " | ".join(str(whole[c]) for c in columns)
            + " |"
        )
    for (cloud, resource_type), counts in sorted(
        totals.items(), key=lambda item: (item[0][0], -_wrong(item[1]), item[0][1])
    ):
        rows.append(f"| {cloud} | `{resource_type}` | " + " | ".join(str(counts[c] or "") for c in columns) + " |")
    return "\n".join(rows)


def _wrong(counts: Counter[str]) -> int:
    return sum(number for outcome, number in counts.items() if not outcome.endswith("right") and outcome != "extra")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _estimated(case: Path) -> dict[_Key, list[CostLine]]:
    usage = read_usage(str(case / "usage.yml")) if (case / "usage.yml").is_file() else UsageFile()
    bill = estimate(read_plans(str(case / "plan.json")).billable_changes(), Book(), usage.usage_of)
    found: dict[_Key, list[CostLine]] = defaultdict(list)
    for change in bill.changes:
        for line in change.after.lines if change.after is not None else ():
            found[change.address, line.part, line.name].append(line)
    return found


def _outcome(expected: dict[str, Any], line: CostLine | None) -> str:
    if line is None:
        return "missing"
    if line.unpriced or line.price is None:
        return "unpriced"
    if expected["monthly_cost"] is None:
        if line.quantity is not None:
            return "wrong"
        return (
            "right" if expected["unit_price"] is None or _near(line.price.amount, expected["unit_price"]) else "wrong"
        )
    cost = line.monthly_cost
    return "right" if cost is not None and _near(cost, expected["monthly_cost"]) else "wrong"


def _near(ours: Decimal, expected: float) -> bool:
    wanted = Decimal(str(expected))
    return abs(ours - wanted) <= max(CENTS, SHARE * abs(wanted))


def _text(line: dict[str, Any]) -> str:
    price = line["unit_price"] if line["unit_price"] is not None else line["unit_price_derived"]
    return f"{line['resource_address']} [{line['sub_resource'] or ''}] {line['component']}: {line['monthly_qty']} {line['unit']} x {price} = {line['monthly_cost']} ({line['region']})"


def _ours(line: CostLine | None) -> str:
    if line is None:
        return "-"
    return f"{line.quantity} {line.unit} x {line.price.amount if line.price else '?'} = {line.monthly_cost} {line.unpriced}"


def _type_of(address: str) -> str:
    return next((step for step in address.split(".") if step.startswith(("aws_", "azurerm_", "google_"))), "")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", default="../shared/costs")
    parser.add_argument("--show", default="", metavar="CLOUD/CASE", help="one case, line by line")
    parser.add_argument("--wrong", action="store_true", help="list every line that is not right")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
