"""Writes what a policy asks of AWS: service control policies, the tag policy, and what each of them covers."""

from collections.abc import Iterable, Iterator
from typing import Final

from costguard.catalog import aws_operations
from costguard.emit.aws.demands import demands, spared_services, types_in_scope
from costguard.emit.aws.packing import pack
from costguard.emit.aws.statements import statements
from costguard.emit.aws.tag_policy import tag_policy
from costguard.emit.bundle import Emitted
from costguard.emit.demand import Demand
from costguard.emit.gaps import gaps_of, gaps_of_waivers
from costguard.emit.options import EmitOptions
from costguard.emit.tree import NothingSent, Sent, TagValue, facts_in
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Coverage, Duty, Gap
from costguard.policy.policy_set import CloudEffect, PolicySet, Rule

_NO_AUDIT: Final = "AWS has no audit mode: only an audit of the accounts judges it"
_REPORTED: Final = (
    "AWS has no audit mode: the tag policy reports keys in another spelling and wrong values, and only an audit of the "
    "accounts finds a tag that is missing"
)

_WAIVED: Final = (
    "a waiver names Terraform addresses, which no request to AWS holds: what it lets pass in the plan is denied here; "
    "let its role off with `--exempt-principal`"
)


def emit(policy: PolicySet, options: EmitOptions) -> Emitted:
    """The documents for AWS Organizations. Raises BadInput where they do not fit into AWS's limits."""
    asked = demands(policy)
    denied = [demand for demand in asked if demand.effect is CloudEffect.DENY]
    spared = {rule.id: spared_services(rule) for rule in policy.rules}
    documents = pack(statements(denied, options.exempt, spared), options.limits) if denied else ()
    reported = tag_policy(policy, options)
    return Emitted(
        documents=(*documents, *reported.documents),
        demands=tuple(denied),
        coverage=tuple(_coverage(policy, asked)),
        gaps=(*gaps_of(denied), *_unaudited(asked), *gaps_of_waivers(policy, denied, _WAIVED), *reported.gaps),
    )


def _coverage(policy: PolicySet, asked: Iterable[Demand]) -> Iterator[Coverage]:
    """A row for each operation that a rule speaks of, and one for each type that no operation makes."""
    by_rule: dict[str, list[Demand]] = {}
    for demand in asked:
        by_rule.setdefault(demand.rule, []).append(demand)
    for rule in policy.rules:
        own = by_rule.get(rule.id, [])
        yield from (_row(demand) for demand in own)
        if own:
            yield from _unmade(rule)


def _row(demand: Demand) -> Coverage:
    return Coverage(
        rule=demand.rule,
        cloud=Cloud.AWS,
        operation=demand.operation,
        resource=demand.resource,
        duty=_duty(demand),
        types=demand.types,
        why=_why(demand),
    )


def _duty(demand: Demand) -> Duty:
    if demand.effect is CloudEffect.AUDIT:
        return Duty.REPORTED if _is_of_tags(demand) else Duty.NOT_ENFORCEABLE
    return Duty.ENFORCED if demand.is_said else Duty.NOT_ENFORCEABLE


def _why(demand: Demand) -> str:
    if demand.effect is CloudEffect.AUDIT:
        return _REPORTED if _is_of_tags(demand) else _NO_AUDIT
    return "; ".join(demand.reasons)


def _is_of_tags(demand: Demand) -> bool:
    """Whether the rule asks of tags alone, which a tag policy knows."""
    return all(isinstance(fact, Sent | NothingSent | TagValue) for fact in facts_in(demand.meant))


def _unmade(rule: Rule) -> Iterator[Coverage]:
    for known in types_in_scope(rule):
        for operation in aws_operations.operations_of(known.type):
            if not operation.action:
                yield Coverage(
                    rule.id, Cloud.AWS, known.type, Duty.NOT_ENFORCEABLE, types=(known.type,), why=operation.note
                )


def _unaudited(asked: Iterable[Demand]) -> Iterator[Gap]:
    rules = {demand.rule: _why(demand) for demand in asked if demand.effect is CloudEffect.AUDIT}
    return (Gap(rule, Cloud.AWS, reason) for rule, reason in rules.items())
