"""Reads documents that costguard did not write, and tells by their shape what they are."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind
from costguard.prove.strict_json import parsed

MAX_BYTES: Final = 5_000_000
"""The largest file that is read; the clouds' own limits are far below."""
_WHAT: Final = (
    "give a service control policy, an Azure policy definition, initiative or assignment, "
    "or a Google Cloud custom constraint or organisation policy"
)

_NEEDS: Final = (
    (DocumentKind.AZURE_INITIATIVE, DocumentKind.AZURE_DEFINITION, "the policy definitions that it gathers"),
    (DocumentKind.AZURE_ASSIGNMENT, DocumentKind.AZURE_DEFINITION, "the policy definition that it assigns"),
    (DocumentKind.GCP_CONSTRAINT, DocumentKind.GCP_POLICY, "the organisation policy that enforces the constraint"),
)


def read_foreign(path: Path) -> tuple[Document, ...]:
    """The documents of a file, JSON or YAML, one or several. Raises BadInput where it holds none that is known."""
    text = _text(path)
    documents = [_document(each, path) for each in _parsed(text, path)]
    if not documents:
        raise BadInput(f"{path} is empty; {_WHAT}")
    return tuple(documents)


def refuse_incomplete(documents: Sequence[Document]) -> None:
    """Raises BadInput where documents say nothing without others that are not among them."""
    kinds = {document.kind: document.path for document in documents}
    for kind, needed, what in _NEEDS:
        if kind in kinds and needed not in kinds:
            raise BadInput(f"{kinds[kind]} says nothing by itself: give {what} as well, each with --against")


def _document(content: object, path: Path) -> Document:
    from costguard.prove.aws.scp_document import unwrapped

    found = unwrapped(content)
    kind = _kind(found)
    if kind is None:
        raise BadInput(f"{path} holds no document that is known; {_WHAT}")
    return Document(path.as_posix(), kind, json.dumps(found))


def _kind(content: object) -> DocumentKind | None:
    if not isinstance(content, Mapping):
        return None
    if "Statement" in content:
        return DocumentKind.SCP
    if "tags" in content and isinstance(content["tags"], Mapping) and len(content) == 1:
        return DocumentKind.TAG_POLICY
    properties = content.get("properties", content)
    if isinstance(properties, Mapping):
        if "policyRule" in properties:
            return DocumentKind.AZURE_DEFINITION
        if "policyDefinitions" in properties:
            return DocumentKind.AZURE_INITIATIVE
        if "policyDefinitionId" in properties:
            return DocumentKind.AZURE_ASSIGNMENT
    if "condition" in content and "resourceTypes" in content:
        return DocumentKind.GCP_CONSTRAINT
    if "spec" in content or "dryRunSpec" in content:
        return DocumentKind.GCP_POLICY
    return None


def _parsed(text: str, path: Path) -> list[Any]:
    if text.lstrip()[:1] in ("{", "["):
        try:
            found = parsed(text)
        except ValueError as error:
            raise BadInput(f"{path} is no JSON ({error}); {_WHAT}") from error
        return found if isinstance(found, list) else [found]
    import yaml

    try:
        return [each for each in yaml.safe_load_all(text) if each is not None]
    except (yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise BadInput(f"{path} is neither JSON nor YAML ({reason}); {_WHAT}") from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path} is larger than {MAX_BYTES // 1_000_000} MB; {_WHAT}")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {(error.strerror or str(error)).lower()}; check the path") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8; save it as UTF-8") from error
