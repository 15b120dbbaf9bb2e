"""Finds which AWS actions each rule speaks of, and what it asks of them."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from costguard.catalog import aws_operations
from costguard.catalog.authorization import Action
from costguard.catalog.entry import Entry, RegionSource
from costguard.catalog.lookup import entries, entry
from costguard.emit.aws.clauses import writable_part
from costguard.emit.aws.saying import in_aws_words, say, sharing_with_retagging
from costguard.emit.aws.telling_apart import only_these, other_things
from costguard.emit.demand import Demand, Kind, said_of
from costguard.emit.tree import NEVER, Tree, Unsayable, every, some
from costguard.emit.violation import retagging, untagging, violation
from costguard.model.cloud import Cloud
from costguard.policy.glob import matches
from costguard.policy.policy_set import CloudEffect, PolicySet, Rule
from costguard.policy.scope_types import speaks_of_type

_DELETES_ALL: Final = frozenset({"ec2:DeleteTags"})
"""Untagging actions that take every tag away where the request names none (EC2 API Reference, DeleteTags, 2026-09)."""


def demands(policy: PolicySet) -> tuple[Demand, ...]:
    """What every rule that the cloud is to deny asks of every AWS action, in the policy's order."""
    rules = [rule for rule in policy.rules if rule.effect.cloud is not CloudEffect.NONE]
    return tuple(demand for rule in rules for demand in _of_rule(rule, policy))


def types_in_scope(rule: Rule) -> tuple[Entry, ...]:
    """The catalog's AWS types that a rule speaks of; none of a thing that it lets out by another provider's name."""
    own = [known for known in entries() if known.cloud is Cloud.AWS]
    let_out = {known.api_name for known in own if any(matches(glob, known.type) for glob in rule.scope.excluded)} - {""}
    return tuple(
        known
        for known in own
        if speaks_of_type(rule.scope, known.type, Cloud.AWS)
        and rule.scope.taggable in (None, known.taggable)
        and known.api_name not in let_out
    )


def _of_rule(rule: Rule, policy: PolicySet) -> Iterator[Demand]:
    types = types_in_scope(rule)
    by_place: dict[tuple[str, str], list[str]] = {}
    for known in types:
        for operation in aws_operations.operations_of(known.type):
            if operation.action:
                by_place.setdefault((operation.action, operation.resource_type), []).append(known.type)
    for (action, resource), made in by_place.items():
        demand = _creating(rule, action, resource, tuple(made), policy)
        if demand is not None:
            yield demand
    yield from _tagging(rule, types)


def _creating(rule: Rule, action: str, resource: str, types: tuple[str, ...], policy: PolicySet) -> Demand | None:
    trees = dict.fromkeys(_named(rule, each, action, resource, policy) for each in types)
    meant = some(tuple(trees))
    if meant == NEVER:
        return None
    others = other_things(action, resource, types)
    only = only_these(action, resource, types, others)
    is_told = not isinstance(only, Unsayable)
    wanted = every((only, meant)) if is_told else meant
    said, reasons = _said(sharing_with_retagging(wanted), action, resource)
    return Demand(
        rule=rule.id,
        cloud=Cloud.AWS,
        operation=action,
        resource=resource,
        kind=Kind.CREATE,
        meant=every((only, meant)),
        said=said,
        effect=rule.effect.cloud,
        types=types,
        others=() if is_told else others,
        reasons=(*reasons, only.reason) if isinstance(only, Unsayable) else reasons,
    )


def _said(meant: Tree, action: str, resource: str) -> tuple[Tree, tuple[str, ...]]:
    """What statements hold of it, and why that is not all."""
    said, reasons = said_of(meant, partial(say, action=action, resource=resource))
    written, reason = writable_part(said)
    return written, (*reasons, reason) if reason else reasons


def _named(rule: Rule, terraform_type: str, action: str, resource: str, policy: PolicySet) -> Tree:
    known = entry(terraform_type)
    tree = violation(rule, Cloud.AWS, terraform_type, policy.today)
    is_global = known is not None and known.region is RegionSource.GLOBAL
    return in_aws_words(tree, terraform_type, action, resource, is_global=is_global)


def _tagging(rule: Rule, types: Iterable[Entry]) -> Iterator[Demand]:
    """Changing and taking away the tags of what exists, for the resource types that the rule speaks of.

    A rule that lets nothing of a service out speaks of all its resource types, those of no catalog entry too.
    """
    made: dict[tuple[Action, str], set[str]] = {}
    whole = _whole_services(rule, types)
    for known in types:
        for operation in aws_operations.operations_of(known.type):
            service = operation.action.partition(":")[0]
            resource = "" if service in whole else operation.tagged_as
            for action in _tagging_actions(service, operation.tagged_as) if operation.tagged_as else ():
                made.setdefault((action, resource), set()).add(known.type)
    for (action, resource), own in made.items():
        is_untagging = action.kind == "untag"
        tree = untagging(rule, Cloud.AWS, none_is_all=action.name in _DELETES_ALL)
        meant = tree if is_untagging else retagging(rule, Cloud.AWS)
        if meant == NEVER:
            continue
        said, reasons = _said(meant, action.name, resource)
        yield Demand(
            rule=rule.id,
            cloud=Cloud.AWS,
            operation=action.name,
            resource=resource,
            kind=Kind.UNTAG if is_untagging else Kind.TAG,
            meant=meant,
            said=said,
            effect=rule.effect.cloud,
            types=tuple(sorted(own)),
            reasons=reasons,
        )


def _tagging_actions(service: str, resource: str) -> tuple[Action, ...]:
    """Every action that changes or takes tags of a resource type, those too that tell IAM nothing of it."""
    guarded = (*aws_operations.tag_actions(service, resource), *aws_operations.untag_actions(service, resource))
    return tuple(dict.fromkeys((*guarded, *aws_operations.unguarded_tag_actions(service, resource))))


def _whole_services(rule: Rule, types: Iterable[Entry]) -> frozenset[str]:
    """The services of which the rule speaks wholly: it names no types, and lets none of theirs out."""
    if rule.scope.types:
        return frozenset()
    spoken = {known.type for known in types}
    left_out = (known.type for known in entries() if known.cloud is Cloud.AWS and known.type not in spoken)
    return _services_of(spoken) - _services_of(
        each for each in left_out if not speaks_of_type(rule.scope, each, Cloud.AWS)
    )


def _services_of(types: Iterable[str]) -> frozenset[str]:
    operations = (operation for each in types for operation in aws_operations.operations_of(each))
    return frozenset(operation.action.partition(":")[0] for operation in operations if operation.action)
