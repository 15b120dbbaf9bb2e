"""Judges a resource by an Azure Policy definition alone: the independent witness of what costguard emits.

It speaks Microsoft's documentation of March 2025, and where that is silent what microsoft/regorus, Microsoft's own
evaluator, does. It knows nothing of costguard's rules, so that the two can contradict each other.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Final

import msgspec

from costguard.prove.azure.policy_arguments import as_truth
from costguard.prove.azure.policy_dates import date_text
from costguard.prove.azure.policy_definition import Policy, parameter_values, read_policy
from costguard.prove.azure.policy_effects import Existence, Then, WrittenOperation, check_effect
from costguard.prove.azure.policy_fields import AliasTable
from costguard.prove.azure.policy_judge import holds
from costguard.prove.azure.policy_scope import Scope, resolve
from costguard.prove.azure.policy_values import (
    EvaluationFailure,
    Json,
    as_object,
    fold_key,
    property_of,
)

_CONTAINERS: Final = frozenset(
    {"MICROSOFT.RESOURCES/SUBSCRIPTIONS", "MICROSOFT.RESOURCES/SUBSCRIPTIONS/RESOURCEGROUPS"}
)


class PolicyContext(msgspec.Struct, frozen=True):
    """What a rule may ask about besides the resource; None is not known, and asking for it is BadInput.

    `resource_group`, `subscription`, `request` and `policy` are what the functions of these names answer. `related`
    are the resources among which an `…IfNotExists` effect looks. `is_indexed` says that the resource's type has tags
    and a location, without which an `Indexed` definition does not look at it.
    """

    resource_group: Mapping[str, object] | None = None
    subscription: Mapping[str, object] | None = None
    request: Mapping[str, object] | None = None
    policy: Mapping[str, object] | None = None
    now: datetime | None = None
    related: tuple[Mapping[str, object], ...] | None = None
    is_indexed: bool = True


class Operation(msgspec.Struct, frozen=True):
    """One change of the request: `operation` is `append`, `add`, `addOrReplace` or `remove`, as the rule writes it."""

    operation: str
    field: str
    value: Json = None


class Outcome(msgspec.Struct, frozen=True):
    """What a definition does to a resource.

    `effect` is as written, after parameters, and "" where the rule does not apply or is disabled. `operations` are
    those of `modify` and `append`. `failure` says why evaluation failed, which Azure answers with a deny, whatever the
    effect. `undecided` says what would have to be known for the effect to be certain.
    """

    effect: str = ""
    operations: tuple[Operation, ...] = ()
    failure: str = ""
    undecided: str = ""

    @property
    def denies(self) -> bool:
        """Whether the request is refused."""
        return self.effect.lower() == "deny"


NO_EFFECT: Final = Outcome()
_ANYWHERE: Final = PolicyContext()
_NO_ALIASES: Final = AliasTable()
_NO_PARAMETERS: Final[Mapping[str, object]] = {}


def evaluate(
    definition: Policy | Mapping[str, object],
    resource: Mapping[str, object],
    *,
    parameters: Mapping[str, object] = _NO_PARAMETERS,
    context: PolicyContext = _ANYWHERE,
    aliases: AliasTable | None = None,
) -> Outcome:
    """What the definition does to the resource, which is JSON as ARM shows it (type, name, location, tags, …).

    `definition` is one that `read_policy` has read, or its JSON: whole, its `properties`, or the bare `policyRule`.
    Raises BadInput where Azure would not save the definition or assign it so, and where something is not known.
    """
    policy = definition if isinstance(definition, Policy) else read_policy(definition)
    subject = as_object(resource, "the resource")
    values = parameter_values(policy, parameters)
    if policy.is_indexed and not _is_looked_at(subject, context):
        return NO_EFFECT
    scope = Scope(subject, subject, values, _facts(context), aliases or _NO_ALIASES, count())
    try:
        return _outcome(policy.then, scope, context) if holds(policy.condition, scope) else NO_EFFECT
    except EvaluationFailure as failure:
        return Outcome("deny", failure=str(failure))


def _is_looked_at(resource: Mapping[str, Json], context: PolicyContext) -> bool:
    """Whether `Indexed` sees it: never subscriptions and resource groups (Microsoft's definition basics, 2025-03)."""
    kind = property_of(resource, "type")
    return context.is_indexed and not (isinstance(kind, str) and fold_key(kind) in _CONTAINERS)


def _facts(context: PolicyContext) -> Mapping[str, Json]:
    """What is known, by the names of the functions that ask for it."""
    given = {
        "resourcegroup": context.resource_group,
        "subscription": context.subscription,
        "requestcontext": context.request,
        "policy": context.policy,
    }
    facts: dict[str, Json] = {
        name: as_object(fact, f"the context's {name}") for name, fact in given.items() if fact is not None
    }
    return facts if context.now is None else {**facts, "utcnow": date_text(context.now)}


def _outcome(then: Then, scope: Scope, context: PolicyContext) -> Outcome:
    effect = check_effect(resolve(then.effect, scope))
    match effect.lower():
        case "disabled":
            return NO_EFFECT
        case "modify" | "append":
            return Outcome(effect, _operations(then, scope))
        case "auditifnotexists" | "deployifnotexists" if then.existence is not None:
            return _unless_exists(effect, then.existence, scope, context)
        case _:
            return Outcome(effect)


def _operations(then: Then, scope: Scope) -> tuple[Operation, ...]:
    return tuple(_operation(each, scope) for each in then.operations if _is_wanted(each, scope))


def _operation(written: WrittenOperation, scope: Scope) -> Operation:
    value = None if written.value is None else resolve(written.value, scope)
    return Operation(written.operation, str(resolve(written.field, scope)), value)


def _is_wanted(written: WrittenOperation, scope: Scope) -> bool:
    return written.condition is None or as_truth("condition", resolve(written.condition, scope))


def _unless_exists(effect: str, existence: Existence, scope: Scope, context: PolicyContext) -> Outcome:
    if context.related is None:
        return Outcome(
            effect, undecided=f"whether there is a related {resolve(existence.type, scope)} that is as it should be"
        )
    related = (as_object(each, "a related resource") for each in context.related)
    return NO_EFFECT if any(_is_the_one(each, existence, scope) for each in related) else Outcome(effect)


def _is_the_one(related: dict[str, Json], existence: Existence, scope: Scope) -> bool:
    """Whether it has the type and name that are asked for, where it shows any, and meets the condition."""
    for key, asked in (("type", existence.type), ("name", existence.name)):
        shown = property_of(related, key)
        wanted = None if asked is None else resolve(asked, scope)
        if isinstance(shown, str) and isinstance(wanted, str) and fold_key(shown) != fold_key(wanted):
            return False
    inner = msgspec.structs.replace(scope, resource=related)
    return existence.condition is None or holds(existence.condition, inner)
