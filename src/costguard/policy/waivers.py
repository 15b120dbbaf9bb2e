"""Reads waivers: which rule, which resources, why, and until when."""

from datetime import date

from costguard.model.finding import PROJECT_DIMENSIONS, SECRET_COSTS
from costguard.policy.context import Context
from costguard.policy.glob import is_glob, matches
from costguard.policy.nodes import MapNode, ScalarNode, day, get, text, texts
from costguard.policy.operands import check_glob
from costguard.policy.policy_set import Waiver


def read_waivers(context: Context) -> tuple[Waiver, ...]:
    """The waivers of every document, in reading order."""
    return tuple(_waiver(node, context) for node in context.entries("waivers"))


def check_rule(node: object, context: Context, *, is_waiver: bool = False) -> None:
    """Notes a rule that is not there. A waiver may name a glob, which has to match at least one, and a rule of ours."""
    known = (*context.rule_ids, PROJECT_DIMENSIONS, SECRET_COSTS) if is_waiver else context.rule_ids
    if not isinstance(node, ScalarNode) or not text(node):
        return
    name = node.text
    if not (is_waiver and is_glob(name)):
        if name not in known:
            context.unknown("rule", name, node.at, known)
        return
    check_glob(name, node.at, context.faults)
    if not any(matches(name, rule) for rule in known):
        context.faults.add(node.at, f"the glob `{name}` matches no rule; check it against the rules' ids")


def _waiver(node: MapNode, context: Context) -> Waiver:
    rule = get(node, "rule")
    check_rule(rule, context, is_waiver=True)
    return Waiver(
        rule=text(rule),
        resources=texts(get(node, "resources")),
        reason=text(get(node, "reason")),
        ticket=text(get(node, "ticket")),
        approved_by=text(get(node, "approved_by")),
        expires=day(get(node, "expires")) or date.min,
        location=node.at,
    )
