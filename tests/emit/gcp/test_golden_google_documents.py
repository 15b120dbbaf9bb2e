"""The documents that a platform team reviews are exactly as a person approved them, and within Google Cloud's limits.

`COSTGUARD_REGENERATE=1 pytest tests/emit/gcp/test_golden_google_documents.py` writes the files anew; read them before
you commit.
"""

import os
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from costguard.emit.gcp.emit import emit
from costguard.emit.options import EmitOptions
from costguard.model.guardrail import DocumentKind
from costguard.policy.load import load

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
POLICY = load([HERE / "sample_policy.yaml"], date(2026, 9, 1))
OPTIONS = EmitOptions(gcp_parent="organizations/1234567890", gcp_policy_parent="folders/42")
EMITTED = emit(POLICY, OPTIONS)
CONSTRAINTS = [each for each in EMITTED.documents if each.kind is DocumentKind.GCP_CONSTRAINT]


@pytest.mark.parametrize("document", EMITTED.documents, ids=lambda document: document.path)
def test_a_document_is_what_was_approved(document):
    assert_golden(document.text, GOLDEN / document.path)


def test_no_golden_document_is_left_over():
    kept = {str(file.relative_to(GOLDEN)) for file in (GOLDEN / "gcp").rglob("*.yaml")}
    assert kept == {document.path for document in EMITTED.documents}


def test_what_is_covered_and_what_is_not_is_what_was_approved():
    rows = [f"{row.rule} | {row.operation} | {row.duty} | {row.why}" for row in EMITTED.coverage]
    gaps = [f"{gap.rule} | {len(gap.operations)} types | {gap.reason}" for gap in EMITTED.gaps]
    assert_golden("\n".join([*rows, "", *gaps, ""]), GOLDEN / "coverage.txt")


@pytest.mark.parametrize("document", CONSTRAINTS, ids=lambda document: document.path)
def test_a_constraint_keeps_to_what_google_takes(document):
    found = yaml.safe_load(document.text)
    assert list(found) == [
        "name", "resourceTypes", "methodTypes", "condition", "actionType", "displayName", "description",
    ]  # fmt: skip
    assert re.fullmatch(r"organizations/1234567890/customConstraints/custom\.[a-z][A-Za-z0-9]{0,62}", found["name"])
    assert len(found["resourceTypes"]) == 1
    assert found["methodTypes"] in (["CREATE"], ["CREATE", "UPDATE"])
    assert found["actionType"] == "DENY"
    assert (len(found["condition"]) <= 1000, len(found["displayName"]) <= 200, len(found["description"]) <= 2000) == (
        True,
        True,
        True,
    )


def test_every_constraint_has_its_policy_and_every_policy_its_constraint():
    names = {Path(each.path).stem for each in CONSTRAINTS}
    policies = [each for each in EMITTED.documents if each.kind is DocumentKind.GCP_POLICY]
    assert {Path(each.path).stem for each in policies} == {*names, "gcp.resourceLocations"}


def test_a_rule_that_audits_is_a_dry_run():
    assert _policy("costguardTeamIsNamedContainerNodePool") == {
        "name": "folders/42/policies/custom.costguardTeamIsNamedContainerNodePool",
        "dryRunSpec": {"rules": [{"enforce": True}]},
    }


def test_with_dry_run_every_policy_is_one():
    documents = emit(POLICY, EmitOptions(dry_run=True)).documents
    policies = [yaml.safe_load(each.text) for each in documents if each.kind is DocumentKind.GCP_POLICY]
    assert [sorted(policy) for policy in policies] == [["dryRunSpec", "name"]] * len(policies)


def test_the_same_policy_gives_the_same_bytes():
    assert emit(POLICY, OPTIONS) == EMITTED


def _policy(name):
    text = next(each.text for each in EMITTED.documents if each.path == f"gcp/policies/{name}.yaml")
    return yaml.safe_load(text)


def assert_golden(printed, path):
    if os.environ.get("COSTGUARD_REGENERATE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(printed, encoding="utf-8", newline="")
    assert path.read_text(encoding="utf-8") == printed
