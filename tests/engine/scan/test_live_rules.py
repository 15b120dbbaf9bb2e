"""Which rules speak of something that exists, and was made by nobody knows which resource block."""

import pytest

from costguard.engine.scan.live_rules import LiveRules
from costguard.model.condition import AttributeSubject, Operator, Test
from costguard.model.finding import Code
from costguard.policy.policy_set import Effect, Requirement, Rule, Scope

SMALL = Requirement("size_gb", Test(AttributeSubject("size_gb"), Operator.AT_MOST, (100,)), Code.EXCEEDS)


def speaks(types, excluded, kind):
    rule = Rule("rule", Scope(types=types, excluded=excluded), Effect(), requirements=(SMALL,))
    return LiveRules((rule,)).of(kind, is_taggable=True) == (rule,)


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        (("aws_lb",), "aws_lb"),
        (("aws_alb",), "aws_lb"),
        (("awscc_ec2_instance",), "aws_instance"),
        (("azurerm_virtual_machine",), "azurerm_linux_virtual_machine"),
        (("azurerm_virtual_machine",), "azurerm_windows_virtual_machine"),
        (("azurerm_app_service",), "azurerm_linux_web_app"),
    ],
)
def test_a_rule_speaks_of_a_thing_by_any_of_its_names(types, kind):
    assert speaks(types, (), kind)


@pytest.mark.parametrize(
    ("types", "kind"),
    [(("azurerm_function_app",), "azurerm_linux_web_app"), (("aws_alb",), "aws_elb"), (("aws_instance",), "aws_vpc")],
)
def test_a_rule_is_silent_on_other_things(types, kind):
    assert not speaks(types, (), kind)


@pytest.mark.parametrize("excluded", ["aws_alb", "aws_lb", "awscc_*"])
def test_what_is_excepted_by_one_name_is_excepted_by_all(excluded):
    kind = "aws_instance" if excluded == "awscc_*" else "aws_lb"
    assert not speaks((), (excluded,), kind)
