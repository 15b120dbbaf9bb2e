"""Opens SDK clients for the caller and for the accounts whose audit role it assumes, for hours and for many threads."""

import threading
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Final, Protocol

import msgspec

from costguard import __version__
from costguard.model.errors import BadUsage
from costguard.sources.aws.failures import Failure, code_of, failure_of, sdk_errors
from costguard.sources.aws.options import AwsOptions
from costguard.sources.aws.role_credentials import RoleCredentials, SigningSession

_FALLBACK_REGION: Final = "us-east-1"
# "Service endpoints and quotas" of IAM and Route 53 in the AWS General Reference, 2026-11.
_GLOBAL_HOMES: Final = {"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"}
_SESSION_NAME: Final = "costguard-audit"

# With the SDK's own back-off, for hiccups; what lasts longer the collection waits out while other scopes go on.
_TRIES: Final = 4


class Client(Protocol):
    """What we use of an SDK client; its operations are attributes, named by `aws_describe.csv` and by our readers."""

    meta: Any

    def can_paginate(self, operation_name: str) -> bool:
        """Whether the SDK knows how the operation's answers are divided into pages."""

    def get_paginator(self, operation_name: str) -> "Paginator":
        """Reads all pages of an operation."""

    def __getattr__(self, operation_name: str) -> Callable[..., Any]:
        """An operation."""


class Paginator(Protocol):
    """Reads all pages of one operation."""

    def paginate(self, **parameters: object) -> Iterable[Mapping[str, Any]]:
        """The answers, page by page."""


class Session(SigningSession, Protocol):
    """What we use of an SDK session."""

    def create_client(self, service_name: str, *, region_name: str, config: object) -> Client:
        """A client that signs with the session's credentials."""

    def get_available_regions(self, service_name: str, partition_name: str) -> list[str]:
        """Where the SDK's own table has the service."""

    def get_config_variable(self, logical_name: str) -> str | None:
        """A setting of the profile or the environment."""


class Caller(msgspec.Struct, frozen=True):
    """Whose credentials these are. `partition` is `aws`, `aws-cn` or `aws-us-gov`."""

    account: str
    partition: str


class Sessions:
    """Clients by account, service and region. Safe for threads; making a client is not, so one lock guards it.

    All sessions share one loader of the SDK's service descriptions: 3 MiB an account instead of 33 (measured 2026-11).
    """

    def __init__(self, options: AwsOptions) -> None:
        self._options = options
        self._loader = _botocore("loaders").create_loader()
        self._lock = threading.Lock()
        self._own = self._new_session(options.profile)
        self._assumed: dict[str, Session] = {}
        try:
            self.home_region: str = options.home_region or self._own.get_config_variable("region") or _FALLBACK_REGION
            self.caller = self._identify()
        except sdk_errors() as error:
            raise BadUsage(_no_caller(error, options.profile)) from None

    @property
    def global_home(self) -> str:
        """The region where the partition's global services are asked."""
        return _GLOBAL_HOMES.get(self.caller.partition, _FALLBACK_REGION)

    def offers(self, service: str, region: str) -> bool:
        """Whether the SDK's own table says that a service answers in a region; True where it does not know."""
        known = self._own.get_available_regions(service, self.caller.partition)
        return not known or region in known

    def client(self, service: str, region: str = "", tries: int = _TRIES) -> Client:
        """A client with the caller's own credentials, in the home region unless another is named."""
        return self._open(self._own, service, region or self.home_region, tries)

    def member_client(self, account: str, service: str, region: str) -> Client:
        """A client with the audit role of an account; `assume` has succeeded before."""
        return self._open(self._assumed[account], service, region, _TRIES)

    def assume(self, account: str) -> None:
        """Assume the audit role of an account; raises the SDK's error where it may not.

        The caller's own account is read with the caller's own credentials where the role is not for it: nothing
        creates the role in the management account unless somebody does so by hand.
        """
        try:
            session = self._role_session(account)
        except sdk_errors() as error:
            if account != self.caller.account or failure_of(error) is not Failure.DENIED:
                raise
            session = self._own
        with self._lock:
            self._assumed[account] = session

    def _role_session(self, account: str) -> Session:
        role_arn = f"arn:{self.caller.partition}:iam::{account}:role/{self._options.role_name}"
        request = {"RoleArn": role_arn, "RoleSessionName": _SESSION_NAME}
        if self._options.external_id:
            request["ExternalId"] = self._options.external_id
        sts = self.client("sts")
        credentials = RoleCredentials(lambda: sts.assume_role(**request)["Credentials"])
        session = self._new_session(self._options.profile)
        credentials.serve(session)
        return session

    def _new_session(self, profile: str | None) -> Session:
        session: Session = _botocore("session").Session(profile=profile)
        session.register_component("data_loader", self._loader)
        return session

    def _open(self, session: Session, service: str, region: str, tries: int) -> Client:
        with self._lock:
            return session.create_client(service, region_name=region, config=self._config(tries))

    def _config(self, tries: int) -> object:
        config: object = _botocore("config").Config(
            retries={"mode": "standard", "total_max_attempts": tries},
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=max(10, self._options.workers),
            user_agent_extra=f"costguard/{__version__}",
        )
        return config

    def _identify(self) -> Caller:
        identity = self.client("sts").get_caller_identity()
        return Caller(str(identity["Account"]), str(identity["Arn"]).split(":")[1])


def _no_caller(error: Exception, profile: str | None) -> str:
    """Why there is no caller, and what to do about it."""
    match type(error).__name__:
        case "ProfileNotFound":
            return f"there is no AWS profile `{profile}`; `aws configure list-profiles` names those that there are"
        case "NoCredentialsError" | "PartialCredentialsError" | "CredentialRetrievalError":
            return "there are no AWS credentials; log in (`aws sso login`), set AWS_PROFILE, or name one with --profile"
    match failure_of(error):
        case Failure.EXPIRED | Failure.NOT_ENABLED:
            return f"AWS does not accept the credentials ({code_of(error)}); log in again, for instance `aws sso login`"
        case _:
            return f"AWS did not say who the caller is ({code_of(error)}); check the network and the credentials"


def _botocore(module: str) -> ModuleType:
    try:
        import_module("boto3")
        return import_module(f"botocore.{module}")
    except ImportError:
        raise BadUsage("reading AWS needs boto3: pip install 'costguard-engine[aws]'") from None
