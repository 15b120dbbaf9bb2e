"""Which rules speak of a resource."""

import pytest
from engine_samples import dimension, resource, rule

from costguard.engine.scope import ScopedRules
from costguard.model.cloud import Cloud
from costguard.policy.policy_set import Scope
from costguard.policy.scope_types import speaks_of_type


@pytest.mark.parametrize(
    ("scope", "speaks"),
    [
        (Scope(), True),
        (Scope(types=("aws_instance",)), True),
        (Scope(types=("aws_s3_*", "aws_inst*")), True),
        (Scope(types=("aws_ebs_volume",)), False),
        (Scope(clouds=(Cloud.AWS,)), True),
        (Scope(clouds=(Cloud.GCP, Cloud.AZURE)), False),
        (Scope(excluded=("aws_iam_*",)), True),
        (Scope(types=("aws_*",), excluded=("aws_inst*",)), False),
    ],
)
def test_a_scope_takes_in_types_and_clouds_but_for_what_it_excludes(scope, speaks):
    assert speaks_of_type(scope, "aws_instance", Cloud.AWS) is speaks


def test_no_scope_takes_in_a_cloud_that_no_policy_speaks_of():
    assert not speaks_of_type(Scope(), "datadog_monitor", Cloud.OTHER)
    assert not speaks_of_type(Scope(types=("datadog_*",)), "datadog_monitor", Cloud.OTHER)


@pytest.mark.parametrize(
    ("taggable", "of_tagged", "of_untagged"), [(None, True, True), (True, True, False), (False, False, True)]
)
def test_a_scope_can_be_of_taggable_or_untaggable_resources_only(taggable, of_tagged, of_untagged):
    rules = ScopedRules(rules=(rule(scope=Scope(taggable=taggable)),))
    assert bool(rules.of(resource())) is of_tagged
    assert bool(rules.of(resource(tags=None))) is of_untagged


def test_two_resources_of_one_type_may_differ_in_taking_tags():
    """A type is looked up once; whether a resource takes tags is asked of each."""
    asked = rule(tags=(dimension(),))
    rules = ScopedRules(rules=(asked,))
    assert rules.of(resource(tags=None)) == ()
    assert rules.of(resource()) == (asked,)


def test_rules_keep_the_policys_order():
    first, second = rule("z"), rule("a")
    assert ScopedRules(rules=(first, second)).of(resource()) == (first, second)
