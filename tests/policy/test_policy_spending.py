"""Approvals by cost, groups, budgets and waivers: how amounts and times are read, and what is left out."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from costguard.model.approval import EvidenceKind
from costguard.model.finding import Level
from costguard.model.verdict import ApproverGroup
from costguard.policy.policy_set import Binding, Excluded, Threshold, ThresholdKind

GROUPS = "groups: {finops: [ada, grace]}\n"
APPROVAL = "approvals:\n  - {{id: a, any: {{{}}}, require: [{{group: finops}}]{}}}\n"


@pytest.fixture
def approval(load_text):
    return lambda thresholds, more="": load_text(GROUPS + APPROVAL.format(thresholds, more)).approvals[0]


def test_money_is_read_to_the_cent_as_it_is_written(approval):
    assert approval("monthly_increase: {above: 1000.10}").thresholds == (
        Threshold(ThresholdKind.MONTHLY_INCREASE, Decimal("1000.10")),
    )


@pytest.mark.parametrize(("written", "amount"), [("1e3", "1000"), ("0x10", "16"), (".5", "0.5"), ("0", "0")])
def test_any_number_of_yaml_is_an_amount(approval, written, amount):
    assert approval(f"monthly_total: {{above: {written}}}").thresholds[0].above == Decimal(amount)


def test_a_percentage_may_have_a_floor(approval):
    assert approval("increase_percent: {above: 20, floor: 100}").thresholds == (
        Threshold(ThresholdKind.INCREASE_PERCENT, Decimal(20), Decimal(100)),
    )


def test_what_is_left_out_is_the_strict_choice(approval):
    found = approval("unpriced: {above: 0}")
    assert (found.binding, found.headroom_percent, found.expires, found.exclude) == (
        Binding.EXACT,
        Decimal(0),
        timedelta(hours=72),
        (Excluded.AUTHOR, Excluded.COMMITTERS, Excluded.TRIGGERER),
    )
    assert (found.projects, found.on_unknown, found.evidence) == ((), Level.APPROVAL, tuple(EvidenceKind))
    assert found.require == (ApproverGroup("finops", 1),)


@pytest.mark.parametrize(("written", "span"), [("72h", timedelta(hours=72)), ("7d", timedelta(days=7))])
def test_an_approval_expires_after_hours_or_days(approval, written, span):
    assert approval("unpriced: {above: 0}", f", expires: {written}").expires == span


def test_an_approval_may_hold_up_to_a_ceiling(approval):
    found = approval("unpriced: {above: 0}", ", binding: ceiling, headroom_percent: 2.5, exclude: [author]")
    assert (found.binding, found.headroom_percent, found.exclude) == (Binding.CEILING, Decimal("2.5"), ("author",))


def test_a_floor_makes_sense_for_a_percentage_only(faults_of):
    faults = faults_of(GROUPS + APPROVAL.format("monthly_total: {above: 1, floor: 1}", ""))
    assert faults == ["3:45 unknown key `floor` in a threshold; it takes `above`"]


def test_groups_keep_their_members_and_their_places(load_text):
    policy = load_text(GROUPS + "rules: [{id: a, require: {size_gb: {at_most: 1}}}]")
    assert policy.groups == {"finops": ("ada", "grace")}
    assert (policy.group_places["finops"].line, policy.group_places["finops"].column) == (1, 10)


def test_a_budget_counts_the_spend_of_dimensions(load_text):
    text = (
        "taxonomy: {team: {values: any}}\nbudgets:\n  - {id: b, where: {team: 007}, monthly: 99.99, "
        "warn_percent: [80, 100], owner: x}\n"
    )
    budget = load_text(text).budgets[0]
    assert (budget.where, budget.monthly, budget.warn_percent, budget.owner) == (
        {"team": "007"},
        Decimal("99.99"),
        (Decimal(80), Decimal(100)),
        "x",
    )


def test_a_budget_names_dimensions_only(faults_of):
    text = "taxonomy: {team: {values: any}}\nbudgets: [{id: b, where: {tean: x, region: y}, monthly: 1}]"
    assert faults_of(text) == [
        ("2:27 unknown dimension `tean`; did you mean `team`?"),
        "2:36 unknown dimension `region`",
    ]


def test_budgets_have_ids_of_their_own(faults_of):
    text = (
        "taxonomy: {t: {values: any}}\nbudgets: [{id: b, where: {t: x}, monthly: 1}, {id: b, where: {t: "
        "y}, monthly: 1}]"
    )
    assert [each.split(" is already")[0] for each in faults_of(text)] == ["2:52 the id `b`"]


WAIVER = """
rules: [{{id: no-gp2, forbid: {{volume_type: {{one_of: [gp2]}}}}}}]
waivers:
  - {{rule: {}, resources: ['module.a["x"].*'], reason: r, ticket: 12, approved_by: ada, expires: 2027-01-01}}
"""


@pytest.mark.parametrize("rule", ["no-gp2", "'no-*'", "'*'"])
def test_a_waiver_excuses_a_rule_or_a_glob_of_rules(load_text, rule):
    waiver = load_text(WAIVER.format(rule)).waivers[0]
    assert waiver.rule == rule.strip("'")
    assert waiver.resources == ('module.a["x"].*',)
    assert (waiver.reason, waiver.ticket, waiver.approved_by, waiver.expires) == ("r", "12", "ada", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("no-gp3", "4:12 unknown rule `no-gp3`; did you mean `no-gp2`?"),
        ("'yes-*'", "4:12 the glob `yes-*` matches no rule; check it against the rules' ids"),
    ],
)
def test_a_waiver_of_nothing_is_refused(faults_of, rule, fault):
    assert faults_of(WAIVER.format(rule)) == [fault]
