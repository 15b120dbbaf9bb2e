"""From findings to a verdict: one finding a resource and key, sorted, counted, and who has to agree."""

from datetime import timedelta
from itertools import product

import pytest
from engine_samples import LATER, TODAY, dimension, finding, on_attribute, policy, resource, rule, tags
from hypothesis import given, settings
from hypothesis import strategies as st

from costguard.engine.decide import decide, one_a_key
from costguard.engine.judge import Judgement, judge
from costguard.model.condition import Operator
from costguard.model.finding import Code, Level, State
from costguard.model.resource import AFTER_APPLY, known
from costguard.model.verdict import ApproverGroup, Input, Outcome, RequiredApproval, Summary
from costguard.policy.policy_set import ApprovalRule, Requirement, Waiver

GIVEN = Input(kind="terraform-plan", path="plan.json", digest="sha256:00")
FINOPS, LEADS = ApproverGroup(group="finops", count=1), ApproverGroup(group="leads", count=2)


def verdict(*findings, rules=(), **fields):
    return decide(Judgement(findings=findings, evaluated=3), policy(*rules, **fields), GIVEN, resources=5)


@pytest.mark.parametrize(
    ("levels", "outcome", "exit_code"),
    [
        ([], Outcome.PASS, 0),
        ([Level.DEBT], Outcome.PASS, 0),
        ([Level.ADVISE, Level.DEBT], Outcome.ADVISE, 0),
        ([Level.ADVISE, Level.APPROVAL], Outcome.APPROVAL, 3),
        ([Level.APPROVAL, Level.DENY], Outcome.DENY, 1),
    ],
)
def test_the_strictest_level_decides(levels, outcome, exit_code):
    found = verdict(*(finding(key=str(number), level=level) for number, level in enumerate(levels)))
    assert (found.outcome, found.outcome.exit_code) == (outcome, exit_code)


def test_the_undecided_blocks_where_its_rule_says_so():
    found = verdict(finding(state=State.UNDECIDED, code=Code.UNKNOWN, level=Level.DENY))
    assert found.outcome is Outcome.DENY


def test_what_is_waived_does_not_block():
    waiver = Waiver(
        rule="a-rule", resources=("*",), reason="r", ticket="T-1", approved_by="a", expires=TODAY + timedelta(days=1)
    )
    found = verdict(finding(), waivers=(waiver,))
    assert (found.outcome, found.summary.waived, found.summary.violations) == (Outcome.PASS, 1, 0)


def test_findings_are_counted_by_state_and_debt_apart():
    found = verdict(
        finding("a.a"),
        finding("a.b", level=Level.ADVISE),
        finding("a.c", level=Level.DEBT),
        finding("a.d", state=State.UNDECIDED, level=Level.ADVISE),
    )
    assert found.summary == Summary(resources=5, evaluated=3, violations=2, undecided=1, waived=0, debt=1)


def test_findings_are_sorted_by_address_then_rule_then_key():
    keys = [("a.b", "r", "K"), ("a.a", "s", "K"), ("a.a", "r", "L"), ("a.a", "r", "K")]
    found = verdict(*(finding(address, rule=rule_id, key=key, dimension="") for address, rule_id, key in keys))
    assert [(each.address, each.rule, each.key) for each in found.findings] == sorted(keys)


class TestOneAKey:
    """Several rules that ask for the same tag give one finding."""

    def test_the_strictest_speaks(self):
        strict, mild = finding(rule="strict"), finding(rule="mild", level=Level.ADVISE)
        assert one_a_key([mild, strict]) == (strict,)

    def test_a_violation_speaks_before_the_undecided_of_the_same_level(self):
        certain, undecided = finding(rule="z"), finding(rule="a", state=State.UNDECIDED)
        assert one_a_key([undecided, certain]) == (certain,)

    def test_what_is_waived_yields_to_what_is_not(self):
        waived, open_ = finding(state=State.WAIVED), finding(rule="mild", level=Level.ADVISE)
        assert one_a_key([waived, open_]) == (open_,)

    def test_other_resources_keys_and_plans_stay(self):
        others = (finding("a.a"), finding("a.b"), finding("a.a", key="Team"), finding("a.a", plan=1))
        assert one_a_key(others) == others

    def test_attributes_are_kept_by_rule(self):
        """Two rules may ask different things of one attribute."""
        pair = (finding(rule="a", key="size_gb", dimension=""), finding(rule="b", key="size_gb", dimension=""))
        assert one_a_key(pair) == pair


class TestApprovals:
    """Who has to agree."""

    RULES = (
        rule("needs-leads", plan=Level.APPROVAL, approvers=(LEADS,)),
        rule("needs-finops", plan=Level.APPROVAL, approvers=(FINOPS,)),
    )

    def test_each_rule_names_its_approvers_and_the_resources_sorted(self):
        found = verdict(
            finding("a.b", rule="needs-leads", level=Level.APPROVAL),
            finding("a.a", rule="needs-leads", level=Level.APPROVAL),
            rules=self.RULES,
        )
        assert found.required == (RequiredApproval(rule="needs-leads", approvers=(LEADS,), addresses=("a.a", "a.b")),)

    def test_a_rule_asks_its_own_people_where_another_one_speaks_for_the_same_key(self):
        found = verdict(
            *(finding(rule=each.id, level=Level.APPROVAL) for each in self.RULES),
            rules=self.RULES,
        )
        assert len(found.findings) == 1
        assert [(each.rule, each.approvers) for each in found.required] == [
            ("needs-finops", (FINOPS,)),
            ("needs-leads", (LEADS,)),
        ]

    def test_nobody_is_asked_for_what_is_waived_or_only_advised(self):
        found = verdict(
            finding("a.a", rule="needs-leads", level=Level.APPROVAL, state=State.WAIVED),
            finding("a.b", rule="needs-leads", level=Level.ADVISE),
            rules=self.RULES,
        )
        assert found.required == ()


class TestMore:
    """What is found beside rules and costs, and who has to agree to it."""

    EDIT = finding(
        "(whole plan)", rule="trusted-files", code=Code.FORBIDDEN, level=Level.APPROVAL, key="policy.yaml", dimension=""
    )
    ASKED = RequiredApproval("trusted-files", (ApproverGroup("leads", 1),), ())

    def test_it_counts_and_its_people_are_asked_by_name(self):
        given_policy = policy(groups={"leads": ("ana",)})
        found = decide(Judgement((), 1), given_policy, GIVEN, resources=1, more=(self.EDIT,), asked=(self.ASKED,))
        assert (found.outcome, found.findings, found.summary.violations) == (Outcome.APPROVAL, (self.EDIT,), 1)
        assert found.required == (RequiredApproval("trusted-files", (ApproverGroup("leads", 1, ("ana",)),), ()),)

    def test_no_waiver_excuses_it(self):
        waiver = Waiver(
            rule="*", resources=("*",), reason="r", ticket="T-1", approved_by="a", expires=TODAY + timedelta(days=1)
        )
        given_policy = policy(waivers=(waiver,))
        found = decide(Judgement((finding(),), 1), given_policy, GIVEN, resources=1, more=(self.EDIT,))
        assert [(each.rule, each.state) for each in found.findings] == [
            ("trusted-files", State.VIOLATION),
            ("a-rule", State.WAIVED),
        ]


def test_cost_thresholds_that_were_not_judged_are_named():
    approval = ApprovalRule(id="large", thresholds=(), require=(FINOPS,))
    found = decide(
        Judgement(findings=(), evaluated=0), policy(approvals=(approval,)), GIVEN, resources=0, notes=("two plans",)
    )
    assert found.notes == (
        "two plans",
        "cost thresholds were not judged, because this change has no cost estimate: large",
    )


RULES = [
    rule("deny-stage", tags=(dimension(),)),
    rule("advise-stage", plan=Level.ADVISE, tags=(dimension(),), on_unknown=Level.DENY),
    rule("approve-stage", plan=Level.APPROVAL, tags=(dimension(),), approvers=(FINOPS,)),
    rule(
        "ceiling",
        plan=Level.APPROVAL,
        approvers=(LEADS,),
        requirements=(Requirement(key="size_gb", condition=on_attribute(Operator.AT_MOST, 100), code=Code.EXCEEDS),),
    ),
]
# The address repeats on purpose: a plan may hold an address twice.
RESOURCES = [
    resource(address=f"aws_instance.{name}", tags=found, attributes={"size_gb": size})
    for name, found, size in product(
        "ab", [tags(), tags(Environment="x"), tags(LATER)], [known(1), known(500), AFTER_APPLY]
    )
]


def in_two_orders(lists):
    """A list, and the same in another order."""
    return lists.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found)))


@settings(deadline=None)
@given(
    in_two_orders(st.lists(st.sampled_from(RESOURCES), max_size=5)),
    in_two_orders(st.lists(st.sampled_from(RULES), unique_by=lambda each: each.id)),
)
def test_no_order_of_rules_or_resources_changes_the_verdict(resources, rules):
    verdicts = [
        decide(judge(given_resources, policy(*given_rules)), policy(*given_rules), GIVEN, resources=len(resources[0]))
        for given_resources in resources
        for given_rules in rules
    ]
    assert all(each == verdicts[0] for each in verdicts)
