"""Finds which AWS actions each rule speaks of, and what it asks of them."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Final

import msgspec

from costguard.catalog import authorization, aws_operations
from costguard.catalog.authorization import Action
from costguard.catalog.entry import Entry, RegionSource
from costguard.catalog.lookup import entries, entry
from costguard.emit.aws.clauses import TAG_KEYS, writable_part
from costguard.emit.aws.saying import in_aws_words, say, sharing_with_retagging
from costguard.emit.aws.telling_apart import only_these, other_things
from costguard.emit.demand import Demand, Kind, said_of
from costguard.emit.tree import NEVER, Tree, Unsayable, every, some
from costguard.emit.violation import asks_of_one_tag, retagging, untagging, violation
from costguard.model.cloud import Cloud
from costguard.policy.glob import matches
from costguard.policy.policy_set import CloudEffect, PolicySet, Rule
from costguard.policy.scope_types import speaks_of_type

_SESSIONS: Final = "sts"
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
    types, whole = types_in_scope(rule), whole_services(rule)
    by_place: dict[tuple[str, str], list[str]] = {}
    for known in types:
        for operation in aws_operations.operations_of(known.type):
            if operation.action:
                by_place.setdefault((operation.action, operation.resource_type), []).append(known.type)
    for (action, resource), made in by_place.items():
        demand = _creating(rule, action, resource, tuple(made), policy)
        if demand is not None:
            yield msgspec.structs.replace(demand, is_whole=_service(action) in whole)
    for demand in _tagging(rule, types, whole, by_place, policy.today):
        yield msgspec.structs.replace(demand, is_whole=_service(demand.operation) in whole)


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


def _tagging(
    rule: Rule, types: Iterable[Entry], whole: Collection[str], made: Collection[tuple[str, str]], today: date
) -> Iterator[Demand]:
    """Sending tags and taking them away, for the resource types that the rule speaks of.

    A rule that names no types speaks of everything that takes tags: of whole services then, and of all that these
    make, though the catalog does not hold it. Of that the values of tags are asked, not that they are there.
    """
    asked: dict[tuple[Action, str], set[str]] = {}
    for known in types:
        for operation in aws_operations.operations_of(known.type):
            service = _service(operation.action)
            resource = "" if service in whole else operation.tagged_as
            for action in _tagging_actions(service, operation.tagged_as) if operation.tagged_as else ():
                asked.setdefault((action, resource), set()).add(known.type)
    actions = {action for action, _ in made}
    for action, resource in _beyond_the_catalog(whole):
        if action.name not in actions:
            asked.setdefault((action, resource), set())
    sending = retagging(rule, Cloud.AWS, today)
    for (action, resource), own in asked.items():
        none_is_all = action.name in _DELETES_ALL
        meant = untagging(rule, Cloud.AWS, none_is_all=none_is_all) if action.kind == "untag" else sending
        if meant != NEVER:
            yield _of_tags(rule, action, resource, own, meant)


def _beyond_the_catalog(whole: Iterable[str]) -> Iterator[tuple[Action, str]]:
    """Every action of whole services to which tags can be sent, with each resource type that takes them."""
    for service in sorted(whole):
        for action in authorization.actions(service):
            types = [each.name for each in action.resources if _takes_tags(action, each.name)]
            if action.kind == "create" and types:
                yield from ((action, each) for each in types)
            elif types or (not action.resources and _takes_tags(action, "")):
                yield action, ""


def _takes_tags(action: Action, resource: str) -> bool:
    return authorization.supports(action.name, resource or None, TAG_KEYS)


def _of_tags(rule: Rule, action: Action, resource: str, types: set[str], meant: Tree) -> Demand:
    said, reasons = _said(sharing_with_retagging(meant), action.name, resource)
    return Demand(
        rule=rule.id,
        cloud=Cloud.AWS,
        operation=action.name,
        resource=resource,
        kind=Kind.UNTAG if action.kind == "untag" else Kind.TAG,
        meant=meant,
        said=said,
        effect=rule.effect.cloud,
        types=tuple(sorted(types)),
        reasons=reasons,
    )


def _tagging_actions(service: str, resource: str) -> tuple[Action, ...]:
    """Every action that changes or takes tags of a resource type, those too that tell IAM nothing of it."""
    guarded = (*aws_operations.tag_actions(service, resource), *aws_operations.untag_actions(service, resource))
    return tuple(dict.fromkeys((*guarded, *aws_operations.unguarded_tag_actions(service, resource))))


def whole_services(rule: Rule) -> frozenset[str]:
    """The services of which a rule of tags speaks wholly: it names no types, and lets none of theirs out.

    STS has no resources: what it calls tags are those of a session.
    """
    asks_of_tags = rule.tags or any(map(asks_of_one_tag, rule.requirements))
    if rule.scope.types or rule.scope.taggable is False or not asks_of_tags:
        return frozenset()
    left_out = (known.type for known in entries() if known.cloud is Cloud.AWS)
    spared = _services_of(each for each in left_out if not speaks_of_type(rule.scope, each, Cloud.AWS))
    return frozenset(authorization.services()) - spared - {_SESSIONS}


def spared_services(rule: Rule) -> tuple[str, ...]:
    """The services that a statement on everything that is sent tags has to leave out."""
    return tuple(sorted(frozenset(authorization.services()) - whole_services(rule)))


def _services_of(types: Iterable[str]) -> frozenset[str]:
    operations = (operation for each in types for operation in aws_operations.operations_of(each))
    return frozenset(_service(operation.action) for operation in operations if operation.action)


def _service(action: str) -> str:
    return action.partition(":")[0]
