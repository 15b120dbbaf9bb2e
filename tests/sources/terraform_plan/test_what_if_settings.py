"""What if: planned values set to others."""

import pytest
from plan_builder import block, plan, written

from costguard.model.errors import BadUsage
from costguard.sources.terraform_plan.read import read_plans


def _values(setting, *blocks):
    plans = read_plans(written(plan(*blocks))).with_settings([setting])
    return {change.address: change.after.block for change in plans.billable_changes()}


_VOLUME = {"size": 10, "type": "gp2"}


@pytest.mark.parametrize(
    ("setting", "name", "value"),
    [
        ("aws_ebs_volume.this.size=20", "size", 20),
        ("aws_ebs_volume.this.type=gp3", "type", "gp3"),
        ("aws_ebs_volume.this.encrypted=true", "encrypted", True),
        ('aws_ebs_volume.this.type="20"', "type", "20"),
        ("aws_ebs_volume.this.type=a=b", "type", "a=b"),
    ],
)
def test_a_value_is_set_as_json_or_as_text(setting, name, value):
    found = _values(setting, block("aws_ebs_volume", after=_VOLUME))
    assert found["aws_ebs_volume.this"].values[name] == value


def test_what_was_to_come_is_known_once_it_is_set():
    found = _values(
        "aws_ebs_volume.this.size=20", block("aws_ebs_volume", after={}, unknown={"size": True, "id": True})
    )
    assert found["aws_ebs_volume.this"].unknown == {"size": False, "id": True}


def test_a_nested_block_is_reached_by_its_name_or_number():
    machine = block("aws_instance", after={"ebs_block_device": [{"volume_size": 1}, {"volume_size": 2}]})
    found = _values("aws_instance.this.ebs_block_device.1.volume_size=9", machine)
    assert found["aws_instance.this"].values["ebs_block_device"] == [{"volume_size": 1}, {"volume_size": 9}]


def test_an_instance_is_named_with_its_key():
    found = _values(
        'aws_ebs_volume.this["a=b.c"].size=20',
        block("aws_ebs_volume", after=_VOLUME, index='["a=b.c"]'),
        block("aws_ebs_volume", after=_VOLUME, index='["d"]'),
    )
    assert [found[address].values["size"] for address in sorted(found)] == [20, 10]


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("aws_ebs_volume.this.size", "sets nothing"),
        ("aws_ebs_volume.other.size=1", "names no resource of the plan"),
        ("aws_ebs_volume.this.=1", "names no attribute"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_an_example(setting, why):
    with pytest.raises(BadUsage) as told:
        _values(setting, block("aws_ebs_volume", after=_VOLUME))
    assert why in str(told.value)
    assert "aws_instance.web.instance_type=m7g.large" in str(told.value)


def test_who_sets_a_sensitive_value_knows_it():
    secret = block("aws_ebs_volume", after={"size": 7, "type": "gp2"}, sensitive={"size": True, "type": True})
    found = _values("aws_ebs_volume.this.size=20", secret)["aws_ebs_volume.this"]
    assert found.sensitive == {"size": False, "type": True}


_MISSED = "the plan shows no `siez` of aws_ebs_volume.this, so setting it may change nothing; did you mean `size`?"


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("aws_ebs_volume.this.size=20", ()),
        ("aws_ebs_volume.this.iops=20", ()),
        ("aws_ebs_volume.this.siez=20", (_MISSED,)),
    ],
)
def test_an_attribute_that_the_plan_does_not_show_is_said(setting, told):
    plans = read_plans(written(plan(block("aws_ebs_volume", after=_VOLUME, unknown={"iops": True}))))
    assert plans.with_settings([setting]).notes == told


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "[" * 5000, "9" * 5000])
def test_what_is_no_json_is_a_text(value):
    found = _values(f"aws_ebs_volume.this.size={value}", block("aws_ebs_volume", after=_VOLUME))
    assert found["aws_ebs_volume.this"].values["size"] == value


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("aws_instance.this.ebs_block_device.999999999.volume_size=9", "there is no block 999999999 to set"),
        ("aws_instance.this.ami=\udcff", "the value cannot be set"),
    ],
)
def test_what_no_plan_could_hold_is_refused(setting, why):
    machine = block("aws_instance", after={"ebs_block_device": [{"volume_size": 1}]})
    with pytest.raises(BadUsage) as told:
        _values(setting, machine)
    assert why in str(told.value)


def test_nothing_is_set_on_what_goes_away():
    with pytest.raises(BadUsage, match="is not there after this plan"):
        _values("aws_ebs_volume.this.size=1", block("aws_ebs_volume", actions=["delete"], before=_VOLUME, after=None))
