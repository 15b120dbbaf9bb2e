"""Attacks by what a fork's job leaves behind: an archive that is none, a report that lies, another's request."""

import io
import json
import stat
import warnings
import zipfile

import pytest
from attack_world import new_request
from git_repository import needs_git

from costguard.forges.comment_state import marker, read_state

pytestmark = needs_git


@pytest.fixture
def fork(world, monkeypatch):
    """A request from a fork, and the job that publishes what its run left behind."""
    number = new_request(world, "mallory", fork="mallory/shop")
    monkeypatch.setenv("GITHUB_EVENT_NAME", "workflow_run")
    monkeypatch.delenv("GITHUB_RUN_ID")

    def publish(content, *options):
        run = world.forge.run(number, actor="mallory", artifact=content)
        return world.costguard("pr", "publish", "--run-id", str(run), *options)

    return publish


@pytest.fixture
def report(world):
    """What the check of the change would say."""
    return world.report()


def packed(report, **more):
    """An archive with a report and other members."""
    text = report if isinstance(report, bytes | str) else json.dumps(report)
    return archive(("report.json", text), *more.items())


def archive(*members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # two members of one name are what some attacks are
        for name, text in members:
            made.writestr(name, text)
    return content.getvalue()


def link(name, target):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


def conclusions(world):
    return [each["conclusion"] for each in world.forge.check_runs.values()]


def test_what_an_honest_fork_leaves_behind_is_published_on_its_request(world, fork, report):
    ran = fork(packed(report))
    assert (ran.code, ran.err, conclusions(world)) == (0, "", ["action_required"])
    (comment,) = world.forge.comments.values()
    assert comment["issue_url"].endswith(f"/issues/{world.request}")
    assert [each.digest for each in read_state(comment["body"])] == [report["approvals"]["digest"]]


class TestArchives:
    """An archive is plain files of plain names, or nothing of it is read."""

    @pytest.mark.parametrize(
        "name", ["../report.json", "/report.json", "a/../../report.json", "..\\report.json", "C:\\report.json",
                 "C:report.json", "REPORT.JSON", "report.json"],
    )  # fmt: skip
    def test_a_name_that_climbs_or_comes_twice_is_refused_whole(self, world, fork, report, name):
        before = sorted(world.job.parent.rglob("*.json"))
        ran = fork(archive(("report.json", json.dumps(report)), (name, json.dumps(report))))
        assert (ran.code, ran.err.startswith("costguard: the artifact "), ran.out) == (2, True, "")
        assert (world.forge.comments, world.forge.check_runs) == ({}, {})
        assert sorted(world.job.parent.rglob("*.json")) == before

    @pytest.mark.parametrize("target", ["/etc/passwd", "../secret", "costguard.yaml"])
    def test_a_link_is_refused_whole(self, world, fork, report, target):
        ran = fork(archive(("other.json", json.dumps(report)), link("report.json", target)))
        assert (ran.code, world.forge.comments) == (2, {})

    def test_a_bomb_is_refused_before_it_goes_off(self, world, fork):
        assert fork(packed(b" " * 60_000_000)).code == 2
        assert fork(archive(*((f"{number}.json", "") for number in range(100)))).code == 2
        assert world.forge.comments == {}

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"{}"], ids=repr)
    def test_what_is_no_archive_is_refused(self, world, fork, content):
        assert (fork(content).code, world.forge.comments) == (2, {})

    def test_an_archive_of_archives_holds_no_report(self, world, fork, report):
        assert (fork(archive(("report.zip", packed(report)))).code, world.forge.comments) == (2, {})


LIES = {
    "it passes": lambda report: report.update(outcome="pass"),
    "it denies nothing": lambda report: report.update(outcome="advise"),
    "it costs nothing": lambda report: report["cost"].update(monthly_delta="0", monthly_after="0"),
    "it found nothing": lambda report: report.update(findings=[]),
    "its subject costs nothing": lambda report: report["approvals"]["subject"].update(monthly_delta="0.00"),
    "its subject found nothing": lambda report: report["approvals"]["subject"].update(findings=[]),
    "its digest is another": lambda report: report["approvals"].update(digest="sha256:" + "0" * 64),
    "a finding is not its fingerprint": lambda report: report["findings"][0].update(rule="harmless"),
    "an amount is none": lambda report: report["cost"].update(monthly_delta="NaN"),
    "an amount has no end": lambda report: report["cost"].update(monthly_delta="1E+999999"),
    "an amount is infinite": lambda report: report["cost"].update(monthly_after="Infinity"),
    "a count is a text": lambda report: report["summary"].update(violations="1"),
    "a list is a mapping": lambda report: report.update(findings={}),
    "a text is a list": lambda report: report["findings"][0].update(message=["x"]),
    "a level is none": lambda report: report["findings"][0].update(level="fine"),
    "a member is missing": lambda report: report.pop("cost"),
    "another schema": lambda report: report.update(schema="costguard/report/v2"),
}


class TestLies:
    """A report that contradicts itself, or is none, is published nowhere."""

    @pytest.mark.parametrize("lie", LIES)
    def test_a_report_that_lies_is_refused(self, world, fork, report, lie):
        LIES[lie](report)
        ran = fork(packed(report))
        assert (ran.code, ran.err.startswith("costguard: report.json "), ran.out) == (2, True, "")
        assert (world.forge.comments, world.forge.check_runs) == ({}, {})

    @pytest.mark.parametrize(
        "text", ["[" * 100_000, "null", "[]", "{}", "NaN", '"x"', "", '{"schema": "costguard/report/v1"}', "\x00",
                 '{"schema": "costguard/report/v1", "schema": "x"}'],
        ids=lambda text: repr(text[:20]),
    )  # fmt: skip
    def test_what_is_no_report_is_refused(self, world, fork, text):
        assert (fork(packed(text)).code, world.forge.comments) == (2, {})

    @pytest.mark.parametrize(("part", "lie"), [("approvals", {"required": []}), ("summary", {"violations": 0})])
    def test_a_lie_that_need_not_be_one_turns_nothing_green(self, world, fork, report, part, lie):
        report[part] |= lie
        assert (fork(packed(report)).code, conclusions(world)) == (0, ["action_required"])
        assert world.verify().code == 3

    def test_a_consistent_lie_vouches_for_nothing(self, world, fork):
        """A stranger's job may write a report of another plan; it is said to be theirs, and no check is green."""
        world.merges({"costguard.yaml": "version: 1\n"})
        harmless = world.report()
        assert harmless["outcome"] == "pass"
        ran = fork(packed(harmless))
        assert (ran.code, conclusions(world)) == (0, ["neutral"])
        (comment,) = world.forge.comments.values()
        assert "These figures come from the change's own job" in comment["body"]

    def test_approvals_that_a_report_says_it_has_are_believed_by_nobody(self, world, fork, report):
        required = report["approvals"]["required"][0]
        for group in required["approvers"]:
            group["have"] = group["count"]
        report["outcome"] = "advise"
        given = {"rule": "large", "group": "finops", "name": "finn", "kind": "comment", "at": "2026-11-23T00:00:00Z",
                 "expires": "2026-11-26T00:00:00Z", "binding": "exact", "digest": report["approvals"]["digest"],
                 "ceiling": None, "reason": "", "url": ""}  # fmt: skip
        report["approvals"]["given"] = [given]
        ran = fork(packed(report))
        assert (ran.code, conclusions(world)) in ((2, []), (0, ["action_required"]))

    def test_a_million_findings_are_too_many_or_too_long_and_nothing_else(self, world, fork, report):
        (found,) = report["findings"][:1]
        text = json.dumps(report).replace(json.dumps(found), ",".join([json.dumps(found)] * 200_000), 1)
        ran = fork(packed(text))
        assert (ran.code, ran.err.startswith("costguard: "), world.forge.comments) == (2, True, {})


class TestOthersRequests:
    """What a run left behind is published on the request of that run, whatever the files say."""

    def test_another_request_that_the_report_names_hears_nothing(self, world, fork, report):
        report["approvals"]["change"] = "github:acme/shop#11"
        fork(packed(report, **{"number": "11", "event.json": '{"number": 11}', "pr.txt": "11"}))
        assert [each["issue_url"].rpartition("/")[2] for each in world.forge.comments.values()] in (
            [],
            [str(world.request)],
        )

    def test_another_projects_comment_is_not_written_over(self, world, fork, report):
        report["approvals"]["subject"]["project"] = "production"
        honest = world.report("plan.json", "--project", "production")
        fork(packed(honest))
        assert [each["body"].split("\n")[0] for each in world.forge.comments.values()] == [marker("")]

    @pytest.mark.usefixtures("fork")
    def test_a_run_that_was_not_for_a_request_is_refused(self, world, report):
        run = world.forge.run(world.request, actor="mallory", event="push", artifact=packed(report))
        ran = world.costguard("pr", "publish", "--run-id", str(run))
        assert (ran.code, world.forge.comments) == (2, {})

    @pytest.mark.usefixtures("fork")
    def test_a_run_of_an_older_commit_speaks_of_no_newer_one(self, world, report):
        run = world.forge.run(world.request, actor="mallory", artifact=packed(report))
        world.forge.push(world.request, "mallory")
        ran = world.costguard("pr", "publish", "--run-id", str(run))
        assert (ran.code, world.forge.comments, world.forge.check_runs) == (2, {}, {})

    def test_a_project_does_not_break_out_of_the_marker(self, world, report):
        (world.job.parent / "report.json").write_text(json.dumps(report))
        where = ("--report", "../report.json", "--pull-request", f"acme/shop#{world.request}", "--project")
        for name in ("x --> <img src=x>", "-->", "a b=c", "%2D"):
            assert world.costguard("pr", "publish", *where, name).code == 0
        for comment in world.forge.comments.values():
            first = comment["body"].split("\n")[0]
            assert (first.count("<!--"), first.count("-->"), first.endswith(" -->")) == (1, 1, True)
        assert len(world.forge.comments) == 4
        for name in ("x\n<!-- costguard", "x\x1b[2J", "x" * 201):
            assert world.costguard("pr", "publish", *where, name).code == 2
