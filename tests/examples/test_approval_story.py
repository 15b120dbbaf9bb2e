"""The story of an approval plays as it is told, fails loudly where it does not, and keeps a moment that is its own."""

import json
import re
import subprocess
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from git_repository import needs_git
from ssh_keys import needs_ssh_keygen

from costguard.approvals.ledger import read_ledger
from costguard.approvals.record import SCHEMA
from costguard.policy.lint import lint
from costguard.policy.load import load
from costguard.policy.policy_set import Binding, PolicySet
from costguard.sources.evidence_file import read_evidence

EXAMPLE = Path(__file__).parents[2] / "examples" / "approvals"
WEBSHOP = EXAMPLE.parent / "webshop"
TODAY = date(2026, 11, 23)
RENEW = "python examples/approvals/story.py --keep DIR, then copy DIR/job/moment to examples/approvals/"

pytestmark = [needs_git, needs_ssh_keygen]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the story tells, and the folder that it kept."""
    folder = tmp_path_factory.mktemp("story") / "kept"
    ran = subprocess.run(
        [sys.executable, EXAMPLE / "story.py", "--keep", folder], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout, folder


@pytest.fixture(scope="module")
def policy() -> PolicySet:
    return load([EXAMPLE / "policy.yaml"], TODAY)


def steps(told: str) -> list[str]:
    return re.split(r"\n\n(?=\d+\. )", told)


def one_line(text: str) -> str:
    return " ".join(text.replace("|", " ").split())


def test_every_judgement_is_told_with_its_exit_code(played: tuple[str, Path]):
    told, _ = played
    blocked = [bool(re.search(r"costguard (check|verify).*\n(.*\\\n)*.*\n   exits 3", step)) for step in steps(told)]
    assert blocked == [False, True, True, False, True, False, False, True, False, False]


def test_the_dearer_plan_is_told_why_neither_approval_counts(played: tuple[str, Path]):
    told = one_line(steps(played[0])[4])
    assert "has a ceiling of 1,600.00 and 5 % headroom; the change is +2,126.60 USD a month" in told
    assert re.search(r"approves another plan \(sha256:\w{12}\); this one is sha256:\w{12}", told)


def test_only_the_verified_plan_is_in_the_ledger(played: tuple[str, Path]):
    _, folder = played
    (entry,) = read_ledger(folder / "job" / "ledger.jsonl").entries
    told = [(given.name, given.group, given.kind.value) for given in entry.body.given]
    assert sorted(told) == [("finn", "finops", "comment"), ("lea", "platform-leads", "record")]
    assert str(entry.body.monthly_delta) == "2126.60"
    assert entry.body.project == "webshop-prod"


def test_the_branch_holds_what_was_signed_and_the_base_the_merge(played: tuple[str, Path]):
    _, folder = played
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "main"],
        cwd=folder / "origin",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert {"costguard.yaml", "allowed_signers", "main.tf"} <= {*listed}
    assert len([name for name in listed if name.startswith(".costguard/approvals/")]) == 2


def test_no_key_is_in_the_repository(played: tuple[str, Path]):
    _, folder = played
    found = subprocess.run(
        ["git", "grep", "-l", "PRIVATE KEY", "main"], cwd=folder / "origin", capture_output=True, text=True, check=False
    )
    assert found.stdout == ""


def test_a_step_that_answers_otherwise_ends_the_story(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """A shop without its dear machine needs nobody."""
    monkeypatch.syspath_prepend(EXAMPLE)
    story = import_module("story")
    cheap = tmp_path / "webshop"
    (cheap / "modules").mkdir(parents=True)
    (cheap / "main.tf").write_text("")
    plan = json.loads((WEBSHOP / "plan.json").read_bytes())
    plan["resource_changes"] = [each for each in plan["resource_changes"] if "bucket" in each["type"]]
    (cheap / "plan.json").write_text(json.dumps(plan))
    monkeypatch.setattr(story, "WEBSHOP", cheap)
    monkeypatch.setattr(sys, "argv", ["story.py", "--keep", str(tmp_path / "kept")])
    assert story.main() == 1
    assert "the story broke: it exits 0 where 3 was expected" in capsys.readouterr().err


def test_a_folder_with_something_in_it_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.syspath_prepend(EXAMPLE)
    story = import_module("story")
    (tmp_path / "mine").write_text("")
    monkeypatch.setattr(sys, "argv", ["story.py", "--keep", str(tmp_path)])
    assert story.main() == 1
    assert "is not empty" in capsys.readouterr().err


def test_the_policy_shows_both_bindings_and_is_clean(policy: PolicySet):
    assert [problem.message for problem in lint(policy)] == []
    assert {rule.binding for rule in policy.approvals} == {*Binding}


def test_the_dearer_plan_differs_by_its_machine_only():
    dearer = (EXAMPLE / "plan-dearer.json").read_text(encoding="utf-8")
    assert dearer.replace("m5.8xlarge", "m5.4xlarge") == (WEBSHOP / "plan.json").read_text(encoding="utf-8")


def test_the_kept_moment_was_judged_by_this_policy(policy: PolicySet):
    """Else its approvals would be refused for the policy, and the README would tell another reason."""
    shown = [each.subject for each in read_evidence(str(EXAMPLE / "moment" / "evidence.json")).shown]
    (record,) = (EXAMPLE / "moment" / "approvals").glob("*.json")
    signed = json.loads(record.read_bytes())
    assert signed["schema"] == SCHEMA
    assert {policy.digest} == {signed["record"]["subject"]["policy"], *(each.policy for each in shown if each)}, RENEW


def test_every_file_is_on_the_folders_page():
    page = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    files = {path.name for path in EXAMPLE.iterdir() if not path.name.startswith("__")} - {"README.md"}
    assert {name for name in files if name not in page} == set()
