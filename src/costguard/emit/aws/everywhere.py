"""What is asked of every action to which a tag can be sent, which needs no list of actions."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from costguard.catalog import authorization
from costguard.emit.aws.clauses import REQUEST_TAG, TAG_KEYS, Block, Clause, blocks_of
from costguard.emit.demand import Demand, Kind

_SENT: Final = "ForAnyValue:StringEquals"
_NONE_SENT: Final = "ForAllValues:StringNotEquals"


def everywhere_blocks(demands: Iterable[Demand]) -> tuple[Block, ...]:
    """The blocks that hold only where a tag is sent, and are asked of every action to which one can be.

    They need no list of actions: on all others they are never true.
    """
    asked = [blocks_of(demand.said) or () for demand in demands if demand.is_whole and demand.kind is Kind.TAG]
    if not asked:
        return ()
    common = set(asked[0]).intersection(*asked[1:])
    return tuple(block for block in asked[0] if block in common)


def is_held(block: Block, demand: Demand, everywhere: tuple[Block, ...]) -> bool:
    """Whether the statements on everything deny what the block does.

    A wrong value denies taking the tag away as well: there no value is sent, and a negated operator holds on none;
    but for the few actions that are sent the values that they take away.
    """
    if demand.kind is not Kind.UNTAG:
        return block in everywhere
    if len(block) != 1 or block[0].operator != _SENT or demand.operation in _untagging_by_value():
        return False
    return all(any(_catches_untagging(key, each) for each in everywhere) for key in block[0].values)


def spared_actions(block: Block, spared: tuple[str, ...]) -> Iterator[str]:
    """What a statement on everything would catch amiss.

    Actions that are sent keys and never their values, for a negated operator holds on none; and, for an alias, those
    that take it away by its value, for the rule lets an alias go.
    """
    is_alias = any(clause.operator == _NONE_SENT for clause in block)
    amiss = _sent_keys_alone() | (_untagging_by_value() if is_alias else frozenset())
    yield from (each for each in sorted(amiss) if each.partition(":")[0] not in spared)


@cache
def _untagging_by_value() -> frozenset[str]:
    """The actions that are sent the values of the tags that they take away, of which `Env=dev` is not any `Env`."""
    found = (each for service in authorization.services() for each in authorization.actions(service))
    return frozenset(each.name for each in found if each.kind == "untag" and _is_sent_values(each))


@cache
def _sent_keys_alone() -> frozenset[str]:
    """The actions that make or tag something, and put keys into a context in which their values are not."""
    found = (each for service in authorization.services() for each in authorization.actions(service))
    return frozenset(
        action.name
        for action in found
        if action.kind != "untag"
        and any(
            authorization.supports(action.name, each, TAG_KEYS)
            and not authorization.supports(action.name, each, f"{REQUEST_TAG}any")
            for each in _resources_of(action)
        )
    )


def _is_sent_values(action: authorization.Action) -> bool:
    return any(authorization.supports(action.name, each, f"{REQUEST_TAG}any") for each in _resources_of(action))


def _resources_of(action: authorization.Action) -> tuple[str | None, ...]:
    return (None, *(each.name for each in action.resources))


def _catches_untagging(key: str, block: Block) -> bool:
    sent = Clause(_SENT, TAG_KEYS, (key,))
    wrong = ("StringNotEquals", "StringNotLike")
    return len(block) == 2 and sent in block and any(clause.operator in wrong for clause in block)
