"""The commands around a policy: lint, rules, explain, schema, init and test."""

import json

import jsonschema
import pytest
import yaml
from cli_samples import CASE, SHARED, WEBSHOP, policy_text

pytestmark = pytest.mark.usefixtures("folder")
NEEDS_SHARED = pytest.mark.skipif(
    not (SHARED / "policy.yaml").is_file(), reason="the shared policy is not beside this checkout"
)


class TestLint:
    """`costguard lint`."""

    def test_a_clean_policy_is_counted(self, costguard):
        assert costguard("lint") == (0, "clean: 1 rule, 2 dimensions, 0 waivers in 1 file\n", "")

    def test_a_warning_names_its_place_and_exits_1(self, folder, costguard):
        waiver = (
            "waivers:\n  - {rule: required-tags, resources: ['*'], reason: r, ticket: T-1, approved_by: ann, "
            "expires: 2026-12-31}\n"
        )
        (folder / "costguard.yaml").write_text(policy_text() + waiver)
        assert costguard("lint", "--today", "2026-12-31").code == 0
        run = costguard("lint", "--today", "2027-01-01")
        assert (run.code, run.err) == (1, "1 warning\n")
        assert run.out.startswith("costguard.yaml:13:")

    def test_a_policy_that_does_not_load_exits_2(self, folder, costguard):
        (folder / "costguard.yaml").write_text("rules: 5\n")
        run = costguard("lint")
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith("costguard.yaml:1:8: ")

    @pytest.mark.parametrize("command", ["lint", "test"])
    def test_a_policy_is_named_once(self, costguard, command):
        run = costguard(command, "costguard.yaml", "--policy", "costguard.yaml")
        assert (run.code, run.out) == (2, "")
        assert run.err == "costguard: give the policy once, as PATH or with --policy\n"

    @NEEDS_SHARED
    def test_the_contract_policy_is_clean(self, costguard):
        run = costguard("lint", SHARED / "policy.yaml", "--today", "2026-11-01")
        assert (run.code, run.err) == (0, "")
        assert run.out == "clean: 7 rules, 6 dimensions, 1 waiver in 1 file\n"


class TestRules:
    """`costguard rules`."""

    def test_rules_stand_in_a_table_with_what_they_do_in_each_place(self, costguard):
        run = costguard("rules")
        assert (run.code, run.err) == (0, "")
        assert run.out.splitlines() == [
            "RULE           PLAN  AUDIT   CLOUD  TITLE",
            "required-tags  deny  report  none   Say who answers",
        ]

    def test_a_policy_without_rules_says_so(self, folder, costguard):
        (folder / "costguard.yaml").write_text("taxonomy:\n  owner: {key: Owner, values: any}\n")
        assert costguard("rules").out == "the policy has no rules\n"


class TestExplain:
    """`costguard explain`."""

    def test_a_rule_is_said_in_full(self, costguard):
        run = costguard("explain", "required-tags")
        assert (run.code, run.err) == (0, "")
        assert run.out.splitlines() == [
            "required-tags: Say who answers",
            "  effect     plan deny, audit report, cloud none",
            "  unknown    advise",
            "  applies to every type that takes tags",
            "  tag        owner must have a value",
            "  tag        environment must be one of `prod`, `staging` or `dev`",
            "  why        Spend that nobody answers for cannot be allocated.",
            "  from       costguard.yaml:6:5",
        ]

    def test_a_rule_with_a_condition_says_when_it_applies(self, costguard):
        out = costguard("explain", "small-machines-outside-prod", "-p", WEBSHOP / "policy.yaml").out
        assert "  when       environment is not `prod`\n" in out
        assert "  asks       instance_type must be like `t3.*` or `t4g.*`\n" in out

    def test_an_address_is_explained_rule_by_rule(self, costguard):
        run = costguard(
            "explain", "aws_instance.search", "--plan", WEBSHOP / "plan.json", "-p", WEBSHOP / "policy.yaml"
        )
        assert (run.code, run.err) == (0, "")
        assert run.out.splitlines() == [
            "aws_instance.search (create)",
            "  tag Environment = `develop`, from the resource",
            "  tag Owner = `search`, from the resource",
            "  tag costcenter = `CC-0815`, from the resource",
            "  fails      required-tags: Every taggable resource names its cost centre, environment and owner",
            "    fails      tag CostCenter: `costcenter` must be spelled `CostCenter`",
            (
                "    fails      tag Environment: `Environment` is `develop`; "
                "it must be one of `prod`, `staging`, `dev` or `sandbox`; did you mean `dev`?"
            ),
            "    holds      tag Owner: is `search`, from the resource",
            "  fails      small-machines-outside-prod: Machines outside production stay small",
            "    holds      when",
            "      holds      environment is not `prod`: is `develop`, from the resource",
            "    fails      instance_type is like `t3.*` or `t4g.*`: is `m5.4xlarge`, from the resource",
            "  –          1 other rule does not speak of aws_instance",
        ]

    def test_the_parts_of_a_resource_are_explained_with_it(self, costguard):
        out = costguard(
            "explain",
            "module.frontend.aws_launch_template.this",
            "--plan",
            WEBSHOP / "plan.json",
            "-p",
            WEBSHOP / "policy.yaml",
        ).out
        headings = [line for line in out.splitlines() if not line.startswith(" ")]
        assert headings == [
            "module.frontend.aws_launch_template.this (create)",
            "module.frontend.aws_launch_template.this#tag_specifications[instance] (create)",
            "module.frontend.aws_launch_template.this#tag_specifications[volume] (create)",
        ]

    def test_an_unknown_rule_names_the_one_meant_and_the_way_to_an_address(self, costguard):
        run = costguard("explain", "require-tags")
        assert (run.code, run.out) == (2, "")
        assert run.err == (
            "costguard: there is no rule `require-tags`; did you mean `required-tags`? "
            "For an address give the plan too: --plan plan.json\n"
        )

    def test_an_unknown_address_names_the_one_meant(self, costguard):
        run = costguard("explain", "aws_s3_bucket.log", "--plan", "plan.json")
        assert (run.code, run.out) == (2, "")
        assert "did you mean `aws_s3_bucket.logs`?" in run.err


class TestSchema:
    """`costguard schema`."""

    @pytest.mark.parametrize("arguments", [[], ["policy"], ["report"]])
    def test_it_is_valid_json_schema(self, costguard, arguments):
        run = costguard("schema", *arguments)
        assert (run.code, run.err) == (0, "")
        jsonschema.Draft202012Validator.check_schema(json.loads(run.out))

    def test_the_policys_is_the_default_and_takes_the_policies_that_load(self, costguard):
        run = costguard("schema")
        assert run == costguard("schema", "policy")
        jsonschema.validate(yaml.safe_load(policy_text()), json.loads(run.out))

    def test_the_reports_takes_what_check_prints(self, costguard):
        schema = json.loads(costguard("schema", "report").out)
        printed = json.loads(costguard("check", "plan.json", "-f", "json").out)
        assert list(jsonschema.Draft202012Validator(schema).iter_errors(printed)) == []


class TestInit:
    """`costguard init`."""

    def test_what_it_writes_lints_clean_and_passes_its_own_tests(self, costguard):
        run = costguard("init", "new")
        assert (run.code, run.err) == (0, "")
        assert run.out.splitlines()[:2] == ["wrote new/costguard.yaml", "wrote new/.github/workflows/costguard.yml"]
        assert costguard("lint", "new/costguard.yaml").code == 0
        assert costguard("test", "new/costguard.yaml") == (0, "2 passed, 0 failed\n", "")

    def test_the_policy_that_it_writes_advises_and_does_not_block(self, costguard):
        costguard("init", "new")
        assert costguard("check", "plan.json", "-p", "new/costguard.yaml").code == 0

    def test_the_workflow_is_yaml_that_runs_a_check(self, folder, costguard):
        costguard("init", "new")
        workflow = yaml.safe_load((folder / "new/.github/workflows/costguard.yml").read_text())
        steps = [step.get("run", "") for step in workflow["jobs"]["check"]["steps"]]
        assert any(step.startswith("costguard check plan.json") for step in steps)

    def test_it_overwrites_only_when_told(self, folder, costguard):
        run = costguard("init")
        assert (run.code, run.out) == (2, "")
        assert run.err == "costguard: costguard.yaml exists already; nothing was written (--force overwrites)\n"
        assert (folder / "costguard.yaml").read_text() == policy_text()
        assert not (folder / ".github").exists()
        assert costguard("init", "--force").code == 0
        assert (folder / "costguard.yaml").read_text() != policy_text()

    def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(self, costguard):
        run = costguard("init", "plan.json/new")
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith("costguard: cannot write plan.json/new/costguard.yaml: ")


class TestTest:
    """`costguard test`."""

    @pytest.fixture
    def with_case(self, folder):
        def write(expected):
            (folder / "costguard.yaml").write_text(policy_text() + CASE.replace("EXPECTED", expected))

        return write

    def test_cases_that_go_as_expected_are_counted(self, with_case, costguard):
        with_case(", {code: missing, key: Environment}")
        assert costguard("test") == (0, "1 passed, 0 failed\n", "")

    def test_a_finding_that_nobody_expected_is_shown(self, with_case, costguard):
        with_case("")
        run = costguard("test")
        assert (run.code, run.err) == (1, "")
        assert run.out.splitlines() == [
            "costguard.yaml:13:5: a bare bucket is flagged",
            "  not expected: required-tags: missing (violation): `Environment` is missing",
            "0 passed, 1 failed",
        ]

    def test_an_expectation_that_is_not_met_is_shown(self, with_case, costguard):
        with_case(", {code: missing, key: Environment}, {code: empty, key: Owner, rule: required-tags}")
        run = costguard("test", "costguard.yaml")
        assert run.code == 1
        assert "  expected empty (violation) required-tags Owner, found none\n" in run.out

    def test_a_policy_without_cases_is_bad_usage_and_never_a_pass(self, costguard):
        run = costguard("test")
        assert (run.code, run.out) == (2, "")
        assert "the policy has no `tests:`" in run.err
