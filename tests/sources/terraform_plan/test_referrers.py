"""What a resource is attached to is the block that refers to it; what cannot be seen is undecided."""

import json

import msgspec
import pytest

from costguard.model.resource import AFTER_APPLY, UNSET, known
from costguard.sources.terraform_plan.configuration import read_configuration
from costguard.sources.terraform_plan.referrers import Referrers


def attachment(module: dict, *, path=(), root=None):
    configuration = {"root_module": root or module}
    index = read_configuration(msgspec.Raw(json.dumps(configuration).encode()), msgspec.Raw(), "plan.json")
    return Referrers(index).attachment(path, "aws_eip", "nat")


def resource(kind: str, name: str = "this", **expressions):
    return {"mode": "managed", "type": kind, "name": name, "expressions": expressions}


def refers(*names: str) -> dict:
    return {"references": list(names)}


EIP = resource("aws_eip", "nat")


def test_the_block_that_refers_to_an_address_is_what_it_is_attached_to():
    gateway = resource("aws_nat_gateway", allocation_id=refers("aws_eip.nat.id", "aws_eip.nat"))
    assert attachment({"resources": [EIP, gateway]}) == known("aws_nat_gateway.this")


def test_one_of_several_instances_counts_for_the_block():
    gateway = resource("aws_nat_gateway", allocation_id=refers("aws_eip.nat[0].id", "aws_eip.nat[0]", "aws_eip.nat"))
    assert attachment({"resources": [EIP, gateway]}) == known("aws_nat_gateway.this")


def test_a_reference_inside_a_nested_block_counts():
    balancer = resource("aws_lb", subnet_mapping=[{"allocation_id": refers("aws_eip.nat.id", "aws_eip.nat")}])
    assert attachment({"resources": [EIP, balancer]}) == known("aws_lb.this")


def test_repeating_over_the_addresses_counts():
    association = resource("aws_eip_association", allocation_id=refers("each.value")) | {
        "for_each_expression": refers("aws_eip.nat")
    }
    assert attachment({"resources": [EIP, association]}) == known("aws_eip_association.this")


def test_a_module_that_is_given_the_address_counts():
    calls = {"gateway": {"source": "./gateway", "expressions": {"eip": refers("aws_eip.nat.id", "aws_eip.nat")}}}
    assert attachment({"resources": [EIP], "module_calls": calls}) == known("module.gateway")


def test_an_address_that_nothing_refers_to_is_attached_to_nothing():
    assert attachment({"resources": [EIP, resource("aws_nat_gateway", subnet_id=refers("aws_subnet.a"))]}) == UNSET


def test_another_block_of_the_same_type_is_not_taken_for_it():
    other = resource("aws_nat_gateway", allocation_id=refers("aws_eip.other.id", "aws_eip.other"))
    assert attachment({"resources": [EIP, other]}) == UNSET


@pytest.mark.parametrize("argument", ["allocation_id", "public_ip_address_id", "nat_ip"])
def test_what_a_local_passes_on_cannot_be_seen(argument):
    gateway = resource("aws_nat_gateway", **{argument: refers("local.addresses")})
    assert attachment({"resources": [EIP, gateway]}) == AFTER_APPLY


def test_a_local_in_another_argument_hides_nothing():
    gateway = resource("aws_nat_gateway", tags=refers("local.tags"))
    assert attachment({"resources": [EIP, gateway]}) == UNSET


def test_what_an_output_hands_on_may_be_attached_elsewhere():
    outputs = {"address": {"expression": refers("aws_eip.nat.id", "aws_eip.nat")}}
    assert attachment({"resources": [EIP], "outputs": outputs}) == AFTER_APPLY


def test_a_module_is_looked_at_by_itself():
    gateway = resource("aws_nat_gateway", allocation_id=refers("aws_eip.nat.id", "aws_eip.nat"))
    root = {"resources": [gateway], "module_calls": {"a": {"module": {"resources": [EIP]}}}}
    assert attachment({}, path=("a",), root=root) == UNSET


def test_without_a_configuration_nothing_can_be_said():
    index = read_configuration(msgspec.Raw(), msgspec.Raw(), "plan.json")
    assert Referrers(index).attachment((), "aws_eip", "nat") == AFTER_APPLY
