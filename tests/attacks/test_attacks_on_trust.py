"""Attacks on what judges: a change that edits its policy, its approvers, its prices, or where these lie."""

import json

import pytest
from attack_world import POLICY, SIGNERS, said
from git_repository import commit, git, needs_git
from ssh_keys import vouch

pytestmark = needs_git

LAX = POLICY.replace("above: 1000", "above: 1000000")
SELF = POLICY.replace('"fay#583232"]', '"fay#583232", ana]').replace("    require:", "    exclude: []\n    require:")
CENTERS = """\
taxonomy: {cost_center: {key: CostCenter, values: {from_csv: finance/centers.csv}}}
rules:
  - id: centers
    applies_to: {types: [aws_db_instance]}
    require_tags: [cost_center]
    effect: {plan: deny}
"""


def edited(world):
    """The files whose edit is a finding."""
    return [each["address"] for each in world.report()["findings"] if each["rule"] == "trusted-files"]


def test_a_change_that_edits_nothing_of_it_passes_once_it_is_approved(world):
    world.edits({"main.tf": "# dearer\n"})
    assert edited(world) == []
    world.approves("finn")
    assert world.verify().code == 0


@pytest.mark.parametrize("policy", [LAX, SELF], ids=["a limit is raised", "the author joins the group"])
def test_an_edit_of_the_policy_judges_nothing_and_needs_the_owners(world, policy):
    world.edits({"costguard.yaml": policy})
    world.approves("ana")
    assert world.verify().code == 3
    world.approves("finn")
    assert world.verify().code == 3
    world.approves("olga")
    assert world.verify().code == 0


def test_once_it_is_merged_the_policy_judges(world):
    world.merges({"costguard.yaml": LAX})
    assert world.verify().code == 0


@pytest.mark.parametrize(
    "file",
    [".costguard/more.yaml", ".github/workflows/apply.yaml", ".github/actions/plan/action.yml", "costguard.yml",
     SIGNERS, "Jenkinsfile"],
)  # fmt: skip
def test_a_new_or_edited_file_that_judges_needs_the_owners(world, file):
    before = (world.job / file).read_text() if (world.job / file).exists() else ""
    world.edits({file: f"{before}# added\n"})
    world.approves("finn")
    assert (edited(world), world.verify().code) == ([file], 3)
    world.approves("olga")
    assert world.verify().code == 0


def test_a_file_beside_it_that_judges_nothing_needs_nobody_else(world):
    world.edits({"notes.yaml": "# costguard\n", "docs/costguard.md": "x"})
    world.approves("finn")
    assert (edited(world), world.verify().code) == ([], 0)


def test_a_registry_is_that_of_the_base_branch(world):
    registry = {"costguard.yaml": POLICY.replace("approvals:", "PLACE", 1)}
    text = registry["costguard.yaml"].replace(
        "taxonomy:\n", "taxonomy:\n  cost_center: {key: CostCenter, values: {from_csv: finance/centers.csv}}\n"
    ).replace("PLACE", CENTERS.partition("\n")[2] + "approvals:")  # fmt: skip
    world.merges({"costguard.yaml": text, "finance/centers.csv": "value\nCC-1\n"})
    git(world.job, "merge", "-q", "origin/main")
    assert world.report()["outcome"] == "deny"
    world.edits({"finance/centers.csv": "value\nCC-1\nCC-4711\n"})
    found = world.report()
    assert (found["outcome"], edited(world)) == ("deny", ["finance/centers.csv"])
    world.merges({"finance/centers.csv": "value\nCC-1\nCC-4711\n"})
    assert world.report()["outcome"] == "approval"


@pytest.mark.parametrize("option", ["--overrides", "--commitments"])
def test_prices_that_the_change_brings_are_not_there_at_the_base(world, option):
    world.edits({"cheap.yaml": "version: 1\n"})
    ran = world.verify(option, "cheap.yaml")
    assert (ran.code, "`cheap.yaml` is not there at `origin/main`" in ran.err) == (2, True)


def test_discounts_that_the_change_edits_are_those_of_the_base(world):
    world.merges({"prices.yaml": "- {cloud: aws, service: ec2_linux, discount_percent: 1}\n"})
    git(world.job, "merge", "-q", "origin/main")
    world.approves("finn")
    generous = "- {cloud: aws, service: ec2_linux, discount_percent: 99}\n"
    before = world.report("plan.json", "--overrides", "prices.yaml")["cost"]
    world.edits({"prices.yaml": generous})
    after = world.report("plan.json", "--overrides", "prices.yaml")
    assert after["cost"] == before
    assert [each["address"] for each in after["findings"] if each["rule"] == "trusted-files"] == ["prices.yaml"]


def test_usage_that_the_change_edits_needs_the_owners(world):
    world.edits({"usage.yml": "version: 0.1\n"})
    found = world.report("plan.json", "--usage", "usage.yml")
    assert [each["address"] for each in found["findings"] if each["rule"] == "trusted-files"] == ["usage.yml"]


class TestTheTree:
    """What the branch puts in the place of a file is an edit of that file, and nothing else."""

    def test_a_link_in_place_of_the_policy(self, world):
        (world.job / "costguard.yaml").unlink()
        (world.job / "lax.yaml").write_text(LAX)
        (world.job / "costguard.yaml").symlink_to("lax.yaml")
        commit(world.job, {})
        world.approves("finn")
        assert (edited(world), world.verify().code) == (["costguard.yaml"], 3)

    def test_a_link_in_place_of_the_folder_of_the_policy(self, world):
        world.merges({".costguard/policy.yaml": "version: 1\n"})
        git(world.job, "merge", "-q", "origin/main")
        git(world.job, "mv", ".costguard", "elsewhere")
        (world.job / ".costguard").symlink_to("elsewhere")
        commit(world.job, {})
        assert ".costguard/policy.yaml" in edited(world)

    def test_a_policy_that_is_a_link_at_the_base_is_refused_and_not_followed(self, world):
        (world.origin / "lax.yaml").write_text(LAX)
        (world.origin / "costguard.yaml").unlink()
        (world.origin / "costguard.yaml").symlink_to("lax.yaml")
        world.merges({})
        ran = world.verify()
        assert (ran.code, "is a symbolic link at `origin/main`" in ran.err) == (2, True)

    def test_a_policy_that_was_renamed_or_deleted(self, world):
        world.approves("finn")
        git(world.job, "mv", "costguard.yaml", "costguard.yml")
        commit(world.job, {})
        assert (edited(world), world.verify().code) == (["costguard.yaml", "costguard.yml"], 3)
        world.edits({"costguard.yml": None})
        assert (edited(world), world.verify().code) == (["costguard.yaml"], 3)

    def test_a_submodule_in_place_of_the_policys_folder(self, world):
        world.merges({".costguard/policy.yaml": "version: 1\n"})
        git(world.job, "merge", "-q", "origin/main")
        git(world.job, "rm", "-q", "-r", ".costguard")
        git(world.job, "submodule", "--quiet", "add", world.origin.as_uri(), ".costguard")
        commit(world.job, {})
        assert ".costguard/policy.yaml" in edited(world)

    @pytest.mark.parametrize(
        "attributes",
        ["* -diff\n", "* binary\n", "costguard.yaml filter=hide diff=hide merge=ours\n", "* text eol=crlf ident\n",
         "costguard.yaml working-tree-encoding=UTF-7\n", "costguard.yaml export-ignore linguist-generated\n"],
    )  # fmt: skip
    def test_attributes_hide_no_edit(self, world, attributes):
        world.edits({".gitattributes": attributes, "costguard.yaml": LAX})
        git(world.job, "config", "filter.hide.clean", f"cat {world.origin}/costguard.yaml")
        git(world.job, "config", "diff.hide.textconv", "true")
        assert edited(world) == ["costguard.yaml"]

    def test_an_edit_shows_though_the_file_in_the_working_tree_was_put_back(self, world):
        world.edits({"costguard.yaml": LAX})
        (world.job / "costguard.yaml").write_text(POLICY)
        assert edited(world) == ["costguard.yaml"]

    @pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
    def test_flags_of_the_index_hide_no_edit(self, world, flag):
        world.edits({"costguard.yaml": LAX})
        git(world.job, "update-index", flag, "costguard.yaml")
        assert edited(world) == ["costguard.yaml"]

    def test_ignored_files_are_no_less_new(self, world):
        world.edits({".gitignore": "*\n", ".costguard/more.yaml": "version: 1\n"})
        git(world.job, "rm", "-q", "--cached", ".costguard/more.yaml")
        assert edited(world) == [".costguard/more.yaml"]


class TestTheBranch:
    """A branch that is behind did not edit what others have merged since."""

    def test_what_others_merged_is_no_edit_of_this_change_and_judges_it(self, world):
        world.edits({"main.tf": "# dearer\n"})
        world.merges({"costguard.yaml": POLICY.replace("finops, count: 1", "finops, count: 2")})
        world.approves("finn")
        assert (edited(world), world.verify().code) == ([], 3)
        world.approves("fay")
        assert world.verify().code == 0

    def test_an_old_policy_kept_by_a_merge_is_an_edit(self, world):
        world.edits({"main.tf": "# dearer\n"})
        world.merges({"costguard.yaml": POLICY.replace("above: 1000", "above: 100")})
        git(world.job, "merge", "-q", "-s", "ours", "origin/main")
        assert edited(world) == ["costguard.yaml"]

    def test_a_tag_or_branch_of_the_refs_name_does_not_stand_in_for_it(self, world):
        world.edits({"costguard.yaml": LAX})
        git(world.job, "tag", "origin/main")
        ran = world.verify()
        assert (ran.code, "`origin/main` is ambiguous" in ran.err) == (2, True)
        assert world.verify(trusted="refs/remotes/origin/main").code == 3

    def test_replaced_objects_replace_nothing(self, world):
        world.edits({"costguard.yaml": LAX})
        git(world.job, "replace", git(world.job, "rev-parse", "origin/main:costguard.yaml"),
            git(world.job, "rev-parse", "HEAD:costguard.yaml"))  # fmt: skip
        assert world.verify().code == 3

    @pytest.mark.parametrize("ref", ["--upload-pack=touch x", "-h", "origin/main:costguard.yaml", "main main", "",
                                     "HEAD\n", "no/such"])  # fmt: skip
    def test_what_is_no_ref_is_asked_of_nobody(self, world, ref):
        ran = world.verify(trusted=ref)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("costguard: ")

    def test_settings_of_the_repository_start_no_program(self, world):
        started = world.job.parent / "started"
        for name in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "credential.helper"):
            git(world.job, "config", name, f"touch {started}; true")
        world.approves("finn")
        assert (world.verify().code, started.exists()) == (0, False)


class TestThePinnedDigest:
    """A pinned digest is of one policy."""

    def test_another_policy_than_the_pinned_one_judges_nothing(self, world):
        digest = world.report()["policy"]["digest"]
        world.approves("finn")
        assert world.verify("--policy-digest", digest).code == 0
        world.merges({"costguard.yaml": LAX})
        ran = world.verify("--policy-digest", digest)
        assert (ran.code, f"{digest} is pinned" in ran.err, ran.out) == (2, True, "")

    def test_a_pinned_policy_lets_nobody_bring_their_own_signers(self, world):
        digest = world.report()["policy"]["digest"]
        world.signs("finn@acme.example", key="stranger")
        forged = (world.job / SIGNERS).read_text() + vouch("finn@acme.example", world.keys["stranger"])
        world.edits({SIGNERS: forged})
        assert world.verify_records().code == 3
        ran = world.costguard(
            "verify", "plan.json", "--policy-digest", digest, "--allowed-signers", SIGNERS, "--approvals",
            str(world.job.parent / "records"), "--change", world.change, "--author", "ana", "--committer", "ana",
            "--triggerer", "ana", "--now", f"{world.now:%Y-%m-%dT%H:%M:%SZ}",
        )  # fmt: skip
        assert (ran.code, "--trusted-ref" in said(ran)) == (2, True)

    def test_a_pinned_policy_is_pinned_with_its_registries(self, world):
        policy = f"version: 1\n{CENTERS}"
        world.edits({"centers.yaml": policy, "finance/centers.csv": "value\nCC-1\n"})
        ran = world.costguard("check", "plan.json", "-p", "centers.yaml", "-f", "json")
        assert ran.code == 1
        digest = json.loads(ran.out)["policy"]["digest"]
        world.edits({"finance/centers.csv": "value\nCC-4711\n"})
        assert world.costguard("check", "plan.json", "-p", "centers.yaml").code == 0
        ran = world.costguard("check", "plan.json", "-p", "centers.yaml", "--policy-digest", digest)
        assert (ran.code, "is pinned" in ran.err) == (2, True)
