"""Turns demands into Deny statements, few and short: what shares a condition shares a statement."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

import msgspec

from costguard.catalog import authorization, aws_operations
from costguard.emit.aws.clauses import Block, Clause, blocks_of
from costguard.emit.aws.everywhere import everywhere_blocks, is_held, spared_actions
from costguard.emit.aws.sids import sid_of
from costguard.emit.demand import Demand

EVERYTHING: Final = "*"
_GLOBAL_KEYS: Final = ("aws:RequestedRegion", "aws:PrincipalArn")


class Statement(msgspec.Struct, frozen=True):
    """One Deny statement: any of these actions on any of these resources, where the block holds.

    With `is_not_action`, any action but these.
    """

    rule: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    block: Block
    sid: str = ""
    is_not_action: bool = False

    def document(self) -> dict[str, object]:
        """The statement as IAM writes it; a list of one is written as its only member."""
        condition: dict[str, dict[str, object]] = {}
        for clause in self.block:
            condition.setdefault(clause.operator, {})[clause.key] = _one_or_many(clause.values)
        return {
            **({"Sid": self.sid} if self.sid else {}),
            "Effect": "Deny",
            "NotAction" if self.is_not_action else "Action": _one_or_many(self.actions),
            "Resource": _one_or_many(self.resources),
            **({"Condition": condition} if condition else {}),
        }


class Piece(msgspec.Struct, frozen=True):
    """What one demand asks of one action, before pieces are merged.

    `resources` are the IAM resource types to name; none: all. `types` are those that are meant, "" being any.
    """

    rule: str
    action: str
    resources: frozenset[str]
    types: frozenset[str]
    block: Block


def statements(
    demands: Iterable[Demand], exempt: tuple[str, ...], spared: Mapping[str, tuple[str, ...]]
) -> tuple[Statement, ...]:
    """The statements of all demands that are said, merged, numbered within their rule.

    `exempt` principals are never bound. `spared` names for each rule the services of which it does not speak wholly.
    """
    by_rule: dict[str, list[Demand]] = {}
    for demand in demands:
        if demand.is_said:
            by_rule.setdefault(demand.rule, []).append(demand)
    return tuple(each for rule, own in by_rule.items() for each in _of_rule(rule, own, exempt, spared.get(rule, ())))


def _of_rule(rule: str, demands: list[Demand], exempt: tuple[str, ...], spared: tuple[str, ...]) -> Iterator[Statement]:
    """What is asked of everything that is sent tags first; then what is asked of named actions."""
    everywhere = everywhere_blocks(demands)
    for place, block in enumerate(everywhere, start=1):
        actions = (*(f"{service}:*" for service in spared), *spared_actions(block, spared))
        bound = _binding(block, exempt)
        yield Statement(rule, actions, (EVERYTHING,), bound, f"{sid_of(rule)}{place}", is_not_action=True)
    groups = _grouped(_pieces(demands, everywhere))
    for place, group in enumerate(groups, start=len(everywhere) + 1):
        yield _statement(rule, place, group, exempt)


def _pieces(demands: Iterable[Demand], everywhere: tuple[Block, ...]) -> Iterator[Piece]:
    """One piece for each action and block; demands that differ only in the resource type share it."""
    places: dict[tuple[str, Block], set[str]] = {}
    rule = ""
    for demand in demands:
        rule = demand.rule
        for block in blocks_of(demand.said) or ():
            if not (demand.is_whole and is_held(block, demand, everywhere)):
                places.setdefault((demand.operation, block), set()).add(demand.resource)
    for (action, block), resources in places.items():
        types = frozenset(resources)
        yield Piece(rule, action, _needed_resources(action, types, block), types, block)


def _needed_resources(action: str, resources: frozenset[str], block: Block) -> frozenset[str]:
    """The resource types to name: none where every authorisation of the call may be asked the same question.

    A call authorises each of its resources, with a context of its own: a clause on a key that one of them lacks
    would deny every call (EC2 User Guide, "Example policies", 2026-09: RunInstances on image/*).
    """
    known = authorization.action(action)
    if known is None or "" in resources or not known.resources:
        return frozenset()
    keys = [clause.key for clause in block if clause.key not in _GLOBAL_KEYS]
    made = {each.resource_type for each in aws_operations.operations_by_action().get(action, ())}
    names = {each.name for each in known.resources}
    is_one_call = known.kind == "create" and action not in aws_operations.MANY_CALLS
    all_asked = (made if is_one_call else names) <= resources
    if all_asked and all(_is_everywhere(action, key, names) for key in keys):
        return frozenset()
    return frozenset(resources)


def _is_everywhere(action: str, key: str, resources: set[str]) -> bool:
    return all(authorization.supports(action, resource, key) for resource in resources)


def _grouped(pieces: Iterable[Piece]) -> list[tuple[Block, list[Piece]]]:
    """Pieces that one statement can hold, for each block the shorter of two ways.

    What needs no resource named stands by itself under `*`, or joins those that do, with its own types named.
    """
    by_block: dict[Block, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.block, piece.action)):
        by_block.setdefault(piece.block, []).append(piece)
    return [(block, group) for block, own in by_block.items() for group in _shorter(own)]


def _shorter(pieces: list[Piece]) -> list[list[Piece]]:
    apart = _merged(pieces)
    if len(apart) == 1 or any("" in piece.types for piece in pieces):
        return apart
    together = _merged([msgspec.structs.replace(piece, resources=piece.types) for piece in pieces])
    return min(apart, together, key=_length)


def _length(groups: list[list[Piece]]) -> int:
    return sum(len(str(_statement("", 0, (group[0].block, group), ()).document())) for group in groups)


def _merged(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Greedily: no pair of action and resource comes in that nobody asked for."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        home = next((group for group in groups if _fits(group, piece)), None)
        if home is None:
            groups.append([piece])
        else:
            home.append(piece)
    return groups


def _fits(group: list[Piece], piece: Piece) -> bool:
    if bool(group[0].resources) is not bool(piece.resources):
        return False
    if not piece.resources:
        return True
    union = _named(group).union(_named([piece]))
    return all(_touched(member.action) & union <= _named([member]) for member in (*group, piece))


def _named(pieces: Iterable[Piece]) -> frozenset[tuple[str, str]]:
    """The resource types of pieces, each with its service: ARNs of one service never match those of another."""
    return frozenset((_service(piece.action), resource) for piece in pieces for resource in piece.resources)


@cache
def _touched(action: str) -> frozenset[tuple[str, str]]:
    known = authorization.action(action)
    types = known.resources if known is not None else ()
    return frozenset((_service(action), each.name) for each in types)


def _service(action: str) -> str:
    return action.partition(":")[0]


def _statement(rule: str, place: int, group: tuple[Block, list[Piece]], exempt: tuple[str, ...]) -> Statement:
    block, pieces = group
    resources = sorted({resource for piece in pieces for resource in _arns(piece)})
    return Statement(
        rule=rule,
        actions=tuple(sorted({piece.action for piece in pieces})),
        resources=tuple(resources),
        block=_binding(block, exempt),
        sid=f"{sid_of(rule)}{place}",
    )


def _binding(block: Block, exempt: tuple[str, ...]) -> Block:
    """The block for everyone but those that are let off."""
    spared = (Clause("ArnNotLike", "aws:PrincipalArn", tuple(sorted(exempt))),) if exempt else ()
    return tuple(sorted((*block, *spared)))


def _arns(piece: Piece) -> Iterator[str]:
    if not piece.resources:
        yield EVERYTHING
    for resource in piece.resources:
        yield authorization.arn_pattern(_service(piece.action), resource)


def _one_or_many(values: tuple[str, ...]) -> object:
    return values[0] if len(values) == 1 else list(values)
