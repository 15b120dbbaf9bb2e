"""A difference is declared only where the cloud's language explains it wholly; a request shows every one."""

import pytest

from costguard.emit.demand import Demand, Kind
from costguard.emit.tree import ALWAYS, NEVER, AttributeValue, Sent, TagValue, Tree, Unsayable, every, some
from costguard.languages.language import exactly, glob
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.policy.policy_set import CloudEffect
from costguard.prove.compare import NOBODY, Difference, differences
from costguard.prove.formula import TRUE, Formula, negation
from costguard.prove.lower import formula_of
from costguard.prove.question import Denial, Question
from costguard.prove.tags import TagModel

TAGS = TagModel(("team",), tells_case=True)
MISSING = Sent(("team",), holds=False)
NOT_WEB = TagValue("team", (exactly("web"),), holds=False)
LESS = every((MISSING, NOT_WEB))
LOOSE = TagValue("team", (glob("w*"),), holds=False)


def _demand(meant: Tree, said: Tree | None = None, *reasons: str, rule: str = "a-rule") -> Demand:
    return Demand(
        rule,
        Cloud.AWS,
        "ec2:CreateVolume",
        Kind.CREATE,
        meant,
        meant if said is None else said,
        CloudEffect.DENY,
        reasons=reasons,
    )


def _question(denied: Tree, *demands: Demand, assumption: Formula = TRUE) -> Question:
    denial = Denial("Statement1", formula_of(denied, TAGS))
    return Question(Cloud.AWS, "ec2:CreateVolume", demands, (denial,), TAGS, TAGS.domains(), assumption)


def _only(question: Question) -> Difference:
    (found,) = differences([question])
    return found


def test_documents_that_deny_what_is_meant_are_exact() -> None:
    found = _only(_question(NOT_WEB, _demand(NOT_WEB)))
    assert found.is_exact
    assert found.is_declared
    assert found.reasons == ()


def test_a_leak_without_a_reason_is_undeclared() -> None:
    found = _only(_question(LESS, _demand(NOT_WEB)))
    assert found.leak is not None
    assert found.leak.request.tags == {"team": ""}
    assert found.leak.denied_by == "a-rule"
    assert not found.is_declared


def test_a_leak_that_the_cloud_cannot_say_otherwise_is_declared() -> None:
    found = _only(_question(LOOSE, _demand(NOT_WEB, LOOSE, "no list of such values")))
    assert found.leak is not None
    assert found.reasons == ("no list of such values",)
    assert found.is_declared


def test_a_leak_of_what_the_cloud_can_say_is_undeclared_for_all_its_reasons() -> None:
    """The documents hold less than what is said: a reason for something else excuses nothing."""
    found = _only(_question(LESS, _demand(NOT_WEB, LOOSE, "no list of such values")))
    assert found.leak is not None
    assert not found.is_declared


def test_a_test_that_no_request_can_answer_is_a_leak_with_a_reason() -> None:
    raw = Unsayable("attr:path", "it is read from plans")
    found = _only(_question(MISSING, _demand(some((MISSING, raw)), MISSING, "it is read from plans")))
    assert found.leak is not None
    assert found.leak.request.tags == {"team": ""}
    assert found.is_declared


def test_what_is_denied_though_no_rule_asks_for_it_is_nobodys() -> None:
    exact, over = differences([_question(ALWAYS, _demand(MISSING))])
    assert exact.is_exact
    assert (over.rule, over.is_declared) == (NOBODY, False)
    assert over.over_block is not None
    assert over.over_block.denied_by == "Statement1"


def test_an_over_block_that_the_cloud_cannot_help_is_declared_by_its_rule() -> None:
    """Azure's case folding is of this kind: what can be said goes beyond what is meant."""
    meant = every((NOT_WEB, TagValue("team", (exactly("WEB"),), holds=False)))
    found = _only(_question(NOT_WEB, _demand(meant, NOT_WEB, "the cloud ignores case")))
    assert found.over_block is not None
    assert found.over_block.request.tags == {"team": "WEB"}
    assert found.is_declared


def test_what_one_rule_forbids_is_no_over_block_of_another() -> None:
    question = _question(some((MISSING, NOT_WEB)), _demand(MISSING, rule="one"), _demand(NOT_WEB, rule="two"))
    assert [(found.rule, found.is_exact) for found in differences([question])] == [("one", True), ("two", True)]


def test_an_assumption_keeps_requests_out() -> None:
    sent = formula_of(Sent(("team",)), TAGS)
    assert _only(_question(NEVER, _demand(MISSING), assumption=sent)).is_exact
    assert not _only(_question(NEVER, _demand(MISSING), assumption=negation(sent))).is_exact


def test_questions_that_read_alike_have_their_own_operations() -> None:
    first = _question(LESS, _demand(NOT_WEB))
    second = Question(Cloud.AWS, "ec2:CopyVolumes", first.demands, first.denials, TAGS, first.domains)
    assert [found.operation for found in differences([first, second])] == ["ec2:CreateVolume", "ec2:CopyVolumes"]
    assert [found.leak.request.operation for found in differences([first, second]) if found.leak] == [
        "ec2:CreateVolume",
        "ec2:CopyVolumes",
    ]


def test_what_is_too_tangled_to_compare_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costguard.languages.partition.MOST_STATES", 10)
    tangled = TagValue("team", (glob("*a?????b*c*"), glob("*d????e*f*")), holds=False)
    with pytest.raises(BadInput, match=r"^what is asked of ec2:CreateVolume cannot be proved: .* use fewer wildcards"):
        list(differences([_question(tangled, _demand(tangled))]))


def test_an_over_block_that_no_saying_explains_is_undeclared_beside_one_that_it_does() -> None:
    """What can be said goes beyond what is meant, and the documents go beyond that too."""
    meant = every((NOT_WEB, TagValue("team", (exactly("WEB"),), holds=False)))
    denied = some((NOT_WEB, every((TagValue("team", (exactly("web"),)), AttributeValue("kind", (exactly("x"),))))))
    found = _only(_question(denied, _demand(meant, NOT_WEB, "the cloud ignores case")))
    assert found.over_block is not None
    assert found.over_block.request.tags == {"team": "WEB"}
    assert not found.is_declared


def test_questions_that_differ_in_what_they_assume_are_answered_apart() -> None:
    sent = formula_of(Sent(("team",)), TAGS)
    both = [_question(NEVER, _demand(MISSING), assumption=each) for each in (sent, negation(sent))]
    assert [found.is_exact for found in differences(both)] == [True, False]
