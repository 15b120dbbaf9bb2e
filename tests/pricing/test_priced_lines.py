"""Putting prices to lines: sums, tiers, and the reasons why there is none."""

from decimal import Decimal

from costguard.model.cloud import Cloud
from costguard.model.estimate import Confidence
from costguard.pricing.book.figure import Figure, NoFigure, Tier
from costguard.pricing.lines import Line, Rate, by_use, hourly, monthly
from costguard.pricing.priced import priced

_FLAT = Figure("hours", (Tier(Decimal(0), Decimal("0.5")),), "list", "2026-07")
_LESS_SURE = Figure("hours", (Tier(Decimal(0), Decimal("0.25")),), "factor", "2024-07", Confidence.REGIONAL_FACTOR)
_TIERED = Figure(
    "GB",
    (
        Tier(Decimal(0), Decimal(0), "free"),
        Tier(Decimal(10), Decimal(2), "next 90GB"),
        Tier(Decimal(100), Decimal(1), "over 100GB"),
    ),
    "list",
    "2026-07",
)


def _lines(line, figures):
    return list(priced(line, Cloud.AWS, "eu-west-1", lambda key: figures.get(key.item, NoFigure(f"no {key.item}"))))


def test_a_unit_price_is_the_sum_of_its_rates_each_times_its_factor():
    line = hourly("Machine", (Rate("t", "a"), Rate("t", "b", Decimal(2))))
    (cost,) = _lines(line, {"a": _FLAT, "b": _LESS_SURE})
    assert cost.price.amount == Decimal("1.00")
    assert cost.monthly_cost == Decimal("730.00")


def test_a_sum_is_as_old_and_as_unsure_as_its_weakest_figure():
    (cost,) = _lines(hourly("Machine", (Rate("t", "a"), Rate("t", "b"))), {"a": _FLAT, "b": _LESS_SURE})
    assert (cost.price.as_of, cost.price.confidence) == ("2024-07", Confidence.REGIONAL_FACTOR)


def test_one_missing_figure_leaves_the_whole_line_without_a_price_and_says_why():
    (cost,) = _lines(hourly("Machine", (Rate("t", "a"), Rate("t", "gone"))), {"a": _FLAT})
    assert (cost.price, cost.monthly_cost, cost.unpriced) == (None, None, "no gone")


def test_a_quantity_goes_through_the_tiers_that_it_reaches():
    line = by_use("Data ({tier})", "GB", Decimal(250), Rate("t", "data"), key="gb")
    assert [(cost.name, cost.quantity, cost.monthly_cost) for cost in _lines(line, {"data": _TIERED})] == [
        ("Data (next 90GB)", Decimal(90), Decimal(180)),
        ("Data (over 100GB)", Decimal(150), Decimal(150)),
    ]


def test_what_stays_within_the_free_tier_costs_nothing_and_is_still_listed():
    line = by_use("Data ({tier})", "GB", Decimal(5), Rate("t", "data"), key="gb")
    assert [(cost.name, cost.monthly_cost) for cost in _lines(line, {"data": _TIERED})] == [
        ("Data (next 90GB)", Decimal(0))
    ]


def test_without_a_quantity_the_first_tier_that_costs_something_shows_its_price():
    line = by_use("Data ({tier})", "GB", None, Rate("t", "data"), key="gb")
    (cost,) = _lines(line, {"data": _TIERED})
    assert (cost.name, cost.quantity, cost.price.amount) == ("Data (next 90GB)", None, Decimal(2))
    assert cost.awaits_usage


def test_a_flat_price_drops_the_tier_from_the_name():
    line = monthly("Data ({tier})", "hours", 1, Rate("t", "a"))
    assert [cost.name for cost in _lines(line, {"a": _FLAT})] == ["Data"]


def test_a_price_by_another_unit_is_no_price():
    (cost,) = _lines(monthly("Disk", "GB", 100, Rate("t", "a")), {"a": _FLAT})
    assert (cost.price, cost.unpriced) == (None, "its price is by hours, not by GB")


def test_bounds_are_costs_not_quantities():
    line = hourly("Machine", Rate("t", "a")).scaled(Decimal(2), Decimal(1), Decimal(4))
    (cost,) = _lines(line, {"a": _FLAT})
    assert (cost.low, cost.monthly_cost, cost.high) == (Decimal("365.0"), Decimal("730.0"), Decimal("1460.0"))


def test_a_line_can_be_looked_up_in_another_place_than_the_resources():
    asked = []

    def find(key):
        asked.append(key.region)
        return _FLAT

    list(priced(Line("Zone", "hours", Decimal(1), (Rate("t", "a", region="global"),)), Cloud.AWS, "eu-west-1", find))
    assert asked == ["global"]
