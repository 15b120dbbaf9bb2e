"""Asks Resource Manager which projects there are and what holds them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from costguard.model.errors import BadUsage
from costguard.model.inventory import ContainerKind, ReadStatus
from costguard.sources.collecting.reading import ReadProblem
from costguard.sources.gcp.connection import Connection, opened
from costguard.sources.gcp.hierarchy import PROJECTS, Hierarchy, Node, Unlisted
from costguard.sources.gcp.problems import SIGN_IN, Asked, is_about_credentials, problem_of

if TYPE_CHECKING:
    from google.cloud.resourcemanager_v3 import Folder, Organization, Project

_API: Final = "cloudresourcemanager.googleapis.com"
_TIMEOUT_S: Final = 60.0
_TRY_FOR_S: Final = 120.0


def read_hierarchy(connection: Connection) -> Hierarchy:
    """All projects, folders and organisations that the caller may see.

    What cannot be listed is told beside them, for much can be read without. BadUsage where Google does not know the
    caller.
    """
    nodes: dict[str, Node] = {}
    tried = (
        _listed(nodes, _projects(connection), PROJECTS, "resourcemanager.projects.get"),
        _listed(nodes, _folders(connection), "folders", "resourcemanager.folders.get"),
        _listed(nodes, _organizations(connection), "organisations", "resourcemanager.organizations.get"),
    )
    return Hierarchy(nodes, tuple(unlisted for unlisted in tried if unlisted is not None))


def _listed(nodes: dict[str, Node], told: Iterable[Node], what: str, permission: str) -> Unlisted | None:
    """Add what is told to the nodes; None where that was all of it."""
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError

    try:
        nodes.update((node.name, node) for node in told)
    except (GoogleAPIError, GoogleAuthError) as error:
        nobody_asks = is_about_credentials(error)
        problem = problem_of(error, Asked(_API, permission, what))
    except OSError as error:
        return Unlisted(what, ReadStatus.FAILED, f"{_API} cannot be reached ({type(error).__name__})")
    else:
        return None
    if nobody_asks:
        raise BadUsage(SIGN_IN)
    return Unlisted(what, problem.status if isinstance(problem, ReadProblem) else ReadStatus.FAILED, str(problem))


def _projects(connection: Connection) -> Iterable[Node]:
    from google.cloud.resourcemanager_v3 import ProjectsClient

    with opened(ProjectsClient, connection) as client:
        yield from map(_project, client.search_projects(request={}, retry=_patience(), timeout=_TIMEOUT_S))


def _folders(connection: Connection) -> Iterable[Node]:
    from google.cloud.resourcemanager_v3 import FoldersClient

    with opened(FoldersClient, connection) as client:
        yield from map(_folder, client.search_folders(request={}, retry=_patience(), timeout=_TIMEOUT_S))


def _organizations(connection: Connection) -> Iterable[Node]:
    from google.cloud.resourcemanager_v3 import OrganizationsClient

    with opened(OrganizationsClient, connection) as client:
        yield from map(_organization, client.search_organizations(request={}, retry=_patience(), timeout=_TIMEOUT_S))


def _project(told: "Project") -> Node:
    return Node(
        ContainerKind.ACCOUNT,
        name=told.name,
        id=told.project_id,
        title=told.display_name,
        parent=told.parent,
        labels=dict(told.labels),
        is_active=told.state.name != "DELETE_REQUESTED",
    )


def _folder(told: "Folder") -> Node:
    return Node(ContainerKind.FOLDER, told.name, told.name, told.display_name, told.parent)


def _organization(told: "Organization") -> Node:
    return Node(ContainerKind.ORGANIZATION, told.name, told.name, told.display_name)


def _patience() -> Any:  # noqa: ANN401  (a Retry of Google's SDK, which carries no types of its own)
    """Tries a call again that came too fast or met a service that was away; nobody else does so this early."""
    from google.api_core import exceptions as api
    from google.api_core.retry import Retry, if_exception_type

    again = if_exception_type(api.TooManyRequests, api.ServiceUnavailable, api.GatewayTimeout, api.BadGateway)
    return Retry(predicate=again, initial=0.5, maximum=30.0, timeout=_TRY_FOR_S)
