"""The manifest of a bundle: which policy it was written for, with which options, what it holds and what was proved."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.guardrail import Coverage, Document, DocumentKind, Gap, Guardrails
from costguard.reports.guardrails.data import TOOL, Json, Tool, as_json, schema
from costguard.reports.guardrails.matrix import clouds_of
from costguard.reports.guardrails.verdict_rows import PolicyRow, RuleRow, policy_row, rule_rows

SCHEMA: Final = "costguard/guardrails/v1"


class DocumentRow(msgspec.Struct, frozen=True):
    """One file of the bundle; `sha256` are the 64 digits of its bytes in UTF-8."""

    path: str
    kind: DocumentKind
    rules: tuple[str, ...]
    characters: int
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """Everything about a bundle but its documents' text."""

    schema: str
    tool: Tool
    policy: PolicyRow
    clouds: tuple[Cloud, ...]
    options: dict[str, Any]
    rules: tuple[RuleRow, ...]
    documents: tuple[DocumentRow, ...]
    gaps: tuple[Gap, ...]
    assumptions: tuple[str, ...]
    coverage: tuple[Coverage, ...]


class _Head(msgspec.Struct):
    schema: str


def manifest(guardrails: Guardrails, options: Mapping[str, object]) -> str:
    """JSON of the schema `costguard/guardrails/v1`; the same bundle and options give the same bytes.

    `options` are plain data. What has no order of its own is sorted; coverage stands one row a line.
    """
    return as_json(manifest_of(guardrails, options), one_a_line="coverage")


def manifest_of(guardrails: Guardrails, options: Mapping[str, object]) -> Manifest:
    """The same as data."""
    places = {asked.id: place for place, asked in enumerate(guardrails.asked)}

    def place(row: Gap | Coverage) -> tuple[int, str, Cloud]:
        return places.get(row.rule, len(places)), row.rule, row.cloud

    gaps = (msgspec.structs.replace(gap, operations=tuple(sorted(gap.operations))) for gap in guardrails.gaps)
    return Manifest(
        schema=SCHEMA,
        tool=TOOL,
        policy=policy_row(guardrails),
        clouds=clouds_of(guardrails),
        options=dict(options),
        rules=rule_rows(guardrails),
        documents=tuple(_document(each) for each in sorted(guardrails.documents, key=lambda each: each.path)),
        gaps=tuple(sorted(gaps, key=lambda gap: (*place(gap), gap.reason, gap.operations))),
        assumptions=guardrails.assumptions,
        coverage=tuple(
            sorted(
                guardrails.coverage,
                key=lambda row: (*place(row), row.operation, row.resource, row.duty, row.why, row.types),
            )
        ),
    )


def read_manifest(text: str) -> Manifest:
    """The manifest that a text holds. Raises BadInput where it holds none, or one of another version."""
    again = "write it with `costguard emit`"
    try:
        found = msgspec.json.decode(text, type=_Head).schema
        if found == SCHEMA:
            return msgspec.json.decode(text, type=Manifest)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadInput(f"this is no manifest of guardrails ({error}); {again}") from error
    raise BadInput(f"this manifest is of the schema {found!r}, not {SCHEMA!r}; {again} of this version")


def manifest_schema() -> Json:
    """The JSON Schema (draft 2020-12) of the manifest."""
    return schema("guardrails")


def _document(document: Document) -> DocumentRow:
    content = document.text.encode("utf-8", "surrogatepass")
    return DocumentRow(
        path=document.path,
        kind=document.kind,
        rules=document.rules,
        characters=len(document.text),
        bytes=len(content),
        sha256=sha256(content).hexdigest(),
    )
