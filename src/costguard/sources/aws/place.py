"""One account's region as its audit role sees it: where calls go, and what they are called when they fail."""

from typing import Final

from costguard.sources.aws.failures import Failure, code_of, failure_of, http_status_of, problem_of
from costguard.sources.aws.items import GLOBAL_REGION
from costguard.sources.aws.sessions import Client, Sessions
from costguard.sources.collecting.reading import Scope

DENIED: Final = "denied"
"""How a gap begins that a permission would close."""

NO_ANSWER: Final = "no answer"
"""How a gap begins that another try may close."""

# An account that never subscribed to a service has nothing in it, nor has a region without the service or the call.
_NOT_OFFERED: Final = frozenset({
    "InvalidAction", "OptInRequired", "SubscriptionRequiredException", "UnknownOperationException"
})  # fmt: skip
_NO_ENDPOINT: Final = "EndpointConnectionError"
_UNREADABLE: Final = "ResponseParserError"


class Place:
    """Opens each service's client once. `region` is where calls go, for global services the partition's main region."""

    def __init__(self, sessions: Sessions, scope: Scope) -> None:
        self.scope = scope
        self.is_global = scope.region == GLOBAL_REGION
        self.region = sessions.global_home if self.is_global else scope.region
        self.partition = sessions.caller.partition
        self._sessions = sessions
        self._clients: dict[tuple[str, str], Client] = {}

    def client(self, service: str, region: str = "") -> Client:
        """The service's client, with the account's audit role; in another region where one is named."""
        where = (service, region or self.region)
        if where not in self._clients:
            self._clients[where] = self._sessions.member_client(self.scope.account, *where)
        return self._clients[where]

    def close(self) -> None:
        """Close the connections of every client."""
        for client in self._clients.values():
            client.close()

    def gap_of(self, error: Exception, service: str, operation: str) -> str:
        """Why the rest of the place can be read without this call; "" where the call shows that there is nothing.

        A service that fails or does not answer keeps nobody from the others. Raises what does: throttling, credentials
        that are over, and a region that is not enabled.
        """
        call = self.call_name(service, operation)
        code = code_of(error)
        match failure_of(error):
            case Failure.DENIED:
                return f"{DENIED}: {call}"
            case Failure.NOT_ENABLED | Failure.OTHER if code in _NOT_OFFERED:
                return ""
            case Failure.CUT if code == _NO_ENDPOINT and not self._sessions.offers(service, self.region):
                return ""
            case Failure.OTHER:
                return f"failed: {call} ({code})"
            case Failure.CUT if http_status_of(error) or code == _UNREADABLE:
                return f"failed: {call} ({code})"
            case Failure.CUT:
                return f"{NO_ANSWER}: {call}"
            case _:
                raise problem_of(error, call) from error

    def call_name(self, service: str, operation: str) -> str:
        """A call as IAM names it, `rds:DescribeDBInstances`: what a person allows."""
        meta = self.client(service).meta
        name = meta.method_to_api_mapping.get(operation, operation)
        return f"{_IAM_PREFIXES.get(service, meta.service_model.signing_name)}:{name}"


# IAM's prefix is the name that requests are signed with, but for these (Service Authorization Reference, 2026-11).
_IAM_PREFIXES: Final = {"resourcegroupstaggingapi": "tag", "cloudwatch": "cloudwatch", "opensearch": "es"}
