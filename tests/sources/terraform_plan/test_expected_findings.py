"""Real plans, judged: 231 from public repositories, and a few that were made to show what providers do."""

import json
from collections import Counter, defaultdict
from datetime import date

import pytest
from click.testing import CliRunner
from plan_builder import PLANS, SHARED, read

from costguard.cli.main import cli
from costguard.engine.judge import judge
from costguard.model.finding import Code
from costguard.model.tags import Origin
from costguard.policy.required_tags import from_keys
from costguard.sources.terraform_plan.read import read_plans

PUBLIC = SHARED / "plans"
KEYS = "Environment,Owner,CostCenter,Name,Project"
TODAY = date(2026, 11, 22)
CODES = ("missing", "unknown", "empty")
needs_public_plans = pytest.mark.skipif(
    not (PUBLIC / "expected.jsonl").is_file(), reason="the public plans are not beside this checkout"
)


def expected_findings():
    """Per file: how often each address, key and code is to be found."""
    if not (PUBLIC / "expected.jsonl").is_file():
        return {}
    expected = defaultdict(Counter)
    for line in (PUBLIC / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        expected[row["file"]].update((row["address"], key, code) for code in CODES for key in row[code])
    return dict(expected)


EXPECTED = expected_findings()


@needs_public_plans
class TestPublicPlans:
    def test_there_are_231_of_them(self):
        assert len(EXPECTED) == 231

    @pytest.mark.parametrize("name", sorted(EXPECTED))
    def test_each_gives_exactly_the_expected_findings(self, name):
        judgement = judge(read_plans(str(PUBLIC / name)).resources(), from_keys(KEYS.split(","), TODAY))
        assert Counter((each.address, each.key, str(each.code)) for each in judgement.findings) == EXPECTED[name]

    @pytest.mark.parametrize("name", sorted(EXPECTED)[::46])
    def test_the_command_says_the_same(self, name):
        """A verdict has one finding for each address and key, even where a plan holds an address twice."""
        arguments = ["check", str(PUBLIC / name), "--require-tags", KEYS, "--format", "json", "--today", "2026-11-22"]
        result = CliRunner().invoke(cli, arguments)
        report = json.loads(result.stdout)
        assert {(each["address"], each["key"], each["code"]) for each in report["findings"]} == set(EXPECTED[name])
        denied = any(each["level"] == "deny" for each in report["findings"])
        assert (result.exit_code, report["outcome"] == "deny") == (int(denied), denied)


def tags(plan, address):
    """Entries and incompleteness of one resource of a plan that was made with Terraform 1.11 and AWS provider 5.100."""
    (found,) = [each for each in read_plans(str(plan)).resources() if each.address == address]
    return {key: (tag.value, tag.origin) for key, tag in found.tags.entries.items()}, found.tags.incomplete


OWN, DEFAULT = Origin.RESOURCE, Origin.PROVIDER
UNSEEN = "its tags are known only after apply"
REFERRED = "the provider's default tags refer to terraform_data.later.id, which may be known only after apply"


class TestMadePlans:
    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("aws_s3_bucket.inherits", {"CostCenter": ("CC-1", DEFAULT)}),
            ("aws_s3_bucket.plain", {}),
            ("aws_s3_bucket.empty", {"CostCenter": ("", OWN)}),
            ("module.inherits.aws_s3_bucket.this", {"CostCenter": ("CC-1", DEFAULT)}),
            ('module.passed["a.b"].aws_s3_bucket.this', {}),
            ("module.own.aws_s3_bucket.this", {"CostCenter": ("CC-9", DEFAULT)}),
            ("aws_autoscaling_group.unknown_tags", {"CostCenter": ("CC-2", OWN), "Owner": (None, OWN)}),
            ("aws_autoscaling_group.dynamic_tags", {"Owner": (None, OWN)}),
            ("aws_launch_template.machines#tag_specifications[instance]", {"CostCenter": ("CC-3", OWN)}),
            ("aws_launch_template.machines#tag_specifications[volume]", {}),
        ],
    )
    def test_default_tags_follow_the_provider_instance(self, address, expected):
        assert tags(PLANS / "provider_instances" / "plan.json", address) == (expected, "")

    @pytest.mark.parametrize(
        ("address", "expected", "incomplete"),
        [
            ("aws_s3_bucket.one_value", {}, UNSEEN),
            ("aws_s3_bucket.whole_map", {}, UNSEEN),
            (
                "aws_vpc_security_group_ingress_rule.by_key",
                {"Empty": ("", OWN), "Env": ("prod", OWN), "CostCenter": (None, OWN)},
                "",
            ),
            ("aws_s3_bucket.unknown_defaults_only", {}, REFERRED),
            ("aws_s3_bucket.unknown_defaults_and_own", {"Owner": ("x", OWN)}, REFERRED),
            (
                "aws_s3_bucket.ignored",
                {"Owner": ("x", OWN), "CostCenter": ("CC-1", OWN), "Team": ("shop", DEFAULT)},
                "",
            ),
            ("aws_s3_bucket.referenced_defaults_only", {"Team": ("shop", DEFAULT)}, ""),
            (
                "aws_s3_bucket.empty_value_over_referenced_defaults",
                {"Owner": ("", OWN), "Team": ("shop", DEFAULT)},
                "",
            ),
            ("aws_s3_bucket.null_value", {"Env": ("prod", OWN)}, ""),
        ],
    )
    def test_unknown_tags_are_known_as_far_as_the_plan_shows(self, address, expected, incomplete):
        assert tags(PLANS / "unknown_tags" / "plan.json", address) == (expected, incomplete)

    @pytest.mark.parametrize(
        ("address", "region"),
        [
            ("aws_s3_bucket.inherits", "eu-west-1"),
            ("aws_s3_bucket.plain", "us-east-1"),
            ("module.inherits.aws_s3_bucket.this", "eu-west-1"),
            ('module.passed["a.b"].aws_s3_bucket.this', "us-east-1"),
            ("module.own.aws_s3_bucket.this", "us-west-2"),
        ],
    )
    def test_so_does_the_region(self, address, region):
        plans = read_plans(str(PLANS / "provider_instances" / "plan.json"))
        (found,) = [each for each in plans.resources() if each.address == address]
        assert found.attributes["region"].values == (region,)

    def test_a_plan_is_read_the_same_from_its_bytes(self):
        path = PLANS / "unknown_tags" / "plan.json"
        again = read(path.read_bytes())
        assert [each.tags for each in again.resources()] == [each.tags for each in read_plans(str(path)).resources()]


@pytest.mark.skipif(not (PUBLIC / "made").is_dir(), reason="the made plans are not beside this checkout")
class TestPlansOfTheFacts:
    ASKED = "CostCenter,Owner,Environment"

    def findings(self, path):
        judgement = judge(read_plans(str(PUBLIC / "made" / path)).resources(), from_keys(self.ASKED.split(","), TODAY))
        found = defaultdict(set)
        for each in judgement.findings:
            found[each.address].add((each.key, each.code))
        return found

    def all_keys(self, code):
        return {(key, code) for key in self.ASKED.split(",")}

    def test_only_the_resources_at_fault_are_named(self):
        assert self.findings("default_tags/p1.json") == {
            "aws_s3_bucket.bad_case": self.all_keys(Code.MISSING),
            "aws_s3_bucket.bad_delete[0]": self.all_keys(Code.MISSING),
            "aws_s3_bucket.bad_empty_value": {("Owner", Code.EMPTY)},
            "aws_s3_bucket.bad_no_tags": self.all_keys(Code.MISSING),
            "aws_s3_bucket.bad_noop": self.all_keys(Code.MISSING),
            "aws_s3_bucket.bad_null_value": {("Owner", Code.MISSING)},
            "aws_s3_bucket.unknown_map": self.all_keys(Code.UNKNOWN),
            "aws_s3_bucket.unknown_one_value": self.all_keys(Code.UNKNOWN),
        }

    def test_what_the_second_plan_leaves_alone_is_not_blamed_on_it(self):
        for path in ("default_tags/p2.json", "second_plan/p3.json", "second_plan/p4.json"):
            changed = {each.address for each in read_plans(str(PUBLIC / "made" / path)).resources()}
            assert "aws_s3_bucket.bad_noop" not in changed
            assert set(self.findings(path)) <= changed

    def test_a_provider_whose_defaults_are_unknown_leaves_everything_undecided(self):
        found = self.findings("unknown_values/p.json")
        assert found["aws_s3_bucket.default_unknown_notags"] == self.all_keys(Code.UNKNOWN)
        assert found["aws_s3_bucket.default_unknown_sometags"] == {
            ("CostCenter", Code.UNKNOWN),
            ("Environment", Code.UNKNOWN),
        }

    def test_a_key_that_the_provider_ignores_is_there(self):
        assert self.findings("unknown_values/p.json")["aws_s3_bucket.ignored"] == {("Environment", Code.MISSING)}

    def test_a_value_to_come_is_enough_where_any_value_will_do(self):
        """And a null is no value: `Owner` may still be a default of the provider, which is unknown here."""
        assert self.findings("unknown_values/p.json")["aws_vpc_security_group_ingress_rule.fw"] == {
            ("Owner", Code.UNKNOWN),
            ("Environment", Code.UNKNOWN),
        }
