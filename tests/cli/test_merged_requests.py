"""After a merge a plan is of the whole branch: it may be verified as one request's where that alone is new."""

import pytest
from git_repository import clone, commit, git, needs_git, new_repository
from github_forge import LocalForge

from costguard.cli.pull_requests.merged import require_only
from costguard.forges.forge import ForgeOptions
from costguard.forges.github.forge import Github
from costguard.forges.github.waiting import Patience
from costguard.model.approval import ChangeRequest
from costguard.model.errors import BadInput, BadUsage
from costguard.sources.git.repository import open_repository

pytestmark = needs_git
NEXT = "verify each in its turn, or take as --trusted-ref what was verified last"


@pytest.fixture(autouse=True)
def plain_git(monkeypatch, tmp_path):
    """No settings of whoever runs the tests."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def forge():
    with LocalForge() as local:
        local.branches = {}
        yield local


@pytest.fixture
def job(tmp_path):
    """A clone of main, whose origin stays at what was verified last."""
    return clone(new_repository(tmp_path / "origin", {"main.tf": "# begin\n"}), tmp_path / "job")


@pytest.fixture
def opened(forge, job):
    """Opens a request with so many commits, made on a branch of their own from where main is now."""

    def request(author, count=1):
        number = forge.open_pull(author, branch=author)
        git(job, "checkout", "-q", "-b", author, "main")
        commits = [commit(job, {f"{author}{each}.tf": "# more\n"}) for each in range(count)]
        git(job, "checkout", "-q", "main")
        forge.pulls[number]["head"]["sha"], forge.branches[number] = commits[-1], commits
        return number

    return request


def merged(forge, job, number, *how):
    """Merge a request as git does it, and tell the forge; `rebase`, `--squash` or `--no-ff`."""
    before, branch = git(job, "rev-parse", "HEAD"), forge.pulls[number]["head"]["ref"]
    if how == ("rebase",):
        for sha in forge.branches[number]:
            git(job, "-c", "user.name=GitHub", "cherry-pick", "--no-ff", "--allow-empty", sha)
    else:
        git(job, "merge", "-q", *how, branch, *(("-m", "Merge") if how == ("--no-ff",) else ()))
    if how == ("--squash",):
        git(job, "commit", "-q", "-m", "Squashed")
    forge.merge_as(number, *git(job, "rev-list", "--reverse", "--first-parent", f"{before}..HEAD").split())


@pytest.fixture
def check(forge, job):
    """Checks a request in the clone as it is."""
    opened_forge = Github(ForgeOptions(forge.environment()), Patience(total_s=0))

    def checked(number, trusted="origin/main"):
        change = ChangeRequest("github", "acme/shop", number, forge.pulls[number]["head"]["sha"], is_merged=True)
        require_only(opened_forge, change, open_repository(job), trusted)
        return [seen.path.split("/")[-2] for seen in forge.seen if "/commits/" in seen.path]

    yield checked
    opened_forge.close()


def test_before_a_merge_the_plan_is_of_the_requests_head_alone(opened, check, job):
    number = opened("ana", 2)
    git(job, "checkout", "-q", "ana")
    assert check(number) == []


@pytest.mark.parametrize(("how", "asked"), [("--no-ff", 1), ("--squash", 1), ("rebase", 3)])
def test_one_request_that_was_merged_is_that_one(forge, opened, check, job, how, asked):
    number = opened("ana", 3)
    merged(forge, job, number, how)
    brought = git(job, "rev-list", "--first-parent", "origin/main..HEAD").split()
    assert (check(number), len(brought)) == (brought, asked)


@pytest.mark.parametrize("how", ["--no-ff", "--squash", "rebase"])
def test_what_another_request_left_is_not_this_ones(forge, opened, check, job, how):
    first, second = opened("ana"), opened("bob")
    for number in (first, second):
        merged(forge, job, number, how)
    with pytest.raises(BadInput) as refused:
        check(second)
    said = f"since `origin/main` more was merged than acme/shop#{second} (#{first}): {NEXT}"
    assert str(refused.value) == said


def test_what_was_verified_last_is_where_the_next_one_begins(forge, opened, check, job):
    first, second = opened("ana"), opened("bob")
    merged(forge, job, first, "--no-ff")
    git(job, "branch", "costguard-verified")
    merged(forge, job, second, "--no-ff")
    assert len(check(second, "costguard-verified")) == 1


def test_a_direct_push_is_no_requests(forge, opened, check, job):
    number = opened("ana")
    pushed = commit(job, {"sneaked.tf": "# in\n"})
    merged(forge, job, number, "--no-ff")
    with pytest.raises(BadInput, match=rf"more was merged than acme/shop#{number} \(commit {pushed[:12]}\): verify"):
        check(number)


def test_a_commit_of_two_requests_is_not_one_requests_alone(forge, opened, check, job):
    first, second = opened("ana"), opened("bob")
    shared = commit(job, {"shared.tf": "# both\n"})
    forge.merge_as(first, shared)
    forge.pulls[second] |= {"merge_commit_sha": shared, "merged_at": forge.stamp()}
    with pytest.raises(BadInput, match=rf"than acme/shop#{second} \(#{first}\)"):
        check(second)


def test_five_others_are_named_and_more_are_counted(opened, check, job):
    number = opened("ana")
    pushed = [commit(job, {f"{each}.tf": "# in\n"})[:12] for each in range(7)]
    named = ", ".join(f"commit {sha}" for sha in reversed(pushed[2:]))
    with pytest.raises(BadInput, match=rf"\({named} and 2 more\)"):
        check(number)


def test_more_than_fifty_commits_are_not_asked_about(forge, opened, check, job):
    number = opened("ana")
    for each in range(51):
        git(job, "commit", "-q", "--allow-empty", "-m", str(each))
    with pytest.raises(BadInput, match="since `origin/main` more than 50 commits were merged; verify each"):
        check(number)
    assert not any(seen.path.endswith("/commits/") for seen in forge.seen)


def test_a_trusted_ref_that_is_not_there_is_told(opened, check, job):
    number = opened("ana")
    commit(job, {})
    with pytest.raises(BadUsage, match="there is no `origin/gone`"):
        check(number, "origin/gone")
