"""Reads what was said on a request from its forge, with the teams that a policy names."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from costguard.cli.extras import require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from costguard.forges.forge import Forge
    from costguard.model.approval import Evidence
    from costguard.policy.policy_set import PolicySet


def forge_named(name: str, comment_author: str | None = None) -> "AbstractContextManager[Forge]":
    """The forge of this job's environment, closed at the end. Raises BadUsage where its library is missing."""
    from costguard.forges.forge import ForgeOptions, opened_forge

    if name == "github":
        require("github", what="GitHub")
    return opened_forge(name, ForgeOptions(os.environ, comment_author or ""))


def evidence_of(
    forge: str,
    wanted: str,
    policy: "PolicySet | None",
    *,
    comment_author: str | None = None,
    teams: tuple[str, ...] = (),
    trusted_ref: str | None = None,
) -> "Evidence":
    """What was said of a request (`acme/shop#12` or `auto`), with the policy's teams and those named besides.

    Raises BadInput where more than this request was merged since a `trusted_ref` that is given.
    """
    wanted_teams = dict.fromkeys((*(team.removeprefix("@") for team in teams), *_teams_of(policy)))
    with forge_named(forge, comment_author) as asked:
        told = asked.evidence(asked.find(wanted), tuple(wanted_teams))
        if trusted_ref is not None:
            from costguard.cli.pull_requests.merged import require_only
            from costguard.sources.git.repository import open_repository

            require_only(asked, told.change, open_repository(Path.cwd()), trusted_ref)
        return told


def _teams_of(policy: "PolicySet | None") -> "Iterator[str]":
    """The teams (`@acme/finops`) among the members of groups and the accounts of people."""
    if policy is None:
        return
    for members in (*policy.groups.values(), *policy.people.values()):
        yield from (member.removeprefix("@") for member in members if member.startswith("@"))
