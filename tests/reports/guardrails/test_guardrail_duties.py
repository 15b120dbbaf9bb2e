"""Thousands of rows become a page: what is said of each operation by name is said once of all of them."""

from guardrail_samples import AWS, AZURE, rich_guardrails
from hostile_guardrails import guardrails
from hypothesis import given
from msgspec.structs import replace

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Coverage, Duty, Gap
from costguard.reports.guardrails.duties import Group, Operation, counts_of, groups_of
from costguard.reports.guardrails.reasons import Reason, merged, reasons_of


def grouped(*rows):
    return groups_of(replace(rich_guardrails(), coverage=rows), AWS)


def test_reasons_that_differ_only_in_the_operation_are_one():
    rows = [Coverage("r", AWS, f"a:{name}", Duty.NOT_ENFORCEABLE, why=f"`a:{name}` takes no tags") for name in "BC"]
    assert grouped(*rows) == (
        Group(Duty.NOT_ENFORCEABLE, "The operation takes no tags", ("r",), (Operation("a:B"), Operation("a:C"))),
    )


def test_a_reason_of_one_operation_keeps_its_name():
    (group,) = grouped(Coverage("r", AWS, "a:B", Duty.NOT_ENFORCEABLE, why="`a:B` takes no tags"))
    assert group.why == "`a:B` takes no tags"


def test_a_name_within_a_longer_name_is_left_alone():
    reasons = [Reason(f"a:{name}More is not a:{name}", (f"a:{name}",)) for name in "BC"]
    assert [reason.text for reason in merged(reasons)] == ["a:BMore is not a:B", "a:CMore is not a:C"]


def test_rules_of_which_the_same_is_true_share_a_group():
    rows = [Coverage(rule, AWS, "a:B", Duty.ENFORCED) for rule in ("approved-regions", "required-tags")]
    assert grouped(*rows) == (Group(Duty.ENFORCED, "", ("required-tags", "approved-regions"), (Operation("a:B"),)),)


def test_the_resource_types_of_an_operation_stand_together_and_count_once():
    groups = grouped(*(Coverage("r", AWS, "ec2:RunInstances", Duty.ENFORCED, kind) for kind in ("volume", "instance")))
    assert groups[0].operations == (Operation("ec2:RunInstances", ("instance", "volume")),)
    assert counts_of(groups) == {"r": {Duty.ENFORCED: 1}}


def test_gaps_that_no_proof_speaks_of_are_told_after_its_reasons():
    bundle = replace(rich_guardrails(), gaps=(Gap("required-tags", AZURE, "nothing inherits tags", ("a", "b")),))
    (proof,) = [each for each in bundle.proofs if each.rule == "required-tags" and each.cloud is AZURE]
    first, last = reasons_of(bundle, "required-tags", AZURE, proof)
    assert first.text == proof.reasons[0]
    assert last == Reason("nothing inherits tags", ("a", "b"))


@given(guardrails())
def test_no_operation_is_lost_and_none_is_invented(bundle):
    for cloud in Cloud:
        told = {
            (rule, group.duty, operation.name)
            for group in groups_of(bundle, cloud)
            for rule in group.rules
            for operation in group.operations
        }
        assert told == {(row.rule, row.duty, row.operation) for row in bundle.coverage if row.cloud == cloud}
