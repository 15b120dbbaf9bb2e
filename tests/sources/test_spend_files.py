"""What was spent, from FOCUS exports and from simple tables."""

from decimal import Decimal
from pathlib import Path

import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.spend import SpendRecord
from costguard.model.tags import Tag, Tags
from costguard.sources.spend import read_spend

SAMPLE = Path(__file__).parents[3] / "shared" / "focus" / "focus_sample.csv"


def _read(tmp_path, text):
    (tmp_path / "spend.csv").write_text(text)
    return read_spend(str(tmp_path / "spend.csv"))


def test_a_simple_table_has_months_amounts_and_tags(tmp_path):
    spend = _read(tmp_path, "month,amount,provider,Product\n2026-10,12.50,aws,checkout\n")
    assert spend.records == (
        SpendRecord("2026-10", Decimal("12.50"), Tags(entries={"Product": Tag("checkout")}), Cloud.AWS),
    )


def test_a_focus_row_has_its_month_effective_cost_and_tags(tmp_path):
    header = "BillingPeriodStart,BillingCurrency,BilledCost,EffectiveCost,ProviderName,Tags\n"
    row = '2026-10-01 00:00:00,USD,10,7,Microsoft,"{""Product"": ""search"", ""Empty"": null}"\n'
    assert _read(tmp_path, header + row).records == (
        SpendRecord("2026-10", Decimal(7), Tags(entries={"Product": Tag("search")}), Cloud.AZURE),
    )


@pytest.mark.skipif(not SAMPLE.is_file(), reason="no FOCUS sample beside the repository")
def test_a_real_focus_export_is_read():
    spend = read_spend(str(SAMPLE))
    assert {record.month for record in spend.records} == {"2024-09", "2024-10"}
    assert len(spend.records) > 900


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "has no column EffectiveCost or BilledCost or amount"),
        ("month,amount\n", "holds no spend"),
        ("month,amount\n2026-10,lots\n", "spend.csv:2 has the amount 'lots', which is no number"),
        ("month,amount\nOctober,1\n", "has the month 'October'; write it as 2026-10"),
        ("month,amount,BillingCurrency\n2026-10,1,EUR\n", "is in EUR; budgets are in USD"),
        ("month,amount,Tags\n2026-10,1,{\n", "has Tags that are no JSON"),
        ("month,amount,Tags\n2026-10,1,[]\n", "has Tags that are no JSON object"),
        ("month,amount\n2026-13,1\n", "has the month '2026-13'"),
        ("month,amount\n2026-10,1e999999\n", "has the amount '1e999999'"),
        ("month,amount\n2026-10,NaN\n", "has the amount 'NaN'"),
        ("month,amount\n2026-10,\n", "has the amount ''"),
        ("month,amount,Product\n2026-10,1,234.50,checkout\n", "spend.csv:2 has more or fewer cells than the header"),
        ("month,amount,Product\n2026-10,1\n", "spend.csv:2 has more or fewer cells than the header"),
        ("month,amount,month\n2026-10,1,2026-11\n", "has the column month twice"),
    ],
)
def test_what_is_no_spend_is_refused_with_its_line(tmp_path, text, why):
    with pytest.raises(BadInput) as told:
        _read(tmp_path, text)
    assert why in str(told.value)
