"""A witness reads as a request that a person understands, and nothing of it is lost."""

import pytest
from guardrail_samples import AWS, AZURE, GCP, request
from msgspec.structs import replace

from costguard.model.guardrail import Witness
from costguard.reports.guardrails.phrases import as_text
from costguard.reports.guardrails.sentences import described, leak, over_block


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (request(AWS, "ec2:RunInstances", {"Owner": "A"}), "A request `ec2:RunInstances` with Owner=`A`"),
        (request(AWS, "ec2:CreateVolume"), "A request `ec2:CreateVolume` without tags"),
        (request(GCP, "storage.googleapis.com/Bucket"), "A request for `storage.googleapis.com/Bucket` without labels"),
        (
            request(AZURE, "Microsoft.Compute/disks", {"b": "2", "a": "1", "c": "3"}),
            "A request for `Microsoft.Compute/disks` with a=`1`, b=`2` and c=`3`",
        ),
        (
            request(AWS, "ec2:RunInstances", {"Owner": "A"}, ec2__InstanceType="m5.large"),
            "A request `ec2:RunInstances` with Owner=`A`, where `ec2:InstanceType` is `m5.large`,",
        ),
    ],
)
def test_a_request_is_described_by_its_operation_its_tags_and_its_values(asked, said):
    assert as_text(described(asked)) == said


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("", "(empty)"),
        ("CC-   ", r"`CC-\x20\x20\x20`"),
        (" a", r"`\x20a`"),
        ("a b", "`a b`"),
        ("\u202ea", r"`\u202ea`"),
    ],
)
def test_a_value_that_nobody_would_see_is_shown(value, shown):
    assert as_text(described(request(AWS, "a:B", {"k": value}))) == f"A request `a:B` with k={shown}"


def test_a_leak_passes_and_an_over_block_names_who_denies_it():
    asked = request(AWS, "s3:CreateBucket")
    assert as_text(leak(Witness(asked, "the rule"))).endswith(" without tags passes, though the rule forbids it.")
    assert as_text(over_block(Witness(asked, "Sid1"), "rule")).endswith(
        " is denied by `Sid1`, though the rule permits it."
    )
    assert as_text(over_block(Witness(asked, ""), "")).endswith(" is denied, though no rule forbids it.")


def test_of_too_many_tags_the_rest_is_counted():
    tags = {f"k{place:02}": "v" for place in range(33)}
    assert as_text(described(request(AWS, "a:B", tags))).endswith("k29=`v` and 3 more")


def test_a_condition_in_words_holds_or_does_not_where_a_value_is_what_it_is():
    values = {"size": "yes", "its size is sent": "yes", "its type is sent": "no"}
    asked = replace(request(AWS, "a:B", {"k": "v"}), values=values)
    assert as_text(described(asked)) == (
        "A request `a:B` with k=`v`, where `its size is sent` holds, `its type is sent` does not hold "
        "and `size` is `yes`,"
    )
