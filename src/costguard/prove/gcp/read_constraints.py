"""Lists the resource types on which a policy and organisation policies are compared, with what the latter deny."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from costguard.catalog.gcp_org_policy import GcpType, gcp_type
from costguard.catalog.lookup import entries
from costguard.emit.demand import Demand
from costguard.emit.gcp.fields import LOCATION, PLACES, domain_of, fields_of
from costguard.emit.gcp.locations import CONSTRAINT as LOCATIONS
from costguard.emit.options import EmitOptions
from costguard.emit.tree import Sent, TagValue, facts_in
from costguard.languages.language import exactly, pattern
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Document
from costguard.policy.policy_set import CloudEffect
from costguard.prove.formula import FALSE, Lies, conjunction, negation
from costguard.prove.gcp.cel_macros import expanded
from costguard.prove.gcp.cel_syntax import read_cel
from costguard.prove.gcp.cel_tokens import NotCel
from costguard.prove.gcp.cel_tree import keys_in
from costguard.prove.gcp.context import context_of, is_label_key
from costguard.prove.gcp.denials import denial_of, managed_denials
from costguard.prove.gcp.enforcement import spec_of
from costguard.prove.gcp.org_policy import CustomConstraint, OrgPolicies, OrgPolicy, read_org_policies
from costguard.prove.question import Question
from costguard.prove.space import Domain
from costguard.prove.tags import OTHER_KEY, TagModel, folded

LABEL_VALUES: Final = pattern(r"[^A-Z !-,./:-@\[-^`{-~]{0,63}")
"""A label's value: lower case letters of any script, digits, `_`, `-` (Resource Manager, "Labels", 2025-10)."""

_LABEL_KEYS: Final = pattern(r"[^A-Z0-9 !-@\[-`{-~][^A-Z !-,./:-@\[-^`{-~]{0,62}")
_ABSENT: Final = exactly("")


def questions(documents: Sequence[Document], demands: Sequence[Demand], options: EmitOptions) -> tuple[Question, ...]:
    """One question for each resource type that a demand or a document speaks of, asked of its creation.

    What is denied and what a dry run only logs are asked apart: rules that the cloud audits are compared with dry
    runs, and with the option `dry_run` all rules are. Raises BadInput for documents that gcloud would not take.
    """
    read = read_org_policies(document for document in documents if document.kind.cloud is Cloud.GCP)
    found: list[Question] = []
    for is_dry_run in (False, True):
        own = [demand for demand in demands if _is_dry_run(demand, options) is is_dry_run]
        found.extend(_questions(read, own, is_dry_run=is_dry_run))
    return tuple(found)


def _is_dry_run(demand: Demand, options: EmitOptions) -> bool:
    return options.dry_run or demand.effect is CloudEffect.AUDIT


def _questions(read: OrgPolicies, demands: Iterable[Demand], *, is_dry_run: bool) -> Iterator[Question]:
    by_type: dict[str, list[Demand]] = {}
    for demand in demands:
        by_type.setdefault(demand.operation, []).append(demand)
    live = [policy for policy in read.policies if spec_of(policy, is_dry_run=is_dry_run) is not None]
    for cai in dict.fromkeys((*by_type, *_named_in(read.constraints, live))):
        own = tuple(by_type.get(cai, ()))
        question = _question(cai, own, read.constraints, live, is_dry_run=is_dry_run)
        is_denied = not is_dry_run and any(denial.formula != FALSE for denial in question.denials)
        if own or is_denied:  # a dry run that no rule asks for is no harm
            yield question


def _named_in(constraints: Iterable[CustomConstraint], live: Iterable[OrgPolicy]) -> Iterator[str]:
    """The resource types that live policies speak of."""
    names = {policy.constraint for policy in live}
    for constraint in constraints:
        if constraint.short_name in names:
            yield from constraint.resource_types
    if LOCATIONS in names:
        yield from (name for name, kind in _google_types().items() if kind.location_policy)


def _question(
    cai: str,
    demands: tuple[Demand, ...],
    constraints: Iterable[CustomConstraint],
    live: Sequence[OrgPolicy],
    *,
    is_dry_run: bool,
) -> Question:
    kind = _google_types().get(cai)
    labels = kind.labels_field if kind is not None else ""
    own = [constraint for constraint in constraints if cai in constraint.resource_types]
    keys = {*_keys_of_demands(demands), *(key for each in own for key in _keys_of_constraint(each, labels))}
    tags = TagModel(folded(filter(_is_plain_key, keys)), tells_case=False, values=(LABEL_VALUES,))
    context = context_of(cai, labels, tags)
    domains = {**tags.domains(), OTHER_KEY: (_ABSENT, _LABEL_KEYS), **_field_domains(cai)}
    denials = [denial_of(each, context, live, domains, is_dry_run=is_dry_run) for each in own]
    return Question(
        cloud=Cloud.GCP,
        operation=cai,
        demands=demands,
        denials=(
            *(denial for denial in denials if denial is not None),
            *managed_denials(kind, live, is_dry_run=is_dry_run),
        ),
        tags=tags,
        domains=domains,
        assumption=conjunction(negation(Lies(OTHER_KEY, exactly(key))) for key in tags.keys),
    )


def _keys_of_demands(demands: Iterable[Demand]) -> Iterator[str]:
    for demand in demands:
        for fact in (*facts_in(demand.meant), *facts_in(demand.said)):
            match fact:
                case Sent(keys):
                    yield from keys
                case TagValue(key):
                    yield key
                case _:
                    pass


def _keys_of_constraint(constraint: CustomConstraint, labels: str) -> Iterator[str]:
    try:
        yield from keys_in(expanded(read_cel(constraint.condition)), labels or "resource.labels")
    except NotCel:
        return  # it is left open as a whole


def _is_plain_key(key: str) -> bool:
    return key.isascii() and is_label_key(key)


def _field_domains(cai: str) -> Mapping[str, Domain]:
    bounded = ((path, domain_of(own)) for path, own in fields_of(cai).items())
    return {LOCATION: PLACES, **{path: domain for path, domain in bounded if domain is not None}}


@cache
def _google_types() -> Mapping[str, GcpType]:
    """Every Cloud Asset Inventory type that the catalog has a resource type for."""
    kinds = (gcp_type(known.type) for known in entries() if known.cloud is Cloud.GCP)
    return {kind.name: kind for kind in kinds if kind is not None}
