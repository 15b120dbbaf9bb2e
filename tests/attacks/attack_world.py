"""A shop that somebody attacks: a repository with a base branch, a pull request, people with keys, and a local GitHub.

    world.says("finn", f"/costguard approve {world.digest()}")
    assert world.verify().code == 0

The author of the request is `ana`, who committed and pushed it and set off its jobs. `finn` and `fay` are of the group
that has to agree, and `olga` owns what judges.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from git_repository import commit, git
from github_forge import LocalForge
from ssh_keys import make_key, vouch

WEBSHOP = Path(__file__).parents[2] / "examples" / "webshop" / "plan.json"
RAISED = "+1,501.72"
"""What the plan of the shop raises a month (USD), as it is printed."""

FINN, FAY, OLGA = 583231, 583232, 583233
POLICY = """\
version: 1
taxonomy:
  environment: {key: Environment, values: {one_of: [prod, staging, dev]}}
  owner: {key: Owner, values: any}
approvals:
  - id: large
    title: More than 1,000 dollars a month more is approved
    any: {monthly_increase: {above: 1000}}
    require: [{group: finops, count: 1}]
groups: {finops: ["finn#583231", finn@acme.example, "fay#583232"], owners: ["olga#583233"]}
people: {finn: ["finn#583231", finn@acme.example]}
trust: {owners: [{group: owners}]}
"""
SIGNERS = ".costguard/allowed_signers"
PRICE_OF_SEARCH = "m5.4xlarge"
"""The type of the machine that makes most of the increase; another one makes another plan."""


@dataclass
class World:
    """What a test needs to attack something, and to see that without the attack it holds."""

    forge: LocalForge
    origin: Path
    job: Path
    costguard: Callable[..., Any]
    request: int = 0
    keys: dict[str, Path] = field(default_factory=dict)

    @property
    def change(self) -> str:
        """The request, as records name it."""
        return f"github:{self.forge.repository}#{self.request}"

    @property
    def now(self) -> datetime:
        """A moment after all that was said."""
        return self.forge.now + timedelta(minutes=1)

    # --- the branch ------------------------------------------------------------------------------------------------

    def edits(self, files: dict[str, str | None]) -> str:
        """The change edits files."""
        return commit(self.job, files)

    def merges(self, files: dict[str, str | None]) -> str:
        """Others merge files into the base branch, and the job fetches it."""
        made = commit(self.origin, files)
        git(self.job, "fetch", "-q")
        return made

    def plans(self, edit: Callable[[dict[str, Any]], object], name: str = "plan.json") -> str:
        """The plan with an edit of its JSON."""
        document = json.loads(WEBSHOP.read_text())
        edit(document)
        (self.job / name).write_text(json.dumps(document))
        return name

    # --- what people do --------------------------------------------------------------------------------------------

    def digest(self, plan: str = "plan.json", *options: str) -> str:
        """What there is to approve."""
        return str(self.report(plan, *options)["approvals"]["digest"])

    def report(self, plan: str = "plan.json", *options: str) -> dict[str, Any]:
        """The report of a check."""
        ran = self.costguard("check", plan, "--trusted-ref", "origin/main", "--now", stamp(self.now), "-f", "json",
                             *options)  # fmt: skip
        assert ran.err == ""
        return dict(json.loads(ran.out))

    def says(self, login: str, body: str, **more: Any) -> dict[str, Any]:
        """Somebody comments on the request."""
        return self.forge.comment(self.request, login, body, **more)

    def approves(self, login: str, *, plan: str = "plan.json", **more: Any) -> dict[str, Any]:
        """Somebody approves what a plan is now, in a comment that quotes its digest."""
        return self.says(login, f"/costguard approve {self.digest(plan)} reason=agreed", **more)

    def shows(self, plan: str = "plan.json", *options: str) -> Any:
        """The job of the request publishes what it found."""
        (self.job.parent / "report.json").write_text(json.dumps(self.report(plan)))
        ran = self.costguard("pr", "publish", "--report", str(self.job.parent / "report.json"), "--pull-request",
                             f"{self.forge.repository}#{self.request}", "--now", stamp(self.forge.tick()),
                             *options)  # fmt: skip
        assert ran.err == ""
        return ran

    def signs(self, principal: str, *options: str, key: str = "", plan: str = "plan.json", change: str = "",
              out: str = "") -> str:  # fmt: skip
        """Somebody signs a record of what a plan is now, for the request."""
        (self.job.parent / "signed.json").write_text(json.dumps(self.report(plan)))
        out = out or str(self.job.parent / "records" / f"{len(list((self.job.parent / 'records').iterdir()))}.json")
        ran = self.costguard(
            "approve", str(self.job.parent / "signed.json"), "--as", principal, "--key", str(self.keys[key or "finn"]),
            "--reason", "agreed", "--change", change or self.change, "--now", stamp(self.forge.tick()), "--out", out,
            *options,
        )  # fmt: skip
        assert ran.err == ""
        return out

    # --- what is asked ---------------------------------------------------------------------------------------------

    def verify(self, *options: str, plan: str = "plan.json", now: datetime | None = None, trusted: str = "origin/main",
               request: int = 0) -> Any:  # fmt: skip
        """The protected job verifies the plan against what was said on the request; a ledger begins with the first."""
        options = (*options, "--new-ledger") if "--ledger" in options else options
        return self.costguard(
            "verify", plan, "--trusted-ref", trusted, "--pull-request",
            f"{self.forge.repository}#{request or self.request}", "--now", stamp(now or self.now), *options,
        )  # fmt: skip

    def verify_records(self, *options: str, author: str = "ana", plan: str = "plan.json", now: datetime | None = None,
                       who: tuple[str, ...] = ()) -> Any:  # fmt: skip
        """The same without a forge: with signed records, and the names that the job was given."""
        who = who or ("--author", author, "--committer", author, "--triggerer", author)
        return self.costguard(
            "verify", plan, "--trusted-ref", "origin/main", "--allowed-signers", SIGNERS, "--approvals",
            str(self.job.parent / "records"), "--change", self.change, "--now", stamp(now or self.now), *who, *options,
        )  # fmt: skip

    def has_key(self, principal: str, name: str, options: str = "") -> None:
        """Somebody makes a key, and the base branch vouches for it."""
        if name not in self.keys:
            self.keys[name] = make_key(self.job.parent, name)
        signers = (self.origin / SIGNERS).read_text() + vouch(principal, self.keys[name], options)
        self.merges({SIGNERS: signers})


def stamp(time: datetime) -> str:
    """A time as options take it."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def said(ran: Any) -> str:
    """What a run printed, in one line."""
    return " ".join(f"{ran.out} {ran.err}".split())


def machine(kind: str) -> Callable[[dict[str, Any]], None]:
    """An edit that makes the shop's search run on another machine."""

    def edit(document: dict[str, Any]) -> None:
        resource(document, "aws_instance.search")["change"]["after"]["instance_type"] = kind

    return edit


def resource(document: dict[str, Any], address: str) -> dict[str, Any]:
    """The change of a resource in a plan."""
    return next(each for each in document["resource_changes"] if each["address"] == address)


def new_request(world: World, author: str = "ana", **more: Any) -> int:
    """Another request of somebody, whose job asks from now on."""
    world.request = world.forge.open_pull(author, branch=f"feature-{len(world.forge.pulls)}", **more)
    return world.request


def lay_out(folder: Path) -> None:
    """The plan, and a place for records, in the folder of the job and beside it."""
    shutil.copy(WEBSHOP, folder / "plan.json")
    (folder.parent / "records").mkdir()
