"""The proof in a terminal puts first what must not go into force, and ends in the verdict."""

import json

import pytest
from guardrail_samples import AWS, empty_guardrails, exact_guardrails, rich_guardrails
from msgspec.structs import replace

from costguard.model.guardrail import Asked, Proof, Relation
from costguard.reports.guardrails.matrix import verdict_sentence
from costguard.reports.guardrails.proof_json import proof_json
from costguard.reports.guardrails.proof_terminal import proof_terminal


def lines(bundle, columns=80):
    return proof_terminal(bundle, columns, in_colour=False).splitlines()


def test_differences_without_a_reason_come_first_and_are_marked():
    titles = [line for line in lines(rich_guardrails()) if " on " in line and ", on " in line]
    marks = [line.startswith("UNDECLARED  ") for line in titles]
    assert marks == sorted(marks, reverse=True)
    assert sum(marks) == 2


@pytest.mark.parametrize("bundle", [rich_guardrails(), exact_guardrails(), empty_guardrails()])
def test_the_last_line_is_the_verdict(bundle):
    assert lines(bundle, columns=200)[-1] == verdict_sentence(bundle)


def test_what_is_exact_everywhere_takes_three_lines():
    assert lines(exact_guardrails()) == [
        "               AWS",
        "required-tags  exact",
        "",
        "1 rule on 1 cloud: 1 exact, 0 undeclared",
    ]


def test_a_rule_of_forty_characters_is_shown_whole_and_a_longer_one_loses_its_middle():
    names = ("a" * 20 + "b" * 20, "c" * 30 + "d" * 30)
    bundle = replace(rich_guardrails(), asked=tuple(map(Asked, names)), proofs=())
    shown = [line.split()[0] for line in lines(bundle)[1:3]]
    assert shown == [names[0], "c" * 20 + "…" + "d" * 19]


def test_of_many_reasons_some_are_shown_and_the_rest_is_counted():
    proof = Proof("required-tags", AWS, Relation.WEAKER, 9, 1, reasons=tuple(f"reason {place}" for place in range(9)))
    shown = lines(replace(exact_guardrails(), proofs=(proof,)))
    assert sum(line.startswith("  because  reason") for line in shown) == 5
    assert "           … and 4 more reasons; all of them: --format json" in shown


def test_colours_follow_the_verdict():
    assert "\x1b[32m" in proof_terminal(exact_guardrails(), 80, in_colour=True)
    assert "\x1b[1;31m" not in proof_terminal(exact_guardrails(), 80, in_colour=True)
    assert "\x1b[1;31mUNDECLARED" in proof_terminal(rich_guardrails(), 80, in_colour=True)


def test_the_data_say_whether_all_is_declared_and_count_as_the_sentence_does():
    found = json.loads(proof_json(rich_guardrails()))
    assert found["declared"] is False
    assert found["summary"] == {
        "exact": 6, "weaker": 2, "stronger": 1, "different": 0, "none": 4, "unproved": 1, "undeclared": 2,
    }  # fmt: skip


def test_rules_that_are_not_held_for_one_reason_share_it():
    asked = tuple(map(Asked, ("first", "second", "third")))
    reasons = {"first": "nothing is asked", "second": "it cannot be said", "third": "nothing is asked"}
    proofs = tuple(Proof(rule, AWS, Relation.NONE, reasons=(why,)) for rule, why in reasons.items())
    shown = lines(replace(exact_guardrails(), asked=asked, proofs=proofs))
    start = shown.index("No document holds")
    assert shown[start + 1 : start + 5] == [
        "  first, third on AWS", "    nothing is asked",
        "  second on AWS", "    it cannot be said",
    ]  # fmt: skip
