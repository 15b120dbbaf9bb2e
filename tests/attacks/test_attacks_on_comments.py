"""Attacks on what is shown: another's comment with our marker, a state that was made up, a status that nobody gave."""

import json
from datetime import timedelta

import pytest
from attack_world import POLICY, machine, said
from git_repository import needs_git

from costguard.forges.comment_state import marker, read_state, with_state
from costguard.model.approval import Shown

pytestmark = needs_git


def ours(world):
    """Our comment on the request."""
    (found,) = (each for each in world.forge.comments.values() if each["user"]["login"] == "github-actions[bot]")
    return found


def made_up(world, plan):
    """A comment that says that a plan was shown long ago."""
    head = world.forge.pulls[world.request]["head"]["sha"]
    shown = Shown(world.digest(plan), head, world.forge.now - timedelta(days=1))
    return with_state("All is well.", "", [shown])


def test_a_review_is_of_what_our_comment_showed(world):
    world.shows()
    world.forge.review(world.request, "finn")
    assert world.verify().code == 0


@pytest.mark.parametrize("login", ["mallory", "ana", "finn"])
def test_a_state_in_somebody_elses_comment_shows_nothing(world, login):
    dear = world.plans(machine("m5.24xlarge"), "dear.json")
    world.says(login, made_up(world, dear))
    world.forge.review(world.request, "finn")
    ran = world.verify(plan=dear)
    assert (ran.code, f"a comment by {login} has the marker of ours and is ignored" in said(ran)) == (3, True)


def test_a_state_that_is_quoted_below_ours_shows_nothing(world):
    dear = world.plans(machine("m5.24xlarge"), "dear.json")
    world.shows()
    world.forge.review(world.request, "finn")
    world.says("mallory", f"{ours(world)['body']}\n{made_up(world, dear)}")
    assert world.verify(plan=dear).code == 3
    assert world.verify().code == 0


def test_our_comment_is_written_anew_beside_one_that_only_has_our_marker(world):
    world.says("mallory", f"{marker('')}\nApproved by everybody.")
    world.shows()
    assert [each["user"]["login"] for each in world.forge.comments.values()] == ["mallory", "github-actions[bot]"]
    assert "Approved by everybody" in next(iter(world.forge.comments.values()))["body"]
    world.shows(world.plans(machine("m5.24xlarge"), "dear.json"))
    assert len(world.forge.comments) == 2
    assert [each.head for each in read_state(ours(world)["body"])] == [
        world.forge.pulls[world.request]["head"]["sha"]
    ] * 2


@pytest.mark.parametrize("damage", ["cut", "noise", "twice"])
def test_a_damaged_state_shows_nothing(world, damage):
    world.shows()
    world.forge.review(world.request, "finn")
    assert world.verify().code == 0
    body = ours(world)["body"]
    first, _, state = body.rpartition("\n")
    ours(world)["body"] = {
        "cut": f"{first}\n{state[:60]} -->",
        "noise": f"{first}\n{state.replace('v1 e', 'v1 f')}",
        "twice": f"{body}\nMore.",
    }[damage]
    assert world.verify().code == 3


def test_a_subject_that_is_not_what_its_digest_names_proves_nothing(world):
    world.merges({"costguard.yaml": POLICY.replace("    require:", "    binding: ceiling\n    require:")})
    dear = world.plans(machine("m5.24xlarge"), "dear.json")
    world.shows()
    (true,) = read_state(ours(world)["body"])
    world.forge.review(world.request, "finn")
    assert world.verify().code == 0
    lie = Shown(true.digest, true.head, true.at, type(true.subject)(**{
        **{name: getattr(true.subject, name) for name in true.subject.__struct_fields__}, "monthly_delta": 99_999
    }))  # fmt: skip
    ours(world)["body"] = with_state("x", "", [lie])
    assert world.verify(plan=dear).code == 3


def test_where_reviews_are_no_evidence_who_may_edit_our_comment_gains_nothing(world):
    """Whoever may write to a repository may edit anybody's comment, ours too, and GitHub's REST tells of no editor."""
    world.merges({"costguard.yaml": POLICY.replace("    require:", "    evidence: [comment, record]\n    require:")})
    dear = world.plans(machine("m5.24xlarge"), "dear.json")
    world.shows()
    world.forge.review(world.request, "finn")
    world.forge.edit_comment(ours(world)["id"], made_up(world, dear))
    ran = world.verify(plan=dear)
    assert (ran.code, "is a review; `large` counts comments, records" in said(ran)) == (3, True)
    world.approves("finn", plan=dear)
    assert world.verify(plan=dear).code == 0


@pytest.mark.parametrize("by", ["ana", "mallory"])
def test_a_status_or_a_check_that_says_success_is_believed_by_nobody(world, by):
    head = world.forge.pulls[world.request]["head"]["sha"]
    world.forge.statuses.append({"id": 1, "sha": head, "state": "success", "context": "costguard", "creator": by})
    world.forge.check_runs[7] = {"id": 7, "name": "costguard", "head_sha": head, "conclusion": "success",
                                 "status": "completed", "html_url": "", "external_id": "",
                                 "app": {"slug": by}}  # fmt: skip
    assert world.verify().code == 3
    asked = {seen.path.rsplit("/", 1)[-1] for seen in world.forge.seen}
    assert not asked & {"status", "statuses", "check-runs", "check-suites"}


def test_what_an_untrusted_job_shows_proves_no_ceiling(world):
    world.merges({"costguard.yaml": POLICY.replace("    require:", "    binding: ceiling\n    require:")})
    world.shows("plan.json", "--untrusted")
    world.says("finn", f"/costguard approve {world.digest()} ceiling=99999")
    assert world.verify().code == 0  # the very plan that was shown
    ran = world.verify(plan=world.plans(machine("m5.2xlarge"), "cheaper.json"))
    assert (ran.code, "what that was is not told" in said(ran)) == (3, True)


def test_an_untrusted_report_has_no_approvals_of_its_own(world):
    world.approves("finn")
    world.costguard("pr", "evidence", "--pull-request", f"acme/shop#{world.request}", "--out", "../evidence.json")
    report = world.report("plan.json", "--evidence", "../evidence.json")
    assert report["outcome"] == "advise"
    (world.job.parent / "report.json").write_text(json.dumps(report))
    where = ("--report", "../report.json", "--pull-request", f"acme/shop#{world.request}")
    assert world.costguard("pr", "publish", *where).code == 0
    assert conclusion(world) == "success"
    assert world.costguard("pr", "publish", *where, "--untrusted").code == 0
    assert conclusion(world) == "action_required"


def conclusion(world):
    """What the newest check says."""
    return max(world.forge.check_runs.items())[1]["conclusion"]
