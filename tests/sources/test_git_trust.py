"""Git as a source of trust: which commit a ref means, what stood there, and what a change edits; on real clones."""

import os
import subprocess
import sys

import pytest
from git_repository import clone, commit, git, needs_git, new_repository, write

from costguard.model.errors import BadInput, BadUsage
from costguard.sources.git import run, tree
from costguard.sources.git.edits import edited
from costguard.sources.git.repository import open_repository
from costguard.sources.git.tree import trusted_tree

pytestmark = needs_git
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
FILES = {
    "costguard.yaml": "rules: []\n",
    "policies/a.yaml": "a: 1\n",
    "policies/deep/b.yml": "b: 1\n",
    "policies/README.md": "# policies\n",
    "finance/centers.csv": "value\n1\n",
    "prices.db": "\0book",
    "main.tf": "# infra\n",
    ".github/workflows/check.yml": "on: push\n",
}


@pytest.fixture(autouse=True)
def plain_git(monkeypatch, tmp_path):
    """No settings of whoever runs the tests."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def origin(tmp_path):
    return new_repository(tmp_path / "origin", FILES)


@pytest.fixture
def job(origin, tmp_path, monkeypatch):
    """A clone on the branch of a pull request."""
    folder = clone(origin, tmp_path / "job")
    git(folder, "checkout", "-q", "-b", "feature")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def into(tmp_path):
    folder = tmp_path / "trusted"
    folder.mkdir()
    return folder


def repository(folder):
    return open_repository(folder)


def written(into):
    return {path.relative_to(into).as_posix(): path.read_text() for path in sorted(into.rglob("*")) if path.is_file()}


def changed(job, *patterns, ref="origin/main"):
    return edited(repository(job), ref, patterns)


# -- Which repository, and which commit


def test_the_repository_is_found_from_any_folder_of_it(job):
    assert repository(job / "policies" / "deep").root == job.resolve()


def test_a_folder_without_a_repository_is_said(tmp_path):
    with pytest.raises(BadUsage, match="is in no working tree of git"):
        open_repository(tmp_path)
    with pytest.raises(BadUsage, match="git cannot run in"):
        open_repository(tmp_path / "nowhere")


def test_a_bare_repository_has_no_working_tree(tmp_path, origin):
    bare = clone(origin, tmp_path / "bare", "--bare")
    with pytest.raises(BadUsage, match="is in no working tree of git"):
        open_repository(bare)


def test_without_git_one_sentence_says_so(job, monkeypatch):
    monkeypatch.setenv("PATH", str(job))
    with pytest.raises(BadUsage, match="there is no git here"):
        open_repository(job)


def test_a_repository_of_another_user_is_said_with_what_to_do(job, monkeypatch):
    monkeypatch.setitem(run._ENVIRONMENT, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(BadUsage, match=r"belongs to another user.*safe\.directory"):
        open_repository(job)


def test_a_ref_is_the_commit_that_it_names(job, origin):
    tip = git(origin, "rev-parse", "main")
    git(job, "tag", "v1")
    of = repository(job).commit_of
    for ref in ("origin/main", "refs/remotes/origin/main", "origin", tip, tip[:12], "HEAD", "main", "v1"):
        assert of(ref) == tip
    commit(job, {"main.tf": "# more\n"})
    assert of("HEAD~1") == of("origin/main~0") == of("feature^") == tip


@pytest.mark.parametrize("ref", ["", "-x", "--all", "a b", "HEAD:main.tf", ":/a change", "a\nb", "\u202e"])
def test_what_is_no_ref_is_refused_before_git_sees_it(ref, job):
    with pytest.raises(BadUsage, match="is no ref of git"):
        repository(job).commit_of(ref)


def test_a_ref_that_is_not_there_is_said_with_what_to_fetch(job):
    with pytest.raises(BadUsage, match=r"there is no `origin/release` in this clone;.*`git fetch origin release`"):
        repository(job).commit_of("origin/release")
    with pytest.raises(BadUsage, match=r"there is no `0{40}`"):
        repository(job).commit_of("0" * 40)


def test_a_shallow_clone_of_another_branch_is_said_with_what_to_do(origin, tmp_path):
    git(origin, "checkout", "-q", "-b", "feature")
    commit(origin, {"main.tf": "# more\n"})
    shallow = clone(origin, tmp_path / "shallow", "--depth=1", "--branch=feature")
    with pytest.raises(BadUsage, match=r"shallow clone.*`fetch-depth: 0`"):
        repository(shallow).commit_of("origin/main")


@pytest.mark.parametrize("kind", ["tag", "branch"])
def test_a_tag_or_branch_cannot_stand_in_front_of_the_trusted_one(kind, job):
    trusted = git(job, "rev-parse", "origin/main")
    commit(job, {"costguard.yaml": "# lenient\n"})
    git(job, kind, "origin/main")
    with pytest.raises(BadUsage, match=r"`origin/main` is ambiguous.*`refs/remotes/origin/main`; write the trusted"):
        repository(job).commit_of("origin/main")
    assert repository(job).commit_of("refs/remotes/origin/main") == trusted


def test_a_name_in_full_is_that_ref_or_none(job):
    git(job, "tag", "refs/remotes/origin/release")
    with pytest.raises(BadUsage, match="there is no `refs/remotes/origin/release`"):
        repository(job).commit_of("refs/remotes/origin/release")


def test_a_hash_is_no_branch_of_that_name(job):
    trusted = git(job, "rev-parse", "origin/main")
    commit(job, {"costguard.yaml": "# lenient\n"})
    git(job, "update-ref", f"refs/heads/{trusted}", "HEAD")
    assert repository(job).commit_of(trusted) == trusted


def test_replaced_objects_are_read_as_they_were(job, into):
    trusted = git(job, "rev-parse", "origin/main")
    lenient = commit(job, {"costguard.yaml": "# lenient\n"})
    git(job, "replace", trusted, lenient)
    trusted_tree(repository(job), "origin/main", ["costguard.yaml"], into)
    assert (into / "costguard.yaml").read_text() == "rules: []\n"


def test_variables_of_a_hook_point_nowhere_else(job, tmp_path, monkeypatch):
    other = new_repository(tmp_path / "other", {"costguard.yaml": "# lenient\n"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    assert repository(job).root == job.resolve()


# -- Where a path stands


def test_paths_stand_where_they_are_written(job, tmp_path, monkeypatch):
    inside = repository(job).inside
    assert inside("costguard.yaml") == "costguard.yaml"
    assert inside("./policies/../costguard.yaml") == "costguard.yaml"
    assert inside(str(job / "policies")) == "policies"
    assert inside(".") == "."
    monkeypatch.chdir(job / "policies")
    assert inside("a.yaml") == "policies/a.yaml"
    assert inside("../costguard.yaml") == "costguard.yaml"
    for path in ("../../x", str(tmp_path / "x"), "/", f"{job}-2/costguard.yaml"):
        assert not repository(job).holds(path)
        with pytest.raises(BadUsage, match="lies outside of the repository"):
            inside(path)
    for path in ("", "a\nb", "a\0"):
        with pytest.raises(BadUsage, match="is no path"):
            inside(path)


@needs_links
def test_a_link_in_the_working_tree_leads_nowhere(job, tmp_path):
    (job / "costguard.yaml").unlink()
    (job / "costguard.yaml").symlink_to("policies/a.yaml")
    (job / "here").symlink_to(".")
    assert repository(job).inside("costguard.yaml") == "costguard.yaml"
    assert repository(job).inside("here/costguard.yaml") == "here/costguard.yaml"
    assert repository(job).inside(str(job / "here" / "costguard.yaml")) == "here/costguard.yaml"
    (tmp_path / "way").symlink_to(job)
    assert repository(job).inside(str(tmp_path / "way" / "costguard.yaml")) == "costguard.yaml"


# -- What stood there


def test_the_trusted_tree_is_what_the_ref_holds_whatever_the_change_did(job, into):
    commit(job, {"costguard.yaml": "# lenient\n", "finance/centers.csv": "value\n2\n", "policies/c.yaml": "c: 1\n"})
    write(job, {"policies/a.yaml": None})
    found = trusted_tree(repository(job), "origin/main", ["costguard.yaml", "policies"], into)
    names = ("costguard.yaml", "policies/a.yaml", "policies/deep/b.yml", "finance/centers.csv")
    assert written(into) == {name: FILES[name] for name in sorted(names)}
    assert found.commit == git(job, "rev-parse", "origin/main")


def test_paths_are_of_the_current_folder(job, into, monkeypatch):
    monkeypatch.chdir(job / "policies")
    trusted_tree(repository(job), "origin/main", ["deep", str(job / "costguard.yaml")], into)
    assert sorted(written(into)) == ["costguard.yaml", "finance/centers.csv", "policies/deep/b.yml"]


def test_what_the_ref_does_not_hold_is_said_unless_it_is_optional(job, into):
    commit(job, {"new.yaml": "a: 1\n"})
    with pytest.raises(BadUsage, match=r"`new\.yaml` is not there at `origin/main`"):
        trusted_tree(repository(job), "origin/main", ["new.yaml"], into)
    with pytest.raises(BadUsage, match=r"`finance` is not there"):
        trusted_tree(repository(job), "origin/main", ["finance"], into)
    with pytest.raises(BadUsage, match="lies outside"):
        trusted_tree(repository(job), "origin/main", ["../x.yaml"], into)
    trusted_tree(repository(job), "origin/main", [], into, optional=["new.yaml", "costguard.yaml"])
    assert sorted(written(into)) == ["costguard.yaml", "finance/centers.csv"]


def test_another_file_is_copied_when_it_is_asked_for(job, into):
    commit(job, {"prices.db": "cheap"})
    found = trusted_tree(repository(job), "origin/main", ["costguard.yaml"], into)
    for _ in range(2):
        assert found.copy_of("prices.db").read_text() == "\0book"
    assert found.copy_of("costguard.yaml") == into / "costguard.yaml"
    with pytest.raises(BadUsage, match=r"`usage\.yml` is not there"):
        found.copy_of("usage.yml")


@needs_links
@pytest.mark.parametrize("path", ["linked.yaml", "folder", "way/a.yaml"])
def test_a_link_at_the_ref_is_refused(path, origin, tmp_path, into, monkeypatch):
    (origin / "linked.yaml").symlink_to("policies/a.yaml")
    (origin / "folder").mkdir()
    (origin / "folder" / "a.yaml").symlink_to("/etc/passwd")
    (origin / "way").symlink_to("policies")
    (origin / "other.csv").symlink_to("/etc/passwd")
    commit(origin, {})
    job = clone(origin, tmp_path / "job")
    monkeypatch.chdir(job)
    with pytest.raises(BadUsage, match="is a symbolic link at `origin/main`"):
        trusted_tree(repository(job), "origin/main", [path], into)
    assert written(into) == {}
    found = trusted_tree(repository(job), "origin/main", ["costguard.yaml"], into)
    assert sorted(written(into)) == ["costguard.yaml", "finance/centers.csv"]
    with pytest.raises(BadUsage, match="is a symbolic link"):
        found.copy_of("linked.yaml")


def test_a_submodule_is_refused(job, origin, into):
    git(job, "submodule", "-q", "add", origin.as_uri(), "shared")
    commit(job, {})
    with pytest.raises(BadUsage, match="`shared` is a submodule"):
        trusted_tree(repository(job), "HEAD", ["shared/costguard.yaml"], into)


def evil_tree(job, *names):
    """A commit whose tree holds names that git itself would never write."""
    blob = git(job, "hash-object", "-w", "costguard.yaml")
    made = subprocess.run(
        ["git", "mktree", "-z"],
        cwd=job,
        input="".join(f"100644 blob {blob}\t{name}\0" for name in names).encode(),
        capture_output=True,
        check=True,
    )
    top = made.stdout.decode().strip()
    outer = subprocess.run(
        ["git", "mktree"], cwd=job, input=f"040000 tree {top}\t..\n".encode(), capture_output=True, check=True
    )
    both = (top, outer.stdout.decode().strip())
    return [git(job, "commit-tree", "-m", "evil", each) for each in both]


def test_a_name_that_climbs_out_is_never_written(job, into):
    flat, climbing = evil_tree(job, "a.csv", "b\\c.csv", "x:y.csv", ".GIT", "d.yaml")
    trusted_tree(repository(job), climbing, [], into)
    assert written(into) == {}
    assert not (into.parent / "a.csv").exists()
    trusted_tree(repository(job), flat, ["d.yaml"], into)
    assert sorted(written(into)) == ["a.csv", "d.yaml"]
    found = trusted_tree(repository(job), flat, [], into.parent / "second")
    with pytest.raises(BadInput, match="no name that is safe to write"):
        found.copy_of(".GIT")


def test_names_may_be_of_any_language_and_bytes(job, into):
    name = os.fsdecode("Größe \xe9.csv".encode("latin-1")) if sys.platform == "linux" else "Größe.csv"
    commit(job, {name: "value\n", "kosten/müll.yaml": "a: 1\n"})
    trusted_tree(repository(job), "HEAD", ["kosten"], into)
    assert (into / name).read_text() == "value\n"
    assert (into / "kosten" / "müll.yaml").read_text() == "a: 1\n"


def test_what_is_too_large_is_not_written(job, into, monkeypatch):
    monkeypatch.setattr(tree, "MAX_REGISTRY_BYTES", 4)
    trusted_tree(repository(job), "HEAD", ["costguard.yaml"], into)
    assert sorted(written(into)) == ["costguard.yaml"]
    monkeypatch.setattr(tree, "MAX_BYTES", 4)
    with pytest.raises(BadInput, match="keep large data out of the repository"):
        trusted_tree(repository(job), "HEAD", ["costguard.yaml"], into.parent / "second")


def test_what_git_lfs_keeps_elsewhere_is_refused_or_passed_over(job, into):
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    commit(job, {"lfs.yaml": pointer, "data.csv": pointer})
    with pytest.raises(BadUsage, match=r"`lfs\.yaml` is kept in Git LFS"):
        trusted_tree(repository(job), "HEAD", ["lfs.yaml"], into)
    trusted_tree(repository(job), "HEAD", ["costguard.yaml"], into.parent / "second")
    assert "data.csv" not in written(into.parent / "second")


def test_a_clone_without_contents_fetches_nothing_and_says_so(origin, tmp_path, into, monkeypatch):
    git(origin, "config", "uploadpack.allowFilter", "true")
    partial = clone(origin, tmp_path / "partial", "--filter=blob:none", "--no-checkout")
    monkeypatch.chdir(partial)
    with pytest.raises(BadInput, match="without --filter"):
        trusted_tree(repository(partial), "origin/main", ["costguard.yaml"], into)


# -- What a change edits


def test_a_change_that_leaves_the_files_alone_edits_none(job):
    commit(job, {"main.tf": "# more\n"})
    assert changed(job, "costguard.yaml", "policies", ".github/workflows/**") == ()
    assert changed(job) == ()


def test_edits_are_seen_committed_or_not(job):
    commit(job, {"costguard.yaml": "# lenient\n"})
    write(job, {"policies/deep/b.yml": "b: 2\n"})
    git(job, "add", "policies")
    write(job, {".github/workflows/check.yml": "on: never\n"})
    assert changed(job, "costguard.yaml", "policies", ".github/workflows/**") == (
        ".github/workflows/check.yml",
        "costguard.yaml",
        "policies/deep/b.yml",
    )


def test_new_deleted_and_renamed_files_are_edits(job):
    git(job, "mv", "policies/a.yaml", "policies/z.yaml")
    commit(job, {"policies/deep/b.yml": None, "policies/committed.yaml": "c: 1\n"})
    write(job, {"policies/new.yaml": "n: 1\n", "elsewhere.yaml": "e: 1\n"})
    assert changed(job, "policies/**/*.yaml", "policies/**/*.yml") == (
        "policies/a.yaml",
        "policies/committed.yaml",
        "policies/deep/b.yml",
        "policies/new.yaml",
        "policies/z.yaml",
    )


def test_a_new_file_cannot_be_hidden_by_ignoring_it(job):
    write(job, {".gitignore": "policies/\n", "policies/new.yaml": "n: 1\n"})
    assert changed(job, "policies") == ("policies/new.yaml",)


def test_a_file_cannot_be_hidden_by_attributes(job):
    commit(job, {".gitattributes": "*.yaml binary -diff export-ignore\n", "costguard.yaml": "# lenient\n"})
    assert changed(job, "costguard.yaml") == ("costguard.yaml",)


def test_a_star_stays_within_a_folder(job):
    write(job, {"policies/a.yaml": "a: 2\n", "policies/deep/c.yaml": "c: 1\n", "top.yaml": "t: 1\n"})
    assert changed(job, "policies/*.yaml") == ("policies/a.yaml",)
    assert changed(job, "*.yaml") == ("top.yaml",)
    assert changed(job, "**/c.yaml") == ("policies/deep/c.yaml",)
    assert changed(job, "-x", ":(exclude)policies", "policies/a.yaml") == ("policies/a.yaml",)


def test_what_the_base_changed_meanwhile_is_no_edit_of_the_change(job, origin):
    commit(job, {"main.tf": "# more\n"})
    commit(origin, {"costguard.yaml": "# stricter\n"})
    git(job, "fetch", "-q")
    assert changed(job, "costguard.yaml") == ()


def test_a_merge_that_brings_the_base_up_to_date_hides_no_edit(job, origin):
    commit(job, {"costguard.yaml": "# lenient\n"})
    commit(origin, {"policies/a.yaml": "a: 2\n"})
    git(job, "fetch", "-q")
    git(job, "merge", "-q", "--no-edit", "origin/main")
    assert changed(job, "costguard.yaml", "policies") == ("costguard.yaml",)


def test_the_merge_commit_of_a_fork_is_compared_with_the_base(origin, tmp_path):
    fork = clone(origin, tmp_path / "fork")
    commit(fork, {"costguard.yaml": "# lenient\n", "main.tf": "# more\n"})
    job = clone(origin, tmp_path / "runner")
    git(job, "fetch", "-q", fork.as_uri(), "main")
    git(job, "checkout", "-q", "--detach", "origin/main")
    git(job, "merge", "-q", "--no-ff", "--no-edit", "FETCH_HEAD")
    assert changed(job, "costguard.yaml", "policies") == ("costguard.yaml",)


def test_without_a_common_ancestor_the_ref_itself_is_compared(origin, tmp_path):
    git(origin, "checkout", "-q", "-b", "feature")
    commit(origin, {"costguard.yaml": "# lenient\n"})
    git(origin, "checkout", "-q", "main")
    commit(origin, {"policies/a.yaml": "a: 2\n"})
    job = clone(origin, tmp_path / "shallow", "--depth=1", "--no-single-branch", "--branch=feature")
    assert changed(job, "costguard.yaml", "policies") == ("costguard.yaml", "policies/a.yaml")


def test_answers_are_paths_from_the_root_wherever_the_command_runs(job, monkeypatch):
    git(job, "config", "diff.relative", "true")
    git(job, "config", "diff.renames", "copies")
    write(job, {"policies/a.yaml": "a: 2\n", "costguard.yaml": "# lenient\n"})
    monkeypatch.chdir(job / "policies")
    assert edited(open_repository(job / "policies"), "origin/main", ["policies", "costguard.yaml"]) == (
        "costguard.yaml",
        "policies/a.yaml",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")
def test_no_program_that_the_repository_names_is_run(job, into, tmp_path):
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho $0 >> {ran}\n")
    script.chmod(0o755)
    for setting in ("core.fsmonitor", "diff.external", "core.pager", "diff.evil.textconv", "diff.evil.command"):
        git(job, "config", setting, str(script))
    git(job, "config", "core.hooksPath", str(tmp_path))
    commit(job, {".gitattributes": "*.yaml diff=evil\n"})
    ran.unlink(missing_ok=True)
    write(job, {"costguard.yaml": "# lenient\n"})
    assert changed(job, "costguard.yaml") == ("costguard.yaml",)
    trusted_tree(repository(job), "origin/main", ["costguard.yaml"], into)
    assert not ran.exists()


def test_an_edit_that_only_the_commit_has_is_an_edit(tmp_path):
    folder = new_repository(tmp_path / "repository", {"costguard.yaml": "a", "main.tf": "a"})
    git(folder, "checkout", "-q", "-b", "feature")
    commit(folder, {"costguard.yaml": "b"})
    write(folder, {"costguard.yaml": "a"})
    assert edited(open_repository(folder), "main", ("costguard.yaml", "main.tf")) == ("costguard.yaml",)


def test_what_is_tracked_is_kept_in_the_repository(tmp_path):
    folder = new_repository(tmp_path / "repository", {"signers": "a"})
    write(folder, {"new": "a"})
    repository = open_repository(folder)
    paths = (folder / "signers", folder / "new", folder / "gone", tmp_path / "outside")
    assert [repository.tracks(str(path)) for path in paths] == [True, False, False, False]
