"""Options that say whose word counts for a plan, and what is trusted to say so."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
import msgspec

from costguard.cli.sections import of_section
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.model.approval import Account, ChangeRequest, Evidence

_Function = TypeVar("_Function", bound=Callable[..., Any])
_LONGEST_PROJECT: Final = 200
_CHANGE: Final = re.compile(r"([a-z]+):([^#\s]+)#([1-9][0-9]{0,9})")


class Approving(msgspec.Struct, frozen=True):
    """What the reader gave of approvals: paths and names as they were written, and the moment that is judged."""

    now: datetime
    trusted_ref: str | None = None
    policy_digest: str | None = None
    project: str = ""
    evidence: str | None = None
    approvals: tuple[str, ...] = ()
    allowed_signers: str | None = None
    ledger: str | None = None
    begins_ledger: bool = False
    author: str | None = None
    committers: tuple[str, ...] = ()
    triggerer: str | None = None
    change: str | None = None

    def read(self, allowed_signers: Path | None) -> "Evidence | None":
        """The evidence, from its file and from signed records; None where none of it was asked for.

        `allowed_signers` is the trusted copy of that file. Raises BadInput for a file that is not what it should be.
        """
        from costguard.model.approval import Evidence

        told = (self.evidence, self.approvals, self.author, self.committers, self.triggerer, self.change)
        if not any(told):
            return None
        given = Evidence()
        if self.evidence is not None:
            from costguard.sources.evidence_file import read_evidence

            given = read_evidence(self.evidence)
        return self.with_records(given, allowed_signers)

    def with_records(self, given: "Evidence", allowed_signers: Path | None) -> "Evidence":
        """Evidence with what was told by options and with signed records."""
        given = msgspec.structs.replace(given, change=self._change(given.change))
        if not self.approvals:
            return given
        from costguard.approvals.records import read_records, statements_of

        absent = [path for path in self.approvals if not path.endswith(".json") and not Path(path).exists()]
        records, of_files = read_records([Path(path) for path in self.approvals if path not in absent])
        statements, shown, notes = statements_of(records, allowed_signers, self.now)
        return msgspec.structs.replace(
            given,
            statements=(*given.statements, *statements),
            shown=(*given.shown, *shown),
            notes=(
                *given.notes,
                *(f"there is no folder {path} yet: no record lies in it" for path in absent),
                *of_files,
                *notes,
            ),
        )

    def _change(self, read: "ChangeRequest") -> "ChangeRequest":
        """The request, with what options say of it; what a forge told of people stands."""
        told: dict[str, Any] = {}
        if self.author is not None and read.author is None:
            told["author"] = _account(self.author)
        if self.committers and read.committers is None:
            told["committers"] = tuple(map(_account, self.committers))
        if self.triggerer is not None and read.triggerers is None:
            told["triggerers"] = (_account(self.triggerer),)
        if self.change is not None and read.id and self.change != read.id:
            raise BadUsage(f"--change is {self.change}, but the evidence is of {read.id}; give that of this plan")
        if self.change is not None and not read.id:
            told |= _named(self.change)
        return msgspec.structs.replace(read, **told)


def approval_options(function: _Function) -> _Function:
    """Add the options of `Approving`; the command gets them under their names, for `approving_of`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def approving_of(given: dict[str, Any]) -> Approving:
    """The options of `Approving` out of all that a command was given. Raises BadUsage for a project of no name."""
    require_project_name(given["project"])
    return Approving(**{name: given[name] for name in Approving.__struct_fields__ if name in given})


def require_trust(trusted_ref: str | None, policy_digest: str | None, what: str) -> None:
    """Raise BadUsage where what decides has no policy that the change cannot edit."""
    if trusted_ref is None and policy_digest is None:
        raise BadUsage(
            f"{what} needs a policy that the change cannot edit: give --trusted-ref REF (origin/main), or "
            "--policy-digest"
        )


def require_project_name(name: str) -> None:
    """Raise BadUsage for what cannot be a project's name in reports and comments."""
    if len(name) > _LONGEST_PROJECT or not name.isprintable():
        raise BadUsage(f"--project takes a name of at most {_LONGEST_PROJECT} printable characters")


def _account(name: str) -> "Account":
    from costguard.model.approval import Account
    from costguard.policy.people import written_account

    return Account(*written_account(name))


def _named(change: str) -> dict[str, Any]:
    found = _CHANGE.fullmatch(change)
    if found is None:
        raise BadUsage(f"`{change}` is no request; write FORGE:REPOSITORY#NUMBER, as in github:acme/shop#12")
    return {"forge": found[1], "repository": found[2], "number": int(found[3])}


def read_moment(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime:
    """A moment with its zone; the present one where none is given."""
    if value is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"`{value}` is no moment; write it as in 2026-11-23T10:00:00Z") from error
    if moment.tzinfo is None:
        raise click.BadParameter(f"`{value}` names no zone; write it as in 2026-11-23T10:00:00Z")
    return moment.astimezone(UTC)


_TRUST: Final = of_section("Trust (what the change itself cannot edit)")
_SAID: Final = of_section("Approvals (whose word counts)")
_OPTIONS: Final = (
    click.option("--trusted-ref", metavar="REF", **_TRUST,
                 help="Read policy and prices at this git ref; edits of them need their owners."),
    click.option("--policy-digest", metavar="DIGEST", **_TRUST, help="The policy must have this digest."),
    click.option("--project", metavar="NAME", default="", **_TRUST,
                 help="The project that this plan is of, as `projects` of the policy name it."),
    click.option("--evidence", metavar="FILE", **_SAID, help="What was said: `costguard pr evidence`."),
    click.option("--approvals", multiple=True, metavar="PATH", **_SAID, help="Signed records, a file or a folder."),
    click.option("--allowed-signers", metavar="FILE", **_SAID, help="Whose keys may sign (see ssh-keygen)."),
    click.option("--ledger", metavar="FILE", **_SAID, help="The ledger of what was approved and applied."),
    click.option("--change", metavar="ID", **_SAID, help="The request, as in github:acme/shop#12."),
    click.option("--author", metavar="NAME", **_SAID, help="Whose change it is, where no forge tells."),
    click.option("--committer", "committers", multiple=True, metavar="NAME", **_SAID, help="Who committed to it."),
    click.option("--triggerer", metavar="NAME", **_SAID, help="Who started this run."),
    click.option("--now", metavar="TIME", callback=read_moment, **_SAID,
                 help="When approvals must hold (2026-11-23T10:00:00Z)."),
)  # fmt: skip
