"""Names custom constraints: letters and digits only, so many and no more, and none of them twice."""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from costguard.catalog.gcp_org_policy import MAX_NAME_LENGTH
from costguard.emit.gcp.constraints import Constraint

PREFIX: Final = "custom."
_ROOM: Final = MAX_NAME_LENGTH - len(PREFIX)
"""The API's reference counts `custom.` in one of its versions (v2, 2026-07); a name that is this long fits in all."""
_DIGEST: Final = 6


def names(constraints: Iterable[Constraint], prefix: str) -> tuple[str, ...]:
    """A name for each constraint, without `custom.`: the prefix, the rule, the service and type, the part."""
    taken: set[str] = set()
    found: list[str] = []
    for constraint in constraints:
        name = _name(constraint, prefix)
        if name.lower() in taken or len(name) > _ROOM:
            name = _with_digest(name, constraint)
        taken.add(name.lower())
        found.append(name)
    return tuple(found)


def _name(constraint: Constraint, prefix: str) -> str:
    service, _, kind = constraint.demand.operation.partition("/")
    number = str(constraint.part) if constraint.part else ""
    words: list[str] = re.findall(
        r"[A-Za-z0-9]+", f"{prefix} {constraint.demand.rule} {service.partition('.')[0]} {kind}"
    )
    first, *others = words
    return first[:1].lower() + first[1:] + "".join(word[:1].upper() + word[1:] for word in others) + number


def _with_digest(name: str, constraint: Constraint) -> str:
    """Cut, with a digest of what it stands for in place of the rest."""
    demand = constraint.demand
    digest = sha256(f"{demand.rule}\n{demand.operation}\n{constraint.part}".encode()).hexdigest()[:_DIGEST]
    return f"{name[: _ROOM - _DIGEST]}{digest}"
