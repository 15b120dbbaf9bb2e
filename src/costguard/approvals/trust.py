"""Says whose agreement a change needs that edits what judges changes: nobody loosens their own rules unseen."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from costguard.model.finding import TRUSTED_FILES, Code, Finding, Level, State
from costguard.model.location import Location
from costguard.model.verdict import ApproverGroup, RequiredApproval
from costguard.policy.policy_set import PolicySet

RULE: Final = TRUSTED_FILES
"""The rule that findings on edited files carry."""

WATCHED: Final = (
    "costguard.yaml",
    "costguard.yml",
    ".costguard/**",
    ".github/workflows/**",
    ".github/actions/**",
    ".gitlab-ci.yml",
    "Jenkinsfile",
    "atlantis.yaml",
)
"""What judges everywhere: the policies that are found by name, and what runs costguard at all (an edit to `exit 0`
lets everything pass)."""

_RECORDS: Final = ".costguard/approvals/"
ANY_GROUP: Final = "(any group)"
"""Stands for one person of whichever group, where the policy names no owners of what judges."""

_WHY: Final = "A change that edits what it is judged by could let itself pass."
_FIX: Final = "move the edit into a change of its own, or ask {} to agree"


def trust_findings(
    policy: PolicySet, edited: Mapping[str, str], ref: str
) -> tuple[tuple[Finding, ...], tuple[RequiredApproval, ...]]:
    """A finding for each edited file that has a say in judging, and who has to agree to the edits.

    These are the owners that the policy names (`trust`), else one person of any of its groups; where it has none,
    the findings advise. `edited` says by path from the repository's root what a file has become: who agrees to an edit
    agrees to that. The policy was read at `ref`. Signed records are no edits of what judges.
    """
    files = tuple(file for file in edited if not is_record(file))
    if not files:
        return (), ()
    approvers = _approvers(policy)
    level = Level.APPROVAL if approvers else Level.ADVISE
    asked = " and ".join(f"`{each.group}`" for each in policy.trust.owners) or "somebody of the policy's groups"
    findings = tuple(
        Finding(
            rule=RULE,
            address=file,
            code=Code.FORBIDDEN,
            state=State.VIOLATION,
            level=level,
            message=_message(file, edited[file], policy, ref),
            title="What judges changes is edited",
            why=_WHY,
            fix=_FIX.format(asked) if approvers else "have somebody else look at it, and name owners under `trust`",
            location=Location(file),
        )
        for file in files
    )
    if not approvers:
        return findings, ()
    what = "a file that has" if len(files) == 1 else f"{len(files):,} files that have"
    reason = f"the change edits {what} a say in judging"
    return findings, (RequiredApproval(RULE, approvers, files, reason),)


class Watched(msgspec.Struct, frozen=True):
    """What judges: `globs` and files from the repository's root, and `files` as the reader named them."""

    globs: tuple[str, ...]
    files: tuple[str, ...] = ()


def watched_files(policy: PolicySet, files: Iterable[str] = ()) -> Watched:
    """What is watched of a policy (its files begin with the ref), of these files, and everywhere."""
    return Watched(tuple(dict.fromkeys((*WATCHED, *policy.trust.files))), (*policy.files, *files))


def is_record(file: str) -> bool:
    """Whether a file lies where signed records are kept: these come with a change, and prove themselves."""
    return file.startswith(_RECORDS) and file.endswith(".json")


def _approvers(policy: PolicySet) -> tuple[ApproverGroup, ...]:
    if policy.trust.owners:
        return tuple(_with_members(owner, policy.groups) for owner in policy.trust.owners)
    everybody = dict.fromkeys(member for members in policy.groups.values() for member in members)
    return (ApproverGroup(ANY_GROUP, 1, tuple(everybody)),) if everybody else ()


def _with_members(owner: ApproverGroup, groups: Mapping[str, tuple[str, ...]]) -> ApproverGroup:
    return ApproverGroup(owner.group, owner.count, owner.members or groups.get(owner.group, ()))


def _message(file: str, version: str, policy: PolicySet, ref: str) -> str:
    becomes = "deleted" if version == "deleted" else f"edited (version {version})"
    is_judge = any(file == _place(name, ref) or file.endswith(f"/{_place(name, ref)}") for name in policy.files)
    if is_judge:
        return f"`{file}` is {becomes} by this change, which was judged by what stands at `{ref}`"
    return f"`{file}` is {becomes} by this change, and has a say in how changes are judged"


def _place(name: str, ref: str) -> str:
    return name.removeprefix(f"{ref}:").removeprefix("./")
