"""The evaluator against the conformance cases of microsoft/regorus, Microsoft's own evaluator (MIT)."""

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from costguard.model.errors import BadInput
from costguard.prove.azure.evaluate import PolicyContext, evaluate
from costguard.prove.azure.policy_fields import alias_table

CASES = Path(__file__).parents[4] / "shared" / "azure" / "policy_cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not at ../shared/azure/policy_cases")

ARRAYS = (
    "Microsoft's page on policies for arrays (2025-03): `missingArray[*]` selects an empty collection, which passes"
)
TAGS = "ARM shows tags beside `properties`; the case has them inside, for regorus lays `properties` flat"
EXPRESSION = "Azure works out the `field` of an operation; the case leaves the expression as it is written"
KNOWN_DIFFERENT = {
    ("implicit_allof", "allof_missing_array_is_false"): ARRAYS,
    ("implicit_allof", "allof_doubly_nested_inner_missing"): ARRAYS,
    ("e2e_tags_append", "pass_tag_already_exists"): TAGS,
    ("e2e_tags_append", "pass_tag_matches_value"): TAGS,
    ("e2e_tags_inherit_modify", "pass_tag_matches"): TAGS,
    ("e2e_tags_append", "append_tag_missing"): EXPRESSION,
}
"""The cases that are answered otherwise, each with the source. The list is exact: a case that starts to pass fails."""


def _cases():
    """Every case, with the definition that its file may share."""
    for path in sorted(CASES.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in document["cases"]:
            yield path.stem, {"policy_definition": document.get("policy_definition"), **case}


def _parameters():
    cases = list(_cases())
    twice = [key for key, count in Counter((file, case["note"]) for file, case in cases).items() if count > 1]
    assert twice == []
    return [pytest.param(file, case, id=f"{file}-{case['note']}") for file, case in cases]


@pytest.fixture(scope="module")
def aliases():
    """The table of aliases that the cases share."""
    providers = json.loads((CASES / "test_aliases.json").read_text(encoding="utf-8"))
    return alias_table(
        (alias["name"], alias["defaultPath"])
        for provider in providers
        for kind in provider["resourceTypes"]
        for alias in kind["aliases"]
    )


def _related(case):
    """What the case's host finds for an `…IfNotExists` effect."""
    if "host_await" not in case:
        return None
    responses = (answer["response"] for answer in case["host_await"])
    return tuple(response for response in responses if response is not None)


def _answer(case, aliases):
    """The effect, "" where none applies, and "refused" where the definition is."""
    context = PolicyContext(resource_group=case.get("context", {}).get("resourceGroup"), related=_related(case))
    try:
        return evaluate(
            json.loads(case.get("policy_rule") or case["policy_definition"]),
            case.get("resource", {}),
            parameters=case.get("parameters", {}),
            context=context,
            aliases=aliases,
        )
    except BadInput:
        return "refused"


def _agrees(case, aliases):
    answer = _answer(case, aliases)
    if case.get("want_parse_error") or case.get("want_compile_error"):
        return answer == "refused"
    if answer == "refused" or answer.failure:
        return False
    details = [{"field": each.field, "value": each.value} for each in answer.operations]
    return answer.effect == (case.get("want_effect") or "") and case.get("want_details", details) == details


@pytest.mark.parametrize(("file", "case"), _parameters())
def test_a_case_is_answered_as_microsoft_has_it(file, case, aliases):
    """And one that is known to differ does differ, or it is taken from the list."""
    assert _agrees(case, aliases) is ((file, case["note"]) not in KNOWN_DIFFERENT)


def test_every_known_difference_is_a_case():
    notes = {(file, case["note"]) for file, case in _cases()}

    assert KNOWN_DIFFERENT.keys() - notes == set()
