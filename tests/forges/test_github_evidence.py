"""What GitHub tells of a pull request: whose it is, what counts as said, and what nobody can know."""

from datetime import timedelta

import pytest
from github_forge import ACTIONS_TOKEN, EVERYTHING

from costguard.forges.comment_state import with_state
from costguard.forges.forge import RequestName
from costguard.forges.github.accounts import our_account
from costguard.forges.github.faults import GithubError
from costguard.forges.github.settings import Settings
from costguard.forges.github.shapes import User
from costguard.model.approval import Account, Act, EvidenceKind, Shown, Subject
from costguard.model.errors import BadInput, BadUsage

DIGEST = "sha256:" + "a1" * 32
APPROVE = f"/costguard approve {DIGEST}"
SUBJECT = Subject("c", "o", "v", "f", "p", "r", "u", "t")


@pytest.fixture
def pull(forge):
    return forge.open_pull("ana", committer="ana")


@pytest.fixture
def read(github, pull):
    """The evidence on the pull request."""

    def evidence(*teams, by=ACTIONS_TOKEN, **more):
        return github(by, **more).evidence(RequestName("acme/shop", pull), teams)

    return evidence


def person(forge, login):
    return Account(login, str(forge.users[login]["id"]))


# --- whose it is -----------------------------------------------------------------------------------------------------


def test_a_request_is_told_with_its_author_head_and_base(forge, read, pull):
    change = read().change
    assert change.id == f"github:acme/shop#{pull}"
    assert (change.author, change.head) == (person(forge, "ana"), forge.pulls[pull]["head"]["sha"])
    assert (change.base, change.url) == ("main", f"https://github.com/acme/shop/pull/{pull}")


def test_authors_pushers_and_co_authors_are_committers(forge, read, pull):
    bob = forge.add_user("bob")["id"]
    forge.push(pull, "cleo", author="dan", message=f"X\n\nCo-authored-by: Bob <{bob}+bob@users.noreply.github.com>")
    change = read().change
    assert {account.name for account in change.committers} == {"ana", "bob", "cleo", "dan"}
    assert person(forge, "bob") in change.committers
    assert change.unattributed == ()


def test_a_spoofed_address_does_not_hide_who_pushed(forge, read, pull):
    forge.push(pull, "mallory", author="ana")
    assert person(forge, "mallory") in read().change.committers


def test_a_commit_whose_push_nobody_tells_is_nobodys(forge, read, pull):
    unknown = forge.push(pull, "mallory", author="ana", is_told=False)
    change = read().change
    assert change.unattributed == (unknown,)


def test_a_verified_signature_tells_whose_a_commit_is(forge, read, pull):
    forge.push(pull, "bob", author="bob", verified=True, is_told=False)
    change = read().change
    assert change.unattributed == ()
    assert person(forge, "bob") in change.committers


def test_a_verified_signature_of_no_account_tells_nothing(forge, read, pull):
    unknown = forge.push(pull, "bob", author=None, committer=None, verified=True, is_told=False)
    assert read().change.unattributed == (unknown,)


def test_the_browsers_own_committer_is_no_person(forge, read, pull):
    forge.push(pull, "ana", author="ana", committer="web-flow", verified=True, is_told=False)
    change = read().change
    assert change.committers == (person(forge, "ana"),)
    assert change.unattributed == ()


def test_an_address_of_no_account_is_whoever_pushed_it(forge, read, pull):
    forge.push(pull, "bob", author=None, committer=None)
    change = read().change
    assert {account.name for account in change.committers} == {"ana", "bob"}
    assert change.unattributed == ()


def test_a_push_by_an_account_that_is_gone_attributes_nothing(forge, read, pull):
    gone = forge.push(pull, None, author="ana")
    assert read().change.unattributed == (gone,)


def test_a_forced_push_answers_for_all_that_it_brings_where_all_before_is_told(forge, read, pull):
    forge.push(pull, "bob")
    forge.push(pull, "cleo", author="ana", activity="force_push")
    change = read().change
    assert change.unattributed == ()
    assert {account.name for account in change.committers} == {"ana", "bob", "cleo"}


def test_a_forced_push_over_an_untold_one_attributes_nothing(forge, read, pull):
    forge.push(pull, "bob", is_told=False)
    forced = forge.push(pull, "cleo", author="ana", activity="force_push")
    assert read().change.unattributed == (forced,)


def test_merging_another_request_attributes_its_merge_commit_alone(forge, read, pull):
    before = forge.pulls[pull]["head"]["sha"]
    other = forge.push(pull, "mallory", author="ana", is_told=False)
    merge = forge.push(pull, "bob", author="bob", is_told=False)
    forge.record_activity("acme/shop", "pr_merge", before, merge, "refs/heads/feature", forge.users["bob"])
    assert read().change.unattributed == (other,)


def test_a_branch_of_the_same_name_before_is_another(forge, github):
    forge.open_pull("eve", branch="reused")
    forge.record_activity("acme/shop", "branch_deletion", "1" * 40, "0" * 40, "refs/heads/reused", forge.users["eve"])
    again = forge.open_pull("ana", branch="reused")
    change = github().evidence(RequestName("acme/shop", again)).change
    assert [account.name for account in change.committers] == ["ana"]


def test_pushes_to_a_fork_are_read_in_the_fork(forge, github):
    number = forge.open_pull("zoe", fork="zoe/shop", pusher="yan")
    change = github().evidence(RequestName("acme/shop", number)).change
    assert (change.author.name, [account.name for account in change.committers]) == ("zoe", ["yan"])
    assert any(seen.path == "/repos/zoe/shop/activity" for seen in forge.seen)


def test_a_fork_that_is_gone_tells_no_pushes(forge, read, pull):
    forge.pulls[pull]["head"]["repo"] = None
    evidence = read()
    assert evidence.change.unattributed == tuple(forge.pull_commits[pull])
    assert "the fork is gone" in evidence.notes[0]


def test_250_commits_are_told_and_more_cannot_be(forge, read, pull):
    forge.push(pull, "bob", count=249)
    assert {account.name for account in read().change.committers} == {"ana", "bob"}
    forge.push(pull, "cleo")
    evidence = read()
    assert evidence.change.committers is None
    assert "more commits than the 250" in evidence.notes[0]


def test_commits_that_github_does_not_list_cannot_be_told(forge, read, pull):
    forge.pull_commits[pull].clear()
    evidence = read()
    assert evidence.change.committers is None
    assert "does not list all of the request's commits" in evidence.notes[0]


def test_activity_that_may_not_be_read_leaves_commits_unattributed(forge, read, pull):
    forge.add_token("blind", "github-actions[bot]", "actions", permissions=EVERYTHING - {"contents=read"})
    evidence = read(by="blind")
    assert evidence.change.unattributed == tuple(forge.pull_commits[pull])
    assert "permissions: {contents: read}" in evidence.notes[0]


def test_a_long_history_of_the_branch_is_read_page_by_page(forge, read, pull):
    for _ in range(120):
        forge.push(pull, "bob")
    assert read().change.unattributed == ()


def test_co_authors_without_a_number_are_counted_in_a_note(forge, read, pull):
    forge.push(pull, "ana", message="X\n\nCo-authored-by: Eve <eve@example.com>")
    assert "1 co-authors are named by addresses that tell no account" in read().notes[0]


def test_a_head_that_moves_while_it_is_read_is_noticed(forge, read, monkeypatch):
    said = forge.reviews

    class Pushing(dict):
        def __getitem__(self, number):
            forge.push(number, "mallory")
            return said[number]

    monkeypatch.setattr(forge, "reviews", Pushing())
    with pytest.raises(BadInput, match="was pushed to while it was read; run again"):
        read()


# --- the account that every workflow shares --------------------------------------------------------------------------

BOT = "github-actions[bot]"


def test_a_request_that_a_workflow_opened_has_no_author_that_is_told(forge, github):
    number = forge.open_pull(BOT)
    evidence = github().evidence(RequestName("acme/shop", number))
    assert (evidence.change.author, evidence.change.committers) == (None, ())
    assert evidence.change.unattributed == tuple(forge.pull_commits[number])
    assert any(
        "the request is by github-actions[bot], the account of every workflow" in each for each in evidence.notes
    )


def test_what_a_workflow_pushed_is_nobodys_even_signed_by_github(forge, read, pull):
    signed = forge.push(pull, BOT, committer="web-flow", verified=True)
    change = read().change
    assert ([account.name for account in change.committers], change.unattributed) == (["ana"], (signed,))


def test_what_a_person_pushed_is_theirs_whoever_wrote_it(forge, read, pull):
    forge.push(pull, "bob", author=BOT)
    change = read().change
    assert ([account.name for account in change.committers], change.unattributed) == (["ana", "bob"], ())


def test_the_bot_of_another_app_is_somebody(forge, github):
    forge.add_user("renovate[bot]", kind="Bot")
    change = github().evidence(RequestName("acme/shop", forge.open_pull("renovate[bot]"))).change
    assert (change.author.name, change.author.is_bot, change.unattributed) == ("renovate[bot]", True, ())


def test_an_enterprise_servers_own_number_of_it_is_known_by_its_login():
    assert User(BOT, 7, "Bot").is_shared
    assert not User("renovate[bot]", 29139614, "Bot").is_shared


def test_who_started_a_workflow_that_started_the_job_is_not_told(forge, read, pull):
    run = forge.run(pull, actor=BOT)
    evidence = read(GITHUB_RUN_ID=str(run), GITHUB_EVENT_NAME="workflow_dispatch")
    assert evidence.change.triggerers is None
    assert "a workflow set off this job, and who started that is not told" in evidence.notes


# --- who set off the job ---------------------------------------------------------------------------------------------


def test_who_started_and_who_restarted_the_job_are_told(forge, read, pull):
    run = forge.run(pull, actor="ana", rerun_by="bob")
    change = read(GITHUB_RUN_ID=str(run), GITHUB_EVENT_NAME="pull_request").change
    assert {account.name for account in change.triggerers} == {"ana", "bob"}


@pytest.mark.parametrize("event", ["issue_comment", "pull_request_review", "workflow_run"])
def test_an_approval_that_starts_the_job_excludes_nobody(forge, read, pull, event):
    run = forge.run(pull, actor="finn")
    assert read(GITHUB_RUN_ID=str(run), GITHUB_EVENT_NAME=event).change.triggerers == ()


def test_without_a_job_nobody_is_known_to_have_started_it(read):
    assert read().change.triggerers is None
    evidence = read(GITHUB_RUN_ID="77", GITHUB_EVENT_NAME="push")
    assert evidence.change.triggerers is None
    assert "who set off this job cannot be told" in evidence.notes[0]


# --- reviews ---------------------------------------------------------------------------------------------------------


def test_the_latest_deciding_review_of_each_person_is_told(forge, read, pull):
    forge.review(pull, "finn", "CHANGES_REQUESTED")
    forge.review(pull, "gus", "APPROVED")
    last = forge.review(pull, "finn", "APPROVED")
    forge.review(pull, "finn", "COMMENTED", "one more thought")
    said = read().statements
    assert [(each.account.name, each.act, each.kind) for each in said] == [
        ("finn", Act.REVOKE, EvidenceKind.REVIEW),
        ("gus", Act.APPROVE, EvidenceKind.REVIEW),
        ("finn", Act.APPROVE, EvidenceKind.REVIEW),
    ]
    assert (said[2].commit, said[2].url, said[2].problem) == (last["commit_id"], last["html_url"], "")
    assert said[2].digest == ""


def test_of_several_approvals_the_latest_is_told(forge, read, pull):
    forge.review(pull, "finn", "APPROVED")
    last = forge.review(pull, "finn", "APPROVED")
    assert [each.url for each in read().statements] == [last["html_url"]]


def test_a_request_for_changes_takes_an_approval_back(forge, read, pull):
    forge.review(pull, "finn", "APPROVED")
    forge.review(pull, "finn", "CHANGES_REQUESTED")
    assert [each.act for each in read().statements] == [Act.REVOKE]


def test_a_dismissed_review_takes_back_what_was_said_before_it_whatever_it_was(forge, read, pull):
    comment = forge.comment(pull, "finn", APPROVE)
    dismissed = forge.review(pull, "finn", "CHANGES_REQUESTED")
    dismissed["state"] = "DISMISSED"
    told = [(each.url, each.act, each.problem, each.reason) for each in read().statements]
    assert told == [
        (comment["html_url"], Act.APPROVE, "", ""),
        (dismissed["html_url"], Act.REVOKE, "", "the review was dismissed"),
    ]


def test_what_a_later_approval_follows_was_taken_back_all_the_same(forge, read, pull):
    forge.comment(pull, "finn", APPROVE)
    forge.review(pull, "finn", "CHANGES_REQUESTED")
    forge.review(pull, "finn", "APPROVED")
    assert [each.act for each in read().statements] == [Act.APPROVE, Act.REVOKE, Act.APPROVE]


def test_a_review_of_an_older_commit_keeps_that_commit(forge, read, pull):
    old = forge.review(pull, "finn")["commit_id"]
    forge.push(pull, "ana")
    assert [each.commit for each in read().statements] == [old]
    assert read().change.head != old


def test_a_review_by_a_bot_is_a_bots(forge, read, pull):
    forge.add_user("robot[bot]", kind="Bot")
    forge.review(pull, "robot[bot]")
    assert read().statements[0].account.is_bot


def test_reviews_of_one_account_are_one_whatever_it_is_called(forge, read, pull):
    forge.review(pull, "finn", "APPROVED")
    renamed = forge.review(pull, "finn", "CHANGES_REQUESTED")
    renamed["user"] = forge.users["finn"] | {"login": "finnegan"}
    assert [(each.account.name, each.act) for each in read().statements] == [("finnegan", Act.REVOKE)]


def test_a_command_in_a_review_does_not_count_and_the_review_does(forge, read, pull):
    forge.review(pull, "finn", "APPROVED", APPROVE)
    told = {each.digest: each.problem for each in read().statements}
    assert told[""] == ""
    assert "write it as a comment" in told[DIGEST]


def test_taking_back_counts_in_a_review_too(forge, read, pull):
    forge.review(pull, "finn", "COMMENTED", f"/costguard revoke {DIGEST} reason=no")
    (said,) = read().statements
    assert (said.act, said.digest, said.problem) == (Act.REVOKE, DIGEST, "")


def test_a_hundred_and_more_reviews_are_all_read(forge, read, pull):
    for number in range(130):
        forge.review(pull, f"r{number}")
    assert len(read().statements) == 130


# --- comments --------------------------------------------------------------------------------------------------------


def test_an_unedited_comment_is_told_with_all_that_it_says(forge, read, pull):
    written = forge.comment(pull, "finn", f"{APPROVE} ceiling=1500 reason=launch")
    (said,) = read().statements
    assert (said.kind, said.act, said.digest) == (EvidenceKind.COMMENT, Act.APPROVE, DIGEST)
    assert (str(said.ceiling), said.reason, said.url) == ("1500", "launch", written["html_url"])
    assert (said.account, said.problem) == (person(forge, "finn"), "")


def test_an_edited_comment_does_not_count(forge, read, pull):
    written = forge.comment(pull, "finn", "Looks fine")
    forge.edit_comment(written["id"], APPROVE)
    (said,) = read().statements
    assert said.problem.startswith("the comment was edited at 2026-11-23 09:")


def test_a_comment_that_github_touched_without_an_edit_counts(forge, read, pull):
    written = forge.comment(pull, "finn", APPROVE)
    written["updated_at"] = forge.stamp()
    assert [each.problem for each in read().statements] == [""]


def test_an_edit_within_the_second_of_writing_is_noticed(forge, read, pull):
    written = forge.comment(pull, "finn", APPROVE)
    forge.edits[written["id"]] = written["created_at"]
    assert [each.problem[:23] for each in read().statements] == ["the comment was edited "]


def test_where_no_edit_is_told_a_comment_that_was_touched_does_not_count(forge, read, pull):
    forge.has_graphql = False
    forge.comment(pull, "finn", APPROVE)
    touched = forge.comment(pull, "gus", APPROVE)
    touched["updated_at"] = forge.stamp()
    assert [each.problem[:23] for each in read().statements] == ["", "the comment was edited "]


def test_the_edits_of_a_hundred_and_more_comments_are_asked_for_in_batches(forge, read, pull):
    for number in range(101):
        edited = forge.comment(pull, f"f{number}", APPROVE)
    forge.edit_comment(edited["id"], APPROVE)
    assert [bool(each.problem) for each in read().statements] == [False] * 100 + [True]
    assert [len(seen.body["variables"]["ids"]) for seen in forge.seen if seen.path == "/graphql"] == [100, 1]


def test_an_edited_comment_that_takes_back_counts_from_its_edit_on(forge, read, pull):
    written = forge.comment(pull, "finn", APPROVE)
    forge.edit_comment(written["id"], f"/costguard revoke {DIGEST}")
    (said,) = read().statements
    assert (said.act, said.problem) == (Act.REVOKE, "")
    assert said.at.strftime("%Y-%m-%dT%H:%M:%SZ") == written["updated_at"]


def test_bots_and_apps_are_told_for_what_they_are(forge, read, pull):
    forge.add_user("robot[bot]", kind="Bot")
    forge.comment(pull, "robot[bot]", APPROVE)
    forge.comment(pull, "finn", APPROVE, app="some-app")
    assert [each.account.is_bot for each in read().statements] == [True, True]


def test_a_comment_by_an_account_that_is_gone_does_not_count(forge, read, pull):
    forge.comment(pull, "finn", APPROVE)["user"] = None
    assert read().statements[0].problem == "the account that wrote it is gone"


def test_a_slip_in_a_command_is_told(forge, read, pull):
    forge.comment(pull, "finn", "/costguard approve sha256:abc")
    assert "the whole digest" in read().statements[0].problem


# --- what was shown --------------------------------------------------------------------------------------------------


def body(forge, number):
    return with_state("Hello", "", (Shown(SUBJECT.digest, forge.pulls[number]["head"]["sha"], forge.now, SUBJECT),))


def test_what_our_own_comment_showed_is_told(forge, read, pull):
    forge.comment(pull, "github-actions[bot]", body(forge, pull), app="github-actions")
    (shown,) = read().shown
    assert (shown.digest, shown.head, shown.subject) == (SUBJECT.digest, forge.pulls[pull]["head"]["sha"], SUBJECT)


def test_a_comment_showed_nothing_before_it_was_there(forge, read, pull):
    """A step of a change's own workflow posts it after an ordinary review of the code, dated before that."""
    head = forge.pulls[pull]["head"]["sha"]
    ages = (timedelta(hours=1), timedelta(seconds=50))
    entries = [Shown(SUBJECT.digest, head, forge.now - age, SUBJECT) for age in ages]
    forge.comment(pull, "github-actions[bot]", with_state("Hello", "", entries), app="github-actions")
    assert [forge.now - entry.at for entry in read().shown] == [timedelta(seconds=51)]


SHARED = "reviews are bound through a comment that every workflow of this repository can write"


def test_a_review_of_what_every_workflow_can_write_is_noted(forge, read, pull):
    forge.comment(pull, "github-actions[bot]", body(forge, pull), app="github-actions")
    assert not any(SHARED in note for note in read().notes)
    forge.review(pull, "finn")
    assert [SHARED in note for note in read().notes] == [True]


def test_a_review_of_what_an_account_of_its_own_wrote_is_not(forge, read, pull):
    forge.add_user("costguard-app[bot]", 4711, "Bot")
    forge.comment(pull, "costguard-app[bot]", body(forge, pull), app="costguard-app")
    forge.review(pull, "finn")
    assert read(comment_author="4711").notes == ()


def test_our_own_comment_approves_nothing(forge, read, pull):
    text = with_state(f"How to approve:\n\n{APPROVE}", "", ())
    forge.comment(pull, "github-actions[bot]", text, app="github-actions")
    assert read().statements == ()


def test_a_forged_comment_shows_nothing_and_is_noted(forge, read, pull):
    forge.comment(pull, "mallory", body(forge, pull))
    evidence = read()
    assert evidence.shown == ()
    assert "a comment by mallory has the marker of ours and is ignored" in evidence.notes[0]


def test_a_persons_token_is_that_persons_own_account(forge, read, pull):
    forge.add_token("mine", "ana")
    forge.comment(pull, "ana", body(forge, pull))
    assert len(read(by="mine").shown) == 1
    assert read().shown == ()


@pytest.mark.parametrize("author", ["costguard-app[bot]", "4711"])
def test_who_writes_our_comments_can_be_named(forge, read, pull, author):
    forge.add_user("costguard-app[bot]", 4711, "Bot")
    forge.comment(pull, "costguard-app[bot]", body(forge, pull), app="costguard-app")
    assert len(read(comment_author=author).shown) == 1


def test_the_token_of_a_workflow_on_github_com_is_the_bot_of_actions():
    class Refusing:
        settings = Settings(token="t")  # noqa: S106  (no token)

        def get(self, *_):
            raise GithubError("no", 403)

    assert our_account(Refusing(), "") == User("github-actions[bot]", 41898282, "Bot")


def test_an_account_that_is_not_there_cannot_write_our_comments(read):
    with pytest.raises(BadUsage, match="GitHub knows no account `nobody`"):
        read(comment_author="nobody")


# --- teams -----------------------------------------------------------------------------------------------------------


def test_the_members_of_a_team_are_told_where_the_token_may_read_them(forge, read):
    forge.add_token("org", "costguard-app[bot]", "app", reads_teams=True)
    forge.add_team("acme/finops", *(f"f{number}" for number in range(120)))
    (team,) = read("@acme/finops", by="org", comment_author="github-actions[bot]").teams
    assert (team.name, len(team.members), team.reason) == ("acme/finops", 120, "")
    assert team.members[0] == person(forge, "f0")


def test_a_team_that_cannot_be_read_is_unknown_and_not_empty(forge, read):
    forge.add_team("acme/finops", "finn")
    told = read("acme/finops", "acme/ghosts", "nonsense").teams
    assert [team.members for team in told] == [None, None, None]
    assert "use that of an App with `members: read`" in told[0].reason
    assert "names no team" in told[2].reason
