"""The bill as a table for spreadsheets, under the column names of FOCUS where FOCUS has one (FOCUS 1.0, 2024-06)."""

import csv
import io
import json
from decimal import Decimal
from typing import Final

from costguard.model.cloud import Cloud
from costguard.model.estimate import CostChange, CostLine, Estimate, ResourceCost, Status
from costguard.reports.neutral import VALUE_LIMIT, csv_cell
from costguard.reports.options import BillOptions

_COLUMNS: Final = (
    "ProviderName", "RegionId", "ResourceId", "ResourceType", "ChargeCategory", "ChargeFrequency", "ChargeDescription",
    "SkuId", "PricingQuantity", "PricingUnit", "ListUnitPrice", "ListCost", "EffectiveCost", "BillingCurrency", "Tags",
    "x_Moment", "x_Action", "x_Part", "x_Unpriced", "x_Assumption", "x_PriceSource", "x_PriceAsOf", "x_Confidence",
)  # fmt: skip
_UNKNOWN: Final = CostLine("Whole resource", "", unpriced="costguard does not know what this type costs")
_PROVIDERS: Final = {Cloud.AWS: "AWS", Cloud.AZURE: "Microsoft", Cloud.GCP: "Google Cloud", Cloud.OTHER: ""}


def render(bill: Estimate, options: BillOptions) -> str:  # noqa: ARG001  (a program is given everything)
    """One row a cost line and moment: `before` as it is today, `after` once the change is applied.

    ListCost is quantity times list price a month, EffectiveCost that less what commitments cover; both are empty, never
    zero, where they are not known. A resource that nobody prices has one row that says so. Columns that FOCUS lacks
    begin with `x_`, as it asks.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for change in bill.changes:
        for moment, cost in (("before", change.before), ("after", change.after)):
            if cost is not None:
                lines = (_UNKNOWN,) if cost.status is Status.UNSUPPORTED else cost.lines
                writer.writerows(_row(change, moment, cost, line, bill.currency) for line in lines)
    return text.getvalue()


def _row(change: CostChange, moment: str, cost: ResourceCost, line: CostLine, currency: str) -> tuple[str, ...]:
    price = line.price
    listed = None if line.monthly_cost is None else line.monthly_cost + line.covered
    cells = (
        _PROVIDERS[change.cloud], cost.region, change.address, change.type, "Usage",
        "Usage-Based" if line.usage_based else "Recurring", line.name, f"{line.table}/{line.item}" if line.item else "",
        _number(line.quantity), line.unit, _number(price.amount if price else None), _number(listed),
        _number(line.monthly_cost), currency, _tags(cost), moment, change.action.value, line.part, line.unpriced,
        line.assumption, price.source if price else "", price.as_of if price else "",
        price.confidence.value if price else "",
    )  # fmt: skip
    return tuple(csv_cell(cell, VALUE_LIMIT) for cell in cells)


def _number(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}"


def _tags(cost: ResourceCost) -> str:
    """The tags whose values are known and may be shown, as FOCUS has them: a JSON object."""
    if cost.tags is None:
        return ""
    shown = {key: tag.value for key, tag in cost.tags.entries.items() if tag.value is not None and not tag.sensitive}
    return json.dumps(shown, sort_keys=True) if shown else ""
