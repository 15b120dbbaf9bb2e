"""Each change with its two sides, as prices are worked out for them."""

import pytest
from plan_builder import block, constant, plan, provider, written

from costguard.model.change import Action
from costguard.model.resource import AFTER_APPLY, known
from costguard.model.tags import Origin
from costguard.sources.terraform_plan.read import read_plans

_SIZE = {"size": 10}


def _changes(*blocks, **more):
    return list(read_plans(written(plan(*blocks, **more))).billable_changes())


@pytest.mark.parametrize(
    ("actions", "before", "after", "sides"),
    [
        (["create"], None, _SIZE, (False, True)),
        (["delete"], _SIZE, None, (True, False)),
        (["update"], _SIZE, {"size": 20}, (True, True)),
        (["delete", "create"], _SIZE, {"size": 20}, (True, True)),
        (["create", "delete"], _SIZE, {"size": 20}, (True, True)),
        (["no-op"], _SIZE, _SIZE, (True, True)),
        (["forget"], _SIZE, None, (True, True)),
    ],
)
def test_a_change_has_the_sides_that_bill(actions, before, after, sides):
    (change,) = _changes(block("aws_ebs_volume", actions=actions, before=before, after=after))
    assert (change.before is not None, change.after is not None) == sides


def test_what_terraform_forgets_goes_on_to_bill():
    (change,) = _changes(block("aws_ebs_volume", actions=["forget"], before=_SIZE, after=None))
    assert change.action is Action.FORGET
    assert change.after is change.before


def test_other_providers_resources_have_no_bill():
    assert _changes(block("random_id", after={"byte_length": 4})) == []


def test_providers_that_may_bill_elsewhere_are_named_and_those_that_only_compute_are_not():
    document = plan(
        block("random_id", after={"byte_length": 4}),
        block("helm_release", after={"name": "a"}),
        block("datadog_monitor", after={"name": "a"}, actions=["no-op"], before={"name": "a"}),
    )
    assert list(read_plans(written(document)).billed_elsewhere()) == [
        "resources of these providers are not in the estimate: helm (1)"
    ]


def test_the_region_is_the_providers_where_the_resource_says_none():
    (change,) = _changes(
        block("aws_ebs_volume", after=_SIZE, provider="aws"), providers=provider("aws", region=constant("eu-west-1"))
    )
    assert change.after.region == known("eu-west-1", origin=Origin.PROVIDER)


def test_a_region_to_come_is_not_another():
    (change,) = _changes(
        block("azurerm_managed_disk", after={}, unknown={"location": True}, sets={"location": constant(None)})
    )
    assert change.after.region == AFTER_APPLY


def test_an_attribute_that_the_code_leaves_out_is_left_to_the_provider():
    (change,) = _changes(block("aws_ebs_volume", after=_SIZE, unknown={"iops": True}, sets=("size",)))
    assert change.after.block.is_left_to_provider("iops")


def test_an_attribute_that_the_code_sets_is_not():
    (change,) = _changes(block("aws_ebs_volume", after=_SIZE, unknown={"iops": True}, sets=("size", "iops")))
    assert not change.after.block.is_left_to_provider("iops")


def test_the_key_of_an_instance_is_kept():
    (change,) = _changes(block("aws_ebs_volume", after=_SIZE, index='["a.b"]'))
    assert change.after.index == '"a.b"'
