"""Documents that costguard did not write: told apart by their shape, and refused where they say nothing alone."""

import json
from pathlib import Path

import pytest

from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind
from costguard.prove.foreign import read_foreign, refuse_incomplete

SCP = {"Version": "2012-10-17", "Statement": []}
DEFINITION = {"properties": {"policyRule": {"if": {}, "then": {"effect": "deny"}}}}
ASSIGNMENT = {"properties": {"policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/x"}}
INITIATIVE = {"properties": {"policyDefinitions": []}}
CONSTRAINT = "resourceTypes: [compute.googleapis.com/Instance]\ncondition: 'true'\nactionType: DENY\n"
POLICY = "name: organizations/1/policies/custom.x\nspec: {rules: [{enforce: true}]}\n"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (json.dumps(SCP), DocumentKind.SCP),
        (json.dumps({"Policy": {"Content": json.dumps(SCP)}}), DocumentKind.SCP),
        (json.dumps({"tags": {"team": {}}}), DocumentKind.TAG_POLICY),
        (json.dumps(DEFINITION), DocumentKind.AZURE_DEFINITION),
        (json.dumps(INITIATIVE), DocumentKind.AZURE_INITIATIVE),
        (json.dumps(ASSIGNMENT), DocumentKind.AZURE_ASSIGNMENT),
        (CONSTRAINT, DocumentKind.GCP_CONSTRAINT),
        (POLICY, DocumentKind.GCP_POLICY),
    ],
)
def test_a_document_is_told_by_its_shape(tmp_path: Path, content: str, kind: DocumentKind) -> None:
    file = tmp_path / "document"
    file.write_text(content)
    assert [document.kind for document in read_foreign(file)] == [kind]


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        (DocumentKind.AZURE_ASSIGNMENT, "policy definition that it assigns"),
        (DocumentKind.AZURE_INITIATIVE, "policy definitions that it gathers"),
        (DocumentKind.GCP_CONSTRAINT, "organisation policy that enforces"),
    ],
)
def test_what_says_nothing_by_itself_is_refused(kind: DocumentKind, needed: str) -> None:
    with pytest.raises(BadInput, match=f"^mine says nothing by itself: give the {needed}"):
        refuse_incomplete([Document("mine", kind, "")])


def test_what_is_whole_is_taken() -> None:
    whole = (DocumentKind.SCP, DocumentKind.AZURE_ASSIGNMENT, DocumentKind.AZURE_DEFINITION)
    assert refuse_incomplete([Document("mine", kind, "") for kind in whole]) is None
