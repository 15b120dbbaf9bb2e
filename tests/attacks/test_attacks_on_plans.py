"""Attacks on the plan: another plan than the one that was approved, and cost that a plan does not let on."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from attack_world import POLICY, machine, new_request, resource, said
from git_repository import needs_git

pytestmark = needs_git
PLUGINS = Path(os.environ.get("COSTGUARD_TERRAFORM_PLUGINS") or "no-such-folder")
AWS_PROVIDER = PLUGINS / "registry.terraform.io" / "hashicorp" / "aws"


def another_count(plan):
    again = json.loads(json.dumps(resource(plan, "aws_instance.search")))
    again["address"] = "aws_instance.search[1]"
    plan["resource_changes"].append(again)


def another_region(plan):
    plan["configuration"]["provider_config"]["aws"]["expressions"]["region"] = {"constant_value": "us-east-1"}


def another_account(plan):
    plan["configuration"]["provider_config"]["aws.shop"]["expressions"]["assume_role"] = [
        {"role_arn": {"constant_value": "arn:aws:iam::111111111111:role/other"}}
    ]


def an_output(plan):
    plan["output_changes"] = {"url": {"actions": ["create"], "before": None, "after": "https://evil.example",
                                      "after_unknown": False}}  # fmt: skip


def a_provisioner(plan):
    blocks = plan["configuration"]["root_module"]["resources"]
    block = next(each for each in blocks if each["address"] == "aws_instance.search")
    block["provisioners"] = [
        {"type": "local-exec", "expressions": {"command": {"constant_value": "curl evil.example"}}}
    ]


def a_variable(plan):
    plan["variables"]["region"]["value"] = "us-east-1"


def a_policy_for_everybody(plan):
    resource(plan, "aws_sqs_queue.orders")["change"]["after"]["policy"] = '{"Principal": "*"}'


def a_replacement(plan):
    change = resource(plan, "aws_sqs_queue.orders")["change"]
    change["actions"], change["before"] = ["delete", "create"], dict(change["after"])


def an_import(plan):
    resource(plan, "aws_sqs_queue.orders")["change"]["importing"] = {"id": "https://sqs/other"}


def a_deletion(plan):
    plan["resource_changes"].append(
        {"address": "aws_db_instance.customers", "mode": "managed", "type": "aws_db_instance", "name": "customers",
         "provider_name": "registry.terraform.io/hashicorp/aws",
         "change": {"actions": ["delete"], "before": {"instance_class": "db.t3.micro"}, "after": None,
                    "after_unknown": {}, "before_sensitive": {}, "after_sensitive": False}}
    )  # fmt: skip


CHANGES = (machine("m5.8xlarge"), machine("m5.2xlarge"), another_count, another_region, another_account, an_output,
           a_provisioner, a_variable, a_policy_for_everybody, a_replacement, an_import, a_deletion)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_an_approval_of_one_plan_is_none_of_another(world, change):
    world.approves("finn")
    assert world.verify().code == 0
    ran = world.verify(plan=world.plans(change, "other.json"))
    assert (ran.code, "approves another plan" in said(ran)) == (3, True)


def test_an_approval_is_good_for_the_same_plan_made_anew(world):
    def anew(plan):
        plan["timestamp"] = "2026-11-24T00:00:00Z"
        plan["resource_changes"].reverse()

    world.approves("finn")
    assert world.verify(plan=world.plans(anew, "anew.json")).code == 0


class TestCeilings:
    """Under a ceiling a plan may cost less; it may not be worse in another way."""

    @pytest.fixture(autouse=True)
    def ceiling(self, world):
        """An approval of an amount, which what was shown to the approver proves."""
        world.merges({"costguard.yaml": POLICY.replace("    require:", "    binding: ceiling\n    require:")})
        world.shows()

    @pytest.mark.parametrize(("kind", "code"), [("m5.2xlarge", 0), ("m5.8xlarge", 3)])
    def test_what_costs_less_than_the_ceiling_passes(self, world, kind, code):
        world.says("finn", f"/costguard approve {world.digest()} ceiling=1600")
        assert world.verify(plan=world.plans(machine(kind), "other.json")).code == code

    def test_a_ceiling_that_nobody_saw_the_plan_of_is_none(self, world):
        digest = world.digest(world.plans(machine("m5.8xlarge"), "seen.json"))
        world.says("finn", f"/costguard approve {digest} ceiling=99999")
        ran = world.verify()
        assert (ran.code, "what that was is not told" in said(ran)) == (3, True)

    def test_what_loses_its_price_does_not_pass_under_it(self, world):
        world.says("finn", f"/costguard approve {world.digest()} ceiling=1600")

        def hide(plan):
            change = resource(plan, "aws_instance.search")["change"]
            del change["after"]["instance_type"]
            change["after_unknown"]["instance_type"] = True

        assert world.verify().code == 0
        assert world.verify(plan=world.plans(hide, "hidden.json")).code == 3

    def test_headroom_is_no_ladder(self, world):
        roomy = POLICY.replace("    require:", "    binding: ceiling\n    headroom_percent: 50\n    require:")
        world.merges({"costguard.yaml": roomy})
        world.shows()
        world.says("finn", f"/costguard approve {world.digest()}")
        dearer = world.plans(machine("m5.8xlarge"), "dearer.json")  # 2,127.48, within 50 % of 1,501.72
        assert world.verify(plan=dearer).code == 0
        world.shows(dearer)
        assert world.verify(plan=world.plans(machine("m5.16xlarge"), "dearest.json")).code == 3


def unknown_type(plan):
    change = resource(plan, "aws_instance.search")["change"]
    del change["after"]["instance_type"]
    change["after_unknown"]["instance_type"] = True


def unknown_size(plan):
    change = resource(plan, "aws_ebs_volume.index")["change"]
    del change["after"]["size"]
    change["after_unknown"]["size"] = True


def unknown_machine_count(plan):
    for name in ("desired_capacity", "max_size", "min_size"):
        change = resource(plan, "module.frontend.aws_autoscaling_group.this")["change"]
        change["after"].pop(name, None)
        change["after_unknown"][name] = True


def no_price(plan):
    resource(plan, "aws_instance.search")["type"] = "aws_quantum_machine"


def no_such_machine(plan):
    resource(plan, "aws_instance.search")["change"]["after"]["instance_type"] = "x99.metal"


class TestHiddenCost:
    """What is not known is never zero: a limit that it may cross is asked about."""

    @pytest.fixture(autouse=True)
    def limit(self, world):
        """A limit on the increase alone, far above what is known of it."""
        world.merges({"costguard.yaml": POLICY.replace("above: 1000", "above: 5000")})

    def test_what_is_known_to_be_below_the_limit_passes(self, world):
        assert world.verify().code == 0

    @pytest.mark.parametrize(
        "hide", [unknown_type, unknown_size, unknown_machine_count, no_price, no_such_machine],
        ids=lambda hide: hide.__name__,
    )  # fmt: skip
    def test_what_is_not_known_to_be_below_the_limit_needs_an_approval(self, world, hide):
        plan = world.plans(hide, "hidden.json")
        assert world.verify(plan=plan).code == 3
        world.approves("finn", plan=plan)
        assert world.verify(plan=plan).code == 0


PROD = """\
version: 1
taxonomy:
  environment: {key: Environment, aliases: {env: 2099-01-01}, values: {one_of: [prod, staging, dev]}}
rules:
  - id: small-in-production
    applies_to: {types: [aws_instance]}
    when: {environment: {one_of: [prod]}}
    require: {instance_type: {like: ["t3.*"]}}
    effect: {plan: deny}
groups: {finops: [finn]}
projects:
  - {name: "shop-prod", dimensions: {environment: prod}}
  - name: shop-dev
"""


class TestTheEnvironment:
    """What the policy says of a project, no tag says otherwise."""

    @pytest.fixture(autouse=True)
    def production(self, world):
        """A rule for production, and a project that is production."""
        world.merges({"costguard.yaml": PROD})

    @staticmethod
    def tagged(tags, *, is_unknown=False):
        def edit(plan):
            change = resource(plan, "aws_instance.search")["change"]
            kept = {key: value for key, value in change["after"]["tags"].items() if key.casefold() != "environment"}
            change["after"]["tags"] = kept | tags
            change["after"]["tags_all"] = kept | tags
            if is_unknown:
                change["after_unknown"] |= {"tags": {"Environment": True}, "tags_all": {"Environment": True}}

        return edit

    @pytest.mark.parametrize(
        "tags", [{"Environment": "dev"}, {"environment": "dev"}, {"ENVIRONMENT": "dev"}, {"env": "dev"}, {},
                 {"Environment": "DEV"}, {"Environment": ""}],
        ids=str,
    )  # fmt: skip
    def test_a_tag_does_not_take_a_machine_out_of_production(self, world, tags):
        plan = world.plans(self.tagged(tags), "tagged.json")
        found = world.report(plan, "--project", "shop-prod")
        assert "small-in-production" in {each["rule"] for each in found["findings"]}
        assert found["outcome"] == "deny"

    def test_a_tag_that_is_known_after_apply_does_not_either(self, world):
        plan = world.plans(self.tagged({}, is_unknown=True), "tagged.json")
        assert world.report(plan, "--project", "shop-prod")["outcome"] == "deny"

    def test_the_tag_that_says_otherwise_is_a_finding(self, world):
        plan = world.plans(self.tagged({"Environment": "dev"}), "tagged.json")
        found = world.report(plan, "--project", "shop-prod")
        assert "project-dimensions" in {each["rule"] for each in found["findings"]}

    def test_in_another_project_a_tag_is_what_it_says(self, world):
        plan = world.plans(self.tagged({"Environment": "dev"}), "tagged.json")
        assert world.report(plan, "--project", "shop-dev")["outcome"] == "pass"

    def test_a_project_that_the_policy_does_not_know_is_a_slip_and_no_way_out(self, world):
        ran = world.costguard("check", "plan.json", "--trusted-ref", "origin/main", "--project", "shop-prd")
        assert (ran.code, "name no `shop-prd`; did you mean `shop-prod`?" in said(ran)) == (2, True)

    def test_a_small_machine_may_run_in_production(self, world):
        plan = world.plans(machine("t3.large"), "small.json")
        assert "small-in-production" not in {
            each["rule"] for each in world.report(plan, "--project", "shop-prod")["findings"]
        }


class TestTheFile:
    """What is verified is the file that will be applied."""

    def test_the_ledger_holds_the_hash_of_the_very_file(self, world):
        world.approves("finn")
        ledger = world.job.parent / "ledger.jsonl"
        assert world.verify("--ledger", str(ledger)).code == 0
        (entry,) = map(json.loads, ledger.read_text().splitlines())
        written = hashlib.sha256((world.job / "plan.json").read_bytes()).hexdigest()
        assert entry["body"]["plan"] == f"sha256:{written}"

    def test_what_does_not_pass_is_not_in_the_ledger(self, world):
        ledger = world.job.parent / "ledger.jsonl"
        assert world.verify("--ledger", str(ledger)).code == 3
        assert not ledger.exists()

    @pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")
    def test_a_saved_plan_is_read_itself_and_not_the_json_beside_it(self, world):
        world.edits({"Jenkinsfile": "// an edit that needs the owners\n"})
        for name in ("harmless", "evil"):
            folder = world.job / name
            folder.mkdir()
            (folder / "main.tf").write_text(f'resource "terraform_data" "web" {{\n  input = "{name}"\n}}\n')
            terraform(folder, "init", "-input=false")
            terraform(folder, "plan", "-input=false", "-out=tfplan")
        (world.job / "harmless.json").write_bytes(terraform(world.job / "harmless", "show", "-json", "tfplan"))
        shutil.copy(world.job / "harmless.json", world.job / "evil" / "tfplan.json")
        world.approves("olga", plan="harmless.json")
        assert world.verify(plan="harmless/tfplan").code == 0
        ran = world.verify(plan="evil/tfplan")
        assert (ran.code, "approves another plan" in said(ran)) == (3, True)

    @pytest.mark.skipif(
        shutil.which("terraform") is None or not AWS_PROVIDER.is_dir(),
        reason="COSTGUARD_TERRAFORM_PLUGINS names no mirror with the AWS provider",
    )
    def test_a_saved_plan_of_real_machines_is_bound_to_its_approval(self, world, monkeypatch):
        for name, kind in (("a", "m5.8xlarge"), ("b", "m5.24xlarge")):
            folder = world.job / name
            folder.mkdir()
            (folder / "main.tf").write_text(AWS % kind)
            terraform(folder, "init", "-input=false", f"-plugin-dir={PLUGINS.resolve()}")
            terraform(folder, "plan", "-input=false", "-out=tfplan")
            (world.job / f"{name}.json").write_bytes(terraform(folder, "show", "-json", "tfplan"))
        world.approves("finn", plan="a.json")
        monkeypatch.chdir(world.job / "a")
        policy = ("-p", "../costguard.yaml")
        assert world.verify(*policy, plan="tfplan").code == 0
        shutil.copy(world.job / "b" / "tfplan", world.job / "a" / "tfplan")
        assert world.verify(*policy, plan="tfplan").code == 3


AWS = """\
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "example"
  secret_key                  = "example"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
resource "aws_instance" "web" {
  ami           = "ami-12345678"
  instance_type = "%s"
}
"""


def terraform(folder, *arguments):
    """What Terraform prints."""
    ended = subprocess.run(["terraform", *arguments], cwd=folder, capture_output=True, check=True)
    return ended.stdout


def test_another_request_with_the_same_plan_needs_its_own_approval(world):
    world.approves("finn")
    assert world.verify().code == 0
    new_request(world)
    assert world.verify().code == 3
