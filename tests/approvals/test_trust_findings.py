"""Edits of what judges changes: who has to agree to them."""

from datetime import date

from costguard.approvals.trust import WATCHED, trust_findings, watched_files
from costguard.model.finding import Code, Level, State, finding_mark
from costguard.model.location import Location
from costguard.model.verdict import ApproverGroup, RequiredApproval
from costguard.policy.policy_set import PolicySet, Trust

GROUPS = {"finops": ("ana", "bo"), "platform": ("bo", "cleo")}
FILES = ("origin/main:costguard.yaml", "origin/main:../finance/centers.csv", "pack:tagging/policy.yaml")


def policy(**changes):
    return PolicySet(date(2026, 11, 23), files=FILES, **changes)


def judged(edited, **changes):
    return trust_findings(policy(**changes), dict.fromkeys(edited, "0123456789ab"), "origin/main")


def test_what_edits_nothing_needs_nobody():
    assert judged((), groups=GROUPS) == ((), ())


def test_an_edited_policy_needs_the_owners_that_it_names():
    owners = (ApproverGroup("platform", 2),)
    (finding,), (required,) = judged(("costguard.yaml",), groups=GROUPS, trust=Trust(owners))
    assert (finding.rule, finding.address, finding.code, finding.state, finding.level, finding.location) == (
        "trusted-files", "costguard.yaml", Code.FORBIDDEN, State.VIOLATION, Level.APPROVAL, Location("costguard.yaml"),
    )  # fmt: skip
    assert finding.message.startswith("`costguard.yaml` is edited (version 0123456789ab) by this change, ")
    assert finding.message.endswith("which was judged by what stands at `origin/main`")
    assert finding.fix == "move the edit into a change of its own, or ask `platform` to agree"
    assert required == RequiredApproval(
        "trusted-files",
        (ApproverGroup("platform", 2, ("bo", "cleo")),),
        ("costguard.yaml",),
        "the change edits a file that has a say in judging",
    )


def test_without_owners_somebody_of_any_group_agrees():
    findings, (required,) = judged((".github/workflows/check.yml", "prices.db"), groups=GROUPS)
    assert required.approvers == (ApproverGroup("(any group)", 1, ("ana", "bo", "cleo")),)
    assert required.reason == "the change edits 2 files that have a say in judging"
    assert [finding.message for finding in findings] == [
        f"`{file}` is edited (version 0123456789ab) by this change, and has a say in how changes are judged"
        for file in (".github/workflows/check.yml", "prices.db")
    ]


def test_without_groups_the_edit_is_told_and_blocks_nobody():
    (finding,), required = judged(("costguard.yaml",))
    assert (finding.level, required) == (Level.ADVISE, ())
    assert "name owners under `trust`" in finding.fix


def test_signed_records_that_come_with_a_change_are_no_edits():
    edited = (".costguard/approvals/0123456789ab-ana.json", ".costguard/approvals/policy.yaml", ".costguard/x.json")
    findings, _ = judged(edited, groups=GROUPS)
    assert [finding.address for finding in findings] == [".costguard/approvals/policy.yaml", ".costguard/x.json"]


def test_each_edited_file_has_a_finding_of_its_own():
    findings, (required,) = judged(("a.yaml", "b.yaml"), groups=GROUPS)
    assert len({finding.fingerprint for finding in findings}) == 2
    assert required.addresses == ("a.yaml", "b.yaml")


def test_what_runs_costguard_is_watched_everywhere_besides_what_the_policy_and_the_options_name():
    watched = watched_files(policy(trust=Trust(files=("infra/modules/**", "Jenkinsfile"))), ("prices.db",))
    assert watched.globs == (*WATCHED, "infra/modules/**")
    assert {"costguard.yaml", ".github/workflows/**", ".gitlab-ci.yml", "Jenkinsfile", "atlantis.yaml"} < set(WATCHED)
    assert watched.files == (*FILES, "prices.db")


def test_who_agrees_to_an_edit_agrees_to_that_edit_only():
    def mark(version):
        (finding,), _ = trust_findings(policy(groups=GROUPS), {"costguard.yaml": version}, "origin/main")
        return finding_mark(finding)

    assert mark("0123456789ab") == mark("0123456789ab")
    assert len({mark("0123456789ab"), mark("ba9876543210"), mark("deleted")}) == 3
