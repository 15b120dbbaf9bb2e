"""What an approval is of, and the digest that stands for it."""

import hashlib
import json
from decimal import Decimal

import msgspec
import pytest
from approval_samples import SUBJECT, a_policy, a_verdict

from costguard.approvals.subject import subject_of
from costguard.engine.cost_note import cost_note
from costguard.model.approval import Subject
from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.estimate import BookNote, CostChange, CostLine, Estimate, Price, ResourceCost, Status
from costguard.model.finding import Code, Finding, Level, State
from costguard.sources.terraform_plan.fingerprint import PlanFingerprint

PLAN = PlanFingerprint("sha256:c", "sha256:o", "sha256:v", "sha256:k")


def a_bill(*lines: CostLine, status: Status = Status.PRICED) -> Estimate:
    """A bill of one machine that is created."""
    after = ResourceCost("aws_instance.a", "aws_instance", Cloud.AWS, status, "eu-west-1", lines)
    change = CostChange("aws_instance.a", "aws_instance", Cloud.AWS, Action.CREATE, None, after)
    return Estimate((change,), BookNote("sha256:b"), "sha256:u")


PRICED = CostLine("Instance usage", "hours", Decimal(730), Price(Decimal("0.1"), "list", "2026-09"))


def test_the_digest_is_the_hash_of_the_document_that_anybody_can_make() -> None:
    document = {name: getattr(SUBJECT, name) for name in SUBJECT.__struct_fields__}
    document["monthly_delta"] = "1240.00"
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
    assert SUBJECT.digest == f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def test_a_subject_that_was_kept_has_its_digest_again() -> None:
    kept = msgspec.json.decode(msgspec.json.encode(SUBJECT), type=Subject)
    assert kept.digest == SUBJECT.digest


@pytest.mark.parametrize("name", SUBJECT.__struct_fields__)
def test_every_part_of_it_is_in_the_digest(name: str) -> None:
    other = {"monthly_delta": Decimal("1240.01"), "findings": ("f1",), "unpriced": ()}.get(name, "another")
    assert msgspec.structs.replace(SUBJECT, **{name: other}).digest != SUBJECT.digest


def test_it_holds_what_judged_the_plan_and_what_was_found() -> None:
    verdict = a_verdict(a_policy())
    finding = Finding("r", "aws_instance.a", Code.MISSING, State.VIOLATION, Level.ADVISE, "`Owner` is missing", "Owner")
    found = msgspec.structs.replace(verdict, findings=(finding,))
    subject = subject_of(found, PLAN, a_bill(PRICED), project="shop")
    assert (subject.changes, subject.configuration) == ("sha256:c", "sha256:k")
    assert (subject.policy, subject.prices, subject.usage) == ("sha256:p", "sha256:b", "sha256:u")
    assert (subject.project, subject.monthly_delta) == ("shop", Decimal("73.00"))
    assert len(subject.findings) == 1
    assert subject.unpriced == ()


@pytest.mark.parametrize(
    ("state", "level"), [(State.WAIVED, Level.DENY), (State.VIOLATION, Level.DEBT)], ids=["waived", "debt"]
)
def test_what_is_excused_or_was_there_before_is_not_approved(state: State, level: Level) -> None:
    finding = Finding("r", "aws_instance.a", Code.MISSING, state, level, "`Owner` is missing", "Owner")
    found = msgspec.structs.replace(a_verdict(a_policy()), findings=(finding,))
    assert subject_of(found, PLAN, None).findings == ()


def test_a_new_value_of_the_same_fault_is_a_new_finding_and_a_new_amount_is_not() -> None:
    def marks(code: Code, message: str) -> tuple[str, ...]:
        finding = Finding("r", "aws_instance.a", code, State.VIOLATION, Level.APPROVAL, message, "instance_type")
        return subject_of(msgspec.structs.replace(a_verdict(a_policy()), findings=(finding,)), PLAN, None).findings

    assert marks(Code.FORBIDDEN, "is `p3.2xlarge`") != marks(Code.FORBIDDEN, "is `p5.48xlarge`")
    assert marks(Code.COST, "1,240.00 more") == marks(Code.COST, "1,260.00 more")


def test_more_of_what_has_no_price_is_new() -> None:
    one = CostLine("Storage", "GB", Decimal(100), unpriced="not in the book")
    more = msgspec.structs.replace(one, quantity=Decimal(10_000))
    verdict = a_verdict(a_policy())

    def marks(bill: Estimate) -> tuple[str, ...]:
        return subject_of(msgspec.structs.replace(verdict, cost=cost_note(bill)), PLAN, bill).unpriced

    assert marks(a_bill(one)) == marks(a_bill(one)) != marks(a_bill(more))
    assert len(marks(a_bill(one))) == len(marks(a_bill(status=Status.UNSUPPORTED))) == 1


def test_nothing_estimated_is_none_and_not_zero() -> None:
    subject = subject_of(a_verdict(a_policy()), PLAN, None)
    assert (subject.monthly_delta, subject.prices) == (None, "")
