"""Says of each rule and resource type what Azure will do, and why where it is not all that the rule asks."""

from collections.abc import Iterator, Sequence
from typing import Final

from costguard.emit.azure.demands import arm_type_named, rules_of, without_arm_type
from costguard.emit.azure.fields import LOCATION
from costguard.emit.demand import Demand
from costguard.emit.gaps import gaps_of
from costguard.emit.options import EmitOptions
from costguard.emit.tree import AttributeValue, Sent, TagValue, facts_in
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Coverage, Document, Duty, Gap
from costguard.policy.policy_set import CloudEffect, PolicySet

_NO_ARM_TYPE: Final = "the catalog knows no type of Azure Resource Manager for it, so no definition names it"
_GLOBAL: Final = "the location `global` is let through, as Microsoft's own policy for locations does"
_LEFT_OUT: Final = (
    "a request that leaves `{field}` out is caught as well: Azure Policy judges it before the service adds its defaults"
)
_UNPLACED: Final = (
    "a waiver names addresses in Terraform, which tell no Azure resource: put the resource's own scope into `{path}`"
)


def coverage(policy: PolicySet, demands: Sequence[Demand], options: EmitOptions) -> tuple[Coverage, ...]:
    """One row for each demand, and one for each Terraform type that Azure Resource Manager does not have."""
    inherited = {policy.taxonomy[name].subject.keys[Cloud.AZURE] for name in options.azure_inherit}
    return (*(_row(demand, inherited, options) for demand in demands), *_elsewhere(policy))


def gaps(demands: Sequence[Demand], exemptions: Sequence[Document]) -> tuple[Gap, ...]:
    """Each reason once for a rule, with the types that it is true of; and the exemptions that a person completes."""
    unplaced = (Gap(rule, Cloud.AZURE, _UNPLACED.format(path=each.path)) for each in exemptions for rule in each.rules)
    return (*gaps_of(demands), *unplaced)


def _row(demand: Demand, inherited: set[str], options: EmitOptions) -> Coverage:
    notes = list(demand.reasons)
    duty = Duty.NOT_ENFORCEABLE
    if demand.is_said:
        is_enforced = demand.effect is CloudEffect.DENY and not options.dry_run
        duty = Duty.ENFORCED if is_enforced else Duty.AUDITED
        notes += _notes(demand, inherited)
    return Coverage(
        rule=demand.rule,
        cloud=Cloud.AZURE,
        operation=demand.operation,
        duty=duty,
        types=demand.types,
        why="; ".join(notes),
    )


def _notes(demand: Demand, inherited: set[str]) -> Iterator[str]:
    facts = tuple(facts_in(demand.said))
    for field in dict.fromkeys(fact.name for fact in facts if isinstance(fact, AttributeValue) and not fact.holds):
        yield _GLOBAL if field == LOCATION else _LEFT_OUT.format(field=field)
    keys = {key for fact in facts if isinstance(fact, Sent) for key in fact.keys}
    keys |= {fact.key for fact in facts if isinstance(fact, TagValue)}
    taken = ", ".join(f"`{key}`" for key in sorted(keys & inherited))
    if taken and arm_type_named(demand.operation).indexed:
        yield f"what the resource lacks of {taken} it takes from its resource group first"
    if demand.others:
        yield f"judged as well, for Azure cannot tell them apart: {', '.join(f'`{each}`' for each in demand.others)}"


def _elsewhere(policy: PolicySet) -> Iterator[Coverage]:
    for rule in rules_of(policy):
        for each in without_arm_type(rule, policy):
            yield Coverage(rule.id, Cloud.AZURE, each, Duty.NOT_ENFORCEABLE, types=(each,), why=_NO_ARM_TYPE)
