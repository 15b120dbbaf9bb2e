"""`costguard pr`, from the shell's side: evidence into a file, and a report onto its request."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from importlib.util import find_spec

import pytest
from cli_samples import change, plan_text, policy_text
from github_forge import EVERYTHING, LocalForge

from costguard.forges.comment_state import marker, read_state
from costguard.sources.evidence_file import read_evidence

VARIABLES = ("GITHUB_API_URL", "GITHUB_TOKEN", "GH_TOKEN", "GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_EVENT_NAME",
             "GITHUB_EVENT_PATH", "GITHUB_STEP_SUMMARY", "GITHUB_SHA")  # fmt: skip


@pytest.fixture
def forge():
    with LocalForge() as local:
        yield local


@pytest.fixture
def pull(forge):
    return forge.open_pull("ana")


@pytest.fixture
def job(forge, pull, folder, monkeypatch):
    """A job for the pull request: its variables, a policy that asks for approval, and the report of its check."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in forge.environment(**forge.event(folder, "pull_request", pull)).items():
        monkeypatch.setenv(name, value)
    (folder / "costguard.yaml").write_text(policy_text("require_approval"))
    (folder / "plan.json").write_text(plan_text(change()))
    return folder


@pytest.fixture
def report(job, costguard):
    """The report of a check, and its SARIF."""
    ran = costguard("check", "plan.json", "--output", "json=report.json", "--output", "sarif=report.sarif")
    assert ran.code == 3, ran.err
    return job / "report.json"


def archive(report, **more):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("report.json", report.read_bytes())
        for name, content in more.items():
            made.writestr(name, content)
    return packed.getvalue()


# --- evidence --------------------------------------------------------------------------------------------------------


def test_evidence_is_written_to_a_file_that_check_reads(forge, pull, job, costguard):
    forge.review(pull, "finn")
    ran = costguard("pr", "evidence", "--out", "evidence.json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"evidence.json: 1 statements on github:acme/shop#{pull}\n"
    told = read_evidence(str(job / "evidence.json"))
    assert (told.change.number, told.statements[0].account.name) == (pull, "finn")


@pytest.mark.usefixtures("job")
def test_evidence_is_printed_where_no_file_is_named(pull, costguard):
    ran = costguard("pr", "evidence", "--pull-request", f"acme/shop#{pull}")
    assert json.loads(ran.out)["evidence"]["change"]["number"] == pull


def test_the_teams_of_the_policy_and_those_that_are_named_are_read(forge, job, costguard, monkeypatch):
    forge.add_token("org", "costguard-app[bot]", "app", reads_teams=True)
    forge.add_team("acme/finops", "finn")
    forge.add_team("acme/owners", "olga")
    monkeypatch.setenv("GITHUB_TOKEN", "org")
    text = (job / "costguard.yaml").read_text().replace("[ann]", "[ann, '@acme/finops']")
    (job / "costguard.yaml").write_text(text)
    ran = costguard("pr", "evidence", "--policy", "costguard.yaml", "--teams", "@acme/owners", "--teams", "acme/no",
                    "--comment-author", "41898282", "--out", "evidence.json")  # fmt: skip
    told = {team.name: team.members for team in read_evidence(str(job / "evidence.json")).teams}
    assert {name: members and members[0].name for name, members in told.items()} == {
        "acme/owners": "olga",
        "acme/no": None,
        "acme/finops": "finn",
    }
    assert "note: acme/no: GitHub tells nothing of the team (404)" in ran.out


def test_without_a_token_or_a_request_one_sentence_says_so(job, costguard, monkeypatch):
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(job / "gone"))
    assert "the event file cannot be read" in costguard("pr", "evidence").err
    monkeypatch.delenv("GITHUB_TOKEN")
    ran = costguard("pr", "evidence")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("costguard: there is no token for GitHub; set GITHUB_TOKEN")


@pytest.mark.usefixtures("job")
def test_without_the_library_one_sentence_says_what_to_install(costguard, monkeypatch):
    monkeypatch.setattr("costguard.cli.extras.find_spec", lambda name: None if name == "urllib3" else find_spec(name))
    ran = costguard("pr", "evidence")
    assert ran.code == 2
    assert "GitHub needs urllib3, which is not installed: pip install 'costguard-engine[github]'" in ran.err


@pytest.mark.usefixtures("job")
def test_a_forge_that_is_not_there_is_told(costguard):
    assert "there is no forge `gitlab` yet" in costguard("pr", "evidence", "--forge", "gitlab").err


# --- publish ---------------------------------------------------------------------------------------------------------


def test_a_report_becomes_comment_check_results_and_summary(forge, pull, report, costguard, monkeypatch):
    summary = report.parent / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    ran = costguard("pr", "publish", "--report", "report.json", "--sarif", "report.sarif")
    (comment,), (check,) = forge.comments.values(), forge.check_runs.values()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"comment: {comment['html_url']}\ncheck: {check['html_url']}\n"
    assert (check["head_sha"], check["conclusion"]) == (forge.pulls[pull]["head"]["sha"], "action_required")
    assert [sent["ref"] for sent in forge.sarifs] == [f"refs/pull/{pull}/head"]
    assert "aws\\_s3\\_bucket.logs" in comment["body"] or "aws_s3_bucket.logs" in comment["body"]
    written = summary.read_text()
    assert written.startswith("before\n")
    assert "aws_s3_bucket.logs" in written or "aws\\_s3\\_bucket.logs" in written


def test_what_is_shown_is_the_subject_of_the_report(forge, report, costguard):
    costguard("pr", "publish", "--report", "report.json", "--now", "2026-11-23T10:00:00+01:00")
    (comment,) = forge.comments.values()
    (shown,) = read_state(comment["body"])
    assert shown.at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert shown.digest in report.read_text()
    assert shown.subject.digest == shown.digest


def test_a_summary_without_room_is_noted(report, costguard, monkeypatch):
    summary = report.parent / "summary.md"
    summary.write_text("x" * (1024 * 1024 - 5))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    ran = costguard("pr", "publish", "--report", "report.json")
    assert ran.code == 0
    assert "note: the job summary has no room left for the report" in ran.out
    assert summary.stat().st_size == 1024 * 1024 - 5


@pytest.mark.usefixtures("report")
def test_a_request_that_moved_on_is_left_alone(forge, pull, costguard):
    forge.push(pull, "ana")
    ran = costguard("pr", "publish", "--report", "report.json")
    assert (ran.code, forge.comments) == (0, {})
    assert "note: the request has moved on from" in ran.out


@pytest.mark.usefixtures("report")
def test_the_commit_that_was_judged_can_be_named(forge, pull, costguard, monkeypatch):
    old = forge.pulls[pull]["head"]["sha"]
    monkeypatch.delenv("GITHUB_EVENT_PATH")
    forge.push(pull, "ana")
    where = ("--pull-request", f"acme/shop#{pull}")
    ran = costguard("pr", "publish", "--report", "report.json", "--head", old, *where)
    assert "moved on" in ran.out
    assert "comment: " in costguard("pr", "publish", "--report", "report.json", *where).out


@pytest.mark.usefixtures("report")
def test_no_check_is_made_where_none_is_wanted(forge, costguard):
    ran = costguard("pr", "publish", "--report", "report.json", "--no-check", "--project", "prod")
    assert (ran.code, forge.check_runs) == (0, {})
    assert [each["body"].split("\n")[0] for each in forge.comments.values()] == [marker("prod")]


@pytest.mark.usefixtures("report")
def test_an_untrusted_report_vouches_for_nothing_and_uploads_nothing(forge, costguard, job):
    (job / "costguard.yaml").write_text(policy_text("advise"))
    assert costguard("check", "plan.json", "--output", "json=report.json").code == 0
    ran = costguard("pr", "publish", "--report", "report.json", "--sarif", "report.sarif", "--untrusted")
    assert "note: results of an untrusted report are not uploaded to code scanning" in ran.out
    assert [check["conclusion"] for check in forge.check_runs.values()] == ["neutral"]
    assert forge.sarifs == []


def test_the_summary_of_an_untrusted_report_says_what_it_is(report, costguard, monkeypatch):
    summary = report.parent / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    costguard("pr", "publish", "--report", "report.json", "--untrusted")
    assert "These figures come from the change's own job" in summary.read_text()


def test_a_verdict_that_nobody_has_to_agree_to_takes_what_was_shown_from_view(forge, pull, report, costguard, job):
    policy = job / "costguard.yaml"
    number = forge.add_user("finn")["id"]
    asking = policy.read_text().replace("[ann]", f"['finn#{number}']")
    policy.write_text(asking)
    costguard("check", "plan.json", "--output", "json=report.json")
    costguard("pr", "publish", "--report", report.name, "--now", forge.stamp())
    policy.write_text(policy_text("advise"))
    costguard("check", "plan.json", "--output", "json=report.json")
    costguard("pr", "publish", "--report", report.name, "--now", forge.stamp())
    (comment,) = forge.comments.values()
    assert ["sha256:" in entry.digest for entry in read_state(comment["body"])] == [True, False]
    forge.review(pull, "finn")
    policy.write_text(asking)
    assert costguard("pr", "evidence", "--out", "evidence.json").code == 0
    ran = costguard("check", "plan.json", "--evidence", "evidence.json", "--triggerer", "ana", "--now", forge.stamp())
    assert ran.code == 3
    assert "was given when costguard showed nothing to approve" in " ".join(ran.out.split())


def test_a_forks_report_is_published_on_its_own_request(forge, report, costguard, monkeypatch):
    number = forge.open_pull("zoe", fork="zoe/shop")
    run = forge.run(number, actor="zoe", artifact=archive(report, **{"report.sarif": "{}", "number": "11"}))
    monkeypatch.setenv("GITHUB_EVENT_NAME", "workflow_run")
    ran = costguard("pr", "publish", "--run-id", str(run))
    assert (ran.code, ran.err) == (0, "")
    (comment,), (check,) = forge.comments.values(), forge.check_runs.values()
    assert comment["issue_url"].endswith(f"/issues/{number}")
    assert check["head_sha"] == forge.pulls[number]["head"]["sha"]
    assert forge.sarifs == []
    assert [seen.headers.get("authorization") for seen in forge.seen_at_blobs] == [None]


@pytest.mark.parametrize("content", [b"not a zip", b""])
@pytest.mark.usefixtures("report")
def test_a_broken_artifact_is_one_sentence(forge, pull, costguard, content):
    ran = costguard("pr", "publish", "--run-id", str(forge.run(pull, actor="zoe", artifact=content)))
    assert (ran.code, forge.comments) == (2, {})
    assert ran.err.startswith("costguard: the artifact is no zip archive that can be read")


def test_a_hostile_report_is_refused_before_anything_is_said(forge, pull, report, costguard):
    report.write_text('{"schema": "costguard/report/v1", "outcome": "pass"}')
    ran = costguard("pr", "publish", "--run-id", str(forge.run(pull, actor="zoe", artifact=archive(report))))
    assert (ran.code, forge.comments, forge.check_runs) == (2, {}, {})
    assert ran.err.startswith("costguard: report.json is no report")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "there is nothing to publish: give --report FILE, or --run-id ID"),
        (("--report", "gone.json"), "gone.json cannot be read"),
        (("--report", "report.json", "--run-id", "7"), "leave out --report, --sarif and --head"),
        (("--report", "report.json", "--silent-below", "lots"), "`lots` is no amount"),
        (("--report", "report.json", "--pull-request", "12"), "write it as acme/shop#12"),
        (("--report", "costguard.yaml"), "costguard.yaml is no"),
        (("--report", "report.json", "--project", "\udcff"), "at most 200 printable characters"),
    ],
)
@pytest.mark.usefixtures("report")
def test_what_cannot_be_published_is_one_sentence(costguard, options, words):
    ran = costguard("pr", "publish", *options)
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    assert words in ran.err


def test_a_run_of_another_request_than_the_one_named_is_refused(forge, pull, report, costguard):
    run = forge.run(pull, actor="ana", artifact=archive(report))
    ran = costguard("pr", "publish", "--run-id", str(run), "--pull-request", "acme/shop#99")
    assert f"run {run} belongs to acme/shop#{pull}, not to acme/shop#99" in ran.err


@pytest.mark.usefixtures("report")
def test_no_output_ever_holds_the_token(forge, costguard, monkeypatch):
    secret = forge.add_token(
        "ghs_topsecret", "github-actions[bot]", "actions", permissions=EVERYTHING - {"checks=write"}
    )
    monkeypatch.setenv("GITHUB_TOKEN", secret)
    ran = costguard("pr", "publish", "--report", "report.json")
    assert "note: no check run was made" in ran.out
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_expired")
    failed = costguard("pr", "publish", "--report", "report.json")
    assert "does not accept the token" in failed.err
    assert not any(word in ran.out + ran.err + failed.out + failed.err for word in (secret, "ghs_expired"))


def test_the_commands_load_no_library_before_they_need_one():
    code = "import sys, costguard.cli.pr_command, costguard.forges.github.forge; print('urllib3' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_a_review_of_what_was_shown_lets_the_check_pass(forge, pull, report, costguard, job):
    policy = job / "costguard.yaml"
    number = forge.add_user("finn")["id"]
    policy.write_text(policy.read_text().replace("[ann]", f"['finn#{number}']"))
    assert costguard("check", "plan.json", "--output", "json=report.json").code == 3
    costguard("pr", "publish", "--report", report.name, "--now", forge.now.isoformat())
    forge.review(pull, "finn")
    assert costguard("pr", "evidence", "--out", "evidence.json").code == 0
    checked = (
        "check",
        "plan.json",
        "--evidence",
        "evidence.json",
        "--triggerer",
        "ana",
        "--now",
        forge.now.isoformat(),
    )
    assert costguard(*checked).code == 0
    forge.review(pull, "finn", "CHANGES_REQUESTED")
    costguard("pr", "evidence", "--out", "evidence.json")
    assert costguard(*checked[:-1], forge.now.isoformat()).code == 3
