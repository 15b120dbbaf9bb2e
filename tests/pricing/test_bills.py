"""The bill as a whole: free, unsupported, unknown, and the laws that hold for all bills."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.billable import BillableChange
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.estimate import CostChange, CostLine, Estimate, Price, ResourceCost, Status
from costguard.model.tags import Tag, Tags
from costguard.pricing import estimate as driver
from costguard.pricing.book.book import Book
from costguard.pricing.compare import compared
from costguard.pricing.estimate import cost_of, estimate
from costguard.pricing.lines import Rate, hourly
from costguard.pricing.not_known import NotKnown


def test_an_unknown_region_leaves_every_line_without_a_price_and_says_what_to_do(resource):
    cost = cost_of(resource("aws_nat_gateway", {}, region=""), Book())
    assert [line.unpriced for line in cost.lines] == [
        "the plan names no region of AWS; give it with --region, as in aws=eu-west-1"
    ] * 2


def test_what_one_cost_function_does_not_know_leaves_the_others_their_lines(resource, monkeypatch):
    def storage(_):
        raise NotKnown("`size` is known only after apply")
        yield

    def gateway(_):
        yield hourly("NAT gateway", Rate("nat_gateway", "hours"))

    monkeypatch.setattr(driver, "model_of", lambda _: (storage, gateway))
    cost = cost_of(resource("aws_nat_gateway", {}), Book())
    assert [(line.name, line.unpriced, line.monthly_cost) for line in cost.lines] == [
        ("Storage", "`size` is known only after apply", None),
        ("NAT gateway", "", Decimal("32.850")),
    ]
    assert not cost.is_complete


def test_a_type_that_nobody_prices_is_unsupported_and_keeps_the_bill_from_being_complete(resource):
    cost = cost_of(resource("aws_quantum_dream", {}), Book())
    assert (cost.status, cost.lines, cost.is_complete) == (Status.UNSUPPORTED, (), False)


def _change(resource, action):
    before = None if action is Action.CREATE else resource
    after = None if action is Action.DELETE else resource
    return BillableChange(resource.address, resource.type, resource.cloud, action, before, after)


@pytest.mark.parametrize(
    ("action", "delta"),
    [
        (Action.CREATE, "32.850"),
        (Action.DELETE, "-32.850"),
        (Action.UPDATE, "0"),
        (Action.REPLACE, "0"),
        (Action.NO_OP, "0"),
        (Action.FORGET, "0"),
    ],
)
def test_the_difference_follows_from_what_the_plan_does(resource, action, delta):
    bill = estimate([_change(resource("aws_nat_gateway", {}), action)], Book())
    assert bill.monthly_delta == Decimal(delta)


_LINES = st.builds(
    CostLine,
    name=st.sampled_from("abc"),
    unit=st.just("hours"),
    quantity=st.none() | st.decimals(0, 1000, places=2),
    price=st.none() | st.builds(Price, st.decimals(0, 10, places=4), st.just("list"), st.just("2026-07")),
    usage_based=st.booleans(),
    unpriced=st.sampled_from(["", "no price"]),
)
_COSTS = st.builds(
    ResourceCost,
    address=st.just("a.b"),
    type=st.just("a"),
    cloud=st.just(Cloud.AWS),
    status=st.just(Status.PRICED),
    region=st.just("us-east-1"),
    lines=st.lists(_LINES, max_size=3).map(tuple),
)
_BILLS = st.lists(st.sampled_from("xyzuvw"), unique=True).flatmap(
    lambda names: st.tuples(*(_COSTS.map(lambda cost, name=name: _created(name, cost)) for name in names)).map(Estimate)
)


def _created(name, cost):
    cost = msgspec.structs.replace(cost, address=name)
    return CostChange(name, cost.type, cost.cloud, Action.CREATE, None, cost)


@given(_BILLS)
def test_a_bill_compared_with_itself_costs_nothing(bill):
    same = compared(bill, bill)
    assert same.monthly_delta == 0
    assert {change.action for change in same.changes} <= {Action.NO_OP}


def _unpriced(*quantities):
    lines = tuple(CostLine("Disk", "GB", Decimal(each), unpriced="no price") for each in quantities)
    return ResourceCost("a.b", "a", Cloud.AWS, Status.PRICED, "us-east-1", lines)


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [((10,), (10,), (False, False)), ((10,), (10, 10), (True, False)), ((10, 10), (10,), (False, True)),
     ((10,), (20,), (True, True))],
)  # fmt: skip
def test_only_what_has_no_price_on_both_sides_alike_leaves_the_difference_exact(before, after, may):
    change = CostChange("a.b", "a", Cloud.AWS, Action.UPDATE, _unpriced(*before), _unpriced(*after))
    assert (change.may_rise, change.may_fall) == may


def _tagged(cost, **tags):
    return msgspec.structs.replace(cost, tags=Tags(entries={key: Tag(value) for key, value in tags.items()}))


def test_tags_make_no_difference_to_a_comparison():
    old, new = (Estimate((_created("x", _tagged(_unpriced(1), owner=name)),)) for name in ("ana", "bo"))
    assert [change.action for change in compared(old, new).changes] == [Action.NO_OP]


@pytest.mark.parametrize(("of_one_plan", "is_exact"), [(True, True), (False, False)])
def test_what_nobody_prices_is_the_same_thing_within_one_plan_only(of_one_plan, is_exact):
    old, new = (Estimate((_created("x", ResourceCost("x", "a", Cloud.AWS, Status.UNSUPPORTED)),)) for _ in range(2))
    found = compared(old, new, of_one_plan=of_one_plan)
    assert (found.may_rise or found.may_fall) is not is_exact


@given(_BILLS, _BILLS)
def test_a_comparison_is_the_difference_of_its_totals(old, new):
    assert compared(old, new).monthly_delta == new.monthly_after - old.monthly_after


@given(_BILLS, _BILLS)
def test_the_way_back_costs_the_opposite(old, new):
    assert compared(new, old).monthly_delta == -compared(old, new).monthly_delta


@given(_BILLS)
def test_a_line_without_a_price_keeps_its_bill_from_being_complete(bill):
    lines = [line for change in bill.changes for line in change.after.lines]
    due = [line for line in lines if line.quantity is not None or not line.usage_based]
    has_unpriced = any(line.unpriced or line.price is None or line.quantity is None for line in due)
    assert bill.is_complete is not has_unpriced
    assert bill.may_rise is has_unpriced
