"""Cases that random inventories seldom meet: several values under a negation, rival rules of which one is excused."""

import datetime

import msgspec
import pytest

from costguard.engine.evaluate import Several, evaluate
from costguard.engine.fault import Fault
from costguard.engine.scan.inheritance import Inheritance
from costguard.engine.scan.questions import Memory, Questions
from costguard.engine.scan.rows import resource_of
from costguard.engine.scan.scanner import Scanner
from costguard.engine.scan.verdicts import level_of
from costguard.engine.scan.view import View
from costguard.model.audit import Facet
from costguard.model.cloud import Cloud
from costguard.model.condition import AttributeSubject, Not, Operator, TagSubject, Test
from costguard.model.finding import Code, Level, State
from costguard.model.inventory import Container, ContainerKind, Item
from costguard.model.truth import Truth
from costguard.policy.policy_set import Dimension, Effect, Inherit, PolicySet, Rule, Scope, Waiver
from costguard.tables.inventory import batch_of

TODAY = datetime.date(2026, 11, 23)
SUBJECT = TagSubject("owner", dict.fromkeys(Cloud, "Owner"))
ANY_OWNER = Dimension("owner", SUBJECT, dict.fromkeys(Cloud, Test(SUBJECT, Operator.LIKE, ("?*",))))
VIOLATION = Fault("Owner", Code.MISSING, "`Owner` is missing")
MILD = Fault("Owner", Code.MISSPELLED, "rename it", is_mild=True)
UNKNOWN = Fault("Owner", Code.UNKNOWN, "nobody can tell", State.UNDECIDED)
NUMBERS = {Truth.HOLDS: 1, Truth.UNDECIDED: 0, Truth.FAILS: -1}


def volume(name="v", **more):
    return Item(f"arn:{name}", Cloud.AWS, "aws_ebs_volume", account="1", region="us-east-1", **{"tags": {}, **more})


def scanned(policy, *items, held_by=()):
    scanner = Scanner(policy, held_by)
    return [row for part in scanner.findings(batch_of(list(items))) for row in part.to_pylist()], scanner


@pytest.mark.parametrize("several", Several)
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_negation_turns_the_reading_of_several_values(several, depth):
    condition = Test(AttributeSubject("volume_type"), Operator.ONE_OF, ("gp3",))
    for _ in range(depth):
        condition = Not(condition)
    item = volume(attributes={"volume_type": ("gp3", "gp2")})
    policy, inheritance = PolicySet(today=TODAY), Inheritance(())
    asked = Questions(View(batch_of([item])), {}, inheritance, Memory())
    expected = evaluate(condition, resource_of(item, policy, inheritance), several)
    assert asked.truths(condition, several).tolist() == [NUMBERS[expected]]


def test_of_two_rules_for_one_tag_the_one_that_is_not_excused_speaks():
    rules = (
        Rule("a-strict", Scope(), Effect(plan=Level.DENY), tags=(ANY_OWNER,)),
        Rule("b-mild", Scope(), Effect(plan=Level.ADVISE), tags=(ANY_OWNER,)),
    )
    waiver = Waiver("a-strict", ("arn:v",), "because", "FIN-1", "lead", TODAY)
    policy = PolicySet(today=TODAY, taxonomy={"owner": ANY_OWNER}, rules=rules)
    found, _ = scanned(policy, volume())
    assert [(row["rule"], row["state"]) for row in found] == [("a-strict", "violation")]
    excused = PolicySet(today=TODAY, taxonomy={"owner": ANY_OWNER}, rules=rules, waivers=(waiver,))
    found, _ = scanned(excused, volume())
    assert [(row["rule"], row["state"]) for row in found] == [("b-mild", "violation")]


def test_an_expired_waiver_counts_what_it_would_have_excused():
    rule = Rule("owners", Scope(), Effect(), tags=(ANY_OWNER,))
    yesterday = TODAY - datetime.timedelta(days=1)
    waiver = Waiver("own*", ("arn:a*",), "because", "FIN-1", "lead", yesterday)
    policy = PolicySet(today=TODAY, taxonomy={"owner": ANY_OWNER}, rules=(rule,), waivers=(waiver,))
    found, scanner = scanned(policy, volume("a1"), volume("a2"), volume("b"))
    assert [row["state"] for row in found] == ["violation"] * 3
    assert scanner.expired == {waiver: 2}


@pytest.mark.parametrize(
    ("tags", "code"),
    [({}, None), ({"Owner": ""}, "empty"), ({"owner": "me"}, "misspelled"), ({"Ownr": "me"}, None)],
)
def test_a_resource_inherits_what_it_does_not_say_itself(tags, code):
    """A key in another case is the resource's own, wrong word; one that is only like it is another key."""
    dimension = Dimension(
        "owner", SUBJECT, ANY_OWNER.accepts, inherit=Inherit((ContainerKind.FOLDER, ContainerKind.ACCOUNT))
    )
    rule = Rule("owners", Scope(), Effect(), tags=(dimension,))
    policy = PolicySet(today=TODAY, taxonomy={"owner": dimension}, rules=(rule,))
    account = Container(Cloud.AWS, ContainerKind.ACCOUNT, "1", tags={"Owner": "platform"})
    found, _ = scanned(policy, volume(tags=tags), held_by=(account,))
    assert [row["code"] for row in found] == ([code] if code else [])


def test_a_value_by_path_counts_where_no_container_has_the_tag():
    dimension = Dimension(
        "owner",
        SUBJECT,
        dict.fromkeys(Cloud, Test(SUBJECT, Operator.ONE_OF, ("shop",))),
        inherit=Inherit((ContainerKind.ACCOUNT,), (("Root/Shop*", "shop"), ("*", "nobody"))),
    )
    rule = Rule("owners", Scope(), Effect(), tags=(dimension,))
    policy = PolicySet(today=TODAY, taxonomy={"owner": dimension}, rules=(rule,))
    held_by = (
        Container(Cloud.AWS, ContainerKind.ACCOUNT, "1", path="Root/Shop/web", tags={}),
        Container(Cloud.AWS, ContainerKind.ACCOUNT, "2", path="Root/Data", tags={}),
    )
    found, _ = scanned(policy, volume("a"), msgspec.structs.replace(volume("b"), account="2"), held_by=held_by)
    assert [(row["address"], row["value"], row["source"]) for row in found] == [("arn:b", "nobody", "inherited")]


@pytest.mark.parametrize(
    ("plan", "on_unknown", "fault", "expected"),
    [
        (Level.DENY, Level.ADVISE, VIOLATION, Level.DENY),
        (Level.APPROVAL, Level.ADVISE, VIOLATION, Level.APPROVAL),
        (None, Level.DENY, VIOLATION, Level.ADVISE),
        (Level.DENY, Level.DENY, MILD, Level.ADVISE),
        (Level.DENY, Level.APPROVAL, UNKNOWN, Level.APPROVAL),
        (Level.DENY, None, UNKNOWN, None),
    ],
)
def test_a_fault_is_as_grave_as_in_a_plan(plan, on_unknown, fault, expected):
    """A rule that asks nothing of plans advises; what is accepted for a while longer is never more than advice."""
    assert level_of(Rule("rule", Scope(), Effect(plan=plan), on_unknown=on_unknown), fault) == expected


@pytest.mark.parametrize(
    ("inherit", "held_by"),
    [
        (Inherit((ContainerKind.ACCOUNT,)), ()),
        (Inherit((ContainerKind.ACCOUNT,)), (Container(Cloud.AWS, ContainerKind.ACCOUNT, "1", tags=None),)),
        (Inherit((ContainerKind.FOLDER,)), ()),
        (Inherit((), (("Root/*", "shop"),)), (Container(Cloud.AWS, ContainerKind.ACCOUNT, "1", tags={}),)),
    ],
    ids=["no account", "its tags could not be read", "no unit", "no path"],
)
def test_what_may_be_inherited_and_is_not_told_is_undecided(inherit, held_by):
    dimension = Dimension("owner", SUBJECT, ANY_OWNER.accepts, inherit=inherit)
    rule = Rule("owners", Scope(), Effect(), tags=(dimension,))
    policy = PolicySet(today=TODAY, taxonomy={"owner": dimension}, rules=(rule,))
    found, scanner = scanned(policy, volume(), volume("own", tags={"Owner": "me"}), held_by=held_by)
    assert [(row["address"], row["state"], row["code"]) for row in found] == [("arn:v", "undecided", "unknown")]
    total = next(score for score in scanner.tally.scores() if score.facet is Facet.TOTAL)
    assert (total.resources, total.compliant, total.undecided) == (2, 1, 1)


def test_what_nobody_knows_is_not_compliant_also_where_the_rule_is_silent_on_it():
    rule = Rule("owners", Scope(), Effect(), tags=(ANY_OWNER,), on_unknown=None)
    policy = PolicySet(today=TODAY, taxonomy={"owner": ANY_OWNER}, rules=(rule,))
    found, scanner = scanned(policy, volume(tags_incomplete="the view has none"))
    assert found == []
    scores = {score.facet: score for score in scanner.tally.scores()}
    told = [scores[facet] for facet in (Facet.TOTAL, Facet.DIMENSION, Facet.RULE, Facet.ACCOUNT)]
    assert [(score.compliant, score.undecided) for score in told] == [(0, 1)] * 4
