"""The ready files of an audit are right: roles in Azure and Google Cloud are the least, schedules run what exists."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import click
import pytest
import yaml

from costguard.catalog.lookup import entries
from costguard.cli.main import cli
from costguard.model.cloud import Cloud

ROOT = Path(__file__).parents[2]
FILES = ROOT / "integrations" / "audit"
AZURE_ROLE = FILES / "azure" / "costguard-reader.role.json"
GCP_ROLE = FILES / "gcp" / "costguard-auditor.role.yaml"
GCP_SOURCES = ROOT / "src" / "costguard" / "sources" / "gcp"
CRONTAB = FILES / "schedules" / "crontab"
WORKFLOW = FILES / "schedules" / "github-audit.yml"
CRONJOB = FILES / "schedules" / "kubernetes-cronjob.yaml"
DOCKERFILE = FILES / "schedules" / "Dockerfile"

CLOUDS = {"aws", "azure", "gcp"}


def _json(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def _is_allowed(role, action: str) -> bool:
    """As Azure decides it: letters compare in either case, `*` is any run."""

    def matches(patterns: list[str]) -> bool:
        return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)

    return matches(role["Actions"]) and not matches(role["NotActions"])


def test_azures_role_reads_every_type_that_the_catalog_knows():
    """Resource Graph tells only resources that the identity may read, and is silent of the others."""
    role = _json(AZURE_ROLE)
    types = {entry.api_name for entry in entries() if entry.cloud is Cloud.AZURE and entry.api_name}
    assert len(types) > 100
    assert [each for each in sorted(types) if not _is_allowed(role, f"{each}/read")] == []


@pytest.mark.parametrize(
    "action",
    [
        "Microsoft.Management/managementGroups/read",
        "Microsoft.ResourceGraph/resources/read",
        "Microsoft.Resources/subscriptions/read",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Resources/subscriptions/resources/read",
    ],
)
def test_azures_role_allows_what_the_graph_and_the_lists_need(action: str):
    assert _is_allowed(_json(AZURE_ROLE), action)


@pytest.mark.parametrize(
    "action",
    [
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Insights/logs/SecurityEvent/read",
        "Microsoft.OperationalInsights/workspaces/query/read",
        "Microsoft.OperationalInsights/workspaces/query/SigninLogs/read",
        "Microsoft.OperationalInsights/workspaces/sharedKeys/read",
        "Microsoft.Storage/storageAccounts/listKeys/action",
    ],
)
def test_azures_role_reads_no_logs_and_no_keys_and_writes_nothing(action: str):
    assert not _is_allowed(_json(AZURE_ROLE), action)


def test_azures_role_asks_for_no_data_and_is_assigned_in_one_management_group():
    """A role may name one management group, and none that does may have data actions (Azure RBAC, 2026-11)."""
    role = _json(AZURE_ROLE)
    assert (role["DataActions"], len(role["AssignableScopes"])) == ([], 1)


def test_googles_role_has_just_the_permissions_that_calls_need():
    """Each call names the permission that it needs, to say which one is missing."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(GCP_SOURCES.glob("*.py")))
    needed = re.findall(r'"((?:cloudasset|resourcemanager)\.(?!googleapis)\w+\.\w+)"', text)
    role = yaml.safe_load(GCP_ROLE.read_text(encoding="utf-8"))
    assert role["includedPermissions"] == sorted(set(needed))
    assert role["stage"] == "GA"


@pytest.mark.parametrize("path", sorted(FILES.rglob("*.github.json")), ids=lambda path: path.stem)
def test_only_one_branch_of_one_repository_is_trusted(path: Path):
    subjects = re.findall(r'"(repo:[^"]*)"', path.read_text(encoding="utf-8"))
    assert subjects == ["repo:OWNER/REPOSITORY:ref:refs/heads/main"]


def _workflow():
    return yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))


def _documents() -> Mapping[str, dict]:
    found = list(yaml.safe_load_all(CRONJOB.read_text(encoding="utf-8")))
    return {each["kind"]: each for each in found}


def _pod():
    return _documents()["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def _cron_lines() -> list[str]:
    lines = CRONTAB.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _calls() -> Iterator[tuple[str, ...]]:
    """Every call of costguard in the schedules, as its arguments."""
    lines = [line.partition("costguard audit ")[2] for line in _cron_lines()]
    for job in _workflow()["jobs"].values():
        lines += [step["run"].partition("costguard audit ")[2] for step in job["steps"] if "run" in step]
    lines += [_pod()["containers"][0]["args"][0].partition("costguard audit ")[2]]
    yield from (tuple(shlex.split(line)) for line in lines if line)


@pytest.mark.parametrize("call", sorted(set(_calls())), ids=" ".join)
def test_every_call_of_a_schedule_has_options_that_exist(call: tuple[str, ...]):
    parent = click.Context(cli, **cli.context_settings)
    group = cli.get_command(parent, "audit")
    assert isinstance(group, click.Group)
    command = group.get_command(parent, call[0])
    assert command is not None
    given = command.make_context(call[0], list(call[1:]), parent=parent).params
    assert (given["fail_on"], given["require_complete"]) == ("new", True)


def test_the_crontab_audits_every_cloud_each_night():
    audits = [line.split(maxsplit=5) for line in _cron_lines() if "costguard audit" in line]
    assert {re.findall(r"costguard audit (\w+)", line[5])[0] for line in audits} == CLOUDS
    assert [line[2:5] for line in audits] == [["*"] * 3] * 3


def test_the_crontab_escapes_every_percent_sign():
    """An unescaped one ends a cron command, and the rest becomes its standard input (crontab(5))."""
    assert [line for line in _cron_lines() if re.search(r"(?<!\\)%", line)] == []


def test_the_workflow_runs_nightly_and_never_twice_at_once():
    workflow = _workflow()
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}  # YAML 1.1 reads `on` as true
    assert workflow["concurrency"]["cancel-in-progress"] is False
    assert set(workflow["jobs"]) == CLOUDS


def test_the_workflows_token_logs_in_and_reads_the_policy_and_no_more():
    workflow = _workflow()
    assert workflow["permissions"] == {}
    allowed = {json.dumps(job["permissions"]) for job in workflow["jobs"].values()}
    assert allowed == {json.dumps({"contents": "read", "id-token": "write"})}


def test_the_workflow_keeps_the_history_even_when_the_audit_fails():
    for name, job in _workflow()["jobs"].items():
        saved = [step for step in job["steps"] if step.get("uses", "").startswith("actions/cache/save@")]
        restored = [step for step in job["steps"] if step.get("uses", "").startswith("actions/cache/restore@")]
        assert (saved[0]["if"], saved[0]["with"]["path"]) == ("always()", "history")
        assert saved[0]["with"]["key"] == restored[0]["with"]["key"]
        assert saved[0]["with"]["key"].startswith(restored[0]["with"]["restore-keys"] or name)


def test_the_workflow_names_a_version_of_every_action_and_holds_no_secret():
    text = WORKFLOW.read_text(encoding="utf-8")
    uses = re.findall(r"uses: (\S+)", text)
    assert uses
    assert [each for each in uses if not re.fullmatch(r"[\w./-]+@v\d+", each)] == []
    steps = [step for job in _workflow()["jobs"].values() for step in job["steps"]]
    given = {name: value for step in steps for name, value in {**step.get("env", {}), **step.get("with", {})}.items()}
    assert given["COSTGUARD_EXTERNAL_ID"] == "${{ secrets.COSTGUARD_EXTERNAL_ID }}"
    assert [name for name in given if re.search("(?i)password|secret|token|access.key", name)] == []


def test_the_cronjob_never_overlaps_ends_in_time_and_repeats_only_what_was_killed():
    cron = _documents()["CronJob"]["spec"]
    job = cron["jobTemplate"]["spec"]
    (rule,) = job["podFailurePolicy"]["rules"]
    assert cron["concurrencyPolicy"] == "Forbid"
    assert job["activeDeadlineSeconds"] < 24 * 60 * 60
    assert (rule["action"], rule["onExitCodes"]["values"]) == ("FailJob", [1, 2, 3])
    assert _pod()["restartPolicy"] == "Never"  # which a pod failure policy asks for


def test_the_cronjob_runs_without_root_and_cannot_change_its_own_files():
    (container,) = _pod()["containers"]
    context = container["securityContext"]
    assert _pod()["securityContext"]["runAsNonRoot"] is True
    assert (context["readOnlyRootFilesystem"], context["allowPrivilegeEscalation"]) == (True, False)
    assert context["capabilities"] == {"drop": ["ALL"]}
    assert f"USER {_pod()['securityContext']['runAsUser']}:" in DOCKERFILE.read_text(encoding="utf-8")


def test_the_cronjob_writes_only_where_a_volume_is():
    (container,) = _pod()["containers"]
    writable = {mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")}
    assert writable == {"/data", "/tmp"}  # noqa: S108  (the container's own)
    values = {each["name"]: each.get("value", "") for each in container["env"]}
    assert values["COSTGUARD_HISTORY_FILES"].startswith("/data/")
    assert '--save "/data/' in container["args"][0]
    assert {mount["name"] for mount in container["volumeMounts"]} == {each["name"] for each in _pod()["volumes"]}


def test_the_cronjob_takes_its_secrets_by_reference():
    (container,) = _pod()["containers"]
    referred = {each["name"] for each in container["env"] if "secretKeyRef" in each.get("valueFrom", {})}
    assert referred == {"COSTGUARD_EXTERNAL_ID", "COSTGUARD_HISTORY"}


def test_the_cronjobs_parts_belong_together():
    documents = _documents()
    assert _pod()["serviceAccountName"] == documents["ServiceAccount"]["metadata"]["name"]
    claims = [
        each["persistentVolumeClaim"]["claimName"] for each in _pod()["volumes"] if "persistentVolumeClaim" in each
    ]
    assert claims == [documents["PersistentVolumeClaim"]["metadata"]["name"]]
    assert {each["metadata"]["namespace"] for each in documents.values()} == {"costguard"}
