"""The table of rules and clouds loses nothing that was proved, and its sentence counts every cell once."""

from guardrail_samples import AWS, AZURE, GCP, exact_guardrails, rich_guardrails
from hostile_guardrails import guardrails
from hypothesis import given
from msgspec.structs import replace

from costguard.model.guardrail import Proof, Relation
from costguard.reports.guardrails.matrix import cells, tally, verdict_sentence


def test_the_sentence_counts_an_undeclared_difference_as_nothing_else():
    assert verdict_sentence(rich_guardrails()) == (
        "5 rules on 3 clouds: 6 exact, 2 weaker and declared, 1 stronger and declared, 4 none, 1 unproved, 2 undeclared"
    )


def test_words_that_count_nothing_are_left_out_but_exact_and_undeclared():
    assert verdict_sentence(exact_guardrails()) == "1 rule on 1 cloud: 1 exact, 0 undeclared"


def test_a_rule_on_a_cloud_without_a_proof_is_unproved_and_not_exact():
    bundle = replace(exact_guardrails(), clouds=(AWS, GCP))
    assert [cell.proof is None for cell in cells(bundle)] == [False, True]
    assert tally(bundle)["unproved"] == 1


def test_a_proof_of_a_cloud_or_rule_that_nobody_named_is_told_all_the_same():
    bundle = exact_guardrails()
    stray = Proof("gone", AZURE, Relation.WEAKER, declared=False)
    found = cells(replace(bundle, proofs=(*bundle.proofs, stray)))
    assert [cell.proof for cell in found if cell.asked.id == "gone" and cell.cloud is AZURE] == [stray]


def test_of_two_proofs_of_one_rule_the_undeclared_one_is_told():
    declared, undeclared = (Proof("required-tags", AWS, Relation.WEAKER, declared=each) for each in (True, False))
    for proofs in ((declared, undeclared), (undeclared, declared)):
        (cell,) = cells(replace(exact_guardrails(), proofs=proofs))
        assert cell.proof == undeclared


@given(guardrails())
def test_nothing_undeclared_is_ever_hidden(bundle):
    assert (tally(bundle)["undeclared"] == 0) == bundle.is_declared
    assert sum(tally(bundle).values()) == len(cells(bundle))
