"""The documents that a platform team reviews are exactly as a person approved them, and as Azure takes them.

`COSTGUARD_REGENERATE=1 pytest tests/emit/azure/test_golden_azure_documents.py` writes the files anew; read them before
you commit.
"""

import json
import os

import jsonschema
import pytest
from azure_policies import GOLDEN, sample_policy

from costguard.emit.azure.emit import emit
from costguard.emit.options import EmitOptions

OPTIONS = EmitOptions(azure_inherit=("cost_center",))
EMITTED = emit(sample_policy(), OPTIONS)


def _logic(word, inner):
    of = {"$ref": f"#/$defs/{inner}"}
    return {"type": "object", "required": [word], "additionalProperties": False, "properties": {word: of}}


CONDITION = {
    "oneOf": [
        _logic("allOf", "all"),
        _logic("anyOf", "all"),
        _logic("not", "if"),
        {
            "type": "object",
            "minProperties": 2,
            "maxProperties": 2,
            "additionalProperties": False,
            "oneOf": [{"required": ["field"]}, {"required": ["value"]}],
            "properties": {
                "field": {"type": "string", "minLength": 1},
                "value": {"type": "string"},
                "exists": {"type": "boolean"},
                **{name: {"type": ["string", "boolean", "number"]} for name in ("equals", "notEquals")},
                **{name: {"type": "array", "minItems": 2, "uniqueItems": True} for name in ("in", "notIn")},
                **{name: {"type": "string", "pattern": r"^[^*]*\*[^*]*$"} for name in ("like", "notLike")},
                **{name: {"type": "string"} for name in ("match", "notMatch", "contains", "notContains")},
                **{name: {"type": "string"} for name in ("matchInsensitively", "notMatchInsensitively")},
                **{name: {"type": "number"} for name in ("less", "lessOrEquals", "greater", "greaterOrEquals")},
            },
        },
    ]
}
DEFINITION = {
    "$defs": {"if": CONDITION, "all": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/if"}}},
    "type": "object",
    "required": ["id", "type", "name", "properties"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "type": {"const": "Microsoft.Authorization/policyDefinitions"},
        "name": {"type": "string", "maxLength": 64, "pattern": r"^[^<>*%&:\\?.+/]+$"},
        "properties": {
            "type": "object",
            "required": ["displayName", "description", "mode", "metadata", "parameters", "policyRule"],
            "properties": {
                "displayName": {"type": "string", "minLength": 1, "maxLength": 128},
                "description": {"type": "string", "minLength": 1, "maxLength": 512},
                "policyType": {"const": "Custom"},
                "mode": {"enum": ["All", "Indexed"]},
                "metadata": {"type": "object", "required": ["category", "version", "managedBy"]},
                "parameters": {"type": "object", "maxProperties": 20},
                "policyRule": {
                    "type": "object",
                    "required": ["if", "then"],
                    "properties": {"if": {"$ref": "#/$defs/if"}, "then": {"type": "object", "required": ["effect"]}},
                },
            },
        },
    },
}
"""What Azure's documentation says of a definition (Azure Policy, "Definition structure", 2025-03)."""


@pytest.mark.parametrize("document", EMITTED.documents, ids=lambda document: document.path)
def test_a_document_is_what_was_approved(document):
    assert_golden(document.text, GOLDEN / document.path)


def test_no_golden_document_is_left_over():
    kept = {str(file.relative_to(GOLDEN)) for file in (GOLDEN / "azure").rglob("*.json")}
    assert kept == {document.path for document in EMITTED.documents}


def test_what_is_not_covered_is_what_was_approved():
    rows = [
        f"{row.rule} | {row.operation} | {row.duty} | {row.why}"
        for row in EMITTED.coverage
        if row.rule not in ("required-tags", "approved-regions") or row.duty != "enforced"
    ]
    gaps = [f"{gap.rule} | {gap.reason}" for gap in EMITTED.gaps]
    assert_golden("\n".join([*rows, "", *gaps, ""]), GOLDEN / "coverage.txt")


@pytest.mark.parametrize("path", [each.path for each in EMITTED.documents if "/definitions/" in each.path])
def test_a_definition_has_the_form_that_azure_documents(path):
    document = json.loads((GOLDEN / path).read_text())
    assert list(jsonschema.Draft202012Validator(DEFINITION).iter_errors(document)) == []


def test_the_same_policy_gives_the_same_bytes():
    again = emit(sample_policy(), OPTIONS)
    assert [each.text for each in again.documents] == [each.text for each in EMITTED.documents]


def assert_golden(printed, path):
    if os.environ.get("COSTGUARD_REGENERATE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(printed, encoding="utf-8", newline="")
    assert path.read_text(encoding="utf-8") == printed
