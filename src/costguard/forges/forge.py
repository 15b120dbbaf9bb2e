"""What a forge does for us, whichever it is: tells what was said of a request, and shows what we say.

A forge is a folder beside this file with a module `forge` that offers `open_forge(ForgeOptions) -> Forge`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pkgutil import iter_modules
from typing import Final, Protocol, cast

import msgspec

from costguard.model.approval import Evidence
from costguard.model.errors import BadUsage
from costguard.model.publication import Publication, Published

AUTO: Final = "auto"
COMMITS: Final = 50
"""Of so many commits a forge is asked where they come from, with a question each."""
_NAME: Final = re.compile(r"([A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)+)[#!]([1-9][0-9]{0,9})", re.ASCII)


class RequestName(msgspec.Struct, frozen=True):
    """Which pull or merge request: `acme/shop` and 12."""

    repository: str
    number: int

    def __str__(self) -> str:
        return f"{self.repository}#{self.number}"


class RunOutput(msgspec.Struct, frozen=True):
    """The report that an unprivileged run left behind, and whose it is. It says whatever the change's author likes."""

    request: RequestName
    head: str
    report: bytes


class ForgeOptions(msgspec.Struct, frozen=True):
    """What a command gives a forge: the environment of the job, and who writes our comment where that is not told."""

    environment: Mapping[str, str]
    comment_author: str = ""

    def __repr__(self) -> str:
        return f"ForgeOptions({self.comment_author!r})"  # an environment holds tokens


class Forge(Protocol):
    """A place where changes are proposed. Every method raises BadInput or BadUsage with one sentence."""

    def find(self, wanted: str) -> RequestName:
        """The request that a person named, or with `auto` the one that this job runs for."""

    def head(self, request: RequestName) -> str:
        """The commit that this job judged of the request: the event's, or else the request's tip."""

    def requests_of(self, repository: str, commits: Sequence[str]) -> Mapping[str, frozenset[int]]:
        """The numbers of the requests that brought each of at most `COMMITS` commits; none for one pushed directly."""

    def evidence(self, request: RequestName, teams: Sequence[str] = ()) -> Evidence:
        """Whose the request is, what was said of it and shown, and who is in the teams (`acme/finops`)."""

    def publish(
        self, request: RequestName, head: str, publication: Publication, *, with_check: bool = True
    ) -> Published:
        """Say it on the request, unless its tip is no longer `head`, or a newer run has spoken."""

    def run_output(self, run_id: int) -> RunOutput:
        """What another run of this repository, made for a request, left behind."""

    def close(self) -> None:
        """Let go of every connection."""


class _Module(Protocol):
    """What the module `forge` of a folder offers."""

    def open_forge(self, options: ForgeOptions) -> Forge:
        """The forge, ready to be asked."""


def forge_names() -> tuple[str, ...]:
    """The names of all forges, sorted. None is imported to answer."""
    package = import_module(__package__)
    return tuple(sorted(module.name.replace("_", "-") for module in iter_modules(package.__path__) if module.ispkg))


@contextmanager
def opened_forge(name: str, options: ForgeOptions) -> Iterator[Forge]:
    """A forge by its name, closed at the end. Raises BadUsage where there is none of that name."""
    if name not in forge_names():
        raise BadUsage(f"there is no forge `{name}` yet; choose one of {', '.join(forge_names())}")
    module = import_module(f"{__package__}.{name.replace('-', '_')}.forge")
    forge = cast("_Module", module).open_forge(options)
    try:
        yield forge
    finally:
        forge.close()


def request_name(text: str) -> RequestName:
    """Read `acme/shop#12`. Raises BadUsage for anything else."""
    found = _NAME.fullmatch(text)
    if found is None or any(part in (".", "..") for part in found[1].split("/")):
        raise BadUsage(f"`{text[:100]}` names no request; write it as acme/shop#12, or auto within a job")
    return RequestName(found[1], int(found[2]))
