"""Sets the lines of a known bill beside ours, one by one."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from costguard.model.estimate import CostLine
from costguard.pricing.inputs import PricingInputs
from costguard.pricing.usage_file import UsageFile, read_usage
from costguard.sources.terraform_plan.read import read_plans

_CENTS: Final = Decimal("0.02")
_SHARE: Final = Decimal("0.01")
_PREFIXES: Final = ("aws_", "azurerm_", "google_")
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One expected line and ours. `kind` is `fixed` or `usage`; an `extra` line is ours alone."""

    case: str
    cloud: str
    type: str
    kind: str
    outcome: str
    text: str
    is_quantity_right: bool | None = None
    expected_cost: Decimal | None = None
    cost: Decimal | None = None

    def counts(self) -> dict[str, int]:
        """What the line adds to the columns of the table."""
        if self.outcome == "extra":
            return {"extra": 1}
        counts = {f"{self.kind} {self.outcome}": 1}
        if self.is_quantity_right is not None:
            counts |= {"quantity known": 1, "quantity right": int(self.is_quantity_right)}
        if self.kind == "fixed" and self.expected_cost is not None:
            off = abs((self.cost or Decimal(0)) - self.expected_cost)
            counts |= {"cents expected": round(self.expected_cost * 100), "cents off": round(off * 100)}
        return counts


def compare(case: Path) -> Iterator[Compared]:
    """Every expected line of a case with ours beside it, then those that are ours alone."""
    expected = [json.loads(line) for line in (case / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    found = _estimated(case)
    seen: Counter[_Key] = Counter()
    cloud, name = case.parent.name, f"{case.parent.name}/{case.name}"
    for line in expected:
        key = (line["resource_address"], line["sub_resource"] or "", line["component"])
        ours = found.get(key, [])
        mine = ours[seen[key]] if seen[key] < len(ours) else None
        seen[key] += 1
        yield Compared(
            case=name,
            cloud=cloud,
            type=line["resource_type"],
            kind="usage" if line["usage_estimated"] or line["monthly_qty"] is None else "fixed",
            outcome=_outcome(line, mine),
            text=f"{_expected_text(line)}  ::  {_text(mine)}",
            is_quantity_right=_is_quantity_right(line, mine),
            expected_cost=None if line["monthly_cost"] is None else Decimal(str(line["monthly_cost"])),
            cost=None if mine is None else mine.monthly_cost,
        )
    for key, lines in found.items():
        for extra in lines[seen[key] :]:
            yield Compared(name, cloud, _type_of(key[0]), "", "extra", f"{' '.join(key)}  ::  {_text(extra)}")


def _estimated(case: Path) -> dict[_Key, list[CostLine]]:
    usage = read_usage(str(case / "usage.yml")) if (case / "usage.yml").is_file() else UsageFile()
    bill = PricingInputs(usage=usage).bill(read_plans(str(case / "plan.json")).billable_changes())
    found: dict[_Key, list[CostLine]] = defaultdict(list)
    for change in bill.changes:
        for line in change.after.lines if change.after is not None else ():
            found[change.address, line.part, line.name].append(line)
    return found


def _outcome(expected: dict[str, Any], line: CostLine | None) -> str:
    if line is None:
        return "missing"
    prices = (expected["unit_price"], expected["unit_price_derived"])
    if prices == (None, None) and expected["monthly_cost"] is None:  # it has no price there either (China)
        return "right" if line.monthly_cost is None else "wrong"
    if line.unpriced or line.price is None:
        return "unpriced"
    if expected["monthly_cost"] is not None:
        return (
            "right" if line.monthly_cost is not None and _near(line.monthly_cost, expected["monthly_cost"]) else "wrong"
        )
    is_price_right = expected["unit_price"] is None or _near(line.price.amount, expected["unit_price"])
    return "right" if line.quantity is None and is_price_right else "wrong"


def _is_quantity_right(expected: dict[str, Any], line: CostLine | None) -> bool | None:
    if expected["monthly_qty"] is None:
        return None
    return line is not None and line.quantity is not None and _near(line.quantity, expected["monthly_qty"])


def _near(ours: Decimal, expected: float) -> bool:
    wanted = Decimal(str(expected))
    return abs(ours - wanted) <= max(_CENTS, _SHARE * abs(wanted))


def _expected_text(line: dict[str, Any]) -> str:
    price = line["unit_price"] if line["unit_price"] is not None else line["unit_price_derived"]
    part = f" [{line['sub_resource']}]" if line["sub_resource"] else ""
    amounts = f"{line['monthly_qty']} {line['unit']} x {price} = {line['monthly_cost']} ({line['region']})"
    return f"{line['resource_address']}{part} {line['component']}: {amounts}"


def _text(line: CostLine | None) -> str:
    if line is None:
        return "-"
    price = line.price.amount if line.price else "?"
    return f"{line.quantity} {line.unit} x {price} = {line.monthly_cost} {line.unpriced}"


def _type_of(address: str) -> str:
    return next((step for step in address.split(".") if step.startswith(_PREFIXES)), "")
