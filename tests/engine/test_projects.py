"""Projects: no tag says otherwise than the policy, and none switches a rule off."""

import pytest
from engine_samples import COST_CENTER, ENVIRONMENT, LATER, dimension, on_attribute, on_tag, resource, rule, tags
from engine_samples import policy as policy_of
from hypothesis import given
from hypothesis import strategies as st

from costguard.engine.judge import judge
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.condition import All, AnyOf, Condition, Not, Operator, TagSubject
from costguard.model.finding import Code, Level, State
from costguard.model.resource import known
from costguard.model.tags import Tag
from costguard.policy.policy_set import Project, Requirement

STAGE, CENTER = dimension(), dimension(COST_CENTER, Operator.LIKE, ("?*",))
PROD = on_tag(Operator.ONE_OF, "prod")
SMALL = Requirement("size_gb", on_attribute(Operator.AT_MOST, 100), Code.EXCEEDS)
SMALL_IN_PROD = rule("small-in-prod", when=PROD, requirements=(SMALL,))
SMALL_ELSEWHERE = rule("small-elsewhere", when=Not(PROD), requirements=(SMALL,))
LARGE = {"size_gb": known(500)}


def judged(*resources, rules=(), project="prod-eu", values=None, new_only=False):
    taxonomy = {"environment": STAGE, "cost_center": CENTER}
    projects = (Project(("prod-*",), values or {"environment": "prod"}),)
    policy = policy_of(*rules, taxonomy=taxonomy, projects=projects)
    return judge(resources, policy, new_only=new_only, project=project)


def rules_of(*resources, **about):
    return [each.rule for each in judged(*resources, **about).findings]


def test_a_tag_that_says_otherwise_is_denied():
    (finding,) = judged(resource(tags=tags(Environment="dev"))).findings
    assert (finding.rule, finding.code, finding.state, finding.level) == (
        "project-dimensions", Code.INVALID, State.VIOLATION, Level.DENY,
    )  # fmt: skip
    assert finding.message == "`Environment` is `dev`, but project `prod-eu` is `prod`"
    assert finding.fix == "Set `Environment` to `prod`, or plan this in the project it belongs to."
    assert (finding.key, finding.dimension, finding.value) == ("Environment", "environment", "dev")


@pytest.mark.parametrize("found", [tags(Environment="prod"), tags(), tags(Environment=""), None])
def test_a_tag_that_agrees_or_says_nothing_is_quiet(found):
    assert judged(resource(tags=found)).findings == ()


@pytest.mark.parametrize("project", ["", "dev-eu"])
def test_elsewhere_tags_say_what_they_say(project):
    dev = resource(tags=tags(Environment="dev"), attributes=LARGE)
    assert rules_of(dev, project=project, rules=(SMALL_IN_PROD, SMALL_ELSEWHERE)) == ["small-elsewhere"]


@pytest.mark.parametrize("found", [tags(Environment=None), tags(LATER)])
def test_a_value_that_is_not_known_yet_is_undecided_and_only_advises(found):
    (finding,) = judged(resource(tags=found)).findings
    assert (finding.rule, finding.code, finding.state, finding.level) == (
        "project-dimensions", Code.UNKNOWN, State.UNDECIDED, Level.ADVISE,
    )  # fmt: skip


def test_a_sensitive_value_is_not_shown():
    (finding,) = judged(resource(tags=tags(Environment=Tag("dev", sensitive=True)))).findings
    assert finding.message == "`Environment` has a sensitive value, but project `prod-eu` is `prod`"
    assert (finding.value, finding.sensitive) == (None, True)


def test_a_label_is_held_to_the_value_as_a_label():
    values = {"cost_center": "CC 100"}
    agrees = resource(Cloud.GCP, tags=tags(cost_center="cc_100"))
    says_otherwise = resource(Cloud.GCP, tags=tags(cost_center="cc_200"))
    assert judged(agrees, values=values).findings == ()
    (finding,) = judged(says_otherwise, values=values).findings
    assert finding.message == "`cost_center` is `cc_200`, but project `prod-eu` is `cc_100`"


def test_what_the_plan_does_not_touch_and_what_was_so_before_is_debt():
    wrong = resource(tags=tags(Environment="dev"))
    untouched = resource(tags=tags(Environment="dev"), action=Action.NO_OP)
    updated = resource(tags=tags(Environment="dev"), action=Action.UPDATE, before=wrong)
    worse = resource(tags=tags(Environment="staging"), action=Action.UPDATE, before=wrong)
    assert [each.level for each in judged(untouched).findings] == [Level.DEBT]
    assert [each.level for each in judged(updated, new_only=True).findings] == [Level.DEBT]
    assert [each.level for each in judged(updated).findings] == [Level.DENY]
    assert [each.level for each in judged(worse, new_only=True).findings] == [Level.DENY]


def test_what_goes_away_is_not_held_to_anything():
    assert judged(resource(tags=tags(Environment="dev"), action=Action.DELETE)).evaluated == 0


def test_what_is_held_to_its_project_was_judged():
    assert judged(resource(tags=tags(Environment="prod"))).evaluated == 1
    assert judged(resource(tags=None)).evaluated == 0


def test_a_tag_cannot_switch_off_a_rule():
    dev = resource(tags=tags(Environment="dev"), attributes=LARGE)
    assert rules_of(dev, rules=(SMALL_IN_PROD, SMALL_ELSEWHERE)) == ["small-in-prod", "project-dimensions"]


def test_what_cannot_carry_tags_is_in_its_project_too():
    assert rules_of(resource(tags=None, attributes=LARGE), rules=(SMALL_IN_PROD, SMALL_ELSEWHERE)) == ["small-in-prod"]


def test_a_condition_is_decided_where_only_the_tag_is_unknown():
    unknown = resource(tags=tags(Environment=None), attributes=LARGE)
    found = {each.rule: each.state for each in judged(unknown, rules=(SMALL_IN_PROD,)).findings}
    assert found == {"small-in-prod": State.VIOLATION, "project-dimensions": State.UNDECIDED}


def test_a_requirement_is_of_the_projects_value():
    only_dev = Requirement("environment", on_tag(Operator.ONE_OF, "dev"), Code.INVALID)
    (finding, _) = judged(resource(tags=tags(Environment="dev")), rules=(rule(requirements=(only_dev,)),)).findings
    assert finding.message == "`environment` is `prod` (inherited); it must be `dev`"


def test_a_rule_that_requires_the_tag_still_judges_the_tag():
    asks = rule(tags=(STAGE,))
    missing, wrong = resource(tags=tags()), resource(tags=tags(Environment="prodd"))
    assert [(each.rule, each.code) for each in judged(missing, rules=(asks,)).findings] == [("a-rule", Code.MISSING)]
    assert rules_of(wrong, rules=(asks,)) == ["a-rule", "project-dimensions"]


def test_a_raw_tag_is_the_tag_itself():
    raw = on_tag(Operator.ONE_OF, "dev", subject=TagSubject("tag:Environment", ENVIRONMENT.keys))
    asks = rule("raw", when=raw, requirements=(SMALL,))
    dev = resource(tags=tags(Environment="dev"), attributes=LARGE)
    assert rules_of(dev, rules=(asks,)) == ["raw", "project-dimensions"]


def test_what_was_wrong_before_is_debt_by_the_projects_value():
    before = resource(tags=tags(Environment="dev"), attributes=LARGE)
    after = resource(tags=tags(Environment="prod"), attributes=LARGE, action=Action.UPDATE, before=before)
    (finding,) = judged(after, rules=(SMALL_IN_PROD,), new_only=True).findings
    assert finding.level is Level.DEBT


TESTS = st.sampled_from(
    [PROD, on_tag(Operator.NONE_OF, "prod", "dev"), on_tag(Operator.LIKE, "p*"), on_tag(Operator.PRESENT, False)]
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    TESTS,
    lambda parts: (
        st.lists(parts, max_size=3).map(tuple).map(All)
        | st.lists(parts, max_size=3).map(tuple).map(AnyOf)
        | parts.map(Not)
    ),
    max_leaves=5,
)
TAGS = st.none() | st.sampled_from([None, "prod", "dev", "", "x"]).map(lambda value: tags(Environment=value))
INCOMPLETE = st.just(tags(LATER))


@given(CONDITIONS, st.sampled_from([Cloud.AWS, Cloud.AZURE, Cloud.GCP]), TAGS | INCOMPLETE, TAGS)
def test_no_tag_changes_what_a_condition_on_the_projects_value_says(condition, cloud, found, other):
    asks = rule(when=condition, requirements=(SMALL,))
    answers = [
        [
            (each.rule, each.state, each.message)
            for each in judged(resource(cloud, tags=each_tags, attributes=LARGE), rules=(asks,)).findings
            if each.rule == asks.id
        ]
        for each_tags in (found, other, tags(Environment="prod", environment="prod"))
    ]
    assert answers[0] == answers[1] == answers[2]
