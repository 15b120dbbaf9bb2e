"""Reads when a change needs people, and whom: approvals by cost, who owns what judges, and emergencies."""

from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from costguard.model.approval import EvidenceKind
from costguard.model.finding import Level
from costguard.policy.amounts import read_amount, read_duration
from costguard.policy.context import Context
from costguard.policy.nodes import MapNode, Node, Pair, get, pairs, text, texts
from costguard.policy.operands import globs
from costguard.policy.policy_set import (
    ROLLING,
    ApprovalRule,
    Binding,
    BreakGlass,
    Excluded,
    Threshold,
    ThresholdKind,
    Trust,
)
from costguard.policy.rules import read_approvers

_OWNER: Final = "owner"
"""The dimension by which increases over days are summed where nobody says otherwise."""
_EXPIRY: Final = timedelta(hours=72)
_EMERGENCY_EXPIRY: Final = timedelta(hours=4)
_POST_REVIEW: Final = timedelta(days=2)

_Word = TypeVar("_Word", bound=StrEnum)


def read_approvals(context: Context) -> tuple[ApprovalRule, ...]:
    """The approvals of every document, in reading order."""
    return tuple(_approval(node, context) for node in context.entries("approvals"))


def read_trust(context: Context) -> Trust:
    """Who owns what judges; where no document says so, nobody. A second `trust` is a problem."""
    node = context.only("trust")
    return Trust(read_approvers(get(node, "owners"), context), _globs(get(node, "files"), context))


def read_break_glass(context: Context) -> BreakGlass | None:
    """Who may let a change pass in an emergency; None where no document says so. A second one is a problem."""
    node = context.only("break_glass")
    if node is None:
        return None
    return BreakGlass(
        require=read_approvers(get(node, "require"), context),
        expires=read_duration(get(node, "expires")) or _EMERGENCY_EXPIRY,
        needs_ticket=text(get(node, "ticket")) != "optional",
        post_review=read_duration(get(node, "post_review")) or _POST_REVIEW,
        location=node.at,
    )


def _approval(node: MapNode, context: Context) -> ApprovalRule:
    binding = text(get(node, "binding"))
    return ApprovalRule(
        id=text(get(node, "id")),
        thresholds=_thresholds(get(node, "any"), context),
        require=read_approvers(get(node, "require"), context),
        title=text(get(node, "title")),
        exclude=_words(get(node, "exclude"), Excluded),
        projects=_globs(get(node, "projects"), context),
        on_unknown=Level.ADVISE if text(get(node, "on_unknown")) == "advise" else Level.APPROVAL,
        evidence=_words(get(node, "evidence"), EvidenceKind),
        binding=Binding(binding) if binding in tuple(Binding) else Binding.EXACT,
        headroom_percent=read_amount(get(node, "headroom_percent")) or Decimal(0),
        expires=read_duration(get(node, "expires")) or _EXPIRY,
        location=node.at,
    )


def _words(node: Node | None, words: type[_Word]) -> tuple[_Word, ...]:
    """The words that are listed; all there are where nothing is, none where the list is empty."""
    return tuple(words) if node is None else tuple(words(each) for each in texts(node) if each in tuple(words))


def _globs(node: Node | None, context: Context) -> tuple[str, ...]:
    return globs(node, context.faults) if node is not None else ()


def _thresholds(node: Node | None, context: Context) -> tuple[Threshold, ...]:
    found = (_threshold(pair, context) for pair in pairs(node) if pair.key.text in tuple(ThresholdKind))
    return tuple(threshold for threshold in found if threshold is not None)


def _threshold(pair: Pair, context: Context) -> Threshold | None:
    kind, above = ThresholdKind(pair.key.text), read_amount(get(pair.value, "above"))
    if above is None:
        return None
    by = _by(get(pair.value, "by"), context) if kind in ROLLING else ""
    return Threshold(kind, above, read_amount(get(pair.value, "floor")), by)


def _by(node: Node | None, context: Context) -> str:
    if node is None:
        return _OWNER if _OWNER in context.dimensions else ""
    name = text(node)
    if name and name not in context.dimensions:
        context.unknown("dimension", name, node.at, context.dimensions)
    return name
