"""Writes a policy for every cloud that is wanted."""

from collections.abc import Callable
from importlib import import_module
from typing import Final, TypeAlias

from costguard.emit.bundle import Emitted
from costguard.emit.options import EmitOptions
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Gap
from costguard.policy.policy_set import CloudEffect, PolicySet

Emitter: TypeAlias = Callable[[PolicySet, EmitOptions], Emitted]
_EMITTERS: Final = {cloud: f"costguard.emit.{cloud}.emit" for cloud in (Cloud.AWS, Cloud.AZURE, Cloud.GCP)}
NO_PRICE: Final = "no cloud knows what a request will cost; `costguard check` asks for the approval before the merge"
NO_SPEND: Final = "no cloud holds a request against a budget; `costguard check` does before the merge"
NOT_ASKED: Final = "the policy asks nothing of the cloud here (`effect: cloud: none`)"


def emit(policy: PolicySet, options: EmitOptions) -> dict[Cloud, Emitted]:
    """What each wanted cloud is given. Raises BadInput where a cloud's limits cannot be met."""
    return {cloud: _emitter(cloud)(policy, options) for cloud in options.clouds}


def gaps_of_all_clouds(policy: PolicySet, cloud: Cloud) -> tuple[Gap, ...]:
    """What a policy asks that no cloud can hold, or that it does not ask of the clouds."""
    unasked = (Gap(rule.id, cloud, NOT_ASKED) for rule in policy.rules if rule.effect.cloud is CloudEffect.NONE)
    costs = (Gap(each.id, cloud, NO_PRICE) for each in policy.approvals)
    spend = (Gap(each.id, cloud, NO_SPEND) for each in policy.budgets)
    return (*unasked, *costs, *spend)


def _emitter(cloud: Cloud) -> Emitter:
    module = import_module(_EMITTERS[cloud])
    emitter: Emitter = module.emit
    return emitter
