"""From faults to findings: levels, waivers, and one finding a resource and key."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from costguard.engine.fault import Fault
from costguard.engine.scan.codes import Codes, Mask, Rows
from costguard.engine.scan.parts import Part
from costguard.model.finding import Level, State
from costguard.policy.glob import matches
from costguard.policy.policy_set import Rule, Waiver

_NOT_WAIVED: Final = -1


class Judged(msgspec.Struct):
    """A part whose faults have their levels. `waivers` is the number of the waiver that excuses each row, or -1.

    `silent` are the rows of which nobody knows whether they are right, and of which the rule says nothing.
    """

    rule: Rule
    rows: Rows
    codes: Codes
    faults: list[Fault]
    levels: list[Level]
    waivers: Codes
    silent: Rows

    def only(self, mask: Mask) -> "Judged":
        """The same with fewer rows."""
        return msgspec.structs.replace(self, rows=self.rows[mask], codes=self.codes[mask], waivers=self.waivers[mask])


def level_of(rule: Rule, fault: Fault) -> Level | None:
    """How grave a fault is in an audit: as grave as in a plan; a rule that asks nothing of plans advises."""
    if fault.state is State.UNDECIDED:
        return rule.on_unknown
    if fault.is_mild or rule.effect.plan is None:
        return Level.ADVISE
    return rule.effect.plan


def judged(part: Part, addresses: pa.Array, waivers: Iterable[Waiver]) -> Judged:
    """A part with levels and waivers. What has no level is dropped: the rule says nothing of it."""
    levels = [level_of(part.rule, fault) for fault in part.faults]
    keeps = np.array([level is not None for level in levels], np.bool_)[part.codes]
    rows, codes = part.rows[keeps], part.codes[keeps]
    known = [level if level is not None else Level.ADVISE for level in levels]
    excuses = _waived(part.rule, rows, addresses, waivers)
    return Judged(part.rule, rows, codes, part.faults, known, excuses, part.rows[~keeps])


def one_a_key(parts: list[Judged]) -> list[Judged]:
    """Of several faults of one row and key the strictest speaks; what is excused yields. As `decide` has it."""
    rivals: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, part in enumerate(parts):
        for identity in {(fault.key, "" if fault.dimension else part.rule.id) for fault in part.faults}:
            rivals[identity].append(number)
    dropped: list[Mask] = [np.zeros(len(part.rows), np.bool_) for part in parts]
    for identity, numbers in rivals.items():
        if len(numbers) > 1:
            _settle(identity, [(parts[number], dropped[number]) for number in numbers])
    return [part.only(~mask) if mask.any() else part for part, mask in zip(parts, dropped, strict=True)]


def _settle(identity: tuple[str, str], rivals: list[tuple[Judged, Mask]]) -> None:
    """Mark, of the rows that several parts find, all but the strictest finding."""
    ranks = _ranks(identity, rivals)
    rows, places, owners = [], [], []
    for number, (part, _) in enumerate(rivals):
        speaks = np.array([_identity(part, fault) == identity for fault in part.faults], np.bool_)[part.codes]
        found = np.flatnonzero(speaks)
        rows.append(part.rows[found])
        places.append(found)
        owners.append(np.full(len(found), number))
    row, place, owner = np.concatenate(rows), np.concatenate(places), np.concatenate(owners)
    rank = np.empty(len(row), np.int64)
    for number, (part, _) in enumerate(rivals):
        mine = owner == number
        of_fault = ranks[number][part.codes[place[mine]]]
        rank[mine] = of_fault + (part.waivers[place[mine]] != _NOT_WAIVED) * 1_000_000_000
    order = np.lexsort((rank, row))
    loses = np.zeros(len(row), np.bool_)
    loses[order[1:]] = row[order[1:]] == row[order[:-1]]
    for number, (_, dropped) in enumerate(rivals):
        dropped[place[loses & (owner == number)]] = True


def _ranks(identity: tuple[str, str], rivals: list[tuple[Judged, Mask]]) -> list[npt.NDArray[np.int64]]:
    """The rank of every fault of every rival, by the words by which `decide` ranks findings."""
    named = {
        (owner, number): (level.rank, fault.state is State.UNDECIDED, part.rule.id, fault.code, fault.message)
        for owner, (part, _) in enumerate(rivals)
        for number, (fault, level) in enumerate(zip(part.faults, part.levels, strict=True))
        if _identity(part, fault) == identity
    }
    places = {name: place for place, name in enumerate(sorted(set(named.values())))}
    return [
        np.array(
            [places[named[owner, number]] if (owner, number) in named else 0 for number in range(len(part.faults))],
            np.int64,
        )
        for owner, (part, _) in enumerate(rivals)
    ]


def _identity(part: Judged, fault: Fault) -> tuple[str, str]:
    return (fault.key, "" if fault.dimension else part.rule.id)


def _waived(rule: Rule, rows: Rows, addresses: pa.Array, waivers: Iterable[Waiver]) -> Codes:
    """The first waiver that excuses each row's address, as `waive` finds it."""
    found = np.full(len(rows), _NOT_WAIVED, np.int32)
    for number, waiver in enumerate(waivers):
        if len(rows) and matches(waiver.rule, rule.id):
            found[excused(waiver, rows, addresses) & (found == _NOT_WAIVED)] = number
    return found


def excused(waiver: Waiver, rows: Rows, addresses: pa.Array) -> Mask:
    """Which of these rows a waiver speaks of by their addresses; of a resource it excuses its parts too."""
    named = addresses.take(pa.array(rows))
    owners = pc.replace_substring_regex(named, pattern="(?s)#.*", replacement="")
    found = np.zeros(len(rows), np.bool_)
    for glob in waiver.resources:
        for texts in (named, owners):
            found |= pc.match_substring_regex(texts, _expression(glob)).to_numpy(zero_copy_only=False)
    return found


def _expression(glob: str) -> str:
    """The glob as an RE2 expression of the whole text."""
    signs = {"*": ".*", "?": "."}
    return "(?s)\\A" + "".join(signs.get(character) or _literal(character) for character in glob) + "\\z"


def _literal(character: str) -> str:
    return character if character.isalnum() or character == "_" or not character.isascii() else f"\\{character}"
