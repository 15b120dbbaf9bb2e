"""What CloudFormation stacks bill for."""

_AWS = '{"Resources": {"net": {"Type": "AWS::EC2::VPC"}}}'
_MIXED = '{"Resources": {"net": {"Type": "AWS::EC2::VPC"}, "db": {"Type": "MongoDB::Atlas::Cluster"}}}'
_TEMPLATE = "Resources of the template: unpriced, what its template creates is not in this plan"
_OPERATIONS = "Handler operations: 10000 operations x 0.0009 = 9.00"


def test_of_a_template_of_nothing_but_aws_types_only_what_it_creates_bills(bill):
    usage = {"monthly_handler_operations": 10000}
    assert bill("aws_cloudformation_stack", {"template_body": _AWS}, usage=usage) == [_TEMPLATE]


def test_a_template_with_types_of_others_bills_for_their_handlers(bill):
    usage = {"monthly_handler_operations": 10000, "monthly_duration_secs": 100}
    assert bill("aws_cloudformation_stack", {"template_body": _MIXED}, usage=usage) == [
        _TEMPLATE,
        _OPERATIONS,
        "Durations above 30s: 100 seconds x 0.00008 = 0.01",
    ]


def test_a_template_that_nobody_sees_may_hold_such_types(bill):
    assert bill("aws_cloudformation_stack_set", {}, unknown={"template_body": True}, unset=False) == [
        _TEMPLATE,
        "Handler operations: usage operations x 0.0009",
        "Durations above 30s: usage seconds x 0.00008",
    ]


def test_another_region_costs_the_same(bill):
    usage = {"monthly_handler_operations": 10000}
    assert bill("aws_cloudformation_stack", {}, usage=usage, region="eu-west-1")[1] == _OPERATIONS
