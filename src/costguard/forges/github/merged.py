"""Tells which pull request brought a commit to a branch."""

from collections.abc import Mapping, Sequence

from costguard.forges.forge import COMMITS
from costguard.forges.github.client import Client, path
from costguard.forges.github.faults import GithubError
from costguard.forges.github.shapes import Pull
from costguard.model.errors import BadInput


def requests_of(client: Client, repository: str, commits: Sequence[str]) -> Mapping[str, frozenset[int]]:
    """The numbers of the requests that brought each commit; none for one that was pushed directly.

    Raises BadInput for more than `COMMITS` commits.
    """
    if len(commits) > COMMITS:
        raise BadInput(f"GitHub is asked about {COMMITS} commits at most, and these are {len(commits)}")
    return {sha: frozenset(pull.number for pull in bringing(client, repository, sha)) for sha in dict.fromkeys(commits)}


def bringing(client: Client, repository: str, sha: str, base: str | None = None) -> tuple[Pull, ...]:
    """The requests that brought a commit, where `base` is given to that branch.

    The one that the commit merged, or would (GitHub keeps a merge of each open request), has brought it; else every
    merged one that holds it. Of a commit on the default branch GitHub lists the request that introduced it, of
    another's every one that holds it (REST API, list pull requests associated with a commit, 2026-11).
    """
    pages = client.pages(path("repos", repository, "commits", sha, "pulls"), tuple[Pull, ...])
    try:
        listed = [pull for page in pages for pull in page if base in (None, pull.base.ref)]
    except GithubError as error:
        if error.status not in (404, 422):
            raise
        return ()  # a commit that GitHub has not was brought by none of its requests
    merged = [pull for pull in listed if pull.merged_at is not None]
    exact = [pull for pull in merged or listed if pull.merge_commit_sha == sha]
    return tuple(exact or merged)
