"""The manifest says everything of a bundle, in an order that only the policy decides, and is read back as it was."""

import hashlib
import json

import pytest
from guardrail_samples import OPTIONS, exact_guardrails, rich_guardrails
from hostile_guardrails import guardrails
from hypothesis import given
from msgspec.structs import replace

from costguard.model.errors import BadInput
from costguard.reports.guardrails.manifest import SCHEMA, manifest, manifest_of, read_manifest


def test_a_manifest_is_read_back_as_it_was_written():
    bundle = rich_guardrails()
    assert read_manifest(manifest(bundle, {"prefix": "costguard"})) == manifest_of(bundle, {"prefix": "costguard"})


@given(guardrails())
def test_whatever_it_holds_it_is_read_back_and_written_again_the_same(bundle):
    text = manifest(bundle, OPTIONS)
    read = read_manifest(text)
    assert [(row.path, row.sha256) for row in read.documents] == [
        (row["path"], row["sha256"]) for row in json.loads(text)["documents"]
    ]
    assert len(read.coverage) == len(bundle.coverage)


def test_where_order_has_no_meaning_it_changes_nothing():
    bundle = rich_guardrails()
    turned = replace(
        bundle,
        clouds=bundle.clouds[::-1],
        documents=bundle.documents[::-1],
        proofs=bundle.proofs[::-1],
        coverage=bundle.coverage[::-1],
        gaps=bundle.gaps[::-1],
    )
    assert manifest(turned, dict(reversed(OPTIONS.items()))) == manifest(bundle, OPTIONS)


def test_the_rules_stand_in_the_order_of_the_policy():
    rules = list(dict.fromkeys(row["rule"] for row in json.loads(manifest(rich_guardrails(), {}))["rules"]))
    assert rules == [*(asked.id for asked in rich_guardrails().asked), ""]


def test_a_document_is_told_with_its_size_and_the_digest_of_its_bytes():
    bundle = rich_guardrails()
    wide = replace(bundle.documents[0], path="aws/a.json", text="{é}")
    row = manifest_of(replace(bundle, documents=(wide,)), {}).documents[0]
    assert (row.characters, row.bytes) == (3, 4)
    assert row.sha256 == hashlib.sha256("{é}".encode()).hexdigest()


def test_a_rule_names_the_documents_that_hold_it_on_its_own_cloud():
    found = {(row.rule, row.cloud.value): row.documents for row in manifest_of(rich_guardrails(), {}).rules}
    assert found["required-tags", "aws"] == ("aws/scp-1.json", "aws/tag-policy.json")
    assert found["approved-regions", "gcp"] == ()


def test_a_rule_that_was_not_proved_has_no_verdict():
    (row,) = [
        row for row in manifest_of(rich_guardrails(), {}).rules if (row.rule, row.cloud) == ("approved-regions", "gcp")
    ]
    assert row.verdict is None


def test_coverage_stands_one_row_a_line():
    text = manifest(exact_guardrails(), {})
    assert sum(line.startswith('    {"rule": ') for line in text.splitlines()) == len(exact_guardrails().coverage)
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "this is no manifest of guardrails"),
        ("[]", "this is no manifest of guardrails"),
        ("[" * 100_000, "this is no manifest of guardrails"),
        ('{"schema": "costguard/bill/v1"}', "this manifest is of the schema 'costguard/bill/v1'"),
        (json.dumps({"schema": SCHEMA, "rules": []}), "this is no manifest of guardrails"),
        (manifest(exact_guardrails(), {}).replace('"exact"', '"sound"', 1), "this is no manifest of guardrails"),
        ('{"schema": "\ud800"}', "this is no manifest of guardrails"),
    ],
)
def test_what_is_no_manifest_is_refused_in_one_sentence_that_says_what_to_do(text, why):
    with pytest.raises(BadInput) as told:
        read_manifest(text)
    assert str(told.value).startswith(why)
    assert "`costguard emit`" in str(told.value)
    assert "\n" not in str(told.value)
