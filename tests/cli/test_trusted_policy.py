"""A policy read at a trusted ref: what a change does to it in its own branch changes nothing of its verdict."""

from datetime import date
from pathlib import Path

import pytest
from cli_samples import policy_text
from git_repository import clone, commit, git, needs_git, new_repository, write

from costguard.approvals.trust import watched_files
from costguard.cli.trusted import trusted_policy
from costguard.model.errors import BadInput, BadPolicy, BadUsage

pytestmark = needs_git
TODAY = date(2026, 11, 23)
REGISTRY = """\
version: 1
taxonomy:
  cost_center: {key: CostCenter, values: {from_csv: ../finance/centers.csv}}
rules:
  - id: centers
    applies_to: {taggable: true}
    require_tags: [cost_center]
    effect: {plan: deny}
"""


@pytest.fixture
def job(tmp_path, monkeypatch):
    """The clone of a job, on the branch of a pull request."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    files = {
        "costguard.yaml": policy_text(),
        "policies/centers.yaml": REGISTRY,
        "finance/centers.csv": "value\n42\n",
        "prices.db": "book",
        "main.tf": "",
    }
    origin = new_repository(tmp_path / "origin", files)
    folder = clone(origin, tmp_path / "job")
    git(folder, "checkout", "-q", "-b", "feature")
    monkeypatch.chdir(folder)
    return folder


def trusted(*paths, ref="origin/main", digest=None):
    return trusted_policy(paths, ref, digest, TODAY)


def levels(policy):
    return [rule.effect.plan for rule in policy.rules]


def test_the_policy_is_that_of_the_ref_whatever_the_change_says(job):
    commit(job, {"costguard.yaml": policy_text("advise")})
    with trusted() as at_ref:
        assert levels(at_ref.policy) == ["deny"]
        assert at_ref.policy.files == ("origin/main:costguard.yaml",)
        assert tuple(at_ref.edited(watched_files(at_ref.policy))) == ("costguard.yaml",)
    with trusted(ref=None) as as_it_lies:
        assert levels(as_it_lies.policy) == ["advise"]
        assert as_it_lies.policy.files == ("costguard.yaml",)
        assert tuple(as_it_lies.edited(watched_files(as_it_lies.policy))) == ()
    assert Path.cwd() == job


def test_a_policy_that_the_change_took_away_still_judges(job):
    commit(job, {"costguard.yaml": None, "costguard.yml": policy_text("advise")})
    with trusted() as at_ref:
        assert levels(at_ref.policy) == ["deny"]
        assert tuple(at_ref.edited(watched_files(at_ref.policy))) == ("costguard.yaml", "costguard.yml")


def test_registries_are_those_of_the_ref(job):
    commit(job, {"finance/centers.csv": "value\n42\n43\n", "policies/new.yaml": "version: 1\n"})
    with trusted("policies") as at_ref:
        assert list(at_ref.policy.taxonomy["cost_center"].registry) == ["42"]
        assert at_ref.policy.files == (
            "origin/main:policies/centers.yaml",
            "origin/main:policies/../finance/centers.csv",
        )
        assert tuple(at_ref.edited(watched_files(at_ref.policy))) == ("finance/centers.csv", "policies/new.yaml")


def test_paths_are_read_from_the_folder_that_the_command_runs_in(job, monkeypatch):
    commit(job, {"new/folder/main.tf": ""})
    for folder, path in ((job / "policies", "centers.yaml"), (job / "new" / "folder", "../../policies/centers.yaml")):
        monkeypatch.chdir(folder)
        with trusted(path) as at_ref:
            assert at_ref.policy.files[0] == f"origin/main:{path}"
            assert tuple(at_ref.edited(watched_files(at_ref.policy))) == ()


def test_an_absolute_path_is_read_at_the_ref_too(job):
    commit(job, {"costguard.yaml": policy_text("advise")})
    with trusted(str(job / "costguard.yaml"), "pack:waste") as at_ref:
        assert levels(at_ref.policy)[0] == "deny"
        assert at_ref.policy.files[0] == "origin/main:costguard.yaml"
        assert at_ref.policy.files[1].startswith("pack:waste/")
        assert tuple(at_ref.edited(watched_files(at_ref.policy))) == ("costguard.yaml",)


def test_problems_name_the_file_as_the_reader_did(job, tmp_path):
    origin = tmp_path / "origin"
    commit(origin, {"costguard.yaml": "version: 1\nruls: []\n"})
    git(job, "fetch", "-q")
    with pytest.raises(BadPolicy, match=r"^costguard\.yaml:2:1:"), trusted():
        pass
    assert Path.cwd() == job


def test_a_ref_without_a_policy_is_said(job):
    commit(job, {"other.yaml": policy_text()})
    git(job, "branch", "bare", "origin/main")
    with pytest.raises(BadUsage, match=r"`other\.yaml` is not there at `origin/main`"), trusted("other.yaml"):
        pass
    commit(job, {"costguard.yaml": None})
    with pytest.raises(BadUsage, match="there is no policy at `HEAD`"), trusted(ref="HEAD"):
        pass


def test_a_ref_is_of_a_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadUsage, match="is in no working tree of git"), trusted():
        pass


def test_a_policy_that_reads_a_file_outside_of_the_repository_is_refused(job, tmp_path):
    outside = tmp_path / "centers.csv"
    outside.write_text("value\n42\n")
    commit(job, {"policies/centers.yaml": REGISTRY.replace("../finance/centers.csv", outside.as_posix())})
    with pytest.raises(BadUsage, match="which is not in the repository"), trusted("policies", ref="HEAD"):
        pass


def test_files_of_options_are_trusted_copies_while_the_policy_is_in_use(job, tmp_path):
    commit(job, {"prices.db": "cheap", "usage.yml": "version: 1\n"})
    outside = tmp_path / "outside.db"
    outside.write_text("x")
    with trusted() as at_ref:
        copy = at_ref.file(Path("prices.db"))
        assert copy.read_text() == "book"
        assert at_ref.file(outside) == outside
        with pytest.raises(BadUsage, match=r"`usage\.yml` is not there"):
            at_ref.file(Path("usage.yml"))
        watched = watched_files(at_ref.policy, ("prices.db", "usage.yml", str(outside)))
        assert tuple(at_ref.edited(watched)) == ("prices.db", "usage.yml")
    assert not copy.exists()
    with trusted(ref=None) as as_it_lies:
        assert as_it_lies.file(Path("prices.db")) == Path("prices.db")


def test_a_pinned_digest_holds_for_whatever_is_read(job):
    with trusted() as at_ref:
        digest = at_ref.policy.digest
    with trusted(ref=None, digest=digest) as pinned:
        assert pinned.policy.digest == digest
    write(job, {"costguard.yaml": policy_text("advise")})
    with trusted(digest=digest):
        pass
    with pytest.raises(BadInput, match=rf"has the digest sha256:[0-9a-f]{{64}}, and {digest} is pinned"):
        trusted(ref=None, digest=digest).__enter__()


def test_what_is_written_and_believed_lies_outside_of_the_repository(job):
    with trusted() as at_ref:
        at_ref.require_outside(job.parent / "ledger.jsonl", "the ledger")
        with pytest.raises(BadUsage, match=r"^the ledger `ledger\.jsonl` lies in the repository, where the change can"):
            at_ref.require_outside(Path("ledger.jsonl"), "the ledger")
    with trusted(ref=None) as as_it_lies:
        as_it_lies.require_outside(Path("ledger.jsonl"), "the ledger")


@pytest.mark.usefixtures("job")
def test_beside_a_pinned_policy_files_of_the_repository_are_not_trusted(tmp_path):
    outside = tmp_path / "outside.db"
    with trusted(ref=None) as as_it_lies:
        digest = as_it_lies.policy.digest
    with trusted(ref=None, digest=digest) as pinned:
        assert pinned.file(outside) == outside
        assert pinned.file(Path("made-by-the-job.db")) == Path("made-by-the-job.db")
        with pytest.raises(BadUsage, match="is kept in this repository, where the change can edit it"):
            pinned.file(Path("prices.db"))
