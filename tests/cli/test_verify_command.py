"""`costguard verify`: the plan that will be applied, judged where it is applied, with signed records and a ledger."""

import hashlib
import json
import shutil
import subprocess

import pytest
from cli_samples import WEBSHOP
from git_repository import clone, commit, needs_git, new_repository
from ssh_keys import make_key, needs_ssh_keygen, vouch

pytestmark = [needs_git, needs_ssh_keygen]

POLICY = """\
version: 1
taxonomy:
  owner: {key: Owner, values: any}
approvals:
  - id: large
    title: More than 1,000 dollars a month more is approved
    any: {monthly_increase: {above: 1000}}
    require: [{group: finops, count: 1}]
    binding: BINDING
    headroom_percent: 5
groups: {finops: [lead], sre: [sre-lead, author]}
break_glass: {require: [{group: sre}], expires: 4h, ticket: required, post_review: 2d}
"""
CHANGE = "github:acme/shop#12"
WHO = ("--author", "author", "--committer", "author", "--triggerer", "author", "--change", CHANGE)
NOW = "2026-11-23T12:00:00Z"
LATER = "2026-11-26T12:00:00Z"


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A clone in which a branch has a dear plan; the policy and the signers stand on `origin/main`."""
    keys = {name: make_key(tmp_path, name) for name in ("lead", "sre-lead", "author", "stranger")}
    signers = "".join(vouch(name, key) for name, key in keys.items() if name != "stranger")
    files = {"costguard.yaml": POLICY.replace("BINDING", "exact"), ".costguard/allowed_signers": signers}
    folder = clone(new_repository(tmp_path / "origin", files), tmp_path / "clone")
    (folder / "records").mkdir()
    shutil.copy(WEBSHOP / "plan.json", folder / "plan.json")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def verify(costguard):
    """The command with all that a protected job gives it."""

    def run(*options: str, plan: str = "plan.json", now: str = NOW):
        trusted = ("--trusted-ref", "origin/main", "--allowed-signers", ".costguard/allowed_signers")
        return costguard(
            "verify", plan, *trusted, *WHO, "--approvals", "records", "--ledger", "../ledger.jsonl", "--new-ledger",
            "--now", now, *options,
        )  # fmt: skip

    return run


@pytest.fixture
def approve(costguard, shop):
    """Check the plan, and sign its report."""

    def run(name: str, *options: str, plan: str = "plan.json", change: str = CHANGE):
        costguard(
            "check", plan, "-o", "json=report.json", "--change", change, "--trusted-ref", "origin/main", "--now", NOW
        )
        key = shop.parent / name
        out = f"records/{name}{len(list((shop / 'records').iterdir()))}.json"
        signed = costguard(
            "approve", "report.json", "--as", name, "--key", str(key), "--reason", "agreed", "--change", change,
            "--now", "2026-11-23T11:00:00Z", "--out", out, *options,
        )  # fmt: skip
        assert signed.code == 0, signed.err
        (shop / "report.json").unlink()
        return out

    return run


def dearer(shop, machine="m5.24xlarge"):
    """The same plan with another machine."""
    text = (shop / "plan.json").read_text()
    (shop / "dearer.json").write_text(text.replace("m5.4xlarge", machine))
    return "dearer.json"


def ledger(shop):
    """The entries of the ledger, as written."""
    path = shop.parent / "ledger.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_without_an_approval_it_may_not_be_applied_and_nothing_is_written(shop, verify):
    run = verify()
    assert run.code == 3
    assert "APPROVAL NEEDED" in run.out
    assert ledger(shop) == []


def test_an_approved_plan_may_be_applied_and_the_ledger_remembers_it(shop, verify, approve):
    approve("lead")
    run = verify()
    assert (run.code, run.err) == (0, "")
    assert "APPROVED" in run.out
    entry = ledger(shop)[0]
    digest = hashlib.sha256((shop / "plan.json").read_bytes()).hexdigest()
    assert (entry["kind"], entry["body"]["change"], entry["body"]["plan"]) == ("verified", CHANGE, f"sha256:{digest}")
    assert [(given["name"], given["group"]) for given in entry["body"]["given"]] == [("lead", "finops")]
    assert entry["body"]["increases"]["owner"].keys() >= {"search"}


def test_plan_a_approved_and_plan_b_applied(shop, verify, approve):
    approve("lead")
    run = verify(plan=dearer(shop))
    assert run.code == 3
    assert "approves another plan" in " ".join(run.out.split())
    assert ledger(shop) == []


@pytest.mark.parametrize(("machine", "code"), [("m5.2xlarge", 0), ("m5.24xlarge", 3)])
def test_a_ceiling_holds_for_a_cheaper_plan_only(shop, verify, approve, machine, code):
    commit(shop.parent / "origin", {"costguard.yaml": POLICY.replace("BINDING", "ceiling")})
    subprocess.run(["git", "pull", "-q"], cwd=shop, check=True)
    approve("lead", "--ceiling", "1600")
    assert verify(plan=dearer(shop, machine)).code == code


@pytest.mark.parametrize(
    ("name", "said"), [("author", "is of nobody in `finops`"), ("stranger", "stranger")], ids=["author", "stranger"]
)
def test_an_approval_by_somebody_else_does_not_count(verify, approve, name, said):
    approve(name)
    run = verify()
    assert run.code == 3
    assert said in " ".join(run.out.split())


def test_a_record_of_another_request_does_not_count(verify, approve):
    approve("lead", change="github:acme/shop#7")
    run = verify()
    assert run.code == 3
    assert "was given for github:acme/shop#7" in " ".join(run.out.split())


def test_what_was_taken_back_no_longer_lets_it_pass(verify, approve):
    approve("lead")
    approve("lead", "--revoke", "--now", "2026-11-23T11:30:00Z")
    assert verify().code == 3


def test_a_broken_glass_lets_it_pass_and_blocks_what_follows_until_somebody_looked_at_it(
    shop, verify, approve, costguard
):
    approve("author", "--break-glass", "--ticket", "INC-7")
    broken = verify()
    assert broken.code == 0
    assert "GLASS" in broken.out
    assert [entry["kind"] for entry in ledger(shop)] == ["break-glass", "verified"]
    (shop / "small.json").write_text(
        json.dumps({"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": []})
    )
    blocked = verify(plan="small.json", now=LATER)
    assert blocked.code == 1
    assert "was not reviewed by 2026-11-25" in " ".join(blocked.out.split())
    answer = ("approve", "--post-review", ledger(shop)[0]["hash"], "--key", str(shop.parent / "sre-lead"))
    assert costguard(*answer, "--as", "sre-lead", "--reason", "it was right", "--out", "answer.json").code == 0
    added = costguard("ledger", "answer", "../ledger.jsonl", "answer.json", "--trusted-ref", "origin/main",
                      "--allowed-signers", ".costguard/allowed_signers", "--now", LATER)  # fmt: skip
    assert (added.code, added.err) == (0, "")
    assert verify(plan="small.json", now=LATER).code == 0


def test_a_broken_glass_is_written_once_however_often_the_job_runs(shop, verify, approve):
    approve("author", "--break-glass", "--ticket", "INC-7")
    assert [verify().code, verify().code] == [0, 0]
    assert [entry["kind"] for entry in ledger(shop)].count("break-glass") == 1


def test_the_policy_is_the_base_branchs_whatever_the_change_makes_of_it(shop, verify):
    (shop / "costguard.yaml").write_text(POLICY.replace("above: 1000", "above: 100000").replace("BINDING", "exact"))
    run = verify()
    assert run.code == 3
    assert "`costguard.yaml` is edited (version " in " ".join(run.out.split())
    assert "1,501.72 USD a month more, above the limit of 1,000.00" in " ".join(run.out.split())


def test_a_job_that_runs_again_is_not_counted_twice(shop, verify):
    rolling = POLICY.replace("monthly_increase: {above: 1000}", "increase_over_30_days: {above: 1000}")
    commit(shop.parent / "origin", {"costguard.yaml": rolling.replace("BINDING", "exact")})
    subprocess.run(["git", "pull", "-q"], cwd=shop, check=True)
    assert [verify().code, verify().code] == [0, 0]
    assert verify("--change", "github:acme/shop#13").code == 3


@pytest.mark.usefixtures("shop")
def test_a_ledger_that_is_not_there_is_no_empty_one(costguard):
    missing = ("--trusted-ref", "origin/main", "--ledger", "../nosuch.jsonl")
    run = costguard("verify", "plan.json", *missing)
    assert (run.code, run.out) == (2, "")
    assert "begin it once with --new-ledger" in run.err
    assert "is not there yet" in " ".join(costguard("check", "plan.json", *missing).out.split())


@pytest.mark.usefixtures("shop")
def test_it_wants_a_policy_that_the_change_cannot_edit(costguard):
    run = costguard("verify", "plan.json")
    assert (run.code, run.out) == (2, "")
    assert "verify needs a policy that the change cannot edit" in run.err


@pytest.mark.usefixtures("shop")
def test_a_pinned_digest_is_such_a_policy(costguard):
    digest = json.loads(costguard("check", "plan.json", "-f", "json").out)["policy"]["digest"]
    assert costguard("verify", "plan.json", "--policy-digest", digest).code == 3
    wrong = costguard("verify", "plan.json", "--policy-digest", f"sha256:{'0' * 64}")
    assert (wrong.code, wrong.out) == (2, "")
    assert digest in wrong.err


@pytest.mark.usefixtures("shop")
def test_the_forge_and_a_file_cannot_both_be_the_evidence(verify):
    run = verify("--pull-request", "acme/shop#12", "--evidence", "evidence.json")
    assert run.code == 2
    assert "give one of them" in run.err


@pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no terraform here")
def test_a_saved_plan_is_read_by_terraform_itself_and_its_file_is_remembered(shop, verify):
    (shop / "main.tf").write_text('resource "terraform_data" "one" {\n  input = "a"\n}\n')
    for arguments in (["init", "-input=false"], ["plan", "-input=false", "-out=tfplan"]):
        subprocess.run(["terraform", *arguments], cwd=shop, check=True, capture_output=True)
    run = verify(plan="tfplan")
    assert (run.code, run.err) == (0, "")
    digest = hashlib.sha256((shop / "tfplan").read_bytes()).hexdigest()
    assert ledger(shop)[0]["body"]["plan"] == f"sha256:{digest}"
    subprocess.run(["terraform", "apply", "-input=false", "tfplan"], cwd=shop, check=True, capture_output=True)
