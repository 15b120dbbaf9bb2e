"""The request that a job runs for, and what a stranger's run left: believed from GitHub, never from the artifact."""

import io
import zipfile
from pathlib import Path

import pytest

from costguard.forges.forge import ForgeOptions, RequestName, RunOutput, forge_names, opened_forge, request_name
from costguard.model.errors import BadInput, BadUsage


def archive(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in (files or {"report": b"{}"}).items():
            made.writestr({"report": "report.json", "sarif": "report.sarif"}.get(name, name), content)
    return packed.getvalue()


# --- finding the request ---------------------------------------------------------------------------------------------


def test_a_request_is_named_by_repository_and_number(github):
    assert github().find("acme/shop#12") == RequestName("acme/shop", 12)
    assert str(request_name("group/sub/shop!3")) == "group/sub/shop#3"


@pytest.mark.parametrize("name", ["12", "#12", "acme#12", "acme/shop#0", "acme/shop#x", "acme/../x#1", "a b/c#1", ""])
def test_what_names_no_request_is_refused(name):
    with pytest.raises(BadUsage, match="write it as acme/shop#12"):
        request_name(name)


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target", "pull_request_review", "issue_comment"])
def test_a_job_finds_its_request_in_the_event(forge, github, tmp_path, event):
    number = forge.open_pull("ana")
    found = github(**forge.event(tmp_path, event, number)).find("auto")
    assert found == RequestName("acme/shop", number)


def test_a_push_belongs_to_the_request_that_it_merged(forge, github, tmp_path):
    number = forge.open_pull("ana")
    sha = forge.merge(number, "bob")
    assert github(**forge.event(tmp_path, "push", sha=sha)).find("auto") == RequestName("acme/shop", number)


def test_a_push_does_not_belong_to_a_request_that_was_merged_into_another_branch(forge, github, tmp_path):
    number = forge.open_pull("ana")
    sha = forge.merge(number, "bob")
    forge.pulls[number]["base"]["ref"] = "ana/playground"
    with pytest.raises(BadInput, match="was pushed to main without a pull request"):
        github(**forge.event(tmp_path, "push", sha=sha)).find("auto")


def test_a_pushed_tag_merges_nothing(forge, github, tmp_path):
    number = forge.open_pull("ana")
    told = forge.event(tmp_path, "push", sha=forge.merge(number, "bob"))
    event = Path(told["GITHUB_EVENT_PATH"])
    event.write_text(event.read_text().replace("refs/heads/main", "refs/tags/v1"))
    with pytest.raises(BadUsage, match="`refs/tags/v1` is no branch"):
        github(**told).find("auto")


def test_a_commit_tells_which_merged_requests_brought_it(forge, github):
    first, second = forge.open_pull("ana"), forge.open_pull("bob", branch="other")
    tips = [forge.pulls[number]["head"]["sha"] for number in (first, second)]
    merge = forge.merge(first, "cleo")
    brought = github().requests_of("acme/shop", (merge, *tips, "c" * 40))
    assert brought == {merge: {first}, tips[0]: {first}, tips[1]: frozenset(), "c" * 40: frozenset()}


def test_the_merge_that_github_keeps_of_an_open_request_is_that_requests(forge, github):
    number = forge.open_pull("ana")
    kept = forge.test_merge(number)
    assert github().requests_of("acme/shop", (kept,)) == {kept: {number}}


def test_no_more_than_fifty_commits_are_asked_about(forge, github):
    with pytest.raises(BadInput, match="50 commits at most, and these are 51"):
        github().requests_of("acme/shop", [f"{number:040x}" for number in range(51)])
    assert forge.seen == []


def test_a_push_of_its_own_belongs_to_none_and_one_of_several_to_nobody_knows(forge, github, tmp_path):
    number = forge.open_pull("ana")
    head = forge.pulls[number]["head"]["sha"]
    pushed = github(**forge.event(tmp_path, "push", sha=head))
    with pytest.raises(BadInput, match="without a pull request; name it with --pull-request"):
        pushed.find("auto")
    other = forge.open_pull("bob", branch="other")
    forge.pull_commits[other].append(head)
    for each in (number, other):
        forge.merge(each, "cleo")
    with pytest.raises(BadInput, match=r"several merged pull requests \(#11, #12\)"):
        pushed.find("auto")


def test_what_belongs_to_no_request_is_told(forge, github, tmp_path):
    (tmp_path / "event.json").write_text('{"issue": {"number": 3}}')
    where = {"GITHUB_EVENT_PATH": str(tmp_path / "event.json")}
    with pytest.raises(BadUsage, match="on an issue, not on a pull request"):
        github(**where).find("auto")
    with pytest.raises(BadUsage, match="the event `schedule` belongs to no pull request"):
        github(**forge.event(tmp_path, "push") | {"GITHUB_EVENT_NAME": "schedule"}).find("auto")
    with pytest.raises(BadUsage, match="GITHUB_EVENT_PATH is not set"):
        github().find("auto")
    (tmp_path / "event.json").write_text("{")
    with pytest.raises(BadInput, match="no event of GitHub"):
        github(**where).find("auto")
    with pytest.raises(BadInput, match="cannot be read"):
        github(GITHUB_EVENT_PATH=str(tmp_path / "gone")).find("auto")
    with pytest.raises(BadUsage, match="GITHUB_REPOSITORY names no repository"):
        github(GITHUB_REPOSITORY="").find("auto")


def test_the_commit_that_was_judged_is_the_events(forge, github, tmp_path):
    number = forge.open_pull("ana")
    name, told = RequestName("acme/shop", number), forge.event(tmp_path, "pull_request", number)
    old = forge.pulls[number]["head"]["sha"]
    new = forge.push(number, "ana")
    assert github(**told).head(name) == old
    assert github().head(name) == new


# --- what a run left -------------------------------------------------------------------------------------------------


def test_a_forks_output_belongs_to_the_request_with_its_commit(forge, github):
    number = forge.open_pull("zoe", fork="zoe/shop")
    run = forge.run(number, actor="zoe", artifact=archive(report=b"{}", sarif=b"[]"))
    head = forge.pulls[number]["head"]["sha"]
    assert github().run_output(run) == RunOutput(RequestName("acme/shop", number), head, b"{}")


def test_a_branchs_output_belongs_to_the_request_that_the_run_names(forge, github):
    number = forge.open_pull("ana")
    run = forge.run(number, actor="ana", artifact=archive())
    assert github().run_output(run).request == RequestName("acme/shop", number)
    assert not any(seen.path.endswith("/pulls") for seen in forge.seen)


def test_a_number_in_the_artifact_is_not_even_read(forge, github):
    victim, number = forge.open_pull("ana"), forge.open_pull("zoe", fork="zoe/shop")
    run = forge.run(number, actor="zoe", artifact=archive(report=b"{}", number=str(victim).encode()))
    assert github().run_output(run).request.number == number


def test_another_forks_branch_of_the_same_name_is_not_meant(forge, github):
    number = forge.open_pull("zoe", fork="zoe/shop", branch="fix")
    forge.open_pull("yan", fork="yan/shop", branch="fix")
    run = forge.run(number, actor="zoe", artifact=archive())
    assert github().run_output(run).request.number == number


def test_a_run_whose_commit_is_no_longer_a_head_is_not_published(forge, github):
    number = forge.open_pull("zoe", fork="zoe/shop")
    run = forge.run(number, actor="zoe", artifact=archive())
    forge.push(number, "zoe")
    with pytest.raises(BadInput, match=r"no open pull request has the commit [0-9a-f]{12}"):
        github().run_output(run)


def test_a_commit_at_two_heads_is_nobody_knows_whose(forge, github):
    number = forge.open_pull("zoe", fork="zoe/shop", branch="fix")
    other = forge.open_pull("zoe", fork="zoe/shop", branch="fix")
    forge.pulls[other]["head"]["sha"] = forge.pulls[number]["head"]["sha"]
    run = forge.run(number, actor="zoe", artifact=archive())
    with pytest.raises(BadInput, match="several open pull requests have the commit"):
        github().run_output(run)


def test_a_run_of_another_event_is_refused(forge, github):
    run = forge.run(forge.open_pull("ana"), actor="ana", event="workflow_dispatch", artifact=archive())
    with pytest.raises(BadUsage, match="set off by `workflow_dispatch`, not by pull_request"):
        github().run_output(run)


def test_the_newest_artifact_is_read_and_an_expired_one_told(forge, github):
    number = forge.open_pull("ana")
    run = forge.run(number, actor="ana", artifact=archive(report=b"old"))
    forge.upload(run, archive(report=b"new"))
    forge.upload(run, archive(report=b"other"), name="logs")
    assert github().run_output(run).report == b"new"
    forge.upload(run, b"", expired=True)
    with pytest.raises(BadInput, match="has expired; run the check again"):
        github().run_output(run)


def test_a_run_without_an_artifact_is_told(forge, github):
    run = forge.run(forge.open_pull("ana"), actor="ana")
    with pytest.raises(BadInput, match="no artifact named costguard"):
        github().run_output(run)


def test_a_hostile_artifact_is_refused(forge, github):
    run = forge.run(forge.open_pull("ana"), actor="ana", artifact=archive(report=b"{}", **{"../../x": b""}))
    with pytest.raises(BadInput, match="climbs out of its folder"):
        github().run_output(run)


# --- forges by name --------------------------------------------------------------------------------------------------


def test_a_forge_is_found_by_its_folder():
    assert forge_names() == ("github",)
    with (
        pytest.raises(BadUsage, match="there is no forge `gitlab` yet; choose one of github"),
        opened_forge("gitlab", ForgeOptions({})),
    ):
        pass
