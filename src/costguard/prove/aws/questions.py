"""Lists the calls to AWS on which a policy and service control policies are compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import msgspec

from costguard.catalog import authorization
from costguard.emit.demand import Demand
from costguard.emit.options import EmitOptions
from costguard.emit.tree import AttributeNumber, AttributeValue, Sent, TagValue, facts_in
from costguard.languages.language import Language, exactly, glob, pattern
from costguard.languages.unsupported import Unsupported
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind
from costguard.policy.glob import is_glob
from costguard.prove.aws.context import (
    ACCOUNT,
    PRINCIPAL,
    REGION,
    REQUEST_TAG,
    TAG_KEYS,
    Context,
    contexts_of,
)
from costguard.prove.aws.iam_text import arn_language
from costguard.prove.aws.read_scp import denials, named_actions, speaks_of_action
from costguard.prove.aws.scp_document import ScpStatement, Test, read_scp
from costguard.prove.formula import FALSE, Formula, Lies, conjunction, lies_in, negation
from costguard.prove.question import Question
from costguard.prove.space import Domain
from costguard.prove.tags import OTHER_KEY, TagModel, folded

_DOMAINS: Final[Mapping[str, Domain]] = {
    ACCOUNT: (pattern("[0-9]{12}"),),
    REGION: (pattern("[a-z]{2,4}(-[a-z]{2,12})+-[0-9]"),),
    # "AWS global condition context keys", aws:PrincipalArn (IAM User Guide, 2026-09): a session tells its role.
    PRINCIPAL: (
        pattern("arn:aws:iam::[0-9]{12}:((role|user)/.+|root)"),
        pattern("arn:aws:sts::[0-9]{12}:federated-user/.+"),
    ),
}
_FLAGS: Final[Domain] = (exactly("true"), exactly("false"))


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
    for resources in _calls(action, demands):
        contexts = contexts_of(action, resources, tags, given)
        types = {context.resource for context in contexts}
        own = tuple(demand for demand in demands if not demand.resource or demand.resource in types)
        found = denials(spoken, contexts)
        if not own and all(denial.formula == FALSE for denial in found):
            continue
        question = Question(
            cloud=Cloud.AWS,
            operation=action,
            resource=_told_apart(resources, demands),
            demands=own,
            denials=found,
            tags=tags,
            domains={**tags.domains(), **_DOMAINS, **_flag_domains(given), **_resource_domains(contexts)},
            assumption=_assumption(tags, exempt),
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


def _told_apart(resources: tuple[str, ...], demands: list[Demand]) -> str:
    """The resource types in words, where the action alone does not say what the call is about."""
    is_one_of_several = len({demand.resource for demand in demands}) > 1 or any(not each.resource for each in demands)
    return ", ".join(resources) if is_one_of_several else ""


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
            yield from _keys_of_test(test)


def _keys_of_test(test: Test) -> Iterator[str]:
    key = test.key.lower()
    if key.startswith(REQUEST_TAG):
        yield key[len(REQUEST_TAG) :]
    elif key == TAG_KEYS:
        yield from (value for value in test.values if not set("*?$") & set(value) and value not in ("true", "false"))


def _resource_domains(contexts: Iterable[Context]) -> Mapping[str, Domain]:
    return {
        f"resource of {context.resource}": (glob(context.arn.split(":", 5)[-1]),)
        for context in contexts
        if context.arn != "*"
    }


def _flag_domains(given: Mapping[str, str]) -> Mapping[str, Domain]:
    """A condition key that is a flag has no third value."""
    return {name: _FLAGS for name in given.values() if authorization.key_type(name) == "Bool"}


def _assumption(tags: TagModel, exempt: tuple[str, ...]) -> Formula:
    """The other key is none of those that are named, and the principal is none that is let off."""
    other = (negation(Lies(OTHER_KEY, exactly(key, folded=True))) for key in tags.keys)
    bound = (negation(lies_in(PRINCIPAL, map(_let_off, exempt))),) if exempt else ()
    return conjunction((*other, *bound))


def _let_off(written: str) -> Language:
    """The principals of a pattern. Raises BadInput where it is none."""
    try:
        found = arn_language(written)
    except Unsupported as error:
        raise BadInput(f"the exempt principal {error}; write it as arn:aws:iam::*:role/NAME") from error
    if found is None:
        raise BadInput(
            f"the exempt principal `{written}` holds a policy variable; write it as arn:aws:iam::*:role/NAME"
        )
    return found


def _named_only_in_documents(statements: Sequence[ScpStatement], asked: Mapping[str, object]) -> Iterator[str]:
    """Known actions that a Deny statement takes in though no rule asks anything of them."""
    denying = [statement for statement in statements if statement.is_deny]
    if not any(statement.not_actions or any(map(is_glob, statement.actions)) for statement in denying):
        named = {action.lower(): action for statement in denying for action in statement.actions}
        spoken = {action.lower() for action in asked}
        yield from (action for lower, action in sorted(named.items()) if lower not in spoken)
        return
    others = [action for action in _all_actions() if action not in asked]
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
