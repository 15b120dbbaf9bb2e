"""Says once for each rule what a cloud cannot hold of it, with the operations that it is true of."""

from collections.abc import Iterable, Iterator

from costguard.emit.demand import Demand
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Gap
from costguard.policy.policy_set import PolicySet


def gaps_of(demands: Iterable[Demand]) -> Iterator[Gap]:
    """One gap for each rule and reason, in the order in which they are met."""
    found: dict[tuple[str, Cloud, str], dict[str, None]] = {}
    for demand in demands:
        for reason in demand.reasons:
            found.setdefault((demand.rule, demand.cloud, reason), {}).setdefault(demand.operation)
    return (Gap(rule, cloud, reason, tuple(operations)) for (rule, cloud, reason), operations in found.items())


def gaps_of_waivers(policy: PolicySet, demands: Iterable[Demand], reason: str) -> Iterator[Gap]:
    """One gap for each rule that documents hold and a waiver, good today, lets off somewhere."""
    waived = {waiver.rule for waiver in policy.waivers if policy.today <= waiver.expires}
    rules = dict.fromkeys((demand.rule, demand.cloud) for demand in demands if demand.is_said and demand.rule in waived)
    return (Gap(rule, cloud, reason) for rule, cloud in rules)
