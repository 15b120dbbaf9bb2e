"""Finds which Google Cloud resource types each rule speaks of, and what it asks of their creation."""

from collections.abc import Callable, Iterator
from typing import Final, assert_never

from costguard.catalog.entry import Entry, RegionSource
from costguard.catalog.gcp_org_policy import GcpType, gcp_type, terraform_types_of
from costguard.catalog.lookup import entries
from costguard.emit.demand import Demand, Kind, Saying, said_of
from costguard.emit.gcp.fields import LOCATION, PLACES, domain_of, field, fields_of
from costguard.emit.gcp.naming import in_google_words, location_field
from costguard.emit.tree import (
    ALWAYS,
    NEVER,
    AttributeNumber,
    AttributeValue,
    Every,
    Fact,
    NothingSent,
    Sent,
    Some,
    TagValue,
    Tree,
    Unsayable,
    every,
    some,
)
from costguard.emit.violation import violation
from costguard.languages.finite import is_empty
from costguard.languages.language import Language, Linear, Notation, holds
from costguard.model.cloud import Cloud
from costguard.policy.policy_set import CloudEffect, PolicySet, Rule
from costguard.policy.scope_types import speaks_of_type

_NO_CONSTRAINTS: Final = "custom constraints do not take this type{note}; the audit judges it"
_NO_LABELS: Final = "custom constraints do not see the labels of this type{note}; the audit does"
_NO_PLACE: Final = "`gcp.resourceLocations` is not known to cover this type, and no field of it holds its place"
_PLACE_ONLY_FOR_ALL: Final = (
    "`gcp.resourceLocations` holds for every resource, so it can say only a rule that speaks of all Google types, "
    "has no `when`, and lists regions; no field of this type holds its place"
)
_NO_GOOGLE_PLACE: Final = (
    "its list names no Google Cloud region, so that none at all would be left; add one, or narrow its `clouds`"
)


def demands(policy: PolicySet) -> tuple[Demand, ...]:
    """What every rule that the cloud is to deny or to audit asks of every resource type, in the policy's order."""
    rules = [rule for rule in policy.rules if rule.effect.cloud is not CloudEffect.NONE]
    return tuple(demand for rule in rules for demand in _of_rule(rule, policy))


def types_in_scope(rule: Rule) -> tuple[Entry, ...]:
    """The catalog's Google types that a rule speaks of."""
    return tuple(
        known
        for known in _google_entries()
        if speaks_of_type(rule.scope, known.type, Cloud.GCP) and rule.scope.taggable in (None, known.taggable)
    )


def broken_by(rule: Rule, known: Entry, policy: PolicySet) -> Tree:
    """When making a resource of the type breaks the rule, in the catalog's names.

    A global resource is nowhere, so no rule about places is ever broken by one.
    """
    tree = violation(rule, Cloud.GCP, known.type, policy.today)
    return _replaced(tree, lambda _: NEVER) if known.region is RegionSource.GLOBAL else tree


def listed_places(languages: tuple[Language, ...]) -> tuple[str, ...]:
    """The places that can stand for one on Google Cloud, of those that a rule lists."""
    return tuple(each.text for each in languages if any(holds(place, each.text) for place in PLACES))


def _google_entries() -> tuple[Entry, ...]:
    return tuple(known for known in entries() if known.cloud is Cloud.GCP)


def _of_rule(rule: Rule, policy: PolicySet) -> Iterator[Demand]:
    types = types_in_scope(rule)
    by_cai: dict[str, list[Entry]] = {}
    for known in types:
        if known.api_name:
            by_cai.setdefault(known.api_name, []).append(known)
    trees = {known.type: broken_by(rule, known, policy) for known in types}
    is_of_places = len(types) == len(_google_entries()) and all(map(_is_list_of_places, trees.values()))
    for cai, made in by_cai.items():
        demand = _creating(rule, cai, made, trees, is_of_places=is_of_places)
        if demand is not None:
            yield demand


def _is_list_of_places(tree: Tree) -> bool:
    match tree:
        case AttributeValue("region", languages):
            return all(isinstance(each, Linear) and each.notation is Notation.EXACT for each in languages)
        case _:
            return tree == NEVER


def _creating(rule: Rule, cai: str, made: list[Entry], trees: dict[str, Tree], *, is_of_places: bool) -> Demand | None:
    kind = gcp_type(made[0].type)
    assert kind is not None  # noqa: S101  (the data have a row for every type that has a name)
    named = (_named(trees[known.type], known, kind, is_of_places=is_of_places) for known in made)
    meant = some(tuple(dict.fromkeys(named)))
    if meant == NEVER:
        return None
    said, reasons = said_of(meant, lambda fact: _say(fact, kind))
    types = tuple(known.type for known in made)
    return Demand(
        rule=rule.id,
        cloud=Cloud.GCP,
        operation=cai,
        kind=Kind.CREATE,
        meant=meant,
        said=said,
        effect=rule.effect.cloud,
        types=types,
        others=tuple(each for each in terraform_types_of(cai) if each not in types),
        reasons=reasons,
    )


def _named(tree: Tree, known: Entry, kind: GcpType, *, is_of_places: bool) -> Tree:
    """In Google's names."""
    by_constraint = is_of_places and kind.location_policy
    own = location_field() if by_constraint else field(known.type, "region")
    if by_constraint:
        tree = _replaced(tree, lambda fact: fact if listed_places(fact.languages) or not fact.holds else NEVER)
    if own is None:
        reason = _NO_PLACE if is_of_places else _PLACE_ONLY_FOR_ALL
        tree = _replaced(tree, lambda fact: Unsayable(f"place of {kind.name} {fact.languages} {fact.holds}", reason))
    return in_google_words(tree, known.type, own)


def _replaced(tree: Tree, replace: Callable[[AttributeValue], Tree]) -> Tree:
    """The tree with its facts about places replaced."""
    match tree:
        case Every(parts):
            return every(tuple(_replaced(part, replace) for part in parts))
        case Some(parts):
            return some(tuple(_replaced(part, replace) for part in parts))
        case AttributeValue("region"):
            return replace(tree)
        case _:
            return tree


def _say(fact: Fact, kind: GcpType) -> Saying:
    """The fact as an organisation policy can say it of this type. CEL says whatever a field holds, word for word."""
    match fact:
        case AttributeValue(path, languages) if path == LOCATION:
            return Saying(fact) if listed_places(languages) else Saying(None, _NO_GOOGLE_PLACE)
        case Unsayable(_, reason):
            return Saying(None, reason)
        case Sent() | NothingSent() | TagValue() if kind.custom_constraints and not kind.labels_field:
            return Saying(None, _NO_LABELS.format(note=_noted(kind)))
        case _ if not kind.custom_constraints:
            return Saying(None, _NO_CONSTRAINTS.format(note=_noted(kind)))
        case AttributeValue():
            return Saying(_possible(fact, kind))
        case Sent() | NothingSent() | TagValue() | AttributeNumber():
            return Saying(fact)
        case _:
            assert_never(fact)


def _possible(fact: AttributeValue, kind: GcpType) -> Tree:
    """The fact without values that the field never has: another cloud's machine types are no URL of Google's."""
    own = fields_of(kind.name).get(fact.name)
    domain = domain_of(own) if own is not None else None
    if domain is None:
        return fact
    possible = tuple(language for language in fact.languages if not is_empty(language, domain))
    if not possible:
        return NEVER if fact.holds else ALWAYS
    return AttributeValue(fact.name, possible, fact.holds)


def _noted(kind: GcpType) -> str:
    note = kind.note.rstrip(".")
    return f" ({note})" if note else ""
