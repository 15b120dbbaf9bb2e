"""What a fork's unprivileged run left behind, and the pull request that it ran for.

INVARIANT: run, head and number come from GitHub's API. The artifact is believed in nothing.
"""

from typing import Final

from costguard.forges.artifact import ARCHIVE_BYTES, read_artifact
from costguard.forges.forge import RequestName, RunOutput
from costguard.forges.github.client import Client, path
from costguard.forges.github.shapes import Pull, Run, RunArtifact, RunArtifacts
from costguard.model.errors import BadInput, BadUsage

ARTIFACT: Final = "costguard"
PULL_REQUEST: Final = "pull_request"


def read_run_output(client: Client, repository: str, run_id: int) -> RunOutput:
    """The files of a run of this repository. Raises BadInput where no open request has the run's commit as its head."""
    run = _run(client, repository, run_id)
    number = _number(client, repository, run)
    report = read_artifact(_archive(client, repository, run_id))
    return RunOutput(RequestName(repository, number), run.head_sha, report)


def request_of_run(client: Client, repository: str, run_id: int) -> RequestName:
    """The one open request whose head a run was made for. Raises BadInput where there is none, or several."""
    return RequestName(repository, _number(client, repository, _run(client, repository, run_id)))


def _run(client: Client, repository: str, run_id: int) -> Run:
    run = client.get(path("repos", repository, "actions", "runs", run_id), Run)
    if run.event != PULL_REQUEST:
        raise BadUsage(f"run {run_id} was set off by `{run.event}`, not by pull_request; give the run of the check")
    return run


def _number(client: Client, repository: str, run: Run) -> int:
    """The one request whose head the run was made for. GitHub names it on the run, but for forks."""
    named = [
        pull.number
        for pull in run.pull_requests or ()
        if pull.head.sha == run.head_sha and pull.base.repo is not None and pull.base.repo.id == run.repository.id
    ]
    found = named or _with_head(client, repository, run)
    if len(found) != 1:
        many = "several open pull requests have" if found else "no open pull request has"
        raise BadInput(f"{many} the commit {run.head_sha[:12]} of run {run.id} at the head; nothing was published")
    return found[0]


def _with_head(client: Client, repository: str, run: Run) -> list[int]:
    if run.head_repository is None or not run.head_branch:
        return []
    owner = run.head_repository.full_name.partition("/")[0]
    query = {"state": "open", "head": f"{owner}:{run.head_branch}"}
    pages = client.pages(path("repos", repository, "pulls"), tuple[Pull, ...], query)
    return [
        pull.number
        for page in pages
        for pull in page
        if pull.head.sha == run.head_sha and pull.head.repo is not None and pull.head.repo.id == run.head_repository.id
    ]


def _archive(client: Client, repository: str, run_id: int) -> bytes:
    """The newest artifact of our name: a run that was tried again has several."""
    pages = client.pages(
        path("repos", repository, "actions", "runs", run_id, "artifacts"), RunArtifacts, {"name": ARTIFACT}
    )
    found = [artifact for page in pages for artifact in page.artifacts if artifact.name == ARTIFACT]
    newest = max(found, key=_age, default=None)
    if newest is None:
        raise BadInput(f"run {run_id} has no artifact named {ARTIFACT}; upload report.json under that name")
    if newest.expired:
        raise BadInput(f"the artifact of run {run_id} has expired; run the check again")
    if newest.size_in_bytes > ARCHIVE_BYTES:
        raise BadInput(f"the artifact of run {run_id} has more than {ARCHIVE_BYTES:,} bytes; upload the report only")
    return client.download(path("repos", repository, "actions", "artifacts", newest.id, "zip"), ARCHIVE_BYTES)


def _age(artifact: RunArtifact) -> int:
    return artifact.id
