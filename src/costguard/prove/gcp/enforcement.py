"""When the policies on a constraint enforce it: a constraint alone denies nothing."""

from collections.abc import Callable, Iterable

import msgspec

from costguard.catalog.gcp_org_policy import location_of
from costguard.emit.gcp.fields import LOCATION
from costguard.languages.language import exactly
from costguard.prove.formula import FALSE, TRUE, Flag, Formula, conjunction, disjunction, lies_in, negation
from costguard.prove.gcp.org_policy import Listed, OrgPolicy, PolicyRule, Spec


class Enforcement(msgspec.Struct, frozen=True):
    """When something is enforced or denied, and the words of what was not understood."""

    formula: Formula
    misread: tuple[str, ...] = ()


def enforced(constraint: str, policies: Iterable[OrgPolicy], *, is_dry_run: bool) -> Enforcement:
    """When a boolean constraint is enforced by one of the policies on it."""
    found = [
        _with_conditions(spec, policy.name, lambda rule: Enforcement(TRUE if rule.enforce else FALSE))
        for policy in policies
        if policy.constraint == constraint
        for spec in [spec_of(policy, is_dry_run=is_dry_run)]
        if spec is not None and not spec.reset
    ]
    return _any(found)


def denied_places(policies: Iterable[OrgPolicy], *, is_dry_run: bool) -> Enforcement:
    """When the place of a resource is denied, by any of these policies on `gcp.resourceLocations`."""
    found = [
        _with_conditions(spec, policy.name, _denied_by)
        for policy in policies
        for spec in [spec_of(policy, is_dry_run=is_dry_run)]
        if spec is not None and not spec.reset
    ]
    return _any(found)


def spec_of(policy: OrgPolicy, *, is_dry_run: bool) -> Spec | None:
    """The half of the policy that is looked at."""
    return policy.dry_run_spec if is_dry_run else policy.spec


def _any(found: Iterable[Enforcement]) -> Enforcement:
    each = tuple(found)
    misread = dict.fromkeys(words for one in each for words in one.misread)
    return Enforcement(disjunction(one.formula for one in each), tuple(misread))


def _with_conditions(spec: Spec, policy: str, meaning: Callable[[PolicyRule], Enforcement]) -> Enforcement:
    """The unconditional rules, but for where a conditional one counts in their place; whether it does is left open."""
    found = _any(meaning(rule) for rule in spec.rules if not _expression(rule))
    for rule in spec.rules:
        expression = _expression(rule)
        if not expression:
            continue
        counts, own = Flag(f"{policy}: {expression}"), meaning(rule)
        formula = disjunction((conjunction((counts, own.formula)), conjunction((negation(counts), found.formula))))
        words = f"`{expression}` is left open: it is about tags, which the request does not show"
        found = Enforcement(formula, tuple(dict.fromkeys((*found.misread, *own.misread, words))))
    return found


def _expression(rule: PolicyRule) -> str:
    return rule.condition.expression if rule.condition is not None else ""


def _denied_by(rule: PolicyRule) -> Enforcement:
    if rule.deny_all:
        return Enforcement(TRUE)
    if rule.allow_all or rule.values is None:
        return Enforcement(FALSE)
    return _denied_values(rule.values)


def _denied_values(values: Listed) -> Enforcement:
    """Denied is what the denied values take in, and, where some are allowed, what those do not."""
    denied, allowed = _places(values.denied_values), _places(values.allowed_values)
    outside = negation(allowed.formula) if values.allowed_values else FALSE
    return Enforcement(disjunction((denied.formula, outside)), (*denied.misread, *allowed.misread))


def _places(values: Iterable[str]) -> Enforcement:
    named: list[str] = []
    opened: list[str] = []
    for value in values:
        place = location_of(value)
        if place is None:
            opened.append(value)
        else:
            named.append(place)
    formula = disjunction((lies_in(LOCATION, map(exactly, named)), *(Flag(f"in {value}") for value in opened)))
    return Enforcement(
        formula, tuple(f"`{value}` is left open: which places it holds is Google's list" for value in opened)
    )
