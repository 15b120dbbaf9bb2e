"""Finds which resource types of Azure each rule speaks of, and what it asks of them."""

from collections.abc import Iterator
from functools import cache

from costguard.catalog import azure_policy
from costguard.catalog.azure_policy import ArmType
from costguard.catalog.entry import Entry
from costguard.catalog.lookup import entries, entry
from costguard.emit.azure.fields import in_azure_words
from costguard.emit.azure.saying import say
from costguard.emit.demand import Demand, Kind, said_of
from costguard.emit.tree import NEVER, some
from costguard.emit.violation import violation
from costguard.model.cloud import Cloud
from costguard.policy.policy_set import CloudEffect, PolicySet, Rule
from costguard.policy.scope_types import speaks_of_type


def demands(policy: PolicySet) -> tuple[Demand, ...]:
    """What every rule that the cloud is to deny or audit asks of every ARM type, in the policy's order."""
    return tuple(demand for rule in rules_of(policy) for demand in _of_rule(rule, policy))


def rules_of(policy: PolicySet) -> tuple[Rule, ...]:
    """The rules that the cloud is to hold."""
    return tuple(rule for rule in policy.rules if rule.effect.cloud is not CloudEffect.NONE)


def types_in_scope(rule: Rule) -> tuple[Entry, ...]:
    """The catalog's Azure types that a rule speaks of."""
    return tuple(
        known
        for known in entries()
        if known.cloud is Cloud.AZURE
        and speaks_of_type(rule.scope, known.type, Cloud.AZURE)
        and rule.scope.taggable in (None, known.taggable)
    )


def arm_types_in_scope(rule: Rule) -> dict[str, list[str]]:
    """The Terraform types that a rule speaks of, by the name of what they are in Azure Resource Manager."""
    found: dict[str, list[str]] = {}
    for known in types_in_scope(rule):
        arm = azure_policy.arm_type(known.type)
        if arm is not None:
            found.setdefault(arm.name, []).append(known.type)
    return found


@cache
def arm_type_named(name: str) -> ArmType:
    """What is known of an ARM type that the catalog has; of another, only its name."""
    known = (azure_policy.arm_type(each) for each in azure_policy.terraform_types_of(name))
    return next((arm for arm in known if arm is not None), ArmType(name, None, True, frozenset()))


def without_arm_type(rule: Rule, policy: PolicySet) -> tuple[str, ...]:
    """The Terraform types of which a rule asks something, and which are no resource of their own in Azure."""
    return tuple(
        known.type
        for known in types_in_scope(rule)
        if azure_policy.arm_type(known.type) is None and violation(rule, Cloud.AZURE, known.type, policy.today) != NEVER
    )


def _of_rule(rule: Rule, policy: PolicySet) -> Iterator[Demand]:
    for name, types in arm_types_in_scope(rule).items():
        arm = arm_type_named(name)
        trees = (in_azure_words(violation(rule, Cloud.AZURE, each, policy.today), each) for each in types)
        meant = some(tuple(dict.fromkeys(trees)))
        if meant == NEVER:
            continue
        said, reasons = said_of(meant, lambda fact, arm=arm: say(fact, arm))  # type: ignore[misc]
        yield Demand(
            rule=rule.id,
            cloud=Cloud.AZURE,
            operation=name,
            kind=Kind.CREATE,
            meant=meant,
            said=said,
            effect=rule.effect.cloud,
            types=tuple(types),
            others=_others(name, types),
            reasons=reasons,
        )


def _others(arm_name: str, types: list[str]) -> tuple[str, ...]:
    """The Terraform types that make the same resource, and of which the rule does not speak."""
    made = (each for each in azure_policy.terraform_types_of(arm_name) if entry(each) is not None)
    return tuple(sorted(set(made) - set(types)))
