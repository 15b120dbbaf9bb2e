"""Thresholds and budgets: crossed, not crossed, and what missing prices leave open."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from costguard.engine.cost_rules import judge_cost, required_by, with_costs
from costguard.engine.decide import decide
from costguard.engine.judge import Judgement
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.estimate import CostChange, CostLine, Estimate, Price, ResourceCost, Status
from costguard.model.finding import Code, Finding, Level, State
from costguard.model.spend import Spend, SpendRecord
from costguard.model.tags import Tag, Tags
from costguard.model.verdict import Input
from costguard.policy.load import load

_POLICY = """\
taxonomy:
  product: {{key: Product, values: {{one_of: [checkout, search]}}}}
approvals:
  - {{id: the-limit, title: Large changes are approved, {more}any: {threshold}, require: [{{group: finops, count: 1}}]}}
groups: {{finops: [ana]}}
budgets:
  - {{id: checkout, where: {{product: checkout}}, monthly: 1000, warn_percent: [80, 100], owner: ana}}
"""


@pytest.fixture
def judged(tmp_path):
    def run(bill, threshold, spend=None, *, more="", project=""):
        (tmp_path / "policy.yaml").write_text(_POLICY.format(threshold=threshold, more=more))
        policy = load([tmp_path / "policy.yaml"], date(2026, 11, 22))
        found = judge_cost(bill, policy, spend, project=project).findings
        return [each for each in found if each.rule == "the-limit"], [each for each in found if each.rule == "checkout"]

    return run


def _cost(amount, *, unpriced="", product="search"):
    price = Price(Decimal(amount), "list", "2026-07")
    lines = [CostLine("Machine", "hours", Decimal(1), price)]
    lines += [CostLine("Disk", "GB", Decimal(1), unpriced=unpriced)] if unpriced else []
    tags = Tags(entries={"Product": Tag(product)})
    return ResourceCost("aws_instance.a", "aws_instance", Cloud.AWS, Status.PRICED, "us-east-1", tuple(lines), tags)


def _bill(before, after, action=Action.UPDATE):
    return Estimate((CostChange("aws_instance.a", "aws_instance", Cloud.AWS, action, before, after),))


@pytest.mark.parametrize(
    ("threshold", "before", "after", "crossed"),
    [
        ("{monthly_increase: {above: 100}}", 0, 101, True),
        ("{monthly_increase: {above: 100}}", 0, 100, False),
        ("{monthly_increase: {above: 100}}", 500, 50, False),
        ("{increase_percent: {above: 20}}", 100, 121, True),
        ("{increase_percent: {above: 20}}", 100, 120, False),
        ("{increase_percent: {above: 20, floor: 100}}", 100, 150, False),
        ("{increase_percent: {above: 20, floor: 100}}", 100, 200, True),
        ("{increase_percent: {above: 20}}", 0, 100, True),
        ("{increase_percent: {above: 20, floor: 100}}", 0, 99, False),
        ("{monthly_total: {above: 100}}", 100, 101, True),
        ("{monthly_total: {above: 100}}", 200, 100, False),
        ("{monthly_increase: {above: 1000}, monthly_total: {above: 100}}", 0, 101, True),
    ],
)
def test_a_threshold_is_crossed_when_its_measure_is_above_it(judged, threshold, before, after, crossed):
    found, _ = judged(_bill(_cost(before), _cost(after)), threshold)
    assert [finding.level for finding in found] == ([Level.APPROVAL] if crossed else [])


def test_a_crossed_threshold_says_both_numbers(judged):
    (finding,), _ = judged(_bill(_cost(0), _cost(1500)), "{monthly_increase: {above: 1000}}")
    assert finding.message == "1,500.00 USD a month more, above the limit of 1,000.00 USD a month"
    assert (finding.code, finding.state, finding.key) == (Code.COST, State.VIOLATION, "monthly_increase")


def test_an_increase_that_may_be_more_is_undecided_below_the_limit_never_passed(judged):
    (finding,), _ = judged(_bill(_cost(0), _cost(50, unpriced="no price")), "{monthly_increase: {above: 100}}")
    assert (finding.state, finding.level) == (State.UNDECIDED, Level.APPROVAL)
    said, _, why = finding.message.partition(": ")
    assert said == "at least 50.00 USD a month more"
    assert why == "whether that is above the limit of 100.00 USD a month depends on what has no price"


def test_an_open_limit_only_advises_where_its_approval_says_so(judged):
    bill = _bill(_cost(0), _cost(50, unpriced="no price"))
    (finding,), _ = judged(bill, "{monthly_increase: {above: 100}}", more="on_unknown: advise, ")
    assert (finding.state, finding.level) == (State.UNDECIDED, Level.ADVISE)


@pytest.mark.parametrize(
    "threshold", ["{monthly_total: {above: 100}}", "{increase_percent: {above: 20}}", "{budget_overrun: {above: 0}}"]
)
def test_what_was_there_without_a_price_before_asks_nobody(judged, threshold):
    """The change did not bring it, so that no approval of the change would be of it."""
    about = {"unpriced": "no price", "product": "checkout"}
    found, _ = judged(_bill(_cost(10, **about), _cost(20, **about)), threshold)
    assert [(finding.state, finding.level) for finding in found] == [(State.UNDECIDED, Level.ADVISE)]


@pytest.mark.parametrize(
    "threshold", ["{monthly_total: {above: 100}}", "{increase_percent: {above: 900}}", "{budget_overrun: {above: 0}}"]
)
def test_what_the_change_brings_without_a_price_asks(judged, threshold):
    found, _ = judged(_bill(_cost_of(10), _cost_of(20, unpriced="no price")), threshold)
    assert [(finding.state, finding.level) for finding in found] == [(State.UNDECIDED, Level.APPROVAL)]


def test_taking_away_what_has_no_price_does_not_excuse_what_costs_too_much(judged):
    (finding,), _ = judged(_bill(_cost(0, unpriced="no price"), _cost(150)), "{monthly_increase: {above: 100}}")
    assert (finding.state, finding.level) == (State.UNDECIDED, Level.APPROVAL)


@pytest.mark.parametrize(("project", "asks"), [("prod-eu", True), ("dev", False), ("", True)])
def test_an_approval_speaks_of_its_projects_and_of_what_is_not_told(judged, project, asks):
    bill = _bill(_cost(0), _cost(150))
    found, _ = judged(bill, "{monthly_increase: {above: 100}}", more="projects: ['prod-*'], ", project=project)
    assert bool(found) is asks


def test_an_increase_that_may_be_more_still_crosses_a_limit_below_it(judged):
    (finding,), _ = judged(_bill(_cost(0), _cost(150, unpriced="no price")), "{monthly_increase: {above: 100}}")
    assert finding.state is State.VIOLATION
    assert finding.message.startswith("at least 150.00 USD a month more")


def test_an_increase_that_may_be_less_does_not_cross_for_certain(judged):
    (finding,), _ = judged(_bill(_cost(0, unpriced="no price"), _cost(150)), "{monthly_increase: {above: 100}}")
    assert finding.state is State.UNDECIDED


def test_what_has_no_price_before_and_after_does_not_blur_the_difference(judged):
    bill = _bill(_cost(0, unpriced="no price"), _cost(50, unpriced="no price"))
    assert judged(bill, "{monthly_increase: {above: 100}}")[0] == []


def test_each_resource_without_a_price_is_named(judged):
    (finding,), _ = judged(_bill(None, _cost(1, unpriced="no price of it"), Action.CREATE), "{unpriced: {above: 0}}")
    assert (finding.address, finding.code) == ("aws_instance.a", Code.UNPRICED)
    assert finding.message == "`Disk` has no price: no price of it (1 without a price), above the limit of 0"


def test_what_the_change_leaves_alone_does_not_count_as_unpriced(judged):
    cost = _cost(1, unpriced="no price")
    assert judged(_bill(cost, cost, Action.NO_OP), "{unpriced: {above: 0}}")[0] == []


def test_a_budget_without_spend_counts_the_plans_own_resources(judged):
    _, (finding,) = judged(_bill(None, _cost(850, product="checkout")), "{monthly_total: {above: 9999}}")
    assert finding.message == "850.00 USD a month in this plan, 80 % of the budget or more; tell ana"


def test_a_budget_counts_only_its_own_dimension(judged):
    assert judged(_bill(None, _cost(850)), "{monthly_total: {above: 9999}}")[1] == []


_SPEND = Spend(
    (
        SpendRecord("2026-10", Decimal(950), Tags(entries={"Product": Tag("checkout")}), Cloud.AWS),
        SpendRecord("2026-10", Decimal(9000), Tags(entries={"Product": Tag("search")}), Cloud.AWS),
        SpendRecord("2026-11", Decimal(5), Tags(entries={"Product": Tag("checkout")}), Cloud.AWS),
    ),
    "spend.csv",
)


def test_a_budget_with_spend_counts_last_months_and_the_change_on_top(judged):
    bill = _bill(_cost(10, product="checkout"), _cost(110, product="checkout"))
    (finding,), _ = judged(bill, "{budget_overrun: {above: 0}}", _SPEND)
    assert finding.message == (
        "budget checkout: 1,050.00 USD a month (950.00 spent in 2026-10, +100.00 by this change), "
        "above the limit of 0.00 USD a month"
    )


def _cost_of(amount, **about):
    return _cost(amount, product="checkout", **about)


_OVERRUN = "{budget_overrun: {above: 0}}"


def test_a_budget_that_loses_something_without_a_price_is_not_overrun_for_certain(judged):
    """What goes away may have cost anything: the projection is the most that it can be."""
    (finding,), _ = judged(_bill(_cost_of(10, unpriced="no price"), _cost_of(110)), _OVERRUN, _SPEND)
    assert finding.state is State.UNDECIDED
    assert finding.message.startswith("budget checkout: at most 1,050.00 USD a month")


def test_a_budget_that_gains_something_without_a_price_is_overrun_all_the_more(judged):
    (finding,), _ = judged(_bill(_cost_of(10), _cost_of(110, unpriced="no price")), _OVERRUN, _SPEND)
    assert finding.state is State.VIOLATION
    assert finding.message.startswith("budget checkout: at least 1,050.00 USD a month")


def test_what_the_change_leaves_alone_is_in_the_spend_already(judged):
    cost = _cost_of(10, unpriced="no price")
    assert judged(_bill(cost, cost, Action.NO_OP), _OVERRUN, _SPEND)[0] == []


def _unknown_product(amount):
    return msgspec.structs.replace(_cost(amount), tags=Tags(entries={"Product": Tag(None)}))


@pytest.mark.parametrize("spend", [None, "spend"])
def test_a_new_resource_whose_tag_is_to_come_may_count(judged, spend):
    (finding,), _ = judged(_bill(None, _unknown_product(5), Action.CREATE), _OVERRUN, _SPEND if spend else None)
    assert finding.state is State.UNDECIDED
    assert "at least" in finding.message


def _spend(month, provider=Cloud.AWS, **tags):
    entries = {key: Tag(value) for key, value in tags.items()}
    return Spend((SpendRecord(month, Decimal(2000), Tags(entries=entries), provider),), "spend.csv")


@pytest.mark.parametrize(
    ("provider", "key"),
    [(Cloud.OTHER, "Product"), (Cloud.OTHER, "product"), (Cloud.GCP, "product"), (Cloud.AZURE, "PRODUCT")],
)
def test_spend_counts_by_its_clouds_key_or_by_any_clouds_where_it_names_none(judged, provider, key):
    (finding,), _ = judged(_bill(None, None), _OVERRUN, _spend("2026-10", provider, **{key: "checkout"}))
    assert finding.state is State.VIOLATION


@pytest.mark.parametrize(
    ("spend", "said"),
    [
        (_spend("2026-11", Product="checkout"), "2,000.00 spent in 2026-11 so far"),
        (_spend("2027-03", Product="checkout"), "2,000.00 spent in 2027-03 so far"),
        (_spend("2026-10", Product="search"), "nothing in spend.csv was spent with its tags in 2026-10"),
    ],
)
def test_a_budget_says_what_its_spend_is_not(judged, spend, said):
    (finding,), _ = judged(_bill(None, _cost_of(2001)), _OVERRUN, spend)
    assert said in finding.message


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ({"amount": 100, "unpriced": "no price"}, {"amount": 119, "unpriced": "no price"}, None),
        ({"amount": 100, "unpriced": "no price"}, {"amount": 130, "unpriced": "no price"}, State.UNDECIDED),
        ({"amount": 0, "unpriced": "no price"}, {"amount": 0, "unpriced": "no price"}, None),
        ({"amount": 0, "unpriced": "no price"}, {"amount": 9, "unpriced": "no price"}, State.UNDECIDED),
        ({"amount": 100}, {"amount": 130, "unpriced": "no price"}, State.VIOLATION),
        ({"amount": 100, "unpriced": "no price"}, {"amount": 130}, State.UNDECIDED),
    ],
)
def test_a_share_of_what_is_not_all_known_is_no_larger_than_it_seems(judged, before, after, state):
    found, _ = judged(_bill(_cost(**before), _cost(**after)), "{increase_percent: {above: 20}}")
    assert [finding.state for finding in found] == ([state] if state else [])


def test_a_total_is_complete_though_what_goes_away_has_no_price(judged):
    (finding,), _ = judged(_bill(_cost(1, unpriced="no price"), _cost(50)), "{monthly_total: {above: 10}}")
    assert finding.message.startswith("a total of 50.00 USD a month")


def test_an_approval_says_why_it_is_asked_for(judged, tmp_path):
    found, _ = judged(_bill(_cost(0), _cost(1500)), "{monthly_increase: {above: 1000}}")
    policy = load([tmp_path / "policy.yaml"], date(2026, 11, 22))
    (required,) = required_by(policy.approvals, found)
    assert (required.rule, [(each.group, each.count) for each in required.approvers]) == ("the-limit", [("finops", 1)])
    assert required.reason == "1,500.00 USD a month more, above the limit of 1,000.00 USD a month"


def test_people_are_asked_too_where_the_change_leaves_open_whether_a_limit_is_crossed(judged, tmp_path):
    bill = _bill(None, _cost(50, unpriced="no price"), Action.CREATE)
    found, _ = judged(bill, "{monthly_increase: {above: 100}}")
    policy = load([tmp_path / "policy.yaml"], date(2026, 11, 22))
    (required,) = required_by(policy.approvals, found)
    assert required.reason.startswith("at least 50.00 USD a month more: whether that is above the limit")
    (waived,) = (msgspec.structs.replace(each, state=State.WAIVED) for each in found)
    assert list(required_by(policy.approvals, [waived])) == []


def test_other_findings_carry_the_cost_of_their_resource():
    finding = Finding("r", "aws_instance.a#disk", Code.MISSING, State.VIOLATION, Level.DENY, "missing")
    (costed,) = with_costs([finding], _bill(None, _cost(12)))
    assert costed.monthly_cost == Decimal(12)


def test_an_approval_names_the_people_of_its_group(tmp_path):
    (tmp_path / "policy.yaml").write_text(_POLICY.format(threshold="{monthly_increase: {above: 1000}}", more=""))
    policy = load([tmp_path / "policy.yaml"], date(2026, 11, 22))
    cost = judge_cost(_bill(_cost(0), _cost(1500)), policy)
    verdict = decide(Judgement((), 1), policy, Input("plan", "p.json", "sha256:x"), resources=1, cost=cost)
    assert [(each.group, each.members) for each in verdict.required[0].approvers] == [("finops", ("ana",))]


def test_where_a_budget_stands_is_said_within_its_limits_too(tmp_path):
    (tmp_path / "policy.yaml").write_text(_POLICY.format(threshold="{monthly_total: {above: 9999}}", more=""))
    policy = load([tmp_path / "policy.yaml"], date(2026, 11, 22))
    (state,) = judge_cost(_bill(None, _cost(170, product="checkout")), policy).budgets
    assert (state.before, state.projected, state.basis) == (Decimal(0), Decimal(170), "in this plan")
