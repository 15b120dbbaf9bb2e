"""Keys and values that mean something to IAM or to JSON: written so that they mean themselves, and proved so."""

from collections.abc import Sequence

import pytest
from guardrail_laws import policy
from guardrail_policies import aws_options, scps
from simulator import answers_of, needs_simulator
from witnesses import Asked, asked_of

from costguard.emit.emit import emit
from costguard.model.cloud import Cloud
from costguard.model.condition import Operator, TagSubject
from costguard.model.finding import Level
from costguard.model.guardrail import Relation, Request
from costguard.policy.policy_set import CloudEffect, Dimension, Effect, Rule, Scope
from costguard.policy.taxonomy import CLOUDS, accepted_on
from costguard.prove.prove import guardrails

OPTIONS = aws_options()
CREATE = "ec2:CreateVolume"

VALUES = (
    "${aws:username}",
    "${*}",
    "${$}",
    "$",
    "${",
    "$${a}",
    "a*b",
    "a?b",
    "*",
    "?",
    'say "so"',
    "it's",
    "back\\slash",
    "\\*",
    "[start",
    "[a-z]",
    "{}",
    "  ",
    "a,b",
    "v" * 256,
)
KEYS = ("Cost Center", "a:b/c=d+e-f@g", "k" * 128, "ends.in.dots...", "[odd]", "quo'te", "back\\slash", "under_score")


def _rule(key: str, operator: Operator, *operands: str, identity: str = "a-rule") -> Rule:
    """A rule that asks volumes for a tag; such values a policy's reader may refuse for other clouds' sake."""
    subject = TagSubject("dimension", dict.fromkeys(CLOUDS, key))
    accepts = {cloud: accepted_on(cloud, subject, operator, operands) for cloud in CLOUDS}
    return Rule(
        id=identity,
        scope=Scope(types=("aws_ebs_volume",)),
        effect=Effect(plan=Level.DENY, cloud=CloudEffect.DENY),
        tags=(Dimension("dimension", subject, accepts),),
    )


def _relations(*rules: Rule) -> set[Relation]:
    asked = policy(*rules)
    return {proof.relation for proof in guardrails(asked, emit(asked, OPTIONS), OPTIONS).proofs}


def _asked(rules: Sequence[Rule], tags: dict[str, str]) -> Asked:
    emitted = emit(policy(*rules), OPTIONS)[Cloud.AWS]
    return asked_of(scps(emitted), emitted.demands, Request(Cloud.AWS, CREATE, tags))


def _near(value: str) -> set[str]:
    """Other values that a wildcard or a policy variable in its place would take."""
    shorter, longer = value[:-1], f"{value}x"
    replaced = {value.replace(sign, other) for sign in '*?$"\\[{' for other in ("", "x", "xx") if sign in value}
    return {shorter, longer, value.replace("${aws:username}", "developer"), *replaced} - {value, "", "plain"}


@pytest.mark.parametrize("value", VALUES)
def test_a_value_means_itself(value: str) -> None:
    assert _relations(_rule("Tag", Operator.ONE_OF, value, "plain")) == {Relation.EXACT}


@pytest.mark.parametrize("value", [value for value in VALUES if "*" not in value and "?" not in value])
def test_a_value_beside_a_glob_means_itself(value: str) -> None:
    assert _relations(_rule("Tag", Operator.LIKE, value, "plain-*")) == {Relation.EXACT}


@pytest.mark.parametrize("key", KEYS)
def test_a_key_means_itself(key: str) -> None:
    assert _relations(_rule(key, Operator.ONE_OF, "plain")) == {Relation.EXACT}


def test_keys_that_differ_only_in_case_are_two() -> None:
    """A request is taken to send one of them, so that it always lacks the other: nothing passes, as the rules say."""
    rules = [_rule(key, Operator.LIKE, "?*", identity=key) for key in ("CostCenter", "costcenter")]
    assert _relations(*rules) == {Relation.EXACT}


@needs_simulator
def test_the_simulator_reads_every_value_as_itself() -> None:
    asked: list[tuple[str, str, bool]] = []
    for value in VALUES:
        asked.append((value, value, False))
        asked += [(value, other, True) for other in sorted(_near(value))]
    answers = answers_of(
        [_asked([_rule("Tag", Operator.ONE_OF, value, "plain")], {"Tag": sent}) for value, sent, _ in asked]
    )
    assert [(value, sent, told) for (value, sent, _), told in zip(asked, answers, strict=True)] == asked


@needs_simulator
def test_the_simulator_reads_values_beside_globs_as_themselves() -> None:
    """With a glob among the values, texts are written for `StringLike`, where their own wildcards are escaped."""
    rule = _rule("Tag", Operator.LIKE, "plain-*", "${aws:username}", "[start", "back\\slash", 'say "so"')
    sent = {
        "plain-": False,
        "plain-x": False,
        "plain": True,
        "${aws:username}": False,
        "developer": True,
        "[start": False,
        "s": True,
        "back\\slash": False,
        "backslash": True,
        'say "so"': False,
    }
    answers = answers_of([_asked([rule], {"Tag": value}) for value in sent])
    assert dict(zip(sent, answers, strict=True)) == sent


@needs_simulator
def test_the_simulator_reads_every_key_as_itself() -> None:
    asked = [(key, sent, sent != key) for key in KEYS for sent in {key, key.swapcase(), f"{key[:-1]}~"}]
    answers = answers_of([_asked([_rule(key, Operator.ONE_OF, "plain")], {sent: "plain"}) for key, sent, _ in asked])
    assert [(key, sent, told) for (key, sent, _), told in zip(asked, answers, strict=True)] == asked
