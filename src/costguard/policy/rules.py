"""Reads rules: the scope, the condition, what is asked, and who approves."""

from costguard.model.condition import Operator
from costguard.model.finding import Level
from costguard.model.verdict import ApproverGroup
from costguard.policy.conditions import lower, prohibition, requirements
from costguard.policy.context import Context
from costguard.policy.nodes import MapNode, Node, ScalarNode, get, items, scalars, text
from costguard.policy.policy_set import ANY_VALUE, Dimension, Effect, Requirement, Rule
from costguard.policy.scopes import read_effect, read_level, read_scope
from costguard.policy.subjects import TAG_PREFIX, read_raw_tag
from costguard.policy.taxonomy import CLOUDS, accepted_on


def read_rules(context: Context) -> tuple[Rule, ...]:
    """The rules of every document, in reading order."""
    return tuple(_rule(node, context) for node in context.entries("rules"))


def read_approvers(node: Node | None, context: Context) -> tuple[ApproverGroup, ...]:
    """Who has to agree; a group that `groups` lacks, or that is named twice, is a problem."""
    found: list[ApproverGroup] = []
    for item in items(node):
        name = get(item, "group")
        if name is None or not text(name):
            continue
        if text(name) not in context.groups:
            context.unknown("group", text(name), name.at, context.groups)
        if any(each.group == text(name) for each in found):
            context.faults.add(name.at, f"the group `{text(name)}` is asked twice; ask it once, with a `count`")
        count = get(item, "count")
        number = count.value if isinstance(count, ScalarNode) else 1
        found.append(ApproverGroup(text(name), int(number) if isinstance(number, int | float) else 1))
    return tuple(found)


def raw_dimension(name: ScalarNode, context: Context) -> Dimension | None:
    """A dimension for a raw `tag:Key`, which takes every value that is not empty."""
    subject = read_raw_tag(name, context)
    if subject is None:
        return None
    accepts = {cloud: accepted_on(cloud, subject, Operator.LIKE, (ANY_VALUE,)) for cloud in CLOUDS}
    return Dimension(subject.name, subject, accepts, is_raw=True, location=name.at)


def _rule(node: MapNode, context: Context) -> Rule:
    effect = read_effect(get(node, "effect"))
    on_unknown = read_level(get(node, "on_unknown"), Level.ADVISE)
    _check_approvers(node, effect, on_unknown, context)
    when = get(node, "when")
    return Rule(
        id=text(get(node, "id")),
        scope=read_scope(get(node, "applies_to"), context),
        effect=effect,
        when=lower(when, context) if when is not None else None,
        tags=_tags(get(node, "require_tags"), context),
        requirements=_requirements(node, context),
        on_unknown=on_unknown,
        title=text(get(node, "title")),
        why=text(get(node, "why")),
        fix=text(get(node, "fix")),
        approvers=read_approvers(get(node, "approvers"), context),
        location=node.at,
    )


def _requirements(node: MapNode, context: Context) -> tuple[Requirement, ...]:
    required, forbidden = get(node, "require"), get(node, "forbid")
    if required is not None:
        return requirements(required, context)
    return prohibition(forbidden, context) if forbidden is not None else ()


def _tags(node: Node | None, context: Context) -> tuple[Dimension, ...]:
    found = []
    for each in scalars(node):
        if each.text.startswith(TAG_PREFIX):
            dimension = raw_dimension(each, context)
        else:
            dimension = context.dimensions.get(each.text)
            if dimension is None:
                context.unknown("dimension", each.text, each.at, context.dimensions)
        if dimension is not None:
            found.append(dimension)
    return tuple(found)


def _check_approvers(node: MapNode, effect: Effect, on_unknown: Level | None, context: Context) -> None:
    asks = Level.APPROVAL in (effect.plan, on_unknown)
    approvers = get(node, "approvers")
    if asks and approvers is None:
        context.faults.add(node.at, "a rule with `require_approval` lacks `approvers`: say who approves")
    elif approvers is not None and not asks:
        where = "`effect.plan` or `on_unknown` is `require_approval`"
        context.faults.add(approvers.at, f"`approvers` are asked only where {where}; set that, or remove them")
