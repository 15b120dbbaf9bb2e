"""Judges recorded creations on Google Cloud by organisation policies.

A bundle that only logs (`dryRunSpec` and no `spec`) is judged as if it were enforced.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
import yaml

from costguard.catalog.gcp_org_policy import gcp_type, terraform_types_of
from costguard.emit.gcp.fields import LOCATION, fields_of
from costguard.model.guardrail import Document
from costguard.prove.formula import FALSE
from costguard.prove.gcp.cel_macros import expanded
from costguard.prove.gcp.cel_syntax import read_cel
from costguard.prove.gcp.cel_tokens import NotCel
from costguard.prove.gcp.cel_tree import keys_in
from costguard.prove.gcp.context import Context, context_of, is_label_key
from costguard.prove.gcp.denials import denial_of, managed_denials
from costguard.prove.gcp.enforcement import spec_of
from costguard.prove.gcp.org_policy import CustomConstraint, read_org_policies
from costguard.prove.question import Denial
from costguard.prove.replay.judgement import Allowed, Denied, Judgement, Undecided
from costguard.prove.replay.three_valued import Unknown, answer, variables_in
from costguard.prove.tags import OTHER_KEY, TagModel, folded, is_of_tags
from costguard.sources.audit_logs.recorded_request import RecordedRequest

_ALLOWED: Final = Allowed()
_LABELS: Final = "resource.labels"
_RESOURCE: Final = "resource."


class _Guarded(msgspec.Struct, frozen=True):
    """What policies deny of one resource type, and what their conditions look at."""

    denials: tuple[Denial, ...]
    context: Context
    variables: tuple[str, ...]


class GcpJudge:
    """The custom constraints and policies of a bundle."""

    def __init__(self, documents: Sequence[Document]) -> None:
        read = read_org_policies(documents)
        self._constraints = read.constraints
        self._is_dry_run = bool(read.policies) and all(policy.spec is None for policy in read.policies)
        self._live = [policy for policy in read.policies if spec_of(policy, is_dry_run=self._is_dry_run) is not None]
        self._rules = _rules_by_name(documents)
        self._guarded: dict[str, _Guarded] = {}

    def __call__(self, request: RecordedRequest) -> Judgement:
        """What the policies say of a creation."""
        guarded = self._guarded.get(request.operation)
        if guarded is None:
            guarded = self._guarded[request.operation] = self._of_type(request.operation)
        if not guarded.denials:
            return _ALLOWED
        known = dict(_known(request, guarded))
        answers = [(denial.name, answer(denial.formula, known)) for denial in guarded.denials]
        denying = [name for name, found in answers if found is True]
        if denying:
            rules = {rule for name in denying for rule in self._rules.get(name, ())}
            return Denied(tuple(sorted(denying)), tuple(sorted(rules)))
        unknown = next((found for _, found in answers if isinstance(found, Unknown)), None)
        return _ALLOWED if unknown is None else Undecided(f"`{request.operation}`: {_words(unknown, request)}")

    def _of_type(self, cai: str) -> _Guarded:
        types = terraform_types_of(cai)
        kind = gcp_type(types[0]) if types else None
        labels = (kind.labels_field if kind is not None else "") or _LABELS
        own = [each for each in self._constraints if cai in each.resource_types]
        keys = (key for each in own for key in _keys(each, labels))
        tags = TagModel(folded(key for key in keys if key.isascii() and is_label_key(key)), tells_case=False)
        context = context_of(cai, labels, tags)
        found = [denial_of(each, context, self._live, tags.domains(), is_dry_run=self._is_dry_run) for each in own]
        denials = [
            *(each for each in found if each is not None),
            *managed_denials(kind, self._live, is_dry_run=self._is_dry_run),
        ]
        speaking = tuple(each for each in denials if each.formula != FALSE)
        return _Guarded(speaking, context, variables_in(each.formula for each in speaking))


def _known(request: RecordedRequest, guarded: _Guarded) -> Iterator[tuple[str, str]]:
    """The values of all variables that the record tells."""
    if request.region:
        yield LOCATION, request.region
    if request.body is None:
        return
    yield from _known_labels(request.body, guarded.context)
    flags = {path for path, field in fields_of(request.operation).items() if field.form == "flag"}
    for variable in guarded.variables:
        if not variable.startswith(_RESOURCE):
            continue
        value = _at(request.body, variable)
        if isinstance(value, str | int | float):
            yield variable, str(value).lower() if isinstance(value, bool) else str(value)
        elif value is None and (variable in flags or guarded.context.kinds.get(variable) == "flag"):
            yield variable, "false"  # what a boolean is that is not sent (Protocol Buffers, "Field presence", 2026-09)


def _known_labels(body: Mapping[str, object], context: Context) -> Iterator[tuple[str, str]]:
    written = _at(body, context.labels)
    labels = {str(key): str(value) for key, value in written.items()} if isinstance(written, dict) else {}
    for key in context.tags.keys:
        yield context.tags.spelling(key), key if key in labels else ""
        yield context.tags.value(key), labels.get(key, "")
    yield OTHER_KEY, min((key for key in labels if key not in context.tags.keys), default="")


def _at(body: Mapping[str, object], path: str) -> object:
    value: object = body
    for step in path.removeprefix(_RESOURCE).split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _words(unknown: Unknown, request: RecordedRequest) -> str:
    if request.body is None and (is_of_tags(unknown.variable) or unknown.variable.startswith(_RESOURCE)):
        return "the record does not hold the resource that was asked for"
    if unknown.variable == LOCATION:
        return "the record does not tell the location"
    if unknown.variable.startswith(_RESOURCE) and " " not in unknown.variable:
        return f"the record does not hold `{unknown.variable}`"
    return f"left open: {unknown.variable}"


def _keys(constraint: CustomConstraint, labels: str) -> tuple[str, ...]:
    try:
        return tuple(keys_in(expanded(read_cel(constraint.condition)), labels))
    except NotCel:
        return ()  # it is left open as a whole


def _rules_by_name(documents: Sequence[Document]) -> Mapping[str, tuple[str, ...]]:
    """The rules of each constraint, by the name that denials bear."""
    found: dict[str, tuple[str, ...]] = {}
    for document in documents:
        for record in yaml.safe_load_all(document.text):
            if isinstance(record, dict) and "name" in record:
                name = str(record["name"]).rpartition("/")[2]
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), *document.rules)))
    return found
