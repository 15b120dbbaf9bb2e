"""Explanations: each part of each rule with its answer and the reason for it."""

from engine_samples import LATER, dimension, on_attribute, on_tag, policy, resource, rule, tags

from costguard.engine.explain import explain, explain_condition
from costguard.model.cloud import Cloud
from costguard.model.condition import All, AnyOf, Not, Operator
from costguard.model.finding import Code
from costguard.model.resource import AFTER_APPLY, known
from costguard.model.tags import Origin, Tag
from costguard.model.truth import Truth
from costguard.policy.policy_set import Requirement, Scope

HOLDS, FAILS, UNDECIDED = Truth.HOLDS, Truth.FAILS, Truth.UNDECIDED
PROD = on_tag(Operator.ONE_OF, "prod")
SMALL = on_attribute(Operator.LIKE, "t3.*", name="instance_type")
STAGE = rule("stage", title="Say the stage", tags=(dimension(),))
SIZE = rule("size", when=PROD, requirements=(Requirement(key="instance_type", condition=SMALL, code=Code.INVALID),))


def lines(explanation, depth=0):
    """An explanation as rows of (depth, answer, text, reason)."""
    yield (depth, explanation.truth, explanation.text, explanation.reason)
    for part in explanation.parts:
        yield from lines(part, depth + 1)


def explained(rule_, subject):
    (explanation,) = explain(subject, policy(rule_))
    return list(lines(explanation))


def test_a_tag_that_is_right_shows_its_value_and_where_it_comes_from():
    subject = resource(tags=tags(Environment=Tag(value="prod", origin=Origin.PROVIDER)))
    assert explained(STAGE, subject) == [
        (0, HOLDS, "stage", "Say the stage"),
        (1, HOLDS, "tag Environment", "is `prod`, from the provider default"),
    ]


def test_a_tag_that_is_wrong_shows_the_finding():
    assert explained(STAGE, resource()) == [
        (0, FAILS, "stage", "Say the stage"),
        (1, FAILS, "tag Environment", "`Environment` is missing"),
    ]


def test_a_tag_that_is_undecided_says_why():
    assert explained(STAGE, resource(tags=tags(LATER)))[1] == (
        1,
        UNDECIDED,
        "tag Environment",
        f"whether `Environment` is set cannot be known yet: {LATER}",
    )


def test_a_rule_whose_condition_fails_does_not_apply():
    subject = resource(tags=tags(Environment="dev"), attributes={"instance_type": known("m5.large")})
    assert explained(SIZE, subject) == [
        (0, None, "size", "does not apply: its `when` fails"),
        (1, FAILS, "when", ""),
        (2, FAILS, "environment is `prod`", "is `dev`, from the resource"),
        (1, FAILS, "instance_type is like `t3.*`", "is `m5.large`, from the resource"),
    ]


def test_a_rule_whose_condition_is_undecided_is_undecided_where_something_is_wrong():
    subject = resource(tags=tags(Environment=None), attributes={"instance_type": known("m5.large")})
    assert explained(SIZE, subject)[:3] == [
        (0, UNDECIDED, "size", ""),
        (1, UNDECIDED, "when", ""),
        (2, UNDECIDED, "environment is `prod`", "`environment` is known after apply"),
    ]


def test_a_requirement_on_what_the_type_lacks_has_no_answer():
    subject = resource(tags=tags(Environment="prod"))
    assert explained(SIZE, subject)[-1] == (1, None, "instance_type", "aws_instance has no such attribute")


def test_a_rule_that_does_not_speak_of_the_resource_says_why():
    elsewhere = rule("gcp", scope=Scope(clouds=(Cloud.GCP,)))
    assert explained(elsewhere, resource()) == [(0, None, "gcp", "does not apply: it does not speak of aws_instance")]
    reason = "does not apply: it speaks of taggable resources only"
    assert explained(STAGE, resource(tags=None)) == [(0, None, "stage", reason)]
    untagged = rule("untagged", scope=Scope(taggable=False))
    reason = "does not apply: it speaks of untaggable resources only"
    assert explained(untagged, resource()) == [(0, None, "untagged", reason)]


def test_a_condition_is_answered_part_by_part():
    condition = All(parts=(AnyOf(parts=(PROD, SMALL)), Not(part=SMALL)))
    subject = resource(attributes={"instance_type": AFTER_APPLY})
    assert [(depth, truth, text) for depth, truth, text, _ in lines(explain_condition(condition, subject))] == [
        (0, UNDECIDED, "all of"),
        (1, UNDECIDED, "any of"),
        (2, FAILS, "environment is `prod`"),
        (2, UNDECIDED, "instance_type is like `t3.*`"),
        (1, UNDECIDED, "not"),
        (2, UNDECIDED, "instance_type is like `t3.*`"),
    ]


def test_no_secret_is_explained():
    raw = on_attribute(Operator.ONE_OF, "x", name="attr:password")
    subject = resource(
        tags=tags(Environment=Tag(value="hunter2", sensitive=True)),
        attributes={"attr:password": known("hunter2"), "instance_type": known("hunter2", sensitive=True)},
    )
    explanation = explain_condition(All(parts=(PROD, SMALL, raw)), subject)
    assert "hunter2" not in repr(explanation)
    assert [part.reason for part in explanation.parts] == [
        "is (sensitive), from the resource",
        "its value is not shown",
        "its value is not shown",
    ]
    assert "hunter2" not in repr(explain(subject, policy(STAGE)))
