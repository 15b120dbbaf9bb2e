"""Resources tied to each other: by references, through modules, among instances, and by what values name."""

import pytest
from plan_builder import block, constant, plan, refers, written

from costguard.sources.terraform_plan.read import read_plans

_TEMPLATE = ("aws_launch_template",)


def _after(document):
    changes = read_plans(written(document)).billable_changes()
    return {change.address: change.after for change in changes}


def _sides(document, address):
    (change,) = (each for each in read_plans(written(document)).billable_changes() if each.address == address)
    return change.before, change.after


def _addresses(found):
    return [each.address for each in found]


def _template(**about):
    return block("aws_launch_template", after={"instance_type": "m5.large"}, **about)


def _group(expression, **about):
    return block(
        "aws_autoscaling_group",
        after={"launch_template": [{"version": "$Latest"}]},
        sets={"launch_template": [{"id": expression}]},
        **about,
    )


def test_a_nested_block_refers_to_the_resource_that_it_names():
    found = _after(plan(_template(), _group(refers("aws_launch_template.this.id", "aws_launch_template.this"))))
    group = found["aws_autoscaling_group.this"]
    assert _addresses(group.links.referred("launch_template.id", ("aws_launch_template",))) == [
        "aws_launch_template.this"
    ]


def test_only_resources_of_the_asked_types_are_given():
    found = _after(plan(_template(), _group(refers("aws_launch_template.this.id", "aws_launch_template.this"))))
    assert _addresses(found["aws_autoscaling_group.this"].links.referred("launch_template.id", ("aws_ami",))) == []


def test_another_attribute_refers_to_nothing():
    found = _after(plan(_template(), _group(refers("aws_launch_template.this.id"))))
    assert _addresses(found["aws_autoscaling_group.this"].links.referred("name", ("aws_launch_template",))) == []


def test_each_instance_is_tied_to_its_twin():
    document = plan(
        *(_template(index=f'["{key}"]') for key in "ab"),
        *(_group(refers("aws_launch_template.this", "each.key"), index=f'["{key}"]') for key in "ab"),
    )
    found = _after(document)
    tied = found['aws_autoscaling_group.this["b"]'].links.referred("launch_template.id", ("aws_launch_template",))
    assert _addresses(tied) == ['aws_launch_template.this["b"]']


def test_an_index_in_the_reference_is_followed():
    document = plan(
        *(_template(index=f"[{key}]") for key in range(2)), _group(refers("aws_launch_template.this[1].id"))
    )
    tied = _after(document)["aws_autoscaling_group.this"].links.referred("launch_template.id", ("aws_launch_template",))
    assert _addresses(tied) == ["aws_launch_template.this[1]"]


def test_of_the_forms_of_one_reference_the_most_precise_counts():
    """Terraform lists `this[1].id` as that, as `this[1]` and as `this`."""
    forms = [f"aws_launch_template.this[1]{rest}" for rest in (".id", "")] + ["aws_launch_template.this"]
    document = plan(
        *(_template(index=f"[{key}]") for key in range(2)),
        *(_group(refers(*forms), index=f"[{key}]") for key in range(2)),
    )
    found = _after(document)
    groups = [found[f"aws_autoscaling_group.this[{key}]"] for key in range(2)]
    tied = [_addresses(group.links.referred("launch_template.id", ("aws_launch_template",))) for group in groups]
    assert tied == [["aws_launch_template.this[1]"]] * 2
    assert _addresses(found["aws_launch_template.this[0]"].links.referring("aws_autoscaling_group")) == []


@pytest.mark.parametrize("key", ['"a.b"', '"a[0]"', '"a]"', r'"say \"a.b\""', '"module.x"'])
def test_a_key_may_hold_what_separates(key):
    document = plan(
        _template(index=f"[{key}]"),
        _template(index='["other"]'),
        _group(refers(f"aws_launch_template.this[{key}].id", f"aws_launch_template.this[{key}]")),
    )
    tied = _after(document)["aws_autoscaling_group.this"].links.referred("launch_template.id", ("aws_launch_template",))
    assert _addresses(tied) == [f"aws_launch_template.this[{key}]"]


def test_instances_of_a_module_are_tied_within_it():
    """Each instance of a module has its own template; what its parent has in common comes from all of them."""
    modules = [f"module.{outer}.module.b[{key}]" for outer in ('a["x"]', 'a["y"]') for key in range(2)]
    document = plan(
        *(_template(module=module) for module in modules),
        *(_group(refers("aws_launch_template.this.id"), module=module) for module in modules),
    )
    found = _after(document)
    tied = [
        _addresses(found[f"{each}.aws_autoscaling_group.this"].links.referred("launch_template.id", _TEMPLATE))
        for each in modules
    ]
    assert tied == [[f"{each}.aws_launch_template.this"] for each in modules]


def _with_output(document):
    document["configuration"]["root_module"]["module_calls"]["base"]["module"]["outputs"] = {
        "template_id": {"expression": refers("aws_launch_template.this.id", "aws_launch_template.this")}
    }
    return document


def test_the_key_of_a_module_call_is_followed():
    document = plan(
        *(_template(module=f'module.base["{key}"]') for key in "ab"),
        _group(refers('module.base["b"].template_id', 'module.base["b"]', "module.base")),
    )
    group = _after(_with_output(document))["aws_autoscaling_group.this"]
    assert _addresses(group.links.referred("launch_template.id", _TEMPLATE)) == [
        'module.base["b"].aws_launch_template.this'
    ]


def test_an_instance_is_tied_to_the_module_instance_of_its_own_key():
    """Terraform lists `module.base[each.key].template_id` without what follows the key."""
    document = plan(
        *(_template(module=f'module.base["{key}"]') for key in "ab"),
        *(_group(refers("module.base", "each.key"), index=f'["{key}"]') for key in "ab"),
    )
    found = _after(_with_output(document))
    tied = found['aws_autoscaling_group.this["b"]'].links.referred("launch_template.id", _TEMPLATE)
    assert _addresses(tied) == ['module.base["b"].aws_launch_template.this']


def test_circles_end():
    """No Terraform plans them, but a plan is only a file."""
    document = plan(
        _template(module="module.base"),
        _group(refers("module.base.template_id"), name="out"),
        _group(refers("aws_autoscaling_group.self.id", "each.value"), name="self"),
        calls={"module.base": {"given": refers("module.base.template_id", "module.base.other")}},
    )
    root = document["configuration"]["root_module"]
    root["module_calls"]["base"]["module"]["outputs"] = {
        "template_id": {"expression": refers("var.given", "aws_launch_template.this.id")},
        "other": {"expression": refers(*(["var.given"] * 50))},
    }
    found = _after(document)
    tied = found["aws_autoscaling_group.out"].links.referred("launch_template.id", _TEMPLATE)
    assert _addresses(tied) == ["module.base.aws_launch_template.this"]
    itself = found["aws_autoscaling_group.self"].links
    assert _addresses(itself.referred("launch_template.id", ("aws_autoscaling_group",))) == []
    assert _addresses(itself.referring("aws_autoscaling_group")) == []


def test_a_reference_is_followed_through_a_modules_variable():
    document = plan(
        _template(),
        _group(refers("var.template_id"), module="module.web"),
        calls={"module.web": {"template_id": refers("aws_launch_template.this.id", "aws_launch_template.this")}},
    )
    group = _after(document)["module.web.aws_autoscaling_group.this"]
    assert _addresses(group.links.referred("launch_template.id", ("aws_launch_template",))) == [
        "aws_launch_template.this"
    ]


def test_a_reference_is_followed_through_a_modules_output():
    document = plan(_template(module="module.base"), _group(refers("module.base.template_id", "module.base")))
    root = document["configuration"]["root_module"]
    root["module_calls"]["base"]["module"]["outputs"] = {
        "template_id": {"expression": refers("aws_launch_template.this.id", "aws_launch_template.this")}
    }
    group = _after(document)["aws_autoscaling_group.this"]
    assert _addresses(group.links.referred("launch_template.id", ("aws_launch_template",))) == [
        "module.base.aws_launch_template.this"
    ]


def test_a_value_ties_what_exists_already():
    """An update of a group whose template is in the state: the plan holds its id."""
    template = {"id": "lt-0abc", "instance_type": "m5.large"}
    document = plan(
        block("aws_launch_template", after=template, before=template, actions=["no-op"], sets=None),
        block("aws_autoscaling_group", after={"launch_template": [{"id": "lt-0abc"}]}, sets=None),
    )
    group = _after(document)["aws_autoscaling_group.this"]
    assert _addresses(group.links.referred("launch_template.id", ("aws_launch_template",))) == [
        "aws_launch_template.this"
    ]


def test_a_resource_knows_who_refers_to_it():
    found = _after(plan(_template(), _group(refers("aws_launch_template.this.id", "aws_launch_template.this"))))
    assert _addresses(found["aws_launch_template.this"].links.referring("aws_autoscaling_group")) == [
        "aws_autoscaling_group.this"
    ]


def test_a_shared_name_is_no_tie():
    document = plan(
        block("aws_launch_template", after={"name": "web"}, sets={"name": constant("web")}),
        block("aws_autoscaling_group", after={"name": "web"}, sets={"name": constant("web")}),
    )
    assert _addresses(_after(document)["aws_launch_template.this"].links.referring("aws_autoscaling_group")) == []


def test_before_and_after_are_tied_apart():
    """What is replaced has its old template before, its new one after."""
    document = plan(
        block("aws_launch_template", before={"instance_type": "m5.large", "id": "lt-1"},
              after={"instance_type": "m5.xlarge", "id": "lt-1"}, actions=["update"]),
        block("aws_autoscaling_group", before={"name": "web"}, after={"name": "web"}, actions=["no-op"],
              sets={"launch_template": [{"id": refers("aws_launch_template.this")}]}),
    )  # fmt: skip
    (group,) = (c for c in read_plans(written(document)).billable_changes() if c.type == "aws_autoscaling_group")
    sizes = [
        [
            each.block.values["instance_type"]
            for each in side.links.referred("launch_template.id", ("aws_launch_template",))
        ]
        for side in (group.before, group.after)
    ]
    assert sizes == [["m5.large"], ["m5.xlarge"]]


def test_before_the_change_the_values_say_what_is_tied_and_afterwards_the_code():
    """A group that goes from one template, which is in the plan, to another, which is new."""
    old = {"id": "lt-old", "instance_type": "m5.large"}
    document = plan(
        block("aws_launch_template", name="old", before=old, after=old, actions=["no-op"]),
        block("aws_launch_template", name="new", after={"instance_type": "m5.xlarge"}, unknown={"id": True}),
        block("aws_autoscaling_group", before={"launch_template": [{"id": "lt-old"}]},
              after={"launch_template": [{}]}, unknown={"launch_template": [{"id": True}]}, actions=["update"],
              sets={"launch_template": [{"id": refers("aws_launch_template.new.id", "aws_launch_template.new")}]}),
    )  # fmt: skip
    sides = _sides(document, "aws_autoscaling_group.this")
    tied = [_addresses(side.links.referred("launch_template.id", _TEMPLATE)) for side in sides]
    assert tied == [["aws_launch_template.old"], ["aws_launch_template.new"]]


def test_what_goes_away_ties_nothing_afterwards():
    document = plan(
        block("aws_launch_template", before={"id": "lt-1"}, after=None, actions=["delete"]),
        _group(refers("aws_launch_template.this.id")),
    )
    tied = _after(document)["aws_autoscaling_group.this"].links.referred("launch_template.id", _TEMPLATE)
    assert _addresses(tied) == []


@pytest.mark.parametrize("hidden", ["local.template", "data.aws_launch_template.this.id", "path.module"])
def test_what_a_plan_does_not_hold_ties_nothing(hidden):
    found = _after(plan(_template(), _group(refers(hidden))))
    assert (
        _addresses(found["aws_autoscaling_group.this"].links.referred("launch_template.id", ("aws_launch_template",)))
        == []
    )
