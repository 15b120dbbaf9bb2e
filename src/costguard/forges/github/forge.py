"""GitHub as a forge: github.com and Enterprise Server."""

from collections.abc import Mapping, Sequence

from costguard.forges.forge import Forge, ForgeOptions, RequestName, RunOutput
from costguard.forges.github.client import Client
from costguard.forges.github.evidence import read_evidence, read_pull
from costguard.forges.github.find_request import find_request, judged_head, own_repository
from costguard.forges.github.merged import requests_of
from costguard.forges.github.publish import publish
from costguard.forges.github.runs import read_run_output
from costguard.forges.github.settings import settings_of
from costguard.forges.github.waiting import Patience
from costguard.model.approval import Evidence
from costguard.model.publication import Publication, Published


def open_forge(options: ForgeOptions) -> Forge:
    """GitHub, as the job's environment tells of it. Raises BadUsage where there is no token."""
    return Github(options)


class Github:
    """The methods of `Forge`, each in a file of its own."""

    def __init__(self, options: ForgeOptions, patience: Patience | None = None) -> None:
        self._environment = options.environment
        self._comment_author = options.comment_author
        self._client = Client(settings_of(options.environment), patience)

    def find(self, wanted: str) -> RequestName:
        """The request that a person named, or with `auto` the one that this job runs for."""
        return find_request(self._client, wanted, self._environment)

    def head(self, request: RequestName) -> str:
        """The commit that the event tells of, or else the request's tip."""
        return judged_head(self._environment, request) or read_pull(self._client, request).head.sha

    def requests_of(self, repository: str, commits: Sequence[str]) -> Mapping[str, frozenset[int]]:
        """The numbers of the requests that brought each commit; none for one pushed directly."""
        return requests_of(self._client, repository, commits)

    def evidence(self, request: RequestName, teams: Sequence[str] = ()) -> Evidence:
        """Whose the request is, what was said of it and shown, and who is in the teams."""
        return read_evidence(self._client, request, teams, self._environment, self._comment_author)

    def publish(
        self, request: RequestName, head: str, publication: Publication, *, with_check: bool = True
    ) -> Published:
        """Say it on the request, unless its tip is no longer `head`, or a newer run has spoken."""
        return publish(self._client, request, head, publication, self._comment_author, with_check=with_check)

    def run_output(self, run_id: int) -> RunOutput:
        """What another run of this repository, made for a request, left behind."""
        return read_run_output(self._client, own_repository(self._environment), run_id)

    def close(self) -> None:
        """Let go of every connection."""
        self._client.close()
