"""Judges recorded writes to Azure by policy definitions where they are assigned, as if they were enforced."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import msgspec

from costguard.catalog.azure_policy import alias_path
from costguard.emit.azure.demands import arm_type_named
from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind
from costguard.prove.azure.evaluate import Operation, Outcome, PolicyContext, evaluate
from costguard.prove.azure.policy_fields import AliasTable
from costguard.prove.azure.read_documents import Standing, standings
from costguard.prove.replay.judgement import Allowed, Denied, Judgement, Undecided
from costguard.sources.audit_logs.recorded_request import RecordedRequest

Body = dict[str, object]

_ALLOWED: Final = Allowed()
_CHANGES: Final = frozenset({"modify", "append"})
_TAG_CHANGES: Final = frozenset({"add", "addorreplace"})
_NOT_RECORDED: Final = "the record does not hold what was written"
_CHANGED: Final = "a definition may change the resource first, by what no record holds"


class _Aliases(Mapping[str, str]):
    """The aliases of the catalog, looked up as they are asked for."""

    def __getitem__(self, alias: str) -> str:
        path = _path(alias)
        if path is None:
            raise KeyError(alias)
        return path

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class _Changed(msgspec.Struct, frozen=True):
    """The resource after what definitions add to it; `is_certain` unless one may have added something unknown."""

    body: Body
    is_certain: bool


class AzureJudge:
    """The definitions of a bundle, as they are assigned."""

    def __init__(self, documents: Sequence[Document]) -> None:
        found = standings(documents, is_dry_run=True)
        self._changing = tuple(each for each in found if each.effect in _CHANGES)
        self._denying = tuple(each for each in found if each.effect in ("", "deny"))
        definitions = [each for each in documents if each.kind is DocumentKind.AZURE_DEFINITION]
        self._rules = {_name(each): each.rules for each in definitions}
        self._blind = frozenset(_name(each) for each in definitions if "tags" not in each.text.lower())

    def __call__(self, request: RecordedRequest) -> Judgement:
        """What the definitions say of a write."""
        if not self._denying:
            return _ALLOWED
        if request.body is None or request.is_partial:
            return Undecided(f"`{request.operation}`: {_NOT_RECORDED}")
        context = PolicyContext(is_indexed=arm_type_named(request.operation).indexed)
        changed = self._changed(dict(request.body), context)
        denying: list[str] = []
        doubt = ""
        for standing in self._denying:
            answer = _answer(standing, changed, context, reads_tags=standing.name not in self._blind)
            if answer is True:
                denying.append(standing.name)
            elif isinstance(answer, str):
                doubt = doubt or answer
        if denying:
            rules = {rule for name in denying for rule in self._rules.get(name, ())}
            return Denied(tuple(sorted(denying)), tuple(sorted(rules)))
        return Undecided(f"`{request.operation}`: {doubt}") if doubt else _ALLOWED

    def _changed(self, body: Body, context: PolicyContext) -> _Changed:
        """What `modify` and `append` do comes before any deny (Azure Policy, "Definition effects", 2025-03)."""
        is_certain = True
        for standing in self._changing:
            outcome = _outcome(standing, body, context)
            if outcome is None or outcome.undecided or standing.doubts:
                is_certain = False
            elif outcome.effect:
                added = _with_tags(body, outcome.operations)
                body, is_certain = (body, False) if added is None else (added, is_certain)
        return _Changed(body, is_certain)


def _answer(standing: Standing, changed: _Changed, context: PolicyContext, *, reads_tags: bool) -> bool | str:
    """Whether a definition denies; in words why that cannot be told."""
    outcome = _outcome(standing, changed.body, context)
    if outcome is None:
        return f"`{standing.name}` asks for what no record holds"
    if reads_tags and not changed.is_certain:
        return _CHANGED
    denies = outcome.denies if standing.effect == "" else outcome.effect != ""
    return standing.doubts[0] if denies and standing.doubts else denies


def _outcome(standing: Standing, body: Body, context: PolicyContext) -> Outcome | None:
    """None where the definition is not at hand, or asks for what is not known here."""
    if standing.policy is None:
        return None
    try:
        return evaluate(standing.policy, body, parameters=standing.parameters, context=context, aliases=_aliases())
    except BadInput:
        return None


def _with_tags(body: Body, operations: Sequence[Operation]) -> Body | None:
    """The resource with the tags that are added to it; None where something else is changed."""
    written = body.get("tags")
    tags = dict(written) if isinstance(written, dict) else {}
    for operation in operations:
        key = operation.field[len("tags['") : -len("']")]
        if operation.operation.lower() not in _TAG_CHANGES or operation.field != f"tags['{key}']":
            return None
        tags = {name: value for name, value in tags.items() if name.lower() != key.lower()} | {key: operation.value}
    return {**body, "tags": tags}


def _name(document: Document) -> str:
    name = json.loads(document.text).get("name")
    return str(name or document.path)


@cache
def _aliases() -> AliasTable:
    return AliasTable(_Aliases())


@cache
def _path(alias: str) -> str | None:
    return alias_path(alias)
