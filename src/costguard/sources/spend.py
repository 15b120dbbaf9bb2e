"""Reads what was spent: a FOCUS export as CSV, or a simple table of months, amounts and tags.

FOCUS 1.0 (2024-06): BillingPeriodStart, EffectiveCost or BilledCost, BillingCurrency, Tags (a JSON object).
"""

import csv
import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.money import CURRENCY
from costguard.model.spend import Spend, SpendRecord
from costguard.model.tags import Tag, Tags

_AMOUNTS: Final = ("EffectiveCost", "BilledCost", "amount")
_MONTHS: Final = ("BillingPeriodStart", "month")
_PROVIDERS: Final = {"aws": Cloud.AWS, "amazon": Cloud.AWS, "microsoft": Cloud.AZURE, "azure": Cloud.AZURE,
                     "google": Cloud.GCP, "gcp": Cloud.GCP}  # fmt: skip
_MONTH: Final = re.compile("[0-9]{4}-(?:0[1-9]|1[0-2])")
_MOST: Final = Decimal(10) ** 15
_ABSENT: Final = ("", "NULL", "null")
_ABSENT_TAGS: Final = Tags()


def read_spend(path: str) -> Spend:
    """Read spend by month and tags. Raises BadInput where a column is missing or a row is none.

    A simple table has `month` (2026-10) and `amount` in USD; every other column is a tag's key, `provider` its cloud.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            header = reader.fieldnames or ()
            twice = next((name for name in header if list(header).count(name) > 1), None)
            if twice is not None:
                raise BadInput(f"{path} has the column {twice} twice; keep one")
            amount, month = _column(_AMOUNTS, header, path), _column(_MONTHS, header, path)
            records = tuple(_record(row, month, amount, f"{path}:{reader.line_num}") for row in reader)
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}; give --spend a file") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is no CSV file ({error}); export it again") from error
    if not records:
        raise BadInput(f"{path} holds no spend; export at least one month")
    return Spend(records, path)


def _column(names: tuple[str, ...], header: object, path: str) -> str:
    known = tuple(header) if isinstance(header, list | tuple) else ()
    found = next((name for name in names if name in known), None)
    if found is None:
        raise BadInput(f"{path} has no column {' or '.join(names)}; --spend takes a FOCUS export, or month and amount")
    return found


def _record(row: Mapping[str, str], month: str, amount: str, where: str) -> SpendRecord:
    if None in row or None in row.values():
        raise BadInput(f"{where} has more or fewer cells than the header; export it again")
    currency = row.get("BillingCurrency") or CURRENCY
    if currency != CURRENCY:
        raise BadInput(f"{where} is in {currency}; budgets are in {CURRENCY}, so export the spend in it")
    when = (row.get(month) or "")[:7]
    if not _MONTH.fullmatch(when):
        raise BadInput(f"{where} has the month {row.get(month)!r}; write it as 2026-10")
    return SpendRecord(when, _amount(row.get(amount) or "", where), _tags(row, where), _cloud(row))


def _amount(text: str, where: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise BadInput(f"{where} has the amount {text!r}, which is no number") from error
    if not found.is_finite() or abs(found) > _MOST:
        raise BadInput(f"{where} has the amount {text!r}, which is no number")
    return found


def _cloud(row: Mapping[str, str]) -> Cloud:
    provider = (row.get("ProviderName") or row.get("provider") or "").lower()
    return next((cloud for word, cloud in _PROVIDERS.items() if word in provider), Cloud.OTHER)


def _tags(row: Mapping[str, str], where: str) -> Tags:
    if "Tags" not in row:
        found = {key: value for key, value in row.items() if key not in ("month", "amount", "provider") and value}
    elif row["Tags"] in _ABSENT:
        return _ABSENT_TAGS
    else:
        try:
            decoded = json.loads(row["Tags"])
        except ValueError as error:
            raise BadInput(f"{where} has Tags that are no JSON; export it again") from error
        if not isinstance(decoded, dict):
            raise BadInput(f"{where} has Tags that are no JSON object; export it again")
        found = {key: value for key, value in decoded.items() if value}
    return Tags(entries={str(key): Tag(str(value)) for key, value in found.items()})
