"""Reads budgets: what may be spent a month."""

from decimal import Decimal

from costguard.policy.amounts import read_amount
from costguard.policy.context import Context
from costguard.policy.nodes import MapNode, get, items, pairs, text
from costguard.policy.policy_set import Budget


def read_budgets(context: Context) -> tuple[Budget, ...]:
    """The budgets of every document, in reading order."""
    return tuple(_budget(node, context) for node in context.entries("budgets"))


def _budget(node: MapNode, context: Context) -> Budget:
    where = pairs(get(node, "where"))
    for pair in where:
        if pair.key.text not in context.dimensions:
            context.unknown("dimension", pair.key.text, pair.key.at, context.dimensions)
    shares = (read_amount(item) for item in items(get(node, "warn_percent")))
    return Budget(
        id=text(get(node, "id")),
        where={pair.key.text: text(pair.value) for pair in where},
        monthly=read_amount(get(node, "monthly")) or Decimal(0),
        warn_percent=tuple(share for share in shares if share is not None),
        owner=text(get(node, "owner")),
        location=node.at,
    )
