"""What commitments cover, and what a change leaves unused."""

from decimal import Decimal

import pytest

from costguard.model.change import Action
from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.estimate import CostChange, CostLine, Estimate, Price, ResourceCost, Status
from costguard.pricing.commitments import Commitment, Commitments, covered, family_of
from costguard.pricing.commitments_file import read_commitments


def _machine(address, item, hourly, hours=730):
    line = CostLine(
        name="Instance usage",
        unit="hours",
        quantity=Decimal(hours),
        price=Price(Decimal(hourly), "list", "2026-07"),
        table="ec2_linux",
        item=item,
    )
    return ResourceCost(address, "aws_instance", Cloud.AWS, Status.PRICED, "us-east-1", (line,))


def _bill(*changes):
    return Estimate(
        tuple(
            CostChange(address, "aws_instance", Cloud.AWS, Action.UPDATE, was, then) for address, was, then in changes
        )
    )


def _commit(**about):
    return Commitments((Commitment(cloud=Cloud.AWS, **about),))


def test_a_machine_within_a_reservation_adds_nothing():
    bill = _bill(("a.b", None, _machine("a.b", "m5.large", "0.1")))
    assert covered(bill, _commit(family="m5", count=Decimal(1))).monthly_delta == 0


def test_only_so_many_machines_are_covered_as_are_reserved():
    names = ("a.a", "a.b", "a.c")
    bill = _bill(*((name, None, _machine(name, "m5.large", "0.1")) for name in names))
    assert covered(bill, _commit(family="m5", count=Decimal(2))).monthly_after == Decimal(73)


def test_two_reservations_cover_twice_as_much_of_one_group():
    bill = _bill(("a.b", None, _machine("a.b", "m5.large", "0.1", hours=2190)))
    each = Commitment(cloud=Cloud.AWS, family="m5", count=Decimal(1))
    assert covered(bill, Commitments((each, each))).monthly_after.quantize(Decimal("0.01")) == Decimal(73)
    assert covered(bill, Commitments((each, each, each, each))).monthly_after == 0


def test_what_is_there_already_uses_a_commitment_before_what_is_new():
    """Whatever the order of the plan: a new machine does not make one that is left alone dearer."""
    there = _machine("a.z", "m5.large", "0.1")
    bill = _bill(("a.a", None, _machine("a.a", "m5.large", "0.1")), ("a.z", there, there))
    deltas = {change.address: change.monthly_delta for change in covered(bill, _commit(count=Decimal(1))).changes}
    assert deltas == {"a.a": Decimal(73), "a.z": 0}


def test_what_nobody_prices_and_nothing_changes_blurs_no_difference():
    unknown = ResourceCost("a.u", "aws_u", Cloud.AWS, Status.UNSUPPORTED)
    found = covered(_bill(("a.u", unknown, unknown)), _commit(count=Decimal(1)))
    assert (found.may_rise, found.may_fall) == (False, False)


@pytest.mark.parametrize("about", [{"family": "c5"}, {"region": "eu-*"}])
def test_other_families_and_regions_are_not_covered(about):
    bill = _bill(("a.b", None, _machine("a.b", "m5.large", "0.1")))
    assert covered(bill, _commit(count=Decimal(1), **about)).monthly_delta == Decimal(73)


def test_sizes_of_a_family_count_by_their_weight():
    """One m5.2xlarge reserved is four m5.large."""
    bill = _bill(*((f"a.{n}", None, _machine(f"a.{n}", "m5.large", "0.1")) for n in range(4)))
    assert covered(bill, _commit(family="m5", count=Decimal(1), size="2xlarge")).monthly_after == 0


def test_a_savings_plan_buys_list_dollars_at_its_discount():
    bill = _bill(("a.b", None, _machine("a.b", "m5.large", "0.1")))
    half = covered(bill, _commit(usd_per_hour=Decimal("0.04"), discount_percent=Decimal(20)))
    assert half.monthly_after == Decimal("36.5")


def test_a_machine_that_leaves_its_reservation_unused_saves_nothing_and_is_said():
    bill = covered(_bill(("a.b", _machine("a.b", "m5.large", "0.1"), None)), _commit(family="m5", count=Decimal(2)))
    assert bill.monthly_delta == 0
    assert bill.notes == (
        "the reservation of 2 m5 is paid for all the same: this change takes its use from 50 % to 0 %",
    )


@pytest.mark.parametrize(
    ("item", "family"),
    [
        ("m5.large", "m5"),
        ("Standard_D4s_v5", "Standard_D*s_v5"),
        ("n2-standard-4", "n2-standard"),
        ("e2-micro", "e2-micro"),
    ],
)
def test_the_family_of_a_machine(item, family):
    assert family_of(item) == family


def test_a_file_is_read_with_its_amounts_as_written(tmp_path):
    (tmp_path / "c.yaml").write_text("commitments: [{cloud: aws, family: m5, count: 3, size: large}]")
    assert read_commitments(str(tmp_path / "c.yaml")).commitments == (
        Commitment(Cloud.AWS, "m5", count=Decimal(3), size="large"),
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("commitments: [{cloud: aws}]", "commitment 1 needs either `count` or `usd_per_hour`"),
        ("commitments: [{cloud: aws, count: 1, usd_per_hour: 2}]", "needs either"),
        ("commitments: [{cloud: aws, count: -1}]", "the amounts of commitment 1 are out of range"),
        ("commitments: [{cloud: moon, count: 1}]", "Invalid enum value 'moon'"),
        ("commitments: [{cloud: aws, count: 1, sise: large}]", "sise"),
        ("commitments: [{cloud: aws, count: 1, size: larg}]", "is of the size `larg`; write one of AWS"),
        ("commitments: [{cloud: gcp, count: 1, size: large}]", "write one of AWS"),
        ("{}", "missing required field `commitments`"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, text, why):
    (tmp_path / "c.yaml").write_text(text)
    with pytest.raises(BadInput) as told:
        read_commitments(str(tmp_path / "c.yaml"))
    assert why in str(told.value)


def test_a_commitment_that_covers_nothing_is_said():
    bill = covered(_bill(("a.b", None, _machine("a.b", "m5.large", "0.1"))), _commit(family="m55", count=Decimal(1)))
    assert bill.notes == ("the reservation of 1 m55 covers nothing of this plan",)
