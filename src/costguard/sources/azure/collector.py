"""Where an audit of Azure begins: finds out what is to be read, and how."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, assert_never

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.inventory import ReadStatus
from costguard.sources.azure.accounting import EVERYTHING, folded, unread
from costguard.sources.azure.by_graph import GRAPH, collect_by_graph
from costguard.sources.azure.by_lists import LISTS, collect_by_lists
from costguard.sources.azure.clients import Session, open_session
from costguard.sources.azure.failures import NotSignedIn
from costguard.sources.azure.options import AzureOptions
from costguard.sources.azure.pace import Pace
from costguard.sources.collecting.reading import Collection, Page, ReadProblem, Scope

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

__all__ = ["AzureOptions", "collect_azure"]


def collect_azure(
    options: AzureOptions, *, credential: "TokenCredential | None" = None, pace: Pace | None = None
) -> Collection:
    """What is to be read of Azure: subscriptions in scopes, what holds them, and what cannot be read.

    `credential` is who asks; without one, whoever is signed in here. Raises BadUsage where the SDK is not installed,
    the credentials are not accepted, or the options contradict each other. Whatever else keeps Azure from telling its
    subscriptions is in `unread`.
    """
    session = open_session(options.endpoint, credential)
    going = pace or Pace()
    match options.source:
        case "graph":
            return _begun(lambda: collect_by_graph(session, options, going), GRAPH, options)
        case "resources":
            return _begun(lambda: collect_by_lists(session, options, going), LISTS, options)
        case "auto":
            return _begun(lambda: _by_either(session, options, going), GRAPH, options)
        case _:
            assert_never(options.source)


def _by_either(session: Session, options: AzureOptions, pace: Pace) -> Collection:
    """By the graph, and by the lists where it is denied; which is no way to find what a management group holds."""
    try:
        return collect_by_graph(session, options, pace)
    except ReadProblem as problem:
        if problem.status is not ReadStatus.DENIED or isinstance(problem, NotSignedIn) or options.management_group:
            raise
    return _begun(lambda: collect_by_lists(session, options, pace), LISTS, options)


def _begun(collect: Callable[[], Collection], source: str, options: AzureOptions) -> Collection:
    try:
        return collect()
    except NotSignedIn as problem:
        raise BadUsage(
            f"{problem.reason}; sign in with `az login`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and"
            " AZURE_CLIENT_SECRET"
        ) from None
    except ReadProblem as problem:
        return _nothing(source, problem.status, problem.reason, options)
    except OSError as error:
        return _nothing(source, ReadStatus.FAILED, str(error), options)


def _nothing(source: str, status: ReadStatus, reason: str, options: AzureOptions) -> Collection:
    """A collection of nothing, because Azure does not tell what there is: each of what was asked for is reported."""
    accounts = folded(options.subscriptions) or (EVERYTHING,)
    return Collection(
        cloud=Cloud.AZURE,
        scopes=(),
        read=_read_nothing,
        unread=tuple(unread(account, source, status, reason) for account in accounts),
        workers=options.workers,
    )


def _read_nothing(_scope: Scope, _token: str) -> Iterator[Page]:
    return iter(())
