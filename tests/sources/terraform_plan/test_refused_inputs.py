"""What people pass that is no plan, or none that can be judged: each is named, with the next step."""

import json

import pytest
from plan_builder import block, plan
from refusals import refusal

BUCKET = block("aws_s3_bucket", after={"tags": {"Owner": "Zoë"}})
TEXT = json.dumps(plan(BUCKET), ensure_ascii=False)
SHOW = "terraform show -json"


class TestRefused:
    @pytest.mark.parametrize(
        ("document", "says"),
        [
            pytest.param(b"PK\x03\x04rest", "is a binary plan, which only Terraform can read", id="binary plan"),
            pytest.param(
                '{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info","type":"planned_change"}\n',
                "is the log stream of `terraform plan -json`; save the plan with `-out=tfplan`",
                id="log stream",
            ),
            pytest.param(
                {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "resources": []},
                "is a Terraform state, not a plan: judge what exists with `costguard audit snapshot FILE`",
                id="state v4",
            ),
            pytest.param({"version": 4, "terraform_version": "1.0", "resources": []}, "is a Terraform state", id="cut"),
            pytest.param({"version": 3, "serial": 1, "modules": []}, "is a Terraform state", id="state v3"),
            pytest.param(
                {"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {}}},
                "is a Terraform state",
                id="state as `show` prints it",
            ),
            pytest.param({"format_version": "1.0"}, "prints where there is no state; name the plan", id="no state"),
            pytest.param(
                {"plan_format_version": "0.2", "resource_changes": [], "provider_schemas": {}},
                "is HCP Terraform's redacted plan, which hides the values",
                id="HCP redacted",
            ),
            pytest.param(
                {"format_version": "1.0", "provider_schemas": {}}, "is a dump of provider schemas", id="schemas"
            ),
            pytest.param(
                {"mock": {"format_version": "1.2", "resource_changes": []}},
                "wraps a plan under `mock`, as mocks for policy tests do; give the plan itself: `jq .mock FILE",
                id="OPA mock",
            ),
            pytest.param(
                {"mock": {"plan": {"format_version": "1.2", "resource_changes": []}}},
                "wraps a plan under `mock.plan`",
                id="OPA mock of two levels",
            ),
            pytest.param({"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}, "is a CloudFormation template", id="cfn"),
            pytest.param({"AWSTemplateFormatVersion": "2010-09-09"}, "is a CloudFormation template", id="cfn version"),
            pytest.param({"steps": [], "changeSummary": {}}, "is a Pulumi preview", id="pulumi"),
            pytest.param({"$schema": "s", "contentVersion": "1", "resources": []}, "is an ARM template", id="arm"),
            pytest.param({"projects": [], "totalMonthlyCost": "1"}, "is an Infracost report", id="infracost"),
            pytest.param({"$schema": "s", "runs": [], "version": "2.1.0"}, "is a SARIF report", id="sarif"),
            pytest.param({"hello": "world"}, "is JSON but no Terraform plan", id="any JSON"),
            pytest.param({}, "is JSON but no Terraform plan", id="empty object"),
            pytest.param("[]", "is a JSON list, not a plan", id="list"),
            pytest.param("", "is empty; write the plan with", id="empty file"),
            pytest.param(" \n", "is empty; write the plan with", id="blank file"),
            pytest.param(b"\xef\xbb\xbf", "holds no plan", id="nothing but a mark"),
            pytest.param("null", "is JSON but no Terraform plan", id="null"),
            pytest.param("12", "is JSON but no Terraform plan", id="number"),
        ],
    )
    def test_what_is_no_plan_is_named_for_what_it_is(self, document, says):
        sentence = refusal(document)
        assert says in sentence
        assert SHOW in sentence or "jq" in sentence

    @pytest.mark.parametrize(
        "text",
        [
            "Terraform used the selected providers to generate the following execution plan.",
            "\x1b[0m\x1b[1mTerraform used the selected providers to generate the plan",
            "[0m[1mTerraform will perform the following actions:",
            "\x1b[0m\x1b[1mdata.aws_ami.a: Reading...\x1b[0m\x1b[0m",
            "aws_s3_bucket.a: Refreshing state... [id=a]",
            "\n  # aws_s3_bucket.a will be created\n",
            "No changes. Your infrastructure matches the configuration.",
            "OpenTofu will perform the following actions:",
            "Plan: 1 to add, 0 to change, 0 to destroy.",
            "╷\n│ Error: No configuration files\n",
        ],
    )
    def test_text_for_people_is_told_apart_in_colour_or_without(self, text):
        assert "is the plan as Terraform prints it for people; save it and give its JSON" in refusal(text)

    @pytest.mark.parametrize(
        "text",
        [
            'resource "aws_s3_bucket" "a" {\n}\n',
            'variable "a" {}\n',
            "locals {\n}\n",
            "# main.tf\n",
            "---\nversion: 1\n",
            "apiVersion: v1\nkind: Pod\n",
            "AWSTemplateFormatVersion: '2010-09-09'\n",
            "rules:\n  - id: a\n",
        ],
    )
    def test_source_code_is_sent_to_terraform_plan(self, text):
        assert "is source code, not a plan; make the plan with `terraform plan -out=tfplan`" in refusal(text)

    def test_a_plan_that_failed_is_never_a_pass(self):
        assert "is of a plan that failed (`errored`)" in refusal(plan(errored=True))

    def test_a_partial_plan_is_never_a_pass(self):
        assert "is of a partial plan (`complete` is false" in refusal(plan(complete=False))

    @pytest.mark.parametrize("version", ["2.0", "3", "test", "", 1.2, 1, [], True, "1.x", "-1.0"])
    def test_a_format_version_that_nobody_knows_yet_is_not_guessed_at(self, version):
        assert f"has format_version {version!r}; costguard reads 0.1 to 1.x" in refusal(plan(format_version=version))

    @pytest.mark.parametrize(
        "root", [{"resources": [{}]}, {"child_modules": [{"child_modules": [{"resources": [{}]}]}]}]
    )
    def test_planned_resources_without_changes_mean_that_the_plan_was_cut(self, root):
        document = plan(planned_values={"root_module": root})
        del document["resource_changes"]
        assert "lists planned values but no `resource_changes`: it was cut" in refusal(document)

    def test_planned_values_that_cannot_be_read_are_bad_input(self, monkeypatch):
        """Large plans are not checked whole before they are decoded."""
        monkeypatch.setattr("costguard.sources.terraform_plan.read.MAX_CHECKED_BYTES", 0)
        assert "`planned_values` of FILE cannot be read" in refusal('{"format_version":"1.2","planned_values":1e400}')

    def test_several_plans_are_judged_all_or_none(self):
        broken = json.dumps(plan(errored=True))
        assert "(plan 2 of 2) is of a plan that failed" in refusal(f"{TEXT}\n{broken}")

    @pytest.mark.parametrize("tail", ["oops", "Plan: 1 to add", "}", "]", "[]", '"text"', "# note"])
    def test_nothing_else_may_stand_after_a_plan(self, tail):
        assert "something that is not JSON stands after the plan (line 2, column 1)" in refusal(f"{TEXT}\n{tail}")

    def test_an_unknown_wrapper_is_not_guessed_at(self):
        assert "it is not complete JSON (line 1, column 1)" in refusal(f"Running terraform show\n{TEXT}")


class TestDamagedChanges:
    """A gate must not take a word that it does not know for "nothing happens"."""

    @pytest.mark.parametrize("actions", [[], ["Create"], ["noop"], ["create "], ["upsert"], ["create", "?"]])
    def test_actions_that_no_terraform_plans_are_refused(self, actions):
        document = plan(block("aws_s3_bucket", after={"tags": None}, actions=actions))
        assert "which no Terraform plans; write it again" in refusal(document)

    @pytest.mark.parametrize(("field", "value"), [("mode", "Managed"), ("type", "")])
    def test_so_are_unknown_modes_and_missing_types(self, field, value):
        document = plan(block("aws_s3_bucket", after={"tags": None}))
        document["resource_changes"][0][field] = value
        assert "has no known `mode` and `type`" in refusal(document)

    @pytest.mark.parametrize(("field", "value"), [("errored", "true"), ("errored", 1), ("complete", "false")])
    def test_a_failed_plan_is_failed_however_it_is_written(self, field, value):
        assert "plan" in refusal(plan(block("aws_s3_bucket", after={"tags": None})) | {field: value})
