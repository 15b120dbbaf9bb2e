"""`costguard estimate`, and `check` where a policy speaks of cost."""

import json

import pytest
import yaml
from cli_samples import SHARED, WEBSHOP

PLAN = str(WEBSHOP / "plan.json")


def _bill(run):
    assert run.err == ""
    return json.loads(run.out)


def test_a_plan_is_priced_without_any_other_file(costguard):
    run = costguard("estimate", PLAN)
    assert (run.code, run.err) == (0, "")
    assert "aws_instance.search" in run.out
    assert run.out.splitlines()[-1].startswith("Change:")


def test_the_same_plan_gives_the_same_bytes(costguard):
    assert costguard("estimate", PLAN, "-f", "json").out == costguard("estimate", PLAN, "-f", "json").out


def test_every_format_can_be_written_at_once(costguard, folder):
    formats = ("json", "markdown", "html", "csv", "infracost-json")
    outputs = [argument for name in formats for argument in ("-o", f"{name}={name}.out")]
    assert costguard("estimate", PLAN, *outputs).code == 0
    assert sorted(path.name for path in folder.glob("*.out")) == sorted(f"{name}.out" for name in formats)


def test_what_if_compares_with_the_plan_as_it_stands(costguard):
    bill = _bill(costguard("estimate", PLAN, "-f", "json", "--set", "aws_instance.search.instance_type=m5.2xlarge"))
    changed = [each for each in bill["resources"] if each["action"] != "no-op"]
    assert [each["address"] for each in changed] == ["aws_instance.search"]
    assert float(changed[0]["monthly_delta"]) == pytest.approx(
        -float(bill["monthly_before"]) + float(bill["monthly_after"])
    )
    assert float(changed[0]["monthly_delta"]) < 0


@pytest.mark.usefixtures("folder")
def test_a_bill_compared_with_itself_changes_nothing(costguard):
    costguard("estimate", PLAN, "-o", "json=base.json")
    bill = _bill(costguard("estimate", PLAN, "-f", "json", "--compare-to", "base.json"))
    assert bill["monthly_delta"] == "0"
    assert bill["monthly_before"] == bill["monthly_after"] != "0"


def test_the_plan_in_other_regions_is_a_table(costguard):
    run = costguard("estimate", PLAN, "--compare-regions", "us-east-1,eu-central-1")
    assert [line.split()[0] for line in run.out.splitlines()] == ["Region", "as", "us-east-1", "eu-central-1"]


def test_a_usage_file_that_is_written_can_be_read_and_fills_what_it_gives(costguard, folder):
    assert costguard("estimate", PLAN, "--write-usage", "usage.yml").code == 0
    text = (folder / "usage.yml").read_text()
    assert "monthly_data_ingested_gb" in text
    (folder / "usage.yml").write_text("resource_usage: {aws_sqs_queue.orders: {monthly_requests: 5000000}}")
    bill = _bill(costguard("estimate", PLAN, "-f", "json", "--usage", "usage.yml"))
    (queue,) = (each for each in bill["resources"] if each["address"] == "aws_sqs_queue.orders")
    assert float(queue["monthly_after"]) > 0


@pytest.mark.usefixtures("folder")
def test_a_written_usage_file_is_a_valid_one_as_it_stands(costguard):
    costguard("estimate", PLAN, "--write-usage", "usage.yml")
    run = costguard("estimate", PLAN, "--usage", "usage.yml")
    assert (run.code, run.err) == (0, "")


_OWN_USAGE = """\
resource_type_default_usage:
  aws_lambda_function: {monthly_requests: 7}
resource_usage:
  aws_sqs_queue.orders: {monthly_requests: 5000000, our_own_key: 'a: b # c'}
  aws_sqs_queue.later[*]: {monthly_requests: 3, nested: {a: [1, 2]}}
"""


def test_a_usage_file_that_is_written_over_keeps_all_that_it_gave(costguard, folder):
    (folder / "usage.yml").write_text(_OWN_USAGE)
    assert costguard("estimate", PLAN, "--usage", "usage.yml", "--write-usage", "usage.yml").code == 0
    assert "monthly_data_ingested_gb" in (folder / "usage.yml").read_text()
    assert yaml.safe_load((folder / "usage.yml").read_text()) == yaml.safe_load(_OWN_USAGE) | {"version": 0.1}


def test_a_file_that_somebody_filled_in_is_not_written_over(costguard, folder):
    (folder / "usage.yml").write_text(_OWN_USAGE)
    run = costguard("estimate", PLAN, "--write-usage", "usage.yml")
    assert (run.code, run.out) == (2, "")
    assert "usage.yml is there already; give it with --usage too to keep its amounts" in run.err
    assert (folder / "usage.yml").read_text() == _OWN_USAGE


def test_usage_of_what_is_not_in_the_plan_is_a_warning_that_names_it(costguard, folder):
    (folder / "usage.yml").write_text("resource_usage: {aws_sqs_queue.order: {monthly_requests: 1}}")
    bill = _bill(costguard("estimate", PLAN, "-f", "json", "--usage", "usage.yml"))
    assert bill["notes"] == [
        "usage.yml speaks of `aws_sqs_queue.order`, which is not in the plan; did you mean `aws_sqs_queue.orders`?"
    ]


def test_a_format_that_holds_no_notes_has_them_said_beside_it(costguard):
    run = costguard("estimate", PLAN, "-f", "csv", "--set", "aws_instance.search.instance_typ=m5.large")
    assert run.code == 0
    assert "instance_typ" in run.err
    assert "instance_typ=" not in run.out


def test_amounts_are_shown_in_another_currency(costguard, folder):
    (folder / "rates.yaml").write_text("as_of: 2026-11-20\nrates: {EUR: 0.9}\n")
    run = costguard("estimate", PLAN, "--currency", "EUR", "--rates", "rates.yaml")
    assert "EUR a month" in run.out
    assert "1 USD = 0.9 EUR (rates.yaml of 2026-11-20)" in " ".join(run.out.split())


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--currency", "EUR"), "give --rates a file of exchange rates"),
        (("--usage", "gone.yml"), "cannot read gone.yml"),
        (("--set", "nothing"), "`nothing` sets nothing"),
        (("--set", "a.b=1"), "`a.b` names no resource of the plan"),
        (
            ("--compare-regions", "eu-centrall-1"),
            "is no commercial region that the price book knows; did you mean `eu-central-1`?",
        ),
        (("--compare-regions", "us-gov-west-1"), "is no commercial region"),
        (("--compare-regions", "us-east-1", "-f", "json"), "leave out --format and --output"),
        (("--region-fallback", "aws=mars"), "`mars` is no commercial region of aws"),
        (("--compare-to", "gone.json"), "cannot read gone.json"),
        (("--set", "a.b=1", "--compare-to", "x"), "are two questions"),
        (("--unknown", "max"), "give one with --policy"),
        (("--format", "xml"), "there is no format `xml`"),
        (("--region-fallback", "moon=1"), "is not CLOUD=REGION"),
        (("--prices", "gone.sqlite"), "gone.sqlite"),
        (("--overrides", "gone.yaml"), "gone.yaml"),
        (("--commitments", "gone.yaml"), "gone.yaml"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_done_is_one_sentence_and_exit_2(costguard, arguments, why):
    run = costguard("estimate", PLAN, *arguments)
    assert (run.code, run.out) == (2, "")
    assert why in run.err
    assert "Traceback" not in run.err


_COST_POLICY = """\
approvals:
  - id: large
    title: Large increases are approved
    any: {monthly_increase: {above: LIMIT}}
    require: [{group: finops, count: 1}]
groups: {finops: [ana]}
"""


def test_a_change_above_its_limit_waits_for_people_and_names_them(costguard, folder):
    (folder / "p.yaml").write_text(_COST_POLICY.replace("LIMIT", "100"))
    run = costguard("check", PLAN, "--policy", "p.yaml")
    assert run.code == 3
    assert "APPROVAL NEEDED — by finops (1)" in run.out
    assert "above the limit of 100.00 USD a month" in " ".join(run.out.split())


def test_a_change_below_its_limit_passes_with_its_cost(costguard, folder):
    (folder / "p.yaml").write_text(_COST_POLICY.replace("LIMIT", "100000"))
    run = costguard("check", PLAN, "--policy", "p.yaml", "-f", "json")
    assert run.code == 0
    assert float(json.loads(run.out)["cost"]["monthly_delta"]) > 1000


def test_findings_carry_the_cost_of_their_resource(costguard, folder):
    (folder / "p.yaml").write_text(_COST_POLICY.replace("LIMIT", "100"))
    run = costguard("check", PLAN, "--policy", "p.yaml", "--policy", str(WEBSHOP / "policy.yaml"), "-f", "json")
    costs = {each["address"]: each["monthly_cost"] for each in json.loads(run.out)["findings"]}
    assert float(costs["aws_instance.search"]) > 500


def test_without_a_rule_on_cost_nothing_is_estimated(costguard):
    run = costguard("check", PLAN, "--policy", str(WEBSHOP / "policy.yaml"), "-f", "json")
    assert json.loads(run.out)["cost"]["monthly_delta"] is None


@pytest.mark.skipif(not SHARED.is_dir(), reason="no contract policy beside the repository")
def test_the_contract_policy_asks_for_finance_when_a_large_machine_is_added(costguard, folder):
    machine = {
        "address": "aws_instance.big",
        "mode": "managed",
        "type": "aws_instance",
        "name": "big",
        "change": {
            "actions": ["create"],
            "before": None,
            "after": {
                "instance_type": "m7g.16xlarge",
                "availability_zone": "us-east-1a",
                "tags": {"CostCenter": "CC-1", "Environment": "prod", "Owner": "web"},
                "tags_all": {"CostCenter": "CC-1", "Environment": "prod", "Owner": "web"},
            },
            "after_unknown": {},
        },
    }
    plan = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [machine]}
    (folder / "big.json").write_text(json.dumps(plan))
    run = costguard("check", "big.json", "--policy", str(SHARED / "policy.yaml"))
    assert run.code == 3, run.out
    assert "any-large-increase  by finops (1)" in run.out


def test_a_what_if_says_which_commitment_it_leaves_idle(costguard, folder):
    text = "commitments: [{cloud: aws, family: m5, region: eu-west-1, count: 1}]"
    (folder / "c.yaml").write_text(text)
    setting = "aws_instance.search.instance_type=c5.large"
    bill = _bill(costguard("estimate", PLAN, "-f", "json", "--commitments", "c.yaml", "--set", setting))
    assert bill["notes"] == [
        "the reservation of 1 m5 in eu-west-1 is paid for all the same: this change takes its use from 100 % to 0 %"
    ]
    assert float(bill["monthly_delta"]) > 0
