"""`costguard explain`: says what a rule asks, or why a resource is judged as it is."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from costguard.cli.options import load_policy, policy_option, region_option, today_option
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from costguard.engine.explain import Explanation
    from costguard.model.cloud import Cloud
    from costguard.model.resource import Resource
    from costguard.policy.policy_set import PolicySet, Rule

_EXAMPLES = """\b
Examples:
  costguard explain required-tags
  costguard explain 'module.web.aws_instance.this[0]' --plan plan.json
"""


@click.command(epilog=_EXAMPLES)
@click.argument("target", metavar="RULE|ADDRESS")
@click.option("--plan", metavar="PLAN", help="The plan in which to find the address (- for standard input).")
@policy_option
@region_option
@today_option
def command(
    target: str, plan: str | None, policies: tuple[str, ...], regions: "Mapping[Cloud, str]", today: date
) -> None:
    """Say what RULE asks; or, with --plan, why the resource at ADDRESS holds, fails or is undecided, rule by rule."""
    policy = load_policy(policies, today)
    rule = next((rule for rule in policy.rules if rule.id == target), None)
    if rule is not None:
        lines = _rule_lines(rule)
    elif plan is not None:
        lines = _resource_lines(target, plan, policy, regions)
    else:
        from costguard.policy.spelling import did_you_mean

        hint = did_you_mean(target, [rule.id for rule in policy.rules])
        raise BadUsage(f"there is no rule `{target}`{hint or '.'} For an address give the plan too: --plan plan.json")
    from costguard.reports.neutral import plain

    for line in lines:
        click.echo(plain(line))


def _rule_lines(rule: "Rule") -> Iterator[str]:
    from costguard.engine.words import demand, demanded, described

    yield f"{rule.id}: {rule.title}" if rule.title else rule.id
    plan = rule.effect.plan.value if rule.effect.plan is not None else "none"
    audit = "report" if rule.effect.audit else "none"
    yield f"  effect     plan {plan}, audit {audit}, cloud {rule.effect.cloud.value}"
    yield f"  unknown    {rule.on_unknown.value if rule.on_unknown is not None else 'none'}"
    yield f"  applies to {', '.join(rule.scope.types) or 'every type'}" + _scope_rest(rule)
    if rule.when is not None:
        yield f"  when       {described(rule.when)}"
    for dimension in rule.tags:
        test = next(iter(dimension.accepts.values()))
        yield f"  tag        {dimension.name} {demand(test)}"
    for requirement in rule.requirements:
        yield f"  asks       {demanded(requirement.condition)}"
    for approver in rule.approvers:
        yield f"  approvers  {approver.count} of {approver.group}"
    for label, text in (("why", rule.why), ("fix", rule.fix), ("from", str(rule.location or ""))):
        if text:
            yield f"  {label:10} {text}"


def _scope_rest(rule: "Rule") -> str:
    clouds = f" on {', '.join(rule.scope.clouds)}" if rule.scope.clouds else ""
    taggable = {True: " that takes tags", False: " that takes no tags", None: ""}[rule.scope.taggable]
    excluded = f", except {', '.join(rule.scope.excluded)}" if rule.scope.excluded else ""
    return f"{clouds}{taggable}{excluded}"


def _resource_lines(address: str, plan: str, policy: "PolicySet", regions: "Mapping[Cloud, str]") -> Iterator[str]:
    from costguard.engine.explain import explain
    from costguard.sources.terraform_plan.read import read_plans

    resources = list(read_plans(plan, regions).resources(with_no_ops=True))
    found = [resource for resource in resources if address in (resource.address, resource.part_of)]
    if not found:
        from costguard.policy.spelling import did_you_mean

        hint = did_you_mean(address, [resource.address for resource in resources])
        raise BadUsage(
            f"the plan has no resource `{address}` to judge: it may be deleted, read only, or of another provider{hint}"
        )
    for resource in found:
        yield from _heading(resource)
        told = explain(resource, policy)
        for explanation in told:
            if explanation.parts:
                yield from _tree(explanation, 1)
        if silent := sum(not explanation.parts for explanation in told):
            yield f"  –          {silent} other rule{'s do' if silent > 1 else ' does'} not speak of {resource.type}"


def _heading(resource: "Resource") -> Iterator[str]:
    yield f"{resource.address} ({resource.action.value})"
    if resource.tags is None:
        yield "  tags: it takes none"
        return
    for key, tag in sorted(resource.tags.entries.items()):
        value = "(known after apply)" if tag.value is None else "(sensitive)" if tag.sensitive else f"`{tag.value}`"
        yield f"  tag {key} = {value}, from the {tag.origin}"
    if resource.tags.incomplete:
        yield f"  more tags may come: {resource.tags.incomplete}"


def _tree(explanation: "Explanation", depth: int) -> Iterator[str]:
    answer = "–" if explanation.truth is None else explanation.truth.value
    reason = f": {explanation.reason}" if explanation.reason else ""
    yield f"{'  ' * depth}{answer:9}  {explanation.text}{reason}"
    for part in explanation.parts:
        yield from _tree(part, depth + 1)
