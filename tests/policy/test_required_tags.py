"""A policy from nothing but tag keys."""

from datetime import date

import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.finding import Level
from costguard.policy.lint import lint
from costguard.policy.policy_set import Scope
from costguard.policy.required_tags import from_keys

TODAY = date(2026, 9, 1)


def test_one_rule_asks_every_taggable_resource_for_the_keys():
    policy = from_keys(["CostCenter", " Owner "], TODAY)
    (rule,) = policy.rules
    assert (rule.id, rule.scope, rule.effect.plan) == ("require-tags", Scope(taggable=True), Level.DENY)
    assert [dimension.name for dimension in rule.tags] == ["CostCenter", "Owner"]
    assert rule.tags[0].subject.keys == {Cloud.AWS: "CostCenter", Cloud.AZURE: "CostCenter", Cloud.GCP: "CostCenter"}
    assert rule.tags[0].accepts[Cloud.GCP].operands == ("?*",)
    assert policy.today == TODAY
    assert lint(policy) == ()


def test_the_digest_is_that_of_the_keys_in_any_order():
    assert from_keys(["a", "b"], TODAY).digest == from_keys(["b", "a"], TODAY).digest != from_keys(["a"], TODAY).digest


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ([], "no tag key is named; write keys with commas between them, as `CostCenter,Owner`"),
        (["a", ""], "a tag key is empty; write keys with one comma between them, as `CostCenter,Owner`"),
        (["Owner", "owner"], "the tag keys `Owner` and `owner` are one key on Azure and Google Cloud; name it once"),
        (["Owner", "Owner"], "the tag key `Owner` is named twice; name it once"),
        (["k" * 129], "a tag key has at most 128 characters on AWS, and this one 129; shorten it"),
        (["aws:x"], "the tag key `aws:x` is AWS's own, as all that begin with `aws:`; choose another"),
    ],
)
def test_keys_that_cannot_be_meant_are_refused(keys, message):
    with pytest.raises(BadUsage) as refused:
        from_keys(keys, TODAY)
    assert str(refused.value) == message
