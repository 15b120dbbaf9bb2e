"""Lint: each warning has a policy that earns it, and one beside it that does not."""

from datetime import date

import pytest

from costguard.policy.lint import lint
from costguard.policy.policy_set import PolicySet

HEAD = """
taxonomy:
  environment: {values: {one_of: [prod, staging, dev]}}
  owner: {values: {like: ["team-*"]}}
groups: {finops: [ada]}
"""
FINE = "rules:\n  - {id: fine, require: {region: {one_of: [us-east-1]}}}\n"
GROUP_UNUSED = "nobody asks the group `finops`; remove it, or name it as approvers"


@pytest.fixture
def warnings(load_text):
    def found(text):
        problems = lint(load_text(HEAD + text))
        assert all(problem.warning for problem in problems)
        return [problem.message for problem in problems if problem.message != GROUP_UNUSED]

    return found


@pytest.fixture
def of_rules(warnings):
    return lambda *bodies: warnings("rules:\n" + "".join(f"  - {{{body}}}\n" for body in bodies))


def test_a_sound_policy_has_no_warnings(warnings):
    assert warnings(FINE) == []


def test_warnings_come_sorted_by_place(load_text):
    rules = "rules:\n" + "".join(
        f"  - {{id: {name}, require: {{region: {{one_of: [a]}}}}, effect: {{plan: none, audit: none}}}}\n"
        for name in "cab"
    )
    places = [problem.location.line for problem in lint(load_text(HEAD + rules))]
    assert places == sorted(places)
    assert len(places) == 4


REGION = "require: {region: {one_of: [a]}}"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            f"{REGION}, effect: {{plan: none, audit: none, cloud: none}}",
            "its effect is `none` everywhere; give it one, or remove it",
        ),
        (
            f"{REGION}, applies_to: {{types: [aws_instance], except: ['aws_*']}}",
            "`except` takes out every type that it names; narrow `except`",
        ),
        (
            f"{REGION}, applies_to: {{types: ['aws_i*'], except: ['aws_*']}}",
            "`except` takes out every type that it names; narrow `except`",
        ),
        (
            f"{REGION}, applies_to: {{types: [aws_instance], clouds: [azure, gcp]}}",
            "none of its types is on `azure` or `gcp`; correct one of them",
        ),
        (
            f"{REGION}, applies_to: {{types: [aws_instance], taggable: false}}",
            "none of its types is `taggable: false`; correct one of them",
        ),
        (
            "require_tags: [owner], applies_to: {types: [aws_iam_role_policy_attachment]}",
            "it asks for tags, and `aws_iam_role_policy_attachment` cannot carry any",
        ),
        (
            "require: {size_gb: {at_most: 1}}, applies_to: {types: [aws_iam_role]}",
            "none of its types has `size_gb`; test another attribute, or name other types",
        ),
        (
            f"{REGION}, when: {{environment: {{one_of: [prod]}}, not: {{environment: {{one_of: [prod]}}}}}}",
            "no value that the taxonomy allows meets its `when`; correct one of them",
        ),
    ],
)
def test_a_rule_that_can_never_apply_is_told_with_the_reason(of_rules, body, reason):
    assert of_rules(f"id: a, {body}") == [f"`a` can never apply: {reason}"]


def test_a_when_that_no_allowed_value_meets_names_the_value_that_was_meant(of_rules):
    assert of_rules(f"id: a, {REGION}, when: {{environment: {{one_of: [production]}}}}") == [
        "`a` can never apply: no value that the taxonomy allows meets its `when`; correct one of them",
        "`production` in `a` is no value of `environment`; did you mean `prod`?",
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"{REGION}, effect: {{plan: none, audit: none, cloud: audit}}",
        f"{REGION}, applies_to: {{types: ['aws_*'], except: ['aws_i*']}}",
        f"{REGION}, applies_to: {{types: ['google_unheard_of_*']}}",
        f"{REGION}, applies_to: {{types: [aws_instance, azurerm_managed_disk], clouds: [azure]}}",
        "require_tags: [owner], applies_to: {types: [aws_iam_role_policy_attachment, aws_instance]}",
        "require: {size_gb: {at_most: 1}}, applies_to: {types: [aws_iam_role, aws_ebs_volume]}",
        f"{REGION}, when: {{environment: {{none_of: [prod]}}}}",
        f"{REGION}, when: {{environment: {{present: false}}}}",
        f"{REGION}, when: {{owner: {{like: ['team-a*']}}}}",
    ],
)
def test_a_rule_that_can_apply_is_let_be(of_rules, body):
    assert of_rules(f"id: a, {body}") == []


@pytest.mark.parametrize(
    ("test", "value", "meant"),
    [
        ("environment: {none_of: [Prod]}", "Prod", "; did you mean `prod`?"),
        ("environment: {unlike: ['production*']}", "production*", "; did you mean `prod`?"),
        ("owner: {one_of: [ada]}", "ada", ""),
        ("owner: {unlike: ['group-*']}", "group-*", ""),
    ],
)
def test_a_value_that_a_dimension_never_takes_is_told(of_rules, test, value, meant):
    name = test.split(":")[0]
    assert f"`{value}` in `a` is no value of `{name}`{meant}" in of_rules(f"id: a, {REGION}, when: {{{test}}}")


@pytest.mark.parametrize(
    ("types", "warning"),
    [
        ("types: [aws_instnace]", "unknown resource type `aws_instnace`; did you mean `aws_instance`?"),
        ("except: [aws_instnace]", "unknown resource type `aws_instnace`; did you mean `aws_instance`?"),
        (
            "types: [aws_wholly_unheard_of]",
            "unknown resource type `aws_wholly_unheard_of`; of types that the catalog lacks only tags are checked",
        ),
    ],
)
def test_a_type_that_the_catalog_lacks_is_told_and_allowed(of_rules, types, warning):
    assert of_rules(f"id: a, require_tags: [owner], applies_to: {{{types}}}") == [warning]


def test_a_type_of_no_cloud_is_told(of_rules):
    assert of_rules("id: a, require_tags: [owner], applies_to: {types: [digitalocean_droplet]}") == [
        "`a` can never apply: `digitalocean_droplet` belongs to none of the clouds that policies speak of",
        "unknown resource type `digitalocean_droplet`",
    ]


def clash(attribute, resource_type):
    """What is said of the rules `a` and `b`."""
    advice = "narrow one of them with `when`, `types` or `except`"
    return f"no `{attribute}` meets both `a` and `b` on `{resource_type}`; {advice}"


CLASHES = [
    ("{instance_type: {one_of: [t3.micro]}}", "{instance_type: {one_of: [t3.small]}}"),
    ("{instance_type: {like: ['t3.*']}}", "{instance_type: {like: ['m5.*']}}"),
    ("{instance_type: {like: ['t3.*']}}", "{instance_type: {unlike: ['t*']}}"),
    ("{instance_type: {like: ['t3.*']}}", "{instance_type: {present: false}}"),
    ("{any: [{instance_type: {one_of: [a]}}, {instance_type: {one_of: [b]}}]}", "{instance_type: {one_of: [c]}}"),
]


@pytest.mark.parametrize(("first", "second"), CLASHES)
def test_two_rules_that_nothing_can_meet_together_are_told_at_the_second(of_rules, first, second):
    assert of_rules(
        f"id: a, require: {first}, applies_to: {{types: [aws_instance, aws_spot_instance_request]}}",
        f"id: b, require: {second}, applies_to: {{types: ['aws_inst*']}}",
    ) == [clash("instance_type", "aws_instance")]


def test_require_and_forbid_of_the_same_values_contradict(of_rules):
    assert of_rules(
        "id: a, require: {volume_type: {one_of: [gp3]}}, applies_to: {types: [aws_ebs_volume]}",
        "id: b, forbid: {volume_type: {like: ['gp*']}}, applies_to: {types: [aws_ebs_volume]}",
    ) == [clash("volume_type", "aws_ebs_volume")]


def test_limits_that_cross_contradict(of_rules):
    assert of_rules(
        "id: a, require: {size_gb: {at_most: 10}}, applies_to: {types: [aws_ebs_volume]}",
        "id: b, require: {size_gb: {at_least: 20}}, applies_to: {types: [aws_ebs_volume]}",
    ) == [clash("size_gb", "aws_ebs_volume")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("applies_to: {types: [aws_instance]}", "applies_to: {types: [google_compute_instance]}"),
        ("applies_to: {clouds: [aws]}", "applies_to: {clouds: [gcp]}"),
        ("applies_to: {types: ['aws_*'], except: [aws_instance]}", "applies_to: {types: [aws_instance]}"),
        ("when: {environment: {one_of: [prod]}}", "when: {environment: {one_of: [dev]}}"),
        ("when: {environment: {one_of: [prod]}}", "when: {environment: {none_of: [prod]}}"),
        ("effect: {plan: none, audit: none, cloud: audit}", "effect: {plan: none, audit: none}"),
    ],
)
def test_rules_that_never_meet_on_one_resource_do_not_contradict(of_rules, first, second):
    found = of_rules(
        f"id: a, require: {{instance_type: {{one_of: [x]}}}}, {first}",
        f"id: b, require: {{instance_type: {{one_of: [y]}}}}, {second}",
    )
    assert [each for each in found if "both" in each] == []


def test_a_rule_that_contradicts_itself_is_told_once(of_rules):
    assert of_rules("id: a, require: {region: {one_of: [x], none_of: [x]}}", f"id: b, {REGION}") == [
        "nothing can meet `a`: its tests of `region` exclude each other"
    ]


def test_a_rule_that_its_own_when_rules_out_is_told(of_rules):
    body = "id: a, when: {region: {one_of: [x]}}, require: {region: {one_of: [y]}}"
    assert of_rules(body) == ["nothing can meet `a`: its tests of `region` exclude each other"]


def test_a_prohibition_of_what_can_never_be_is_told(of_rules):
    assert of_rules("id: a, forbid: {region: {one_of: [x], none_of: [x]}}") == [
        "`a` forbids what can never be: its tests of region exclude each other"
    ]


VOLUME = "applies_to: {types: [aws_ebs_volume]}"


def test_a_limit_that_a_tighter_one_always_meets_first_is_told(of_rules):
    assert of_rules(
        f"id: loose, require: {{size_gb: {{at_most: 200}}}}, {VOLUME}",
        "id: tight, require: {size_gb: {at_most: 100}}",
    ) == [
        (
            "`loose` can never matter: `tight` sets a tighter `at_most` on all its types; "
            "remove it, or give it a stronger effect"
        )
    ]


@pytest.mark.parametrize(
    ("loose", "tight"),
    [
        ("effect: {plan: deny}", "effect: {plan: advise}"),
        ("", "when: {environment: {one_of: [prod]}}"),
        ("", "applies_to: {types: [google_compute_disk]}"),
    ],
)
def test_a_looser_limit_with_more_effect_or_reach_is_let_be(of_rules, loose, tight):
    limit = "id: {}, require: {{size_gb: {{at_most: {}}}}}"
    bodies = ((limit.format("loose", 200), loose), (limit.format("tight", 100), tight))
    joined = [", ".join(part for part in parts if part) for parts in bodies]
    assert of_rules(*joined) == []


APPROVAL = "approvals:\n  - {{id: a, any: {{{}}}, require: [{{group: finops}}]{}}}\n"


@pytest.mark.parametrize(
    ("thresholds", "more", "expected"),
    [
        (
            "monthly_increase: {above: 50}, increase_percent: {above: 20, floor: 100}",
            "",
            [
                (
                    "`increase_percent` of `a` can never matter: `monthly_increase` is crossed before it; "
                    "lower its floor, or remove it"
                )
            ],
        ),
        ("monthly_increase: {above: 100}, increase_percent: {above: 20, floor: 100}", "", []),
        ("budget_overrun: {above: 0}", "", ["`a` waits for a `budget_overrun`, and there are no budgets"]),
        (
            "unpriced: {above: 0}",
            ", headroom_percent: 5",
            ["`headroom_percent` of `a` does nothing with `binding: exact`; write `binding: ceiling`, or remove it"],
        ),
        ("unpriced: {above: 0}", ", headroom_percent: 5, binding: ceiling", []),
    ],
)
def test_a_threshold_that_can_never_matter_is_told(warnings, thresholds, more, expected):
    assert warnings(APPROVAL.format(thresholds, more)) == expected


def two_approvals(first, second):
    return f"approvals:\n  - {{id: a, {first}}}\n  - {{id: b, {second}}}\n"


FINOPS = "require: [{group: finops}]"


def test_an_approval_that_another_has_always_asked_for_is_told(warnings):
    text = two_approvals(
        f"any: {{monthly_increase: {{above: 100}}}}, {FINOPS}", f"any: {{monthly_increase: {{above: 500}}}}, {FINOPS}"
    )
    assert warnings(text) == ["`b` asks nothing that `a` has not asked already; remove it"]


@pytest.mark.parametrize(
    "second",
    [
        "any: {monthly_increase: {above: 500}}, require: [{group: finops}], expires: 24h",
        "any: {increase_over_7_days: {above: 500}}, require: [{group: finops}]",
        "any: {monthly_increase: {above: 50}}, require: [{group: finops}], binding: ceiling",
        "any: {unpriced: {above: 0}}, require: [{group: finops}]",
    ],
)
def test_an_approval_that_asks_more_or_at_other_times_is_let_be(warnings, second):
    assert warnings(two_approvals(f"any: {{monthly_increase: {{above: 100}}}}, {FINOPS}", second)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("exclude: []", "exclude: [author]"),
        ("on_unknown: advise", "on_unknown: require_approval"),
        ("evidence: [record, review]", "evidence: [record]"),
        ("projects: [prod-*]", "projects: ['*']"),
        ("projects: [prod-*]", "title: all"),
    ],
)
def test_an_approval_shadows_only_what_asks_no_more_than_it_does(warnings, first, second):
    low, high = (f"any: {{monthly_increase: {{above: {amount}}}}}" for amount in (100, 500))
    assert warnings(two_approvals(f"{low}, {FINOPS}, {first}", f"{high}, {FINOPS}, {second}")) == []
    assert warnings(two_approvals(f"{low}, {FINOPS}, {second}", f"{high}, {FINOPS}, {first}")) != []


def test_sums_by_other_dimensions_are_other_thresholds(warnings):
    first, second = (
        f"any: {{increase_over_7_days: {{above: 9, by: {by}}}}}, {FINOPS}" for by in ("owner", "environment")
    )
    assert warnings(two_approvals(first, second)) == []


def test_of_two_equal_approvals_one_is_told(warnings):
    same = f"any: {{unpriced: {{above: 0}}}}, {FINOPS}"
    assert warnings(two_approvals(same, same)) == ["`b` asks nothing that `a` has not asked already; remove it"]


def test_a_group_that_is_too_small_is_told(warnings):
    text = "approvals: [{id: a, any: {unpriced: {above: 0}}, require: [{group: finops, count: 2}]}]"
    assert warnings(text) == ["`a` asks 2 people of `finops`, which has 1; ask fewer, or add members"]


ASKS_TWO = """
approvals: [{{id: a, any: {{unpriced: {{above: 0}}}}, require: [{{group: two, count: 2}}]}}]
groups: {{two: {}}}
people: {}
"""


@pytest.mark.parametrize(
    ("members", "people", "size"),
    [
        ("[ada, grace]", "{}", None),
        ("['@acme/finops']", "{}", None),
        ("['ada-acme#1', 'ada-home#2']", "{ada: ['ada-acme#1', 'ada-home#2']}", 1),
        ("[ada, 'ada-home#2']", "{ada: ['ada-acme#1', 'ada-home#2']}", 1),
        ("['ada#1', 'old-name#1']", "{}", 1),
    ],
)
def test_a_group_has_as_many_people_as_can_agree(load_text, members, people, size):
    problems = [problem.message for problem in lint(load_text(ASKS_TWO.format(members, people)))]
    expected = f"`a` asks 2 people of `two`, which has {size}; ask fewer, or add members"
    assert problems == ([expected] if size else [])


def test_an_account_that_a_person_has_twice_is_told(load_text):
    (problem,) = lint(load_text(FINE + "people: {ada: ['ada#1', 'countess#1', ada]}"))
    assert problem.message == "`countess#1` and `ada#1` of `ada` are one account; keep one of them"


def test_groups_that_own_what_judges_or_break_the_glass_are_of_use(load_text):
    text = (
        "groups: {a: [ada], b: [bo]}\ntrust: {owners: [{group: a}]}\nbreak_glass: {require: [{group: b, count: 2}]}\n"
    )
    assert [(each.location.line, each.message) for each in lint(load_text(FINE + text))] == [
        (5, "`break_glass` asks 2 people of `b`, which has 1; ask fewer, or add members")
    ]


def test_a_projects_value_that_is_closed_today_is_told(load_text, tmp_path):
    (tmp_path / "centres.csv").write_text("value,valid_to,successor\nCC-1,2026-08-31,CC-2\nCC-2,,\n")
    text = "taxonomy: {cost_center: {values: {from_csv: centres.csv}}}\n" + FINE
    projects = "projects:\n  - {{name: shop, dimensions: {{cost_center: {}}}}}\n"
    assert lint(load_text(text + projects.format("CC-2"))) == ()
    (problem,) = lint(load_text(text + projects.format("CC-1")))
    assert problem.message.startswith("`CC-1` in `shop` is no value of `cost_center`")


def test_a_group_without_use_is_told_where_it_stands(load_text):
    problems = lint(load_text(HEAD + FINE))
    assert [(problem.location.line, problem.message) for problem in problems] == [(5, GROUP_UNUSED)]


def test_ids_that_differ_by_case_only_are_told(of_rules):
    assert of_rules(f"id: Same, {REGION}", f"id: same, {REGION}") == [
        "the id `same` differs from `Same` by case only; rename one of them"
    ]


def test_an_expired_waiver_is_told_from_the_day_after(load_text):
    text = (
        FINE + "waivers: [{rule: fine, resources: ['*'], reason: r, ticket: T-1, approved_by: x, expires: 2026-09-01}]"
    )
    assert lint(load_text(text, today=date(2026, 9, 1))) == ()
    assert [problem.message for problem in lint(load_text(text, today=date(2026, 9, 2)))] == [
        "the waiver of `fine` (T-1) expired on 2026-09-01 and excuses nothing; remove it, or have it approved anew"
    ]


def test_an_expired_alias_is_told(load_text):
    text = "taxonomy: {a: {values: any, aliases: {Old: 2026-08-31, New: 2027-01-01}}}\n" + FINE
    assert [problem.message for problem in lint(load_text(text))] == [
        "the alias `Old` of `a` expired on 2026-08-31; remove it"
    ]


def test_closed_values_without_a_valid_successor_are_told_at_their_row(load_text, tmp_path):
    (tmp_path / "a.csv").write_text(
        "value,valid_to,successor\nA,2026-01-01,\nB,2026-01-01,A\nC,2026-01-01,D\nD,,\n", encoding="utf-8"
    )
    problems = lint(load_text("taxonomy: {a: {values: {from_csv: a.csv}}}\n" + FINE))
    assert [(problem.location.line, problem.message) for problem in problems] == [
        (2, "`A` closed on 2026-01-01 and names no successor; name one"),
        (3, "`A`, the successor of `B`, is not valid today; name another"),
    ]


def test_a_budget_of_a_value_that_is_never_used_is_told(warnings):
    text = FINE + "budgets: [{id: b, where: {environment: production}, monthly: 1}]"
    assert warnings(text) == ["`production` in `b` is no value of `environment`; did you mean `prod`?"]


def test_a_policy_that_judges_nothing_is_told(warnings):
    assert warnings("") == ["the policy has no rule and no approval, so it judges nothing; add one"]


def test_a_policy_made_in_code_has_no_places():
    (problem,) = lint(PolicySet(today=date(2026, 9, 1)))
    assert str(problem) == "policy: the policy has no rule and no approval, so it judges nothing; add one"
