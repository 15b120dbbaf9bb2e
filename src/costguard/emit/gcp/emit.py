"""Writes what a policy asks of Google Cloud: custom constraints, organisation policies, and what they cover."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from costguard.emit.bundle import Emitted
from costguard.emit.demand import Demand
from costguard.emit.gaps import gaps_of, gaps_of_waivers
from costguard.emit.gcp.constraints import constraints, is_of_places
from costguard.emit.gcp.demands import broken_by, demands, types_in_scope
from costguard.emit.gcp.documents import LIVE, documents, spec_key
from costguard.emit.gcp.locations import CONSTRAINT, location_policy
from costguard.emit.options import EmitOptions
from costguard.emit.tree import NEVER
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Coverage, Duty
from costguard.policy.policy_set import CloudEffect, PolicySet, Rule

# Dry runs are of custom constraints and of a few managed ones (Organization Policy, "Dry-run mode", 2026-09).
_NO_DRY_RUN: Final = f"`{CONSTRAINT}` takes no dry run: the audit judges it until the policy is enforced"

_WAIVED: Final = (
    "a waiver names Terraform addresses, which no request to Google Cloud holds: what it lets pass in the plan is "
    "refused here; leave its folder out of what the policies apply to"
)


def emit(policy: PolicySet, options: EmitOptions) -> Emitted:
    """The documents for Google Cloud. Raises BadInput where they do not fit into its limits."""
    asked = tuple(_without_dry_runs_of_places(demand, options) for demand in demands(policy))
    rules = {rule.id: rule for rule in policy.rules}
    written = documents(constraints(asked, options), rules, options)
    return Emitted(
        documents=(*written, *location_policy(asked, options)),
        demands=asked,
        coverage=tuple(_coverage(policy, asked, options)),
        gaps=(*gaps_of(asked), *gaps_of_waivers(policy, asked, _WAIVED)),
    )


def _without_dry_runs_of_places(demand: Demand, options: EmitOptions) -> Demand:
    """The demand, unsaid where only a dry run of the location policy could say it: Google takes none."""
    if not is_of_places(demand.said) or spec_key(demand.effect, options) == LIVE:
        return demand
    return msgspec.structs.replace(demand, said=NEVER, reasons=(*demand.reasons, _NO_DRY_RUN))


def _coverage(policy: PolicySet, asked: Iterable[Demand], options: EmitOptions) -> Iterator[Coverage]:
    """A row for each resource type that a rule asks something of, and one for each that Google has no name for."""
    by_rule: dict[str, list[Demand]] = {}
    for demand in asked:
        by_rule.setdefault(demand.rule, []).append(demand)
    for rule in policy.rules:
        own = by_rule.get(rule.id, [])
        yield from (_row(demand, options) for demand in own)
        if own:
            yield from _nameless(rule, policy)


def _row(demand: Demand, options: EmitOptions) -> Coverage:
    return Coverage(
        rule=demand.rule,
        cloud=Cloud.GCP,
        operation=demand.operation,
        duty=_duty(demand, options),
        types=demand.types,
        why=_why(demand, options),
    )


def _duty(demand: Demand, options: EmitOptions) -> Duty:
    if not demand.is_said:
        return Duty.NOT_ENFORCEABLE
    return Duty.AUDITED if options.dry_run or demand.effect is CloudEffect.AUDIT else Duty.ENFORCED


def _why(demand: Demand, options: EmitOptions) -> str:
    parts = [*demand.reasons]
    if demand.is_said:
        if is_of_places(demand.said):
            parts.append(f"by `{CONSTRAINT}`, which judges what is made, not what runs already")
        if _duty(demand, options) is Duty.AUDITED:
            parts.append("as a dry run: the audit log shows what would be refused")
        if demand.others:
            made = ", ".join(f"`{each}`" for each in demand.others)
            parts.append(f"{made} makes {demand.operation} too, and the rule then holds for it as well")
    return "; ".join(parts)


def _nameless(rule: Rule, policy: PolicySet) -> Iterator[Coverage]:
    for known in types_in_scope(rule):
        if not known.api_name and broken_by(rule, known, policy) != NEVER:
            why = "it is no resource type of its own in Cloud Asset Inventory"
            yield Coverage(rule.id, Cloud.GCP, known.type, Duty.NOT_ENFORCEABLE, types=(known.type,), why=why)
