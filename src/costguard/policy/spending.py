"""Reads what a policy says of money: approvals by cost, the groups that give them, and budgets."""

import math
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

from costguard.model.location import Location
from costguard.policy.context import Context
from costguard.policy.nodes import MapNode, Node, Pair, ScalarNode, get, items, pairs, text, texts
from costguard.policy.policy_set import ApprovalRule, Binding, Budget, Threshold, ThresholdKind
from costguard.policy.rules import read_approvers

_HOURS_IN: Final = {"h": 1, "d": 24}
_DEFAULT_EXPIRY: Final = timedelta(hours=72)


def read_groups(context: Context) -> Mapping[str, tuple[str, ...]]:
    """The members of each group, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    places = group_places(context)
    for pair in _group_pairs(context):
        name = pair.key.text
        if places[name] != pair.key.at:
            context.faults.add(pair.key.at, f"the group `{name}` is already at {places[name]}; keep one of them")
        found.setdefault(name, texts(pair.value))
    return found


def group_places(context: Context) -> Mapping[str, Location]:
    """Where each group is defined first."""
    places: dict[str, Location] = {}
    for pair in _group_pairs(context):
        places.setdefault(pair.key.text, pair.key.at)
    return places


def read_approvals(context: Context) -> tuple[ApprovalRule, ...]:
    """The approvals of every document, in reading order."""
    return tuple(_approval(node, context) for node in context.entries("approvals"))


def read_budgets(context: Context) -> tuple[Budget, ...]:
    """The budgets of every document, in reading order."""
    return tuple(_budget(node, context) for node in context.entries("budgets"))


def _group_pairs(context: Context) -> Iterator[Pair]:
    return (pair for section in context.sections("groups") for pair in pairs(section))


def _approval(node: MapNode, context: Context) -> ApprovalRule:
    binding = text(get(node, "binding"))
    return ApprovalRule(
        id=text(get(node, "id")),
        thresholds=_thresholds(get(node, "any")),
        require=read_approvers(get(node, "require"), context),
        title=text(get(node, "title")),
        exclude=texts(get(node, "exclude")),
        binding=Binding(binding) if binding in tuple(Binding) else Binding.EXACT,
        headroom_percent=_decimal(get(node, "headroom_percent")) or Decimal(0),
        expires=_duration(get(node, "expires")) or _DEFAULT_EXPIRY,
        location=node.at,
    )


def _thresholds(node: Node | None) -> tuple[Threshold, ...]:
    return tuple(
        Threshold(ThresholdKind(pair.key.text), above, _decimal(get(pair.value, "floor")))
        for pair in pairs(node)
        if pair.key.text in tuple(ThresholdKind) and (above := _decimal(get(pair.value, "above"))) is not None
    )


def _budget(node: MapNode, context: Context) -> Budget:
    where = pairs(get(node, "where"))
    for pair in where:
        if pair.key.text not in context.dimensions:
            context.unknown("dimension", pair.key.text, pair.key.at, context.dimensions)
    shares = (_decimal(item) for item in items(get(node, "warn_percent")))
    return Budget(
        id=text(get(node, "id")),
        where={pair.key.text: text(pair.value) for pair in where},
        monthly=_decimal(get(node, "monthly")) or Decimal(0),
        warn_percent=tuple(share for share in shares if share is not None),
        owner=text(get(node, "owner")),
        location=node.at,
    )


def _decimal(node: Node | None) -> Decimal | None:
    """The number as it is written, to the cent; None of anything that is no number."""
    value = node.value if isinstance(node, ScalarNode) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    written = text(node)
    return Decimal(value) if written[:2] in ("0x", "0o") else Decimal(written)


def _duration(node: Node | None) -> timedelta | None:
    written = text(node)
    if written[-1:] not in _HOURS_IN or not written[:-1].isdecimal() or len(written) > 5:
        return None
    return timedelta(hours=int(written[:-1]) * _HOURS_IN[written[-1]])
