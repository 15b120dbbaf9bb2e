"""Reads waivers: which rule, which resources, why, and until when."""

from datetime import date

from costguard.policy.context import Context
from costguard.policy.glob import is_glob, matches
from costguard.policy.nodes import MapNode, ScalarNode, day, get, text, texts
from costguard.policy.operands import check_glob
from costguard.policy.policy_set import Waiver


def read_waivers(context: Context) -> tuple[Waiver, ...]:
    """The waivers of every document, in reading order."""
    return tuple(_waiver(node, context) for node in context.entries("waivers"))


def check_rule(node: object, context: Context, *, may_be_glob: bool = False) -> None:
    """Notes a rule that is not there; a glob has to match at least one."""
    if not isinstance(node, ScalarNode) or not text(node):
        return
    name = node.text
    if not (may_be_glob and is_glob(name)):
        if name not in context.rule_ids:
            context.unknown("rule", name, node.at, context.rule_ids)
        return
    check_glob(name, node.at, context.faults)
    if not any(matches(name, rule) for rule in context.rule_ids):
        context.faults.add(node.at, f"the glob `{name}` matches no rule; check it against the rules' ids")


def _waiver(node: MapNode, context: Context) -> Waiver:
    rule = get(node, "rule")
    check_rule(rule, context, may_be_glob=True)
    return Waiver(
        rule=text(rule),
        resources=texts(get(node, "resources")),
        reason=text(get(node, "reason")),
        ticket=text(get(node, "ticket")),
        approved_by=text(get(node, "approved_by")),
        expires=day(get(node, "expires")) or date.min,
        location=node.at,
    )
