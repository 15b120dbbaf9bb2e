"""The packs keep their promises: they load, lint clean, test themselves, are explained, and combine."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from costguard.cli.options import pack_folders
from costguard.engine.cases import run_cases
from costguard.engine.judge import judge
from costguard.model.cloud import Cloud
from costguard.model.finding import Level, State
from costguard.model.resource import Knowledge
from costguard.policy.lint import lint
from costguard.policy.load import load
from costguard.policy.policy_set import Case, CloudEffect, PolicySet, Rule
from costguard.sources.terraform_plan.read import read_plans

ROOT = Path(__file__).parents[2]
PACKS = ROOT / "policies"
PAGES = ROOT / "docs" / "packs"
PLANS = ROOT.parent / "shared" / "plans"
NAMES = ("ai", "regions", "sizing", "tagging", "waste")
TODAY = date(2026, 9, 1)

POLICIES = {name: load([PACKS / name], TODAY) for name in NAMES}
TOGETHER = load([PACKS / name for name in NAMES], TODAY)
RULES = [(name, rule) for name, policy in POLICIES.items() for rule in policy.rules]
each_pack = pytest.mark.parametrize("name", NAMES)
each_rule = pytest.mark.parametrize(("name", "rule"), RULES, ids=[rule.id for _, rule in RULES])
each_rule_alone = pytest.mark.parametrize("rule", TOGETHER.rules, ids=[rule.id for rule in TOGETHER.rules])


def cases_of(rule: Rule, policy: PolicySet) -> list[Case]:
    return [case for case in policy.cases if case.rule == rule.id]


def test_these_are_the_packs():
    assert tuple(folder.name for folder in sorted(PACKS.iterdir()) if folder.is_dir()) == NAMES
    assert set(pack_folders()) == set(NAMES)


@each_pack
def test_a_pack_lints_clean(name: str):
    assert [str(problem) for problem in lint(POLICIES[name])] == []


@each_pack
def test_a_pack_passes_its_own_tests(name: str):
    assert [result.case.name for result in run_cases(POLICIES[name]) if not result.passed] == []


@each_rule
def test_a_rule_has_a_flagged_a_quiet_and_an_undecided_case(name: str, rule: Rule):
    """A rule that leaves what is unknown to another one is shown to be quiet there."""
    cases = cases_of(rule, POLICIES[name])
    states = [{expected.state for expected in case.expect} for case in cases]
    assert {State.VIOLATION} in states
    assert set() in states
    leaves_it_to_another = rule.on_unknown is None and any(is_unknown(case) for case in cases)
    assert {State.UNDECIDED} in states or leaves_it_to_another


def is_unknown(case: Case) -> bool:
    """Whether something of the case's resource is not known."""
    tags = case.resource.tags.entries.values() if case.resource.tags is not None else ()
    attributes = case.resource.attributes.values()
    return any(tag.value is None for tag in tags) or any(each.knowledge is not Knowledge.KNOWN for each in attributes)


@each_rule
def test_a_rule_says_what_why_and_how_to_mend_it(name: str, rule: Rule):
    assert rule.id.startswith(f"{name}-")
    assert all((rule.title, rule.why, rule.fix))
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")


@each_rule_alone
def test_no_rule_stops_a_company_on_its_first_day(rule: Rule):
    """Packs advise; some ask for an approval. No cloud denies anything because of them."""
    assert rule.effect.plan in (Level.ADVISE, Level.APPROVAL)
    assert rule.effect.cloud is not CloudEffect.DENY
    assert rule.on_unknown in (Level.ADVISE, None)


@each_rule
def test_a_rule_is_explained_in_the_pages_of_its_pack(name: str, rule: Rule):
    page = (PAGES / f"{name}.md").read_text()
    section = re.search(rf"^### {re.escape(rule.id)}\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)
    assert section is not None, f"docs/packs/{name}.md does not explain {rule.id}"
    text = " ".join(section[1].split())
    assert rule.title in text
    assert rule.why in text
    assert rule.fix in text
    assert "```" in section[1]


@each_pack
def test_a_page_explains_no_rule_that_is_gone(name: str):
    page = (PAGES / f"{name}.md").read_text()
    explained = re.findall(r"^### (\S+)$", page, re.MULTILINE)
    assert explained == [rule.id for rule in POLICIES[name].rules]


def test_all_packs_combine():
    assert [str(problem) for problem in lint(TOGETHER)] == []
    assert len(TOGETHER.rules) == sum(len(policy.rules) for policy in POLICIES.values())
    assert [result.case.name for result in run_cases(TOGETHER) if not result.passed] == []


def test_packs_combine_with_the_contract_sample():
    sample = ROOT.parent / "shared" / "policy.yaml"
    if not sample.exists():
        pytest.skip("the sample policy is not here (../shared/policy.yaml)")
    names = [name for name in NAMES if name != "tagging"]  # the sample has a taxonomy of its own
    together = load([sample, *(PACKS / name for name in names)], TODAY)
    assert len(together.rules) > len(POLICIES["sizing"].rules)


def plans() -> list[Path]:
    made = sorted(PLANS.glob("made/*/*.json"))
    return [*sorted(path for path in PLANS.glob("*.json") if path.is_file()), *made]


@pytest.mark.skipif(not PLANS.is_dir(), reason="the real plans are not here (../shared/plans)")
def test_packs_judge_every_real_plan():
    """Each finding names a rule and a resource of the plan; a plan without resources gives none."""
    rules = {rule.id for rule in TOGETHER.rules}
    judged = 0
    for path in plans():
        resources = list(read_plans(str(path)).resources())
        findings = judge(resources, TOGETHER).findings
        assert {finding.rule for finding in findings} <= rules
        assert {finding.address for finding in findings} <= {resource.address for resource in resources}
        judged += bool(resources)
    assert judged > 100


def plan_of(resource_type: str, after: dict[str, object], provider: str) -> dict[str, object]:
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": [
            {
                "address": f"{resource_type}.this",
                "mode": "managed",
                "type": resource_type,
                "name": "this",
                "provider_name": f"registry.terraform.io/hashicorp/{provider}",
                "change": {"actions": ["create"], "before": None, "after": after, "after_unknown": {}},
            }
        ],
    }


DEV = {"Environment": "dev"}
FIRING = [
    ("aws_instance", {"instance_type": "m5.4xlarge", "tags": DEV}, "sizing-aws-machines-outside-production"),
    ("aws_instance", {"instance_type": "p5.48xlarge", "tags": None}, "ai-aws-large-accelerators-approved"),
    ("aws_autoscaling_group", {"max_size": 500, "tag": []}, "sizing-groups-very-large"),
    ("aws_db_instance", {"multi_az": True, "tags": DEV}, "waste-aws-standby-outside-production"),
    ("aws_dynamodb_table", {"name": "t", "tags": DEV}, "waste-dynamodb-provisioned-outside-production"),
    ("aws_eks_cluster", {"version": "1.29", "tags": None}, "waste-eks-extended-support"),
    ("aws_s3_bucket_lifecycle_configuration", {"rule": [{"id": "a"}]}, "waste-s3-incomplete-uploads"),
    ("aws_ecs_service", {"propagate_tags": None, "tags": None}, "tagging-ecs-tasks-inherit"),
    ("azurerm_nat_gateway", {"sku_name": "Standard", "tags": DEV}, "waste-azure-nat-outside-production"),
    (
        "azurerm_storage_account",
        {"account_replication_type": "GRS", "tags": DEV},
        "waste-azure-geo-redundancy-outside-production",
    ),
    ("google_compute_disk", {"type": "pd-ssd", "labels": {"environment": "dev"}}, "waste-gcp-ssd-outside-production"),
    ("google_storage_bucket", {"versioning": [{"enabled": True}], "labels": None}, "waste-gcs-old-versions"),
    ("google_tpu_v2_vm", {"accelerator_type": "v3-32", "labels": None}, "ai-gcp-tpu-slices-approved"),
]


@pytest.mark.parametrize(("resource_type", "after", "rule"), FIRING, ids=[rule for *_, rule in FIRING])
def test_a_rule_fires_on_a_plan_as_terraform_writes_it(
    resource_type: str, after: dict[str, object], rule: str, tmp_path: Path
):
    """The cases of a pack speak of neutral names; here the plan's own names are read."""
    provider = resource_type.partition("_")[0]
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan_of(resource_type, after, provider)))
    findings = judge(list(read_plans(str(path)).resources()), TOGETHER).findings
    assert (rule, State.VIOLATION) in {(finding.rule, finding.state) for finding in findings}


@each_pack
def test_a_policy_on_a_page_loads(name: str, tmp_path: Path):
    written = re.findall(r"^```yaml\n(.*?)^```", (PAGES / f"{name}.md").read_text(), re.MULTILINE | re.DOTALL)
    for number, block in enumerate(written):
        file = tmp_path / f"{number}.yaml"
        file.write_text(block)
        assert len(load([file], TODAY).rules) == 1


def test_the_regions_of_a_pack_are_spelled_as_each_cloud_spells_them():
    """An AWS region has a number at its end, a Google Cloud region too, an Azure region no hyphen."""
    spelled = {Cloud.AWS: r"[a-z]{2}-[a-z]+-\d", Cloud.AZURE: r"[a-z]+\d?", Cloud.GCP: r"[a-z]+-[a-z]+\d+|us|eu"}
    for rule in POLICIES["regions"].rules:
        cloud = next(cloud for cloud in spelled if cloud.value in rule.id)
        condition = rule.requirements[0].condition
        test = getattr(condition, "part", condition)
        wrong = [region for region in test.operands if not re.fullmatch(spelled[cloud], region)]
        assert (rule.id, wrong) == (rule.id, [])
