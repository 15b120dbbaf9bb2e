"""From rules and resources to findings: who is judged, at which level, and what counts as debt."""

import pytest
from engine_samples import (
    COST_CENTER,
    LATER,
    TODAY,
    dimension,
    on_attribute,
    on_tag,
    policy,
    resource,
    rule,
    tags,
)

from costguard.engine.judge import faults_of, judge
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.condition import Not, Operator
from costguard.model.finding import Code, Level, State
from costguard.model.location import Location
from costguard.model.resource import AFTER_APPLY, UNSET, known
from costguard.model.tags import Tag
from costguard.policy.policy_set import Alias, Requirement, Scope

STAGE = dimension()
SMALL = Requirement(
    key="instance_type", condition=on_attribute(Operator.LIKE, "t3.*", name="instance_type"), code=Code.INVALID
)
PROD = on_tag(Operator.ONE_OF, "prod")
TAGGED = rule(tags=(STAGE,), title="Say the stage", why="It tells who is woken")


def found(*resources, rules=(TAGGED,), **options):
    return judge(resources, policy(*rules), **options).findings


def levels(*resources, rules=(TAGGED,), **options):
    return [(each.code, each.state, each.level) for each in found(*resources, rules=rules, **options)]


def test_a_fault_becomes_a_finding_with_all_that_is_known_of_it():
    location = Location(file="main.tf", line=3)
    subject = resource(
        address="module.a.aws_instance.this",
        module="module.a",
        plan=2,
        location=location,
        tags=tags(Environment="prodd"),
    )
    (one,) = found(subject)
    assert (one.rule, one.title, one.why) == ("a-rule", "Say the stage", "It tells who is woken")
    assert (one.address, one.type, one.cloud, one.module, one.plan, one.location) == (
        "module.a.aws_instance.this",
        "aws_instance",
        Cloud.AWS,
        "module.a",
        2,
        location,
    )
    assert (one.key, one.dimension, one.value, one.source) == ("Environment", "environment", "prodd", "resource")
    assert (one.code, one.state, one.level) == (Code.INVALID, State.VIOLATION, Level.DENY)


def test_a_resource_as_it_should_be_is_quiet_and_counted():
    judgement = judge([resource(tags=tags(Environment="prod"))], policy(TAGGED))
    assert (judgement.findings, judgement.evaluated) == ((), 1)


def test_a_resource_and_its_parts_count_as_one():
    part = resource(address="aws_instance.this#volume_tags", part_of="aws_instance.this")
    assert judge([resource(), part], policy(TAGGED)).evaluated == 1


def test_a_resource_of_which_no_rule_speaks_is_not_counted():
    elsewhere = rule(tags=(STAGE,), scope=Scope(clouds=(Cloud.GCP,)))
    judgement = judge([resource()], policy(elsewhere))
    assert (judgement.findings, judgement.evaluated) == ((), 0)


def test_a_resource_of_another_cloud_is_not_judged():
    other = resource(Cloud.OTHER, type="datadog_monitor")
    assert judge([other], policy(TAGGED)).evaluated == 0


def test_a_rule_that_does_nothing_in_plans_judges_nothing():
    judgement = judge([resource()], policy(rule(plan=None, tags=(STAGE,))))
    assert (judgement.findings, judgement.evaluated) == ((), 0)


@pytest.mark.parametrize("level", [Level.DENY, Level.APPROVAL, Level.ADVISE])
def test_a_violation_has_the_level_of_its_rule(level):
    assert levels(resource(), rules=[rule(plan=level, tags=(STAGE,))]) == [(Code.MISSING, State.VIOLATION, level)]


@pytest.mark.parametrize("level", [Level.DENY, Level.APPROVAL, Level.ADVISE])
def test_the_undecided_has_the_level_that_the_rule_gives_to_the_unknown(level):
    rules = [rule(tags=(STAGE,), on_unknown=level)]
    assert levels(resource(tags=tags(LATER)), rules=rules) == [(Code.UNKNOWN, State.UNDECIDED, level)]


def test_the_undecided_is_left_out_only_where_the_rule_says_so():
    assert levels(resource(tags=tags(LATER)), rules=[rule(tags=(STAGE,), on_unknown=None)]) == []


def test_an_accepted_alias_advises_at_most():
    asked = dimension(COST_CENTER, Operator.LIKE, ("CC-*",), aliases=(Alias(key="costcentre", until=TODAY),))
    rules = [rule(tags=(asked,))]
    assert levels(resource(tags=tags(costcentre="CC-1")), rules=rules) == [
        (Code.MISSPELLED, State.VIOLATION, Level.ADVISE)
    ]


class TestWhen:
    """A rule with a condition."""

    RULE = rule(when=PROD, requirements=(SMALL,))
    BIG = {"instance_type": known("m5.large")}  # noqa: RUF012  (never changed)

    def test_it_applies_where_the_condition_holds(self):
        subject = resource(tags=tags(Environment="prod"), attributes=self.BIG)
        assert levels(subject, rules=[self.RULE]) == [(Code.INVALID, State.VIOLATION, Level.DENY)]

    def test_it_is_quiet_where_the_condition_fails(self):
        assert found(resource(tags=tags(Environment="dev"), attributes=self.BIG), rules=[self.RULE]) == ()

    def test_it_is_undecided_where_the_condition_is(self):
        (one,) = found(resource(tags=tags(Environment=None), attributes=self.BIG), rules=[self.RULE])
        assert (one.code, one.state, one.level) == (Code.UNKNOWN, State.UNDECIDED, Level.ADVISE)
        assert one.message == (
            "`instance_type` is `m5.large`; it must be like `t3.*`, "
            "if the rule applies: `environment` is known after apply"
        )

    def test_it_is_quiet_where_the_condition_is_undecided_but_nothing_is_wrong(self):
        subject = resource(tags=tags(Environment=None), attributes={"instance_type": known("t3.nano")})
        assert found(subject, rules=[self.RULE]) == ()


class TestTaggable:
    """Which rules speak of resources that take no tags."""

    def test_required_tags_are_not_asked_of_what_takes_none(self):
        assert found(resource(tags=None)) == ()

    def test_requirements_of_the_same_rule_are(self):
        both = rule(tags=(STAGE,), requirements=(SMALL,))
        subject = resource(tags=None, attributes={"instance_type": known("m5.large")})
        assert [each.key for each in found(subject, rules=[both])] == ["instance_type"]


class TestActions:
    """What a plan does to a resource, and whether this change answers for it."""

    @pytest.mark.parametrize("action", [Action.CREATE, Action.UPDATE, Action.REPLACE, Action.EXISTING])
    def test_what_will_be_there_is_judged(self, action):
        assert levels(resource(action=action)) == [(Code.MISSING, State.VIOLATION, Level.DENY)]

    @pytest.mark.parametrize("action", [Action.DELETE, Action.FORGET, Action.READ, Action.OPEN])
    def test_what_will_not_be_there_is_not(self, action):
        judgement = judge([resource(action=action)], policy(TAGGED))
        assert (judgement.findings, judgement.evaluated) == ((), 0)

    def test_what_the_plan_leaves_alone_is_debt(self):
        assert levels(resource(action=Action.NO_OP)) == [(Code.MISSING, State.VIOLATION, Level.DEBT)]

    def test_what_is_undecided_of_it_is_no_debt(self):
        assert found(resource(action=Action.NO_OP, tags=tags(LATER))) == ()


class TestNewOnly:
    """What an update found wrong already is debt, on request."""

    def update(self, before, after):
        former = resource(tags=before, action=Action.UPDATE)
        return resource(tags=after, action=Action.UPDATE, before=former)

    def test_without_the_request_everything_blocks(self):
        assert levels(self.update(tags(), tags())) == [(Code.MISSING, State.VIOLATION, Level.DENY)]

    def test_the_same_wrong_value_is_debt_and_another_one_is_new(self):
        dev, test = tags(Environment="develop"), tags(Environment="testing")
        assert levels(self.update(dev, dev), new_only=True) == [(Code.INVALID, State.VIOLATION, Level.DEBT)]
        assert levels(self.update(dev, test), new_only=True) == [(Code.INVALID, State.VIOLATION, Level.DENY)]

    @pytest.mark.parametrize("name", ["instance_type", "attr:instance_type"])
    def test_a_value_that_may_not_be_shown_is_compared_all_the_same(self, name):
        asks = Requirement(key=name, condition=on_attribute(Operator.LIKE, "t3.*", name=name), code=Code.INVALID)

        def change(before, after):
            former = resource(attributes={name: known(*before, sensitive=True)}, action=Action.UPDATE)
            later = {name: known(*after, sensitive=True)}
            subject = resource(attributes=later, action=Action.UPDATE, before=former)
            return [level for _, _, level in levels(subject, rules=(rule(requirements=(asks,)),), new_only=True)]

        assert change(["m5.large"], ["m5.large"]) == [Level.DEBT]
        assert change(["m5.large"], ["p5.48xlarge"]) == [Level.DENY]
        assert change(["m5.large", "t3.micro"], ["m5.large", "p5.48xlarge"]) == [Level.DENY]

    def test_what_was_wrong_before_is_debt(self):
        assert levels(self.update(tags(), tags()), new_only=True) == [(Code.MISSING, State.VIOLATION, Level.DEBT)]

    def test_what_was_right_before_blocks(self):
        subject = self.update(tags(Environment="prod"), tags())
        assert levels(subject, new_only=True) == [(Code.MISSING, State.VIOLATION, Level.DENY)]

    def test_another_fault_of_the_same_key_blocks(self):
        subject = self.update(tags(), tags(Environment="prodd"))
        assert levels(subject, new_only=True) == [(Code.INVALID, State.VIOLATION, Level.DENY)]

    def test_the_undecided_is_told_although_it_was_undecided_before(self):
        subject = self.update(tags(LATER), tags(LATER))
        assert levels(subject, new_only=True) == [(Code.UNKNOWN, State.UNDECIDED, Level.ADVISE)]

    def test_a_new_resource_has_no_past(self):
        assert levels(resource(), new_only=True) == [(Code.MISSING, State.VIOLATION, Level.DENY)]


class TestFix:
    """The next step, where the rule does not name one."""

    def fix(self, subject, **fields):
        (one,) = found(subject, rules=[rule(**fields)])
        return one.fix

    def test_the_rules_own_words_come_first(self):
        assert self.fix(resource(), tags=(STAGE,), fix="Ask the platform team.") == "Ask the platform team."

    def test_a_missing_tag_says_where_to_add_it(self):
        expected = "Add `Environment` to the resource's tags, or to `default_tags` of its provider."
        assert self.fix(resource(), tags=(STAGE,)) == expected
        assert self.fix(resource(Cloud.AZURE), tags=(STAGE,)) == "Add `Environment` to the resource's tags."

    def test_a_missing_label_names_labels(self):
        expected = "Add `environment` to the resource's labels, or to `default_labels` of its provider."
        assert self.fix(resource(Cloud.GCP), tags=(STAGE,)) == expected

    def test_a_missing_attribute_is_not_to_be_added_to_the_tags(self):
        asked = Requirement(key="size_gb", condition=on_attribute(Operator.PRESENT, True), code=Code.MISSING)
        subject = resource(attributes={"size_gb": AFTER_APPLY})
        assert "tags" not in self.fix(subject, requirements=(asked,))

    def test_an_empty_tag_needs_a_value(self):
        assert self.fix(resource(tags=tags(Environment="")), tags=(STAGE,)) == "Give `Environment` a value."

    def test_the_unknown_needs_a_value_that_is_known(self):
        expected = "Set it in the configuration, to a value that is known when the plan is made."
        assert self.fix(resource(tags=tags(LATER)), tags=(STAGE,)) == expected


def test_a_sensitive_value_reaches_no_finding():
    secret = Tag(value="hunter2", sensitive=True)
    (one,) = found(resource(tags=tags(Environment=secret)))
    assert (one.sensitive, one.value) == (True, None)
    assert "hunter2" not in repr(one)


def test_a_rule_has_its_faults_without_any_level():
    forbidden = Requirement(key="environment", condition=Not(part=PROD), code=Code.FORBIDDEN)
    subject = resource(tags=tags(Environment="prod"))
    faults = list(faults_of(rule(plan=None, requirements=(forbidden,)), subject, policy()))
    assert [(each.key, each.code) for each in faults] == [("environment", Code.FORBIDDEN)]


def test_a_resource_without_the_attributes_that_are_asked_for_was_not_judged():
    asks = rule(requirements=(SMALL,))
    judged = resource(attributes={"instance_type": known("t3.micro")})
    assert judge([judged], policy(asks)).evaluated == 1
    assert judge([resource()], policy(asks)).evaluated == 0


class TestSpecialFixes:
    """Where a rule's own words for all resources would lead astray, the precise ones go first."""

    GENERAL = rule(tags=(STAGE,), fix="Set default_tags.")

    def fix(self, **fields):
        (only,) = found(resource(tags=tags(), **fields), rules=(self.GENERAL,))
        return only.fix

    def test_elsewhere_the_rule_speaks(self):
        assert self.fix() == "Set default_tags."

    def test_a_launch_templates_parts_get_no_default_tags(self):
        fix = self.fix(address="aws_launch_template.a#tag_specifications[volume]", part_of="aws_launch_template.a")
        assert fix == "Add `Environment` to the tags of a `tag_specifications` block of aws_launch_template.a."

    def test_neither_does_an_auto_scaling_group(self):
        fix = self.fix(type="aws_autoscaling_group")
        assert (
            fix == "Add a `tag` block for `Environment` with `propagate_at_launch`; default_tags do not reach a group."
        )

    def test_a_region_of_the_environment_is_an_argument(self):
        asks = Requirement(
            key="region", condition=on_attribute(Operator.ONE_OF, "eu-west-1", name="region"), code=Code.INVALID
        )
        (only,) = found(resource(attributes={"region": UNSET}), rules=(rule(requirements=(asks,)),))
        assert only.fix == "Set `region` in the provider, or say what its environment sets: --region aws=REGION."
