"""The tag policy: how keys are spelled, and the values that it can list; what it cannot list is a gap."""

import json

import pytest
from guardrail_policies import DENY, dimension, emitted_for_aws, policy_of

from costguard.emit.options import Limits
from costguard.model.errors import BadInput
from costguard.model.guardrail import DocumentKind
from costguard.policy.policy_set import PolicySet

INSTANCES = {"applies_to": {"types": ["aws_instance"]}}


def _policy(key: str = "Team", **values: object) -> PolicySet:
    rule = {"id": "named", **INSTANCES, "require_tags": ["some"]}
    return policy_of(rule, taxonomy={"some": dimension(key, **values)})


def _tags(policy: PolicySet, **chosen: object) -> dict:
    documents = [each for each in emitted_for_aws(policy, **chosen).documents if each.kind is DocumentKind.TAG_POLICY]
    return {key: tag for document in documents for key, tag in json.loads(document.text)["tags"].items()}


@pytest.mark.parametrize(
    ("values", "listed"),
    [
        ({"one_of": ["web", "data"]}, ["web", "data"]),
        ({"like": ["CC-*", "ENG-1"]}, ["CC-*", "ENG-1"]),
    ],
)
def test_texts_and_prefixes_are_listed(values: dict, listed: list[str]) -> None:
    assert _tags(_policy(**values)) == {
        "team": {"tag_key": {"@@assign": "Team"}, "tag_value": {"@@assign": listed}},
    }


@pytest.mark.parametrize("values", [{"like": ["*-prod"]}, {"like": ["CC-???"]}, {"pattern": "[a-z]+"}])
def test_other_values_are_left_out_and_told(values: dict) -> None:
    policy = _policy(**values)
    assert _tags(policy) == {"team": {"tag_key": {"@@assign": "Team"}}}
    assert any("the tag policy names the key of `some` only" in gap.reason for gap in emitted_for_aws(policy).gaps)


def test_a_dimension_that_takes_any_value_lists_none_and_lacks_nothing() -> None:
    policy = _policy()
    assert _tags(policy) == {"team": {"tag_key": {"@@assign": "Team"}}}
    assert emitted_for_aws(policy).gaps == ()


def test_only_what_a_rule_requires_of_the_cloud_is_in_it() -> None:
    quiet = {"id": "quiet", **INSTANCES, "require_tags": ["silent"], "effect": {**DENY, "cloud": "none"}}
    azure = {"id": "azure", "applies_to": {"clouds": ["azure"]}, "require_tags": ["elsewhere"]}
    named = {"id": "named", **INSTANCES, "require_tags": ["heard"]}
    taxonomy = {name: dimension(name.title()) for name in ("silent", "elsewhere", "heard")}
    assert list(_tags(policy_of(quiet, azure, named, taxonomy=taxonomy))) == ["heard"]


def test_values_that_never_fit_are_told_in_one_sentence_that_names_the_dimension() -> None:
    with pytest.raises(BadInput, match=r"`some`.* `like`$"):
        emitted_for_aws(_policy(one_of=["x" * 60]), limits=Limits(tag_policy_characters=100))
