"""What of Google Cloud is to be read, and how; checked before the first call."""

import re
from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec

from costguard.model.errors import BadUsage

Api = Literal["search", "assets"]
"""SearchAllResources or ListAssets of Cloud Asset Inventory."""

_SCOPE: Final = re.compile(r"(?:organizations|folders)/\d+|projects/[a-z0-9][a-z0-9.:-]*")
_PROJECT: Final = re.compile(r"[a-z0-9][a-z0-9.:-]*")
_LOCAL_SCHEMES: Final = ("grpc", "http")


class GcpOptions(msgspec.Struct, frozen=True):
    """What to read: `scope` is an organisation, a folder or a project; without one every project that may be seen.

    `projects` are ids or numbers of the only ones to read, within the scope if there is one. `endpoint` is a local
    server that stands for Google (`grpc://127.0.0.1:8080`, `http://127.0.0.1:8080`) and asks for no credentials.
    `quota_project` is billed for the calls; of projects that are read one by one `workers` are, side by side.
    """

    scope: str | None = None
    projects: tuple[str, ...] = ()
    source: Literal["auto", "search", "assets"] = "auto"
    endpoint: str | None = None
    quota_project: str | None = None
    workers: int = 4

    @property
    def api(self) -> Api:
        """Searches, unless told otherwise.

        Both bring resources whole. A search brings 500 a call at 400 calls a minute, a list 1,000 at 100: twice as
        many a minute (Cloud Asset Inventory, "Quotas and limits", 2026-11). A search also tells labels and location in
        one place for all types, and orders by project, so that what was read before a failure is known.
        """
        return "search" if self.source == "auto" else self.source

    @property
    def whole(self) -> str | None:
        """The organisation or folder that is read as one; None where projects are read one by one."""
        is_one = self.scope is not None and not self.scope.startswith("projects/") and not self.projects
        return self.scope if is_one else None

    @property
    def named_projects(self) -> tuple[str, ...]:
        """The projects that were named, each once."""
        if self.scope is not None and self.scope.startswith("projects/"):
            return (self.scope.removeprefix("projects/"),)
        return tuple(dict.fromkeys(self.projects))


def checked(options: GcpOptions) -> GcpOptions:
    """The options as they are, but for `projects/` before a project. BadUsage where they cannot be meant."""
    options = msgspec.structs.replace(options, projects=tuple(_project(name) for name in options.projects))
    if options.scope is not None and not _SCOPE.fullmatch(options.scope):
        raise BadUsage(
            f"`{options.scope}` is no scope of Google Cloud; write organizations/NUMBER, folders/NUMBER or projects/ID"
        )
    if options.scope is not None and options.scope.startswith("projects/") and options.projects:
        raise BadUsage("a project as the scope leaves no others to choose; name either the scope or the projects")
    if options.endpoint is not None and not _is_local(options.endpoint):
        raise BadUsage(f"`{options.endpoint}` is no endpoint; write grpc://HOST:PORT or http://HOST:PORT")
    return options


def _project(name: str) -> str:
    bare = name.removeprefix("projects/")
    if not _PROJECT.fullmatch(bare):
        raise BadUsage(f"`{name}` is no project of Google Cloud; write its id or its number")
    return bare


def _is_local(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    try:
        return parts.scheme in _LOCAL_SCHEMES and bool(parts.hostname) and parts.port is not None
    except ValueError:
        return False
