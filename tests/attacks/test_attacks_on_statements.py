"""Attacks on what people say of a request: somebody else's word, a word of another time, a word that was changed."""

from datetime import timedelta

import pytest
from attack_world import FINN, POLICY, machine, new_request, said
from git_repository import needs_git

pytestmark = needs_git


def test_without_a_word_nothing_passes_and_with_one_it_does(world):
    assert world.verify().code == 3
    world.approves("finn")
    assert world.verify().code == 0


class TestReplay:
    """An approval of another request is none of this one."""

    def test_what_was_said_on_another_request_is_not_read(self, world):
        world.approves("finn")
        assert world.verify().code == 0
        new_request(world)
        assert world.verify().code == 3

    @pytest.mark.parametrize("login", ["ana", "mallory"])
    def test_anothers_approval_pasted_is_the_word_of_whoever_pasted_it(self, world, login):
        body = world.approves("finn")["body"]
        new_request(world)
        world.says(login, body)
        ran = world.verify()
        assert (ran.code, f"{login}'s" in said(ran) or login in said(ran)) == (3, True)

    def test_the_evidence_of_another_request_is_refused(self, world):
        world.approves("finn")
        world.costguard("pr", "evidence", "--pull-request", f"acme/shop#{world.request}", "--out", "e.json")
        judged = ("check", "plan.json", "--trusted-ref", "origin/main", "--evidence", "e.json", "--now",
                  f"{world.now:%Y-%m-%dT%H:%M:%SZ}", "--change")  # fmt: skip
        assert world.costguard(*judged, world.change).code == 0
        ran = world.costguard(*judged, "github:acme/shop#99")
        assert (ran.code, "but the evidence is of github:acme/shop#11" in ran.err) == (2, True)


class TestComments:
    """A comment counts as it was written, once, by a person who meant a command."""

    def test_a_comment_that_was_edited_counts_no_more(self, world):
        comment = world.approves("finn")
        assert world.verify().code == 0
        world.forge.edit_comment(comment["id"], comment["body"])
        ran = world.verify()
        assert (ran.code, "the comment was edited" in said(ran)) == (3, True)

    def test_a_harmless_comment_that_a_maintainer_turns_into_an_approval_does_not_count(self, world):
        comment = world.says("finn", "Let me look at it.")
        world.forge.edit_comment(comment["id"], f"/costguard approve {world.digest()}")
        assert world.verify().code == 3

    def test_a_comment_that_was_deleted_is_not_there(self, world):
        comment = world.approves("finn")
        assert world.verify().code == 0
        del world.forge.comments[comment["id"]]
        assert world.verify().code == 3

    @pytest.mark.parametrize(
        "body",
        [
            "> {}",
            ">{}",
            "```\n{}\n```",
            "~~~ sh\n{}\n~~~",
            "````\n```\n{}\n```\n````",
            "    {}",
            "`{}`",
            "<!--\n{}\n-->",
            "<!-- hello --> <!--\n{}\n-->",
            "I would not say {}",
            "- {}",
        ],
    )  # fmt: skip
    def test_a_command_that_is_only_quoted_is_none(self, world, body):
        command = f"/costguard approve {world.digest()} reason=agreed"
        comment = world.says("finn", body.format(command))
        assert world.verify().code == 3
        del world.forge.comments[comment["id"]]
        world.says("finn", f"> why?\n\n{command}")
        assert world.verify().code == 0

    def test_an_abbreviated_digest_binds_nothing(self, world):
        world.says("finn", f"/costguard approve {world.digest()[:20]}")
        assert world.verify().code == 3

    def test_an_approval_taken_back_is_taken_back_by_any_account_of_the_person(self, world):
        world.merges({"costguard.yaml": POLICY.replace('finn: ["finn#583231"', 'finn: ["finn#583231", "finn-two#77"')})
        world.forge.add_user("finn-two", 77)
        world.approves("finn")
        assert world.verify().code == 0
        world.says("finn-two", f"/costguard revoke {world.digest()}")
        ran = world.verify()
        assert (ran.code, "was taken back" in said(ran)) == (3, True)


class TestOtherAccountsOfTheAuthor:
    """Whoever made the change does not approve it, whatever they are called."""

    @pytest.fixture
    def at_home(self, world):
        """Ana has two accounts, and the second stands in the group."""
        people = 'people: {ana: ["ana#1", "ana-at-home#2"], '
        grouped = POLICY.replace('"fay#583232"]', '"fay#583232", "ana-at-home#2", "carl#3"]')
        world.merges({"costguard.yaml": grouped.replace("people: {", people)})
        world.forge.users["ana"]["id"] = 1
        for login, number in (("ana-at-home", 2), ("carl", 3)):
            world.forge.add_user(login, number)
        return world

    @pytest.mark.parametrize(("login", "code"), [("ana-at-home", 3), ("carl", 0)])
    def test_a_second_account_that_the_policy_knows_of_is_the_authors(self, at_home, login, code):
        at_home.approves(login)
        ran = at_home.verify()
        assert (ran.code, "is of the change's own author" in said(ran)) == (code, code == 3)

    def test_an_account_that_was_renamed_is_the_same_account(self, at_home):
        at_home.forge.users["ana-at-home"]["login"] = "nobody-knows"
        at_home.approves("ana-at-home")
        assert at_home.verify().code == 3

    def test_a_second_account_is_known_where_the_author_is_told_without_a_number(self, at_home):
        at_home.approves("ana-at-home")
        ran = at_home.verify()
        assert ran.code == 3
        at_home.approves("carl")
        assert at_home.verify().code == 0

    def test_a_login_that_a_stranger_took_over_is_not_the_member(self, world):
        world.approves("finn")
        assert world.verify().code == 0
        world.forge.users["finn"]["id"] = 999_999
        ran = world.verify()
        assert (ran.code, "is of nobody in `finops`" in said(ran)) == (3, True)

    def test_a_member_who_was_renamed_is_still_the_member(self, world):
        world.forge.users["finn"]["login"] = "finn-the-second"
        world.approves("finn")
        assert world.verify().code == 0

    def test_one_person_with_two_accounts_is_one_person(self, world):
        two = POLICY.replace("count: 1", "count: 2").replace('"finn#583231"', '"finn#583231", "finn-two#77"')
        world.merges({"costguard.yaml": two})
        world.forge.add_user("finn-two", 77)
        world.approves("finn")
        world.approves("finn-two")
        assert world.verify().code == 3
        world.approves("fay")
        assert world.verify().code == 0


class TestMachines:
    """People approve."""

    @pytest.fixture(autouse=True)
    def in_the_group(self, world):
        """Somebody wrote the accounts of machines into the group."""
        bots = POLICY.replace('"fay#583232"]', '"fay#583232", "github-actions[bot]", "costguard-app[bot]"]')
        world.merges({"costguard.yaml": bots})

    @pytest.mark.parametrize("login", ["github-actions[bot]", "costguard-app[bot]"])
    def test_a_bot_does_not_approve_by_a_comment(self, world, login):
        world.forge.add_user(login, kind="Bot")
        world.approves(login)
        ran = world.verify()
        assert (ran.code, "is of a bot or an app; people approve" in said(ran)) == (3, True)

    def test_what_an_app_writes_in_somebodys_name_is_not_their_word(self, world):
        world.approves("finn", app="some-app")
        assert world.verify().code == 3
        world.approves("finn")
        assert world.verify().code == 0

    def test_a_bot_does_not_approve_by_a_review(self, world):
        world.shows()
        world.forge.review(world.request, "github-actions[bot]")
        assert world.verify().code == 3
        world.forge.review(world.request, "finn")
        assert world.verify().code == 0


class TestCommitters:
    """An e-mail address in a commit proves nothing, in either direction."""

    def test_who_pushed_commits_under_anothers_address_does_not_approve_them(self, world):
        world.forge.push(world.request, "finn", author="ana")
        world.approves("finn")
        ran = world.verify()
        assert (ran.code, "is of the change's own committer" in said(ran)) == (3, True)
        world.approves("fay")
        assert world.verify().code == 0

    def test_of_commits_that_nobody_can_attribute_nobody_approves(self, world):
        world.forge.push(world.request, "finn", author="ana", is_told=False)
        world.approves("fay")
        ran = world.verify()
        assert (ran.code, "unsigned, pusher not told" in said(ran)) == (3, True)

    def test_a_signed_commit_needs_no_push_that_is_told(self, world):
        world.forge.push(world.request, "ana", is_told=False, verified=True)
        world.approves("fay")
        assert world.verify().code == 0

    def test_a_co_author_does_not_approve(self, world):
        trailer = f"Change\n\nCo-authored-by: Finn <{FINN}+finn@users.noreply.github.com>"
        world.forge.push(world.request, "ana", message=trailer)
        world.approves("finn")
        assert world.verify().code == 3
        world.approves("fay")
        assert world.verify().code == 0

    def test_a_push_that_was_forced_away_still_makes_its_pusher_a_committer(self, world):
        world.forge.push(world.request, "finn", author="ana")
        world.forge.push(world.request, "ana", activity="force_push")
        world.approves("finn")
        assert world.verify().code == 3

    def test_who_runs_the_job_again_does_not_approve(self, world, monkeypatch):
        monkeypatch.setenv("GITHUB_RUN_ID", str(world.forge.run(world.request, actor="ana", rerun_by="finn")))
        world.approves("finn")
        ran = world.verify()
        assert (ran.code, "is of the change's own triggerer" in said(ran)) == (3, True)
        world.approves("fay")
        assert world.verify().code == 0

    def test_where_nobody_tells_who_runs_the_job_nobody_approves(self, world, monkeypatch):
        monkeypatch.delenv("GITHUB_RUN_ID")
        world.approves("finn")
        assert world.verify().code == 3


class TestTimes:
    """An approval is good for its time."""

    def test_an_approval_ends(self, world):
        world.approves("finn")
        assert world.verify(now=world.forge.now + timedelta(hours=71)).code == 0
        ran = world.verify(now=world.forge.now + timedelta(hours=72))
        assert (ran.code, "expired on" in said(ran)) == (3, True)

    def test_an_approval_of_the_future_does_not_count_yet(self, world):
        before = world.now
        world.forge.now += timedelta(hours=1)
        world.approves("finn")
        assert world.verify().code == 0
        ran = world.verify(now=before)
        assert (ran.code, "which is yet to come" in said(ran)) == (3, True)


class TestReviews:
    """An approving review is of the commit that it was given for, and of what was shown of it."""

    def test_a_review_of_an_earlier_commit_does_not_count(self, world):
        world.shows()
        world.forge.review(world.request, "finn")
        assert world.verify().code == 0
        world.forge.push(world.request, "ana")
        assert world.verify().code == 3

    def test_a_review_before_anything_was_shown_does_not_count(self, world):
        early = world.forge.review(world.request, "finn")
        early["submitted_at"] = f"{world.now - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
        world.shows()
        assert world.verify().code == 3
        world.forge.review(world.request, "finn")
        assert world.verify().code == 0

    def test_a_review_is_of_what_was_shown_and_of_no_other_plan_of_the_commit(self, world):
        world.shows()
        world.forge.review(world.request, "finn")
        assert world.verify().code == 0
        assert world.verify(plan=world.plans(machine("m5.24xlarge"), "dear.json")).code == 3

    @pytest.mark.parametrize("state", ["CHANGES_REQUESTED", "DISMISSED"])
    def test_a_review_that_was_withdrawn_does_not_count(self, world, state):
        world.shows()
        review = world.forge.review(world.request, "finn")
        assert world.verify().code == 0
        if state == "DISMISSED":
            review["state"] = state
        else:
            world.forge.review(world.request, "finn", state)
        assert world.verify().code == 3

    def test_a_command_in_a_review_does_not_count_for_its_edit_would_not_show(self, world):
        world.forge.review(world.request, "finn", "COMMENTED", body=f"/costguard approve {world.digest()}")
        ran = world.verify()
        assert (ran.code, "a command in a review does not count" in said(ran)) == (3, True)


class TestStrangers:
    """On a public repository anybody speaks; only who may write to it is heard."""

    @pytest.fixture(autouse=True)
    def named_as_a_signer(self, world):
        """The group names somebody by the name that they sign with, which a stranger has for a login."""
        world.merges({"costguard.yaml": POLICY.replace('"fay#583232"', '"fay#583232", release-manager')})

    @pytest.mark.parametrize("role", ["read", "none"])
    def test_a_comment_of_somebody_who_may_not_write_does_not_count(self, world, role):
        world.approves("release-manager")
        assert world.verify().code == 0
        world.forge.roles["release-manager"] = role
        ran = world.verify()
        assert (ran.code, "is of an account that may not write to the repository" in said(ran)) == (3, True)

    @pytest.mark.parametrize("association", ["NONE", "CONTRIBUTOR", "FIRST_TIME_CONTRIBUTOR", "MANNEQUIN", ""])
    def test_where_roles_are_not_told_only_insiders_are_heard(self, world, association):
        comment = world.approves("release-manager")
        world.forge.tells_roles = False
        assert world.verify().code == 0
        comment["author_association"] = association
        assert world.verify().code == 3

    def test_a_member_whose_membership_is_private_is_heard(self, world):
        world.approves("release-manager")["author_association"] = "CONTRIBUTOR"
        assert world.verify().code == 0

    def test_a_review_of_somebody_who_may_not_write_does_not_count(self, world):
        world.shows()
        world.forge.review(world.request, "release-manager")
        assert world.verify().code == 0
        world.forge.roles["release-manager"] = "read"
        assert world.verify().code == 3

    def test_a_stranger_takes_nothing_back(self, world):
        world.approves("fay")
        world.says("release-manager", f"/costguard revoke {world.digest()}")
        world.forge.roles["release-manager"] = "read"
        assert world.verify().code == 0
