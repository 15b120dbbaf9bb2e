"""Facts become clauses of IAM conditions: one operator on one key, ANDed in a block, blocks being alternatives."""

import pytest

from costguard.emit.aws.clauses import MAX_CUBES, Clause, blocks_of, escaped, escaped_glob, writable_part
from costguard.emit.tree import (
    ALWAYS,
    NEVER,
    AttributeNumber,
    AttributeValue,
    Comparison,
    Fact,
    NothingSent,
    Sent,
    TagValue,
    every,
    some,
)
from costguard.languages.language import exactly, glob

TAG = "aws:RequestTag/Team"
WEB, DATA = exactly("web"), glob("data-*")


@pytest.mark.parametrize(
    ("fact", "clause"),
    [
        (Sent(("Team", "team")), Clause("ForAnyValue:StringEquals", "aws:TagKeys", ("Team", "team"))),
        (Sent(("Team",), holds=False), Clause("ForAllValues:StringNotEquals", "aws:TagKeys", ("Team",))),
        (NothingSent(), Clause("Null", "aws:TagKeys", ("true",))),
        (TagValue("Team", (WEB,)), Clause("StringEquals", TAG, ("web",))),
        (TagValue("Team", (WEB,), holds=False), Clause("StringNotEquals", TAG, ("web",))),
        (TagValue("Team", (WEB, DATA)), Clause("StringLike", TAG, ("data-*", "web"))),
        (TagValue("Team", (DATA,), holds=False), Clause("StringNotLike", TAG, ("data-*",))),
        (AttributeValue("ec2:InstanceType", (WEB,)), Clause("StringEquals", "ec2:InstanceType", ("web",))),
        (AttributeValue("ec2:Encrypted", (exactly("true"),)), Clause("Bool", "ec2:Encrypted", ("true",))),
        (
            AttributeValue("ec2:Encrypted", (exactly("true"),), holds=False),
            Clause("Bool", "ec2:Encrypted", ("false",)),
        ),
        (
            AttributeValue("ec2:VolumeIops", (exactly("3000"),), holds=False),
            Clause("NumericNotEquals", "ec2:VolumeIops", ("3000",)),
        ),
        (
            AttributeValue("apigateway:Request/EndpointType", (exactly("EDGE"),)),
            Clause("ForAnyValue:StringEquals", "apigateway:Request/EndpointType", ("EDGE",)),
        ),
        (
            AttributeNumber("ec2:VolumeSize", Comparison.AT_MOST, 8.0),
            Clause("NumericLessThanEquals", "ec2:VolumeSize", ("8",)),
        ),
        (
            AttributeNumber("ec2:VolumeSize", Comparison.BELOW, 1.5),
            Clause("NumericLessThan", "ec2:VolumeSize", ("1.5",)),
        ),
        (
            AttributeNumber("ec2:VolumeSize", Comparison.ABOVE, 8.0),
            Clause("NumericGreaterThan", "ec2:VolumeSize", ("8",)),
        ),
        (
            AttributeNumber("ec2:VolumeSize", Comparison.AT_LEAST, 8.0),
            Clause("NumericGreaterThanEquals", "ec2:VolumeSize", ("8",)),
        ),
    ],
)
def test_a_fact_is_one_clause(fact: Fact, clause: Clause) -> None:
    assert blocks_of(fact) == ((clause,),)


def test_what_always_holds_is_an_empty_block_and_what_never_does_is_none() -> None:
    assert blocks_of(ALWAYS) == ((),)
    assert blocks_of(NEVER) == ()


def test_alternatives_are_blocks_and_what_holds_together_is_one() -> None:
    tree = some((every((Sent(("A",)), TagValue("A", (WEB,)))), Sent(("B",))))
    assert [len(block) for block in blocks_of(tree) or ()] == [2, 1]


def test_a_block_that_another_covers_is_left_out() -> None:
    tree = some((every((Sent(("A",)), TagValue("A", (WEB,)))), Sent(("A",))))
    assert blocks_of(tree) == ((Clause("ForAnyValue:StringEquals", "aws:TagKeys", ("A",)),),)


def test_negated_clauses_on_one_key_share_their_values() -> None:
    """IAM ORs the values of an operator, so that a negated one means: none of them."""
    tree = every((Sent(("A",), holds=False), Sent(("B",), holds=False)))
    assert blocks_of(tree) == ((Clause("ForAllValues:StringNotEquals", "aws:TagKeys", ("A", "B")),),)


def test_two_positive_clauses_on_one_key_take_two_operators() -> None:
    tree = every((Sent(("A",)), Sent(("B*",))))
    assert blocks_of(tree) == (
        (
            Clause("ForAnyValue:StringEquals", "aws:TagKeys", ("A",)),
            Clause("ForAnyValue:StringLike", "aws:TagKeys", ("B${*}",)),
        ),
    )


def test_three_positive_clauses_on_one_key_cannot_be_written() -> None:
    three = every((Sent(("A",)), Sent(("B",)), Sent(("C",))))
    assert blocks_of(three) is None
    assert writable_part(three)[0] == NEVER


def test_only_the_alternatives_that_cannot_be_written_are_lost_and_a_reason_says_so() -> None:
    three = every((Sent(("A",)), Sent(("B",)), Sent(("C",))))
    kept, reason = writable_part(some((three, NothingSent())))
    assert kept == NothingSent()
    assert reason.startswith("IAM would need more than")


def test_what_can_be_written_needs_no_reason() -> None:
    assert writable_part(Sent(("A",))) == (Sent(("A",)), "")


def test_a_condition_of_too_many_alternatives_is_given_up_at_once() -> None:
    """Fifty choices of fifty each are 50 to the power of 50 statements."""
    choices = [some(tuple(TagValue(f"K{place}", (exactly(f"{n}"),)) for n in range(50))) for place in range(50)]
    assert blocks_of(every(tuple(choices))) is None
    assert len(blocks_of(some(tuple(Sent((f"K{n}",)) for n in range(MAX_CUBES)))) or ()) == MAX_CUBES


def test_signs_of_iam_are_escaped() -> None:
    assert escaped("${aws:username} $5") == "${$}{aws:username} $5"
    assert escaped_glob(exactly("a*b?${c}")) == "a${*}b${?}${$}{c}"
    assert escaped_glob(glob("a*b?")) == "a*b?"


def test_a_value_with_a_variables_sign_is_written_where_escapes_are_read() -> None:
    (block,) = blocks_of(TagValue("Team", (exactly("${x}"), exactly("*")))) or ()
    assert block == (Clause("StringLike", TAG, ("${$}{x}", "${*}")),)


def test_two_exclusions_of_one_key_with_several_values_are_never_merged() -> None:
    """`ForAnyValue:StringNotEquals [a, b]` needs one value that is neither; both tests need one that is not each."""
    key = "aws:CalledVia"
    both = every((AttributeValue(key, (exactly("a"),), holds=False), AttributeValue(key, (exactly("b"),), holds=False)))
    assert blocks_of(both) is None
