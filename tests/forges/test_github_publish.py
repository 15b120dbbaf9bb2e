"""What is put on a pull request: one comment kept up to date, a check, results; and never over a newer word."""

import base64
import gzip
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from github_forge import ACTIONS_BOT, ACTIONS_TOKEN, EVERYTHING

from costguard.forges.comment_state import marker, nothing_shown, read_state, with_state
from costguard.forges.forge import RequestName
from costguard.forges.github import code_scanning
from costguard.forges.github.faults import GithubError
from costguard.model.approval import Shown, Subject
from costguard.model.publication import Annotation, AnnotationLevel, Conclusion, Publication

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def pull(forge):
    return forge.open_pull("ana")


@pytest.fixture
def publish(forge, github, pull):
    """Publishes on the pull request, at its head where no other commit is named."""

    def published(said, *, by=ACTIONS_TOKEN, head="", comment_author="", **more):
        at = head or forge.pulls[pull]["head"]["sha"]
        return github(by, comment_author).publish(RequestName("acme/shop", pull), at, said, **more)

    return published


def publication(comment="**Blocked**", **more):
    given = {"project": "", "shown": None, "title": "Blocked: +$1,240/month", "summary": "why",
             "conclusion": Conclusion.FAILURE} | more  # fmt: skip
    return Publication(comment=comment, **given)


def shown(head, name="p", at=AT):
    told = Subject("c", "o", "v", "f", "p", "r", "u", "t", project=name)
    return Shown(told.digest, head, at, told)


def annotations(count):
    return tuple(
        Annotation("main.tf", line, AnnotationLevel.WARNING, "rule", f"{line}") for line in range(1, count + 1)
    )


# --- the comment -----------------------------------------------------------------------------------------------------


def test_the_first_run_writes_a_comment_and_the_next_ones_keep_it_up_to_date(forge, publish):
    first = publish(publication())
    second = publish(publication("**Passes**"))
    (comment,) = forge.comments.values()
    assert first.comment_url == second.comment_url == comment["html_url"]
    assert "**Passes**" in comment["body"]
    assert "**Blocked**" not in comment["body"]


def test_a_run_that_says_the_same_changes_nothing(forge, publish):
    publish(publication())
    publish(publication())
    (comment,) = forge.comments.values()
    assert comment["created_at"] == comment["updated_at"]


def test_our_comment_is_found_behind_three_pages_of_others(forge, publish, pull):
    for number in range(150):
        forge.comment(pull, "bob", f"{number}")
    publish(publication())
    for number in range(150):
        forge.comment(pull, "bob", f"{number}")
    publish(publication("**Passes**"))
    ours = [each for each in forge.comments.values() if each["user"]["id"] == ACTIONS_BOT]
    assert ["**Passes**" in each["body"] for each in ours] == [True]


def test_a_comment_with_our_marker_by_somebody_else_is_left_alone(forge, publish, pull):
    forged = forge.comment(pull, "mallory", with_state("Approved", "", ()))
    publish(publication())
    assert "Approved" in forge.comments[forged["id"]]["body"]
    assert len(forge.comments) == 2


def test_projects_have_a_comment_each(forge, publish):
    publish(publication("one", project="prod/eu"))
    publish(publication("two", project="prod"))
    publish(publication("three", project="prod/eu"))
    assert [each["body"].split("\n")[:2] for each in forge.comments.values()] == [
        [marker("prod/eu"), "three"],
        [marker("prod"), "two"],
    ]


def test_of_several_comments_of_ours_the_oldest_is_kept_up_to_date(forge, publish, pull):
    for number in range(2):
        forge.comment(pull, "github-actions[bot]", with_state(f"{number}", "", ()))
    publish(publication("new"))
    assert ["new" in each["body"] for each in forge.comments.values()] == [True, False]


def test_a_quiet_run_writes_no_comment_and_updates_one_that_is_there(forge, publish):
    assert publish(publication(is_quiet=True)).comment_url == ""
    assert forge.comments == {}
    publish(publication())
    publish(publication("quiet now", is_quiet=True))
    assert ["quiet now" in each["body"] for each in forge.comments.values()] == [True]


def test_what_was_shown_is_remembered_through_updates(forge, publish, pull):
    head = forge.pulls[pull]["head"]["sha"]
    first, second = shown(head, "one"), shown(head, "two", AT + timedelta(minutes=5))
    again = shown(head, "one", AT + timedelta(minutes=1))
    for each in (first, again, second):
        publish(publication(shown=each))
    (comment,) = forge.comments.values()
    assert read_state(comment["body"]) == (first, second)


def test_that_nothing_is_shown_any_more_is_remembered(forge, publish, pull):
    head = forge.pulls[pull]["head"]["sha"]
    dear, nothing = shown(head), nothing_shown(head, AT + timedelta(minutes=5), "")
    for each in (dear, nothing, nothing_shown(head, AT + timedelta(minutes=9), "")):
        publish(publication(shown=each))
    (comment,) = forge.comments.values()
    assert read_state(comment["body"]) == (msgspec.structs.replace(dear, project=""), nothing)
    assert [run["external_id"] for run in forge.check_runs.values()] == [dear.digest, "", ""]


def test_where_nothing_was_shown_before_nothing_is_remembered(forge, publish, pull):
    publish(publication(shown=nothing_shown(forge.pulls[pull]["head"]["sha"], AT, "")))
    assert [read_state(comment["body"]) for comment in forge.comments.values()] == [()]


def test_an_older_run_that_shows_nothing_says_nothing(forge, publish, pull):
    head = forge.pulls[pull]["head"]["sha"]
    publish(publication("newer", shown=shown(head)))
    done = publish(publication("older", shown=nothing_shown(head, AT - timedelta(minutes=1), "")))
    assert done.notes == ("a newer run has already spoken of this commit; nothing was published",)


def test_each_comment_shows_things_of_its_own_project(forge, publish, github, pull):
    head = forge.pulls[pull]["head"]["sha"]
    publish(publication(project="one", shown=shown(head, "one")))
    publish(publication(project="two", shown=shown(head, "two", AT + timedelta(minutes=1))))
    told = github().evidence(RequestName("acme/shop", pull)).shown
    assert [(entry.project, entry.subject.project) for entry in told] == [("one", "one"), ("two", "two")]


def test_an_app_whose_name_is_not_known_is_told_how_to_be(forge, publish):
    forge.add_token("app", "costguard-app[bot]", "app")
    number = forge.users["costguard-app[bot]"]["id"]
    (note,) = publish(publication(), by="app").notes
    assert f"give --comment-author {number}" in note
    publish(publication("next"), by="app", comment_author=str(number))
    assert len(forge.comments) == 1


def test_a_comment_that_github_broke_off_is_looked_for_before_it_is_written_again(forge, publish):
    forge.fail("cut_after", method="POST", path="/comments")
    publish(publication())
    forge.fail("bad_gateway", method="POST", path="/comments")
    publish(publication(project="other"))
    assert len(forge.comments) == 2


def test_a_token_that_may_not_comment_is_told_what_to_be_granted(forge, publish):
    forge.add_token("reader", "github-actions[bot]", "actions", permissions=EVERYTHING - {"pull_requests=write"})
    with pytest.raises(GithubError, match=r"permissions: \{pull-requests: write\}"):
        publish(publication(), by="reader")


# --- never over a newer word -----------------------------------------------------------------------------------------


def test_an_older_commits_run_says_nothing(forge, publish, pull):
    old = forge.pulls[pull]["head"]["sha"]
    forge.push(pull, "ana")
    done = publish(publication(sarif=b"{}"), head=old)
    assert "the request has moved on" in done.notes[0]
    assert (forge.comments, forge.check_runs, forge.sarifs) == ({}, {}, [])


def test_an_older_run_of_the_same_commit_says_nothing(forge, publish, pull):
    head = forge.pulls[pull]["head"]["sha"]
    publish(publication("newer", shown=shown(head, "newer", AT + timedelta(hours=1))))
    done = publish(publication("older", shown=shown(head, "older")))
    assert done.notes == ("a newer run has already spoken of this commit; nothing was published",)
    assert ["newer" in each["body"] for each in forge.comments.values()] == [True]


# --- the check -------------------------------------------------------------------------------------------------------


def test_the_check_says_on_the_head_how_it_ends(forge, publish, pull):
    head = forge.pulls[pull]["head"]["sha"]
    done = publish(publication(shown=shown(head), project="prod"))
    (run,) = forge.check_runs.values()
    assert (run["name"], run["head_sha"], run["status"]) == ("costguard (prod)", head, "completed")
    assert (run["conclusion"], run["external_id"]) == ("failure", shown(head).digest)
    assert done.check_url == run["html_url"]


@pytest.mark.parametrize(("project", "name"), [("", "costguard (unverified)"), ("p", "costguard (p, unverified)")])
def test_what_does_not_vouch_never_stands_under_the_name_that_a_rule_requires(forge, publish, project, name):
    publish(publication(conclusion=Conclusion.NEUTRAL, project=project))
    assert [run["name"] for run in forge.check_runs.values()] == [name]


def test_120_annotations_are_sent_in_three_requests(forge, publish):
    publish(publication(annotations=annotations(120)))
    sent = [seen for seen in forge.seen if "/check-runs" in seen.path]
    assert [len(seen.body["output"]["annotations"]) for seen in sent] == [50, 50, 20]
    assert [seen.method for seen in sent] == ["POST", "PATCH", "PATCH"]
    (told,) = forge.annotations.values()
    assert [each["start_line"] for each in told] == list(range(1, 121))
    assert told[0] == {"path": "main.tf", "start_line": 1, "end_line": 1, "annotation_level": "warning",
                       "title": "rule", "message": "1"}  # fmt: skip


def test_no_more_than_a_thousand_annotations_are_sent_and_the_rest_is_counted(forge, publish):
    done = publish(publication(annotations=annotations(1_003)))
    ((_, sent),) = forge.annotations.items()
    assert (len(sent), done.notes) == (1_000, ("3 findings have no annotation",))


def test_annotations_that_may_be_missing_are_noted_and_not_doubled(forge, publish):
    forge.fail("cut_after", method="PATCH")
    done = publish(publication(annotations=annotations(120)))
    assert "some annotations may be missing" in done.notes[0]
    assert [len(each) for each in forge.annotations.values()] == [120]


def test_no_check_is_made_where_none_is_wanted(forge, publish):
    publish(publication(), with_check=False)
    assert forge.check_runs == {}


def test_a_check_that_github_broke_off_is_looked_for(forge, publish, pull):
    forge.fail("cut_after", method="POST", path="/check-runs")
    publish(publication(shown=shown(forge.pulls[pull]["head"]["sha"])))
    assert len(forge.check_runs) == 1


@pytest.mark.parametrize("letter", ["x", "é", "€", "🟢"])
def test_texts_that_are_too_long_are_cut_where_a_letter_ends(forge, publish, letter):
    publish(publication(summary=letter * 70_000, title="t" * 300))
    (run,) = forge.check_runs.values()
    summary = run["output"]["summary"]
    assert 65_530 < len(summary.encode()) <= 65_535
    assert summary == letter * (len(summary) - 1) + "…"
    assert len(run["output"]["title"]) == 255


@pytest.mark.parametrize(
    ("conclusion", "state"),
    [(Conclusion.SUCCESS, "success"), (Conclusion.FAILURE, "failure"), (Conclusion.ACTION_REQUIRED, "pending")],
)
def test_a_persons_token_sets_a_status_instead(forge, publish, pull, conclusion, state):
    forge.add_token("mine", "ana")
    done = publish(publication(conclusion=conclusion, title="t" * 200), by="mine")
    (status,) = forge.statuses
    assert (status["state"], status["context"]) == (state, "costguard")
    assert status["url"].endswith(f"/statuses/{forge.pulls[pull]['head']['sha']}")
    assert status["target_url"] == done.comment_url == done.check_url
    assert "You must authenticate via a GitHub App" in done.notes[0]
    assert done.notes[1] == f"a commit status `costguard` says {state} instead"


def test_a_status_never_vouches_for_what_is_neutral(forge, publish):
    forge.add_token("mine", "ana")
    done = publish(publication(conclusion=Conclusion.NEUTRAL), by="mine")
    assert forge.statuses == []
    assert "a status cannot be neutral" in done.notes[1]


def test_a_token_that_may_set_neither_is_told_both(forge, publish):
    missing = {"checks=write", "statuses=write"}
    forge.add_token("weak", "github-actions[bot]", "actions", permissions=EVERYTHING - missing)
    done = publish(publication(), by="weak")
    assert "permissions: {checks: write}" in done.notes[0]
    assert "permissions: {statuses: write}" in done.notes[1]
    assert done.comment_url


# --- code scanning ---------------------------------------------------------------------------------------------------


def test_results_are_uploaded_for_the_request(forge, publish, pull):
    assert publish(publication(sarif=b'{"runs": []}')).notes == ()
    (sent,) = forge.sarifs
    assert (sent["commit_sha"], sent["ref"]) == (forge.pulls[pull]["head"]["sha"], f"refs/pull/{pull}/head")
    assert gzip.decompress(base64.b64decode(sent["sarif"])) == b'{"runs": []}'


def test_where_code_scanning_is_off_a_note_says_so(forge, publish):
    forge.has_code_scanning = False
    (note,) = publish(publication(sarif=b"{}")).notes
    assert "code scanning has taken no results" in note
    assert "must be enabled" in note


def test_results_that_are_too_large_are_not_sent(forge, publish, monkeypatch):
    monkeypatch.setattr(code_scanning, "MOST_BYTES", 10)
    (note,) = publish(publication(sarif=b"{}")).notes
    assert "code scanning takes 10; none was sent" in note
    assert forge.sarifs == []


def test_what_we_publish_we_can_read_back_as_evidence(forge, publish, github, pull):
    entry = shown(forge.pulls[pull]["head"]["sha"])
    publish(publication(shown=entry))
    assert github().evidence(RequestName("acme/shop", pull)).shown == (entry,)
    assert msgspec.structs.asdict(entry)["subject"].digest == entry.digest
