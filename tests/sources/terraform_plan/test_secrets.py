"""Secrets stand in clear text in plans; no report, and no error, ever repeats one."""

import json
from datetime import date

import pytest
from plan_builder import PLANS, block, constant, default_tags, plan, provider, read, refers

from costguard.engine.decide import decide
from costguard.engine.judge import judge
from costguard.model.errors import BadInput
from costguard.policy.load import load
from costguard.reports.options import ReportOptions
from costguard.reports.registry import formats, render

TODAY = date(2026, 11, 22)
SECRET = "hush"  # noqa: S105  (what every made-up secret here holds)


def verdict(document):
    """What the policy that asks for everything says of a plan."""
    policy = load([PLANS / "full_policy.yaml"], TODAY)
    plans = read(document)
    judgement = judge(plans.resources(with_no_ops=True, with_before=True), policy)
    return decide(judgement, policy, plans.input, resources=plans.count, notes=plans.notes)


def printed(document, name):
    return render(name, verdict(document), ReportOptions(show_debt=True))


@pytest.mark.parametrize("name", formats())
def test_no_format_prints_a_secret_of_a_real_plan(name):
    content = (PLANS / "sensitive_values" / "plan.json").read_bytes()
    assert content.count(SECRET.encode()) > 10
    assert SECRET not in printed(content, name)


def test_the_rules_of_that_policy_do_look_at_them():
    found = {
        (each.key, each.address) for each in verdict((PLANS / "sensitive_values" / "plan.json").read_bytes()).findings
    }
    looked_at = {"Owner", "Team", "Env", "instance_type", "attr:password", "attr:username", "attr:security_groups"}
    assert looked_at <= {key.removeprefix("tag:") for key, _ in found}


@pytest.mark.parametrize("name", formats())
@pytest.mark.parametrize("marked", [True, False])
def test_a_password_is_not_printed_whether_the_provider_marks_it_or_not(name, marked):
    """The value of a raw path is never shown: the plan's marks are not always there."""
    database = block(
        "aws_db_instance",
        after={"password": "hush-1", "username": "hush-2", "tags": {}},
        sensitive={"password": True, "username": True} if marked else {},
    )
    assert SECRET not in printed(plan(database), name)


@pytest.mark.parametrize("name", formats())
@pytest.mark.parametrize("mark", [True, {"Owner": True, "CostCenter": True, "Env": True, "Environment": True}])
def test_sensitive_tags_are_not_printed(name, mark):
    """Wrong in every way: by pattern, by list, by case of the key, and in a raw test."""
    tags = {"Owner": "HUSH-hush", "CostCenter": "hush", "Env": "hush", "environment": "hush", "Environment": "hush!"}
    bucket = block(
        "aws_s3_bucket", after={"tags": tags, "tags_all": tags}, sensitive={"tags": True if mark is True else mark}
    )
    assert SECRET not in printed(plan(bucket), name).replace("environment", "")


@pytest.mark.parametrize("name", formats())
def test_the_secret_key_of_a_provider_is_not_printed(name):
    document = plan(
        block("aws_s3_bucket", after={"tags": {"Owner": ""}}, unknown={"tags_all": True}, sets=["tags"]),
        providers=provider(access_key=constant("hush"), secret_key=constant("hush"), token=constant("hush")),
        variables={"token": "hush"},
        planned_values={"outputs": {"token": {"sensitive": True, "value": "hush"}}},
    )
    assert SECRET not in printed(document, name)


@pytest.mark.parametrize("name", formats())
def test_a_sensitive_variable_in_default_tags_is_not_printed(name):
    document = plan(
        block("aws_s3_bucket", after={"tags": None, "tags_all": {"Owner": "Hush hush", "CostCenter": "hush"}}),
        providers=provider(default_tags=default_tags(refers("var.secret"))),
        declared={"secret": {"sensitive": True}},
    )
    assert "ush" not in printed(document, name)


@pytest.mark.parametrize("name", formats())
def test_what_an_update_finds_is_not_printed_either(name):
    bucket = block(
        "aws_s3_bucket",
        actions=["update"],
        before={"tags": {"Owner": "HUSH-hush"}},
        before_sensitive={"tags": True},
        after={"tags": {"Owner": "HUSH-hush"}},
        sensitive={"tags": {"Owner": True}},
    )
    assert SECRET not in printed(plan(bucket), name)


@pytest.mark.parametrize(
    "damage",
    [
        {"after": {"tags": {"Owner": ["hush"]}}},
        {"after": {"tags": "hush"}},
        {"after": {"tags": [{"hush": "hush"}]}},
        {"after": "hush"},
        {"after": {}, "actions": ["hush", 5]},
    ],
)
def test_no_error_repeats_a_value(damage):
    with pytest.raises(BadInput) as caught:
        verdict(plan(block("aws_s3_bucket", **damage)))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("text", ['{"password": "hush', '{"password": "hush"} hush', '{"a": "hush", "a": "other"}'])
def test_no_error_about_broken_json_repeats_it(text):
    with pytest.raises(BadInput) as caught:
        verdict(text)
    assert SECRET not in str(caught.value)


def test_a_plan_without_secrets_shows_its_values():
    """The tests above would pass on reports that show nothing."""
    document = plan(block("aws_s3_bucket", after={"tags": {"Owner": "HUSH-hush"}}))
    assert all(SECRET in printed(document, name) for name in formats())
    assert json.loads(printed(document, "json"))["outcome"] == "deny"
