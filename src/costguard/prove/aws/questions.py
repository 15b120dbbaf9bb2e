"""Lists the calls to AWS on which a policy and service control policies are compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import msgspec

from costguard.catalog import authorization
from costguard.emit.demand import Demand
from costguard.emit.options import EmitOptions
from costguard.emit.tree import AttributeNumber, AttributeValue, Sent, TagValue, facts_in
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Document, DocumentKind
from costguard.policy.glob import is_glob
from costguard.prove.aws.context import (
    PRINCIPAL,
    REQUEST_TAG,
    TAG_KEYS,
    Context,
    contexts_of,
)
from costguard.prove.aws.read_resources import resources_formula
from costguard.prove.aws.read_scp import denials, named_actions, speaks_of_action
from costguard.prove.aws.requests import assumption, domains
from costguard.prove.aws.scp_document import ScpStatement, Test, read_scp
from costguard.prove.formula import FALSE
from costguard.prove.question import Question
from costguard.prove.tags import TagModel, folded


class Call(msgspec.Struct, frozen=True):
    """One call to AWS: what is asked of it, and the authorisations that it needs."""

    question: Question
    contexts: tuple[Context, ...]


def questions(documents: Sequence[Document], demands: Sequence[Demand], options: EmitOptions) -> tuple[Question, ...]:
    """One question for each call that a demand or a document speaks of; exempt principals are out of it."""
    scps = [document for document in documents if document.kind is DocumentKind.SCP]
    statements = [each for document in scps for each in read_scp(document.text, document.path)]
    return tuple(call.question for call in calls(statements, demands, options.exempt))


def calls(
    statements: Sequence[ScpStatement], demands: Iterable[Demand], exempt: tuple[str, ...] = ()
) -> tuple[Call, ...]:
    """The same with the authorisations of each call, of statements that were read already."""
    by_action: dict[str, list[Demand]] = {}
    for demand in demands:
        by_action.setdefault(demand.operation, []).append(demand)
    asked = [each for action, own in by_action.items() for each in _of_action(action, own, statements, exempt)]
    others = _named_only_in_documents(statements, by_action)
    return (*asked, *(each for action in others for each in _of_action(action, [], statements, exempt)))


def _of_action(
    action: str, demands: list[Demand], statements: Sequence[ScpStatement], exempt: tuple[str, ...]
) -> Iterator[Call]:
    given = {name.lower(): name for name in _attributes(demands)}
    spoken = [statement for statement in statements if speaks_of_action(statement, action)]
    tags = TagModel(folded([*_keys_of_demands(demands), *_keys_of_statements(spoken)]), tells_case=True)
    asks_of_principal = any(test.key.lower() == PRINCIPAL.lower() for each in spoken for test in each.tests)
    asked = [*_calls(action, demands)]
    beside = [(*resources, each) for resources in asked for each in _named_beside(action, demands, spoken, tags)]
    for resources in (*asked, *beside):
        contexts = contexts_of(action, resources, tags, given)
        types = {context.resource for context in contexts}
        own = tuple(demand for demand in demands if not demand.resource or demand.resource in types)
        found = denials(spoken, contexts)
        if not own and all(denial.formula == FALSE for denial in found):
            continue
        question = Question(
            cloud=Cloud.AWS,
            operation=action,
            resource=_told_apart(resources, demands, is_beside=resources in beside),
            demands=own,
            denials=found,
            tags=tags,
            domains=domains(tags, given, contexts),
            assumption=assumption(tags, exempt, found if asks_of_principal else ()),
        )
        yield Call(question, contexts)


def _calls(action: str, demands: list[Demand]) -> Iterator[tuple[str, ...]]:
    """The resource types of one call each: a creation with all that it always needs, tagging of one resource."""
    known = authorization.action(action)
    all_types = known.resources if known is not None else ()
    if known is not None and known.kind != "create":
        yield from ((each.name,) for each in all_types)
        if not all_types:
            yield ()
        return
    needed = {each.name for each in all_types if each.required}
    named = dict.fromkeys(demand.resource for demand in demands if demand.resource)
    together = tuple(resource for resource in named if resource in needed)
    apart = [resource for resource in named if resource not in needed]
    yield from [(*together, resource) for resource in apart] or [together]


def _named_beside(
    action: str, demands: list[Demand], spoken: Sequence[ScpStatement], tags: TagModel
) -> tuple[str, ...]:
    """The resource types that a creation may need, no rule speaks of, and a Deny statement names: a key pair, say."""
    known = authorization.action(action)
    if known is None or known.kind != "create":
        return ()
    service = action.partition(":")[0]
    asked = {demand.resource for demand in demands}
    naming = [each for each in spoken if each.is_deny and not each.not_resources and "*" not in each.resources]
    may_be = [each.name for each in known.resources if not each.required and each.name not in asked] if naming else []
    contexts = [Context(known, each, authorization.arn_pattern(service, each), tags) for each in may_be]
    return tuple(
        context.resource
        for context in contexts
        if any(resources_formula(statement, context)[0] != FALSE for statement in naming)
    )


def _told_apart(resources: tuple[str, ...], demands: list[Demand], *, is_beside: bool) -> str:
    """The resource types in words, where the action alone does not say what the call is about."""
    is_one_of_several = len({demand.resource for demand in demands}) > 1 or any(not each.resource for each in demands)
    return ", ".join(resources) if is_one_of_several or is_beside else ""


def _attributes(demands: Iterable[Demand]) -> Iterator[str]:
    """The condition keys that the demands compare."""
    for demand in demands:
        for fact in facts_in(demand.meant):
            if isinstance(fact, AttributeValue | AttributeNumber):
                yield fact.name


def _keys_of_demands(demands: Iterable[Demand]) -> Iterator[str]:
    for demand in demands:
        for fact in facts_in(demand.meant):
            match fact:
                case Sent(keys):
                    yield from keys
                case TagValue(key):
                    yield key
                case _:
                    pass


def _keys_of_statements(statements: Iterable[ScpStatement]) -> Iterator[str]:
    for statement in statements:
        for test in statement.tests:
            yield from (key for key in _keys_of_test(test) if key.isascii() and key.isprintable())


def _keys_of_test(test: Test) -> Iterator[str]:
    key = test.key.lower()
    if key.startswith(REQUEST_TAG):
        yield key[len(REQUEST_TAG) :]
    elif key == TAG_KEYS:
        yield from (each for each in test.values if not set("*?$") & set(each) and each not in ("true", "false"))


def _named_only_in_documents(statements: Sequence[ScpStatement], asked: Mapping[str, object]) -> Iterator[str]:
    """Known actions that a Deny statement takes in though no rule asks anything of them."""
    denying = [statement for statement in statements if statement.is_deny]
    if not any(statement.not_actions or any(map(is_glob, statement.actions)) for statement in denying):
        named = {action.lower(): action for statement in denying for action in statement.actions}
        spoken = {action.lower() for action in asked}
        yield from (action for lower, action in sorted(named.items()) if lower not in spoken)
        return
    others = {action.lower(): action for action in _all_actions() if action not in asked}
    taken = ((frozenset(named_actions(statement, others)), place) for place, statement in enumerate(denying))
    by_action: dict[str, tuple[int, ...]] = {}
    for actions, place in taken:
        for action in actions:
            by_action[action] = (*by_action.get(action, ()), place)
    yield from _told_once(by_action)


def _told_once(by_action: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    """Every action that makes or tags something; of the others, which no key tells apart, one for like statements."""
    seen: set[tuple[int, ...]] = set()
    for action in sorted(by_action):
        is_other = authorization.action(action) is None
        if is_other and by_action[action] in seen:
            continue
        if is_other:
            seen.add(by_action[action])
        yield action


@cache
def _all_actions() -> tuple[str, ...]:
    """Every action of every service that the authorization data know."""
    services = authorization.services()
    return tuple(f"{each}:{name}" for each in services for name in sorted(authorization.action_names(each)))
