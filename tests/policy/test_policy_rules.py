"""Rules: what people write, and the Conditions, scopes and effects that it is lowered to."""

import pytest

from costguard.model.cloud import Cloud
from costguard.model.condition import All, AnyOf, AttributeSubject, Not, Operator, TagSubject, Test
from costguard.model.finding import Code, Level
from costguard.model.verdict import ApproverGroup
from costguard.policy.policy_set import CloudEffect, Effect, Scope

HEAD = """
taxonomy:
  environment: {values: {one_of: [prod, dev]}}
  owner: {values: any}
groups: {finops: [ada]}
"""


def attribute(name, operator, *operands):
    return Test(AttributeSubject(name), Operator(operator), operands)


@pytest.fixture
def rule(load_text):
    def load_it(body):
        return load_text(f"{HEAD}rules:\n  - {{id: r, {body}}}\n").rules[0]

    return load_it


@pytest.fixture
def faults(faults_of):
    def found(body):
        return [each.split(" ", 1)[1] for each in faults_of(f"{HEAD}rules:\n  - {{id: r, {body}}}\n")]

    return found


SIMPLE = "require: {size_gb: {at_most: 1}}"


def test_a_rule_without_an_effect_denies_plans_and_reports_in_audits(rule):
    assert rule(SIMPLE).effect == Effect(Level.DENY, audit=True, cloud=CloudEffect.NONE)
    assert rule(SIMPLE).on_unknown is Level.ADVISE
    assert rule(SIMPLE).scope == Scope()


def test_an_effect_says_what_happens_in_each_place(rule):
    found = rule(SIMPLE + ", effect: {plan: none, audit: none, cloud: audit}, on_unknown: none")
    assert found.effect == Effect(None, audit=False, cloud=CloudEffect.AUDIT)
    assert found.on_unknown is None


def test_require_approval_comes_with_its_approvers(rule):
    found = rule(SIMPLE + ", effect: {plan: require_approval}, approvers: [{group: finops}]")
    assert (found.effect.plan, found.approvers) == (Level.APPROVAL, (ApproverGroup("finops", 1),))
    asked = rule(SIMPLE + ", on_unknown: require_approval, approvers: [{group: finops, count: 2}]")
    assert (asked.on_unknown, asked.approvers) == (Level.APPROVAL, (ApproverGroup("finops", 2),))


def test_a_scope_narrows_by_type_cloud_and_taggability(rule):
    found = rule(
        SIMPLE + ", applies_to: {taggable: true, types: ['aws_*'], clouds: [aws, gcp], except: [aws_iam_role]}"
    )
    assert found.scope == Scope(("aws_*",), (Cloud.AWS, Cloud.GCP), ("aws_iam_role",), taggable=True)


def test_required_tags_are_dimensions_or_raw_keys(rule):
    owner, backup = rule("require_tags: [owner, 'tag:Back Up']").tags
    assert owner.name == "owner"
    assert not owner.is_raw
    assert backup.is_raw
    assert backup.subject == TagSubject(
        "tag:Back Up", {Cloud.AWS: "Back Up", Cloud.AZURE: "Back Up", Cloud.GCP: "back_up"}
    )
    assert backup.accepts[Cloud.AWS].operands == ("?*",)


@pytest.mark.parametrize(
    ("tests", "code"),
    [
        ("size_gb: {at_most: 1}", Code.EXCEEDS),
        ("size_gb: {at_most: 9, at_least: 1}", Code.EXCEEDS),
        ("size_gb: {at_most: 9, present: true}", Code.INVALID),
        ("encrypted: {present: true}", Code.MISSING),
        ("encrypted: {present: false}", Code.INVALID),
        ("region: {one_of: [a]}", Code.INVALID),
        ("not: {size_gb: {at_most: 1}}", Code.INVALID),
        ("any: [{size_gb: {at_most: 1}}, {iops: {at_most: 1}}]", Code.INVALID),
    ],
)
def test_a_requirement_carries_the_code_of_what_it_asks(rule, tests, code):
    assert [each.code for each in rule(f"require: {{{tests}}}").requirements] == [code]


def test_each_entry_of_require_is_a_requirement_of_its_own(rule):
    found = rule(
        "require: {size_gb: {at_most: 4}, any: [{region: {one_of: [a]}}, {zone: {like: [b*]}, region: {one_of: [c]}}]}"
    )
    size, either = found.requirements
    assert (size.key, size.condition) == ("size_gb", attribute("size_gb", "at_most", 4))
    assert either.key == "region, zone"
    assert either.condition == AnyOf(
        (
            attribute("region", "one_of", "a"),
            All((attribute("zone", "like", "b*"), attribute("region", "one_of", "c"))),
        )
    )


def test_forbid_is_one_requirement_that_all_of_it_does_not_hold(rule):
    found = rule("forbid: {volume_type: {one_of: [gp2]}, size_gb: {at_least: 100}}").requirements
    together = All((attribute("volume_type", "one_of", "gp2"), attribute("size_gb", "at_least", 100)))
    assert [(each.key, each.condition, each.code) for each in found] == [
        ("volume_type, size_gb", Not(together), Code.FORBIDDEN)
    ]


def test_when_nests_and_single_parts_stand_alone(rule):
    found = rule("when: {not: {environment: {one_of: [prod]}}, all: [{owner: {present: true}}]}, " + SIMPLE).when
    assert isinstance(found, All)
    negated, present = found.parts
    assert isinstance(negated, Not)
    assert isinstance(negated.part, Test)
    assert isinstance(negated.part.subject, TagSubject)
    assert negated.part.subject.name == "environment"
    assert isinstance(present, Test)
    assert present.operands == (True,)


def test_operands_have_the_kind_of_their_subject(rule):
    """Tags and text compare what is written, numbers and flags compare as such; of raw paths YAML decides."""
    tests = [
        ("environment", "[007, true]", ("007", "true")),
        ("engine_version", "[13.10, 14]", ("13.10", "14")),
        ("size_gb", "[8, 0x10]", (8, 16)),
        ("encrypted", "[true]", (True,)),
        ("'attr:a.b'", "[8, true, x, '9']", (8, True, "x", "9")),
        ("'tag:K'", "[8]", ("8",)),
    ]
    for subject, written, operands in tests:
        condition = rule(f"require: {{{subject}: {{one_of: {written}}}}}").requirements[0].condition
        assert isinstance(condition, Test)
        assert condition.operands == operands


def test_a_rule_knows_where_it_stands(rule):
    assert (rule(SIMPLE).location.line, rule(SIMPLE).location.column) == (7, 5)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("require_tags: [onwer]", "unknown dimension `onwer`; did you mean `owner`?"),
        ("require_tags: ['tag:']", "`tag:` lacks a key; write it as `tag:CostCenter`"),
        (
            "require: {instance_typ: {one_of: [a]}}",
            "unknown dimension or attribute `instance_typ`; did you mean `instance_type`?",
        ),
        (
            "require: {Environment: {one_of: [a]}}",
            "unknown dimension or attribute `Environment`; did you mean `environment`?",
        ),
        (
            "require: {'attr:': {one_of: [a]}}",
            "`attr:` is no path; write the names with dots, as `attr:root_block_device.iops`",
        ),
        (
            "require: {size_gb: {like: ['1*']}}",
            (
                "`like` cannot test `size_gb`, which is a number; use one of `one_of`, `none_of`, `at_most`, "
                "`at_least`, `present`"
            ),
        ),
        (
            "require: {encrypted: {pattern: t}}",
            (
                "`pattern` cannot test `encrypted`, which is `true` or `false`; use one of `one_of`, `none_of`, "
                "`present`"
            ),
        ),
        ("require: {size_gb: {one_of: [many]}}", "`size_gb` is a number, but this is `many`"),
        ("require: {encrypted: {one_of: [1]}}", "`encrypted` is `true` or `false`, but this is `1`"),
        (
            "require: {region: {like: ['eu-[12]']}}",
            "`[` has no meaning in the glob `eu-[12]`: `*` is any run, `?` one; list each choice apart",
        ),
        (
            "require: {region: {pattern: '(a'}}",
            "the pattern `(a` is not RE2: missing ): (a; see https://github.com/google/re2/wiki/Syntax",
        ),
        (
            SIMPLE + ", applies_to: {types: ['azurem_*']}",
            "the glob `azurem_*` matches no known resource type; did you mean `azurerm_`?",
        ),
        (
            SIMPLE + ", applies_to: {types: ['zzz*']}",
            (
                "the glob `zzz*` matches no known resource type; types begin with `aws_`, `awscc_`, `azurerm_`, "
                "`azapi_`, `google_`"
            ),
        ),
        (
            SIMPLE + ", applies_to: {types: ['aws_[ab]']}",
            "`[` has no meaning in the glob `aws_[ab]`: `*` is any run, `?` one; list each choice apart",
        ),
        (
            SIMPLE + ", effect: {plan: require_approval}",
            "a rule with `require_approval` lacks `approvers`: say who approves",
        ),
        (
            SIMPLE + ", approvers: [{group: finops}]",
            (
                "`approvers` are asked only where `effect.plan` or `on_unknown` is `require_approval`; set "
                "that, or remove them"
            ),
        ),
        (
            SIMPLE + ", effect: {plan: require_approval}, approvers: [{group: finop}]",
            "unknown group `finop`; did you mean `finops`?",
        ),
        (
            "when: {environment: {one_of: [Ünit]}}, " + SIMPLE,
            "the value `\\xdcnit` has characters other than printable ASCII, which clouds compare apart",
        ),
    ],
)
def test_each_fault_of_a_rule_says_what_to_do_next(faults, body, fault):
    assert faults(body) == [fault]


@pytest.mark.parametrize("glob", ["aws_*", "*_instance", "google_unheard_of_*", "*"])
def test_a_glob_of_types_may_reach_what_the_catalog_lacks(rule, glob):
    assert rule(SIMPLE + f", applies_to: {{types: ['{glob}']}}").scope.types == (glob,)
