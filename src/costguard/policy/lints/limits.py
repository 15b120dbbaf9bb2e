"""Warns of limits that can never be felt: thresholds that another one always crosses first, or that nothing crosses."""

from collections.abc import Iterator
from itertools import permutations

from costguard.model.condition import Operator, Test
from costguard.model.errors import Problem
from costguard.model.finding import Level
from costguard.policy.glob import glob_covers
from costguard.policy.lints.universe import universe
from costguard.policy.lints.warning import does_anything, warning
from costguard.policy.policy_set import (
    ApprovalRule,
    Binding,
    CloudEffect,
    Effect,
    PolicySet,
    Rule,
    Threshold,
    ThresholdKind,
)

_LEVELS = (None, Level.ADVISE, Level.APPROVAL, Level.DENY)
_CLOUD = (CloudEffect.NONE, CloudEffect.AUDIT, CloudEffect.DENY)


def warnings(policy: PolicySet) -> Iterator[Problem]:
    """Of thresholds on cost, and of limits on attributes."""
    for approval in policy.approvals:
        yield from _within(approval, policy)
    for strict, lax in permutations(policy.approvals, 2):
        if _is_shadowed(lax, strict) and not (_is_shadowed(strict, lax) and lax.id < strict.id):
            yield warning(lax.location, f"`{lax.id}` asks nothing that `{strict.id}` has not asked already; remove it")
    yield from _shadowed_rules(policy)


def _within(approval: ApprovalRule, policy: PolicySet) -> Iterator[Problem]:
    for threshold in approval.thresholds:
        if threshold.kind is ThresholdKind.BUDGET_OVERRUN and not policy.budgets:
            yield warning(approval.location, f"`{approval.id}` waits for a `budget_overrun`, and there are no budgets")
        by = next(
            (each for each in approval.thresholds if each is not threshold and _crosses_first(each, threshold)), None
        )
        if by is not None:
            message = f"`{threshold.kind}` of `{approval.id}` can never matter: `{by.kind}` is crossed before it"
            yield warning(approval.location, f"{message}; lower its floor, or remove it")
    if approval.headroom_percent and approval.binding is Binding.EXACT:
        message = f"`headroom_percent` of `{approval.id}` does nothing with `binding: exact`"
        yield warning(approval.location, f"{message}; write `binding: ceiling`, or remove it")


def _crosses_first(first: Threshold, later: Threshold) -> bool:
    """Whether whatever crosses `later` crosses `first` too."""
    if first.kind is later.kind and first.by == later.by:
        return first.above <= later.above and (first.floor or 0) <= (later.floor or 0)
    is_floor_above = later.floor is not None and later.floor > first.above
    share = ThresholdKind.INCREASE_PERCENT
    return first.kind is ThresholdKind.MONTHLY_INCREASE and later.kind is share and is_floor_above


def _is_shadowed(lax: ApprovalRule, strict: ApprovalRule) -> bool:
    """Whether `strict` is asked whenever `lax` is, and its answer is worth at least as much."""
    asked = {each.group: each.count for each in strict.require}
    return (
        all(any(_crosses_first(first, later) for first in strict.thresholds) for later in lax.thresholds)
        and all(asked.get(each.group, 0) >= each.count for each in lax.require)
        and set(lax.exclude) <= set(strict.exclude)
        and set(strict.evidence) <= set(lax.evidence)
        and _speaks_of_all_of(strict, lax)
        and strict.on_unknown.rank <= lax.on_unknown.rank
        and (strict.binding is Binding.EXACT or lax.binding is Binding.CEILING)
        and (strict.binding is Binding.EXACT or strict.headroom_percent <= lax.headroom_percent)
        and strict.expires <= lax.expires
    )


def _speaks_of_all_of(strict: ApprovalRule, lax: ApprovalRule) -> bool:
    """Whether `strict` speaks of every project that `lax` speaks of."""
    if not strict.projects or not lax.projects:
        return not strict.projects
    return all(any(glob_covers(general, special) for general in strict.projects) for special in lax.projects)


def _shadowed_rules(policy: PolicySet) -> Iterator[Problem]:
    types = universe(policy)
    limits = [(rule, limit) for rule in policy.rules if does_anything(rule) and (limit := _only_limit(rule))]
    for lax, loose in limits:
        reached = types.of(lax.scope)
        for strict, tight in limits:
            if reached and _is_asked_before(strict, tight, lax, loose) and reached <= types.of(strict.scope):
                message = (
                    f"`{lax.id}` can never matter: `{strict.id}` sets a tighter `{tight.operator}` on all its types"
                )
                yield warning(lax.location, f"{message}; remove it, or give it a stronger effect")
                break


def _is_asked_before(strict: Rule, tight: Test, lax: Rule, loose: Test) -> bool:
    """Whether what breaks the loose limit has already broken the tight one, with no less of an effect."""
    return (
        tight.subject.name == loose.subject.name
        and _is_tighter(tight, loose)
        and strict.when in (None, lax.when)
        and _is_as_strong(strict.effect, lax.effect)
    )


def _only_limit(rule: Rule) -> Test | None:
    """The one limit that the rule sets, if that is all it does."""
    if len(rule.requirements) != 1:
        return None
    condition = rule.requirements[0].condition
    is_limit = isinstance(condition, Test) and condition.operator in (Operator.AT_MOST, Operator.AT_LEAST)
    return condition if is_limit and isinstance(condition, Test) else None


def _is_tighter(tight: Test, loose: Test) -> bool:
    if tight.operator is not loose.operator or not tight.operands or not loose.operands:
        return False
    first, second = float(tight.operands[0]), float(loose.operands[0])
    return first < second if tight.operator is Operator.AT_MOST else first > second


def _is_as_strong(strict: Effect, lax: Effect) -> bool:
    return (
        _LEVELS.index(strict.plan) >= _LEVELS.index(lax.plan)
        and strict.audit >= lax.audit
        and _CLOUD.index(strict.cloud) >= _CLOUD.index(lax.cloud)
    )
