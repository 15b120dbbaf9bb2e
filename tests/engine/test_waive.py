"""Waivers: they excuse what they name until their day, and an expired one is itself reported."""

from datetime import date, timedelta

import pytest
from engine_samples import TODAY, finding

from costguard.engine.waive import excuses, waive
from costguard.model.finding import Code, Level, State, WaiverNote
from costguard.model.location import Location
from costguard.policy.policy_set import Waiver


def waiver(**fields):
    values = {
        "rule": "a-rule",
        "resources": ("aws_instance.*",),
        "reason": "Retired in spring",
        "ticket": "FIN-1",
        "approved_by": "finops-lead",
        "expires": TODAY,
    }
    return Waiver(**(values | fields))


EXPIRED = waiver(expires=TODAY - timedelta(days=1), location=Location(file="policy.yaml", line=9))


def test_a_waived_finding_stays_visible_with_who_allowed_it_and_until_when():
    (one,) = waive([finding()], (waiver(),), TODAY)
    assert (one.state, one.level, one.message) == (State.WAIVED, Level.DENY, "`Owner` is missing")
    assert one.waiver == WaiverNote(
        reason="Retired in spring", ticket="FIN-1", approved_by="finops-lead", expires="2026-11-01"
    )


def test_without_a_waiver_findings_stay_as_they_are():
    assert waive([finding()], (), TODAY) == (finding(),)


@pytest.mark.parametrize(
    ("fields", "address", "is_excused"),
    [
        ({}, "aws_instance.web", True),
        ({}, "aws_s3_bucket.web", False),
        ({"rule": "another"}, "aws_instance.web", False),
        ({"rule": "*"}, "aws_instance.web", True),
        ({"resources": ("module.a.*", "module.b.*")}, "module.b.aws_instance.web", True),
        ({"resources": ("module.a.*",)}, "aws_instance.module.a.x", False),
        ({"resources": ('aws_instance.web["a.b"]',)}, 'aws_instance.web["a.b"]', True),
        ({"resources": ("aws_launch_template.a",)}, "aws_launch_template.a#tag_specifications[volume]", True),
        ({"resources": ("aws_launch_template.a#*",)}, "aws_launch_template.a", False),
    ],
)
def test_a_waiver_speaks_of_the_rules_and_addresses_that_its_globs_match(fields, address, is_excused):
    assert excuses(waiver(**fields), finding(address)) is is_excused


def test_a_waiver_is_good_through_its_last_day():
    assert waive([finding()], (waiver(expires=TODAY),), TODAY)[0].state is State.WAIVED


def test_an_expired_waiver_excuses_nothing_and_is_reported():
    kept, told = waive([finding()], (EXPIRED,), TODAY)
    assert kept == finding()
    assert (told.rule, told.address, told.code) == ("a-rule", "waiver.FIN-1", Code.EXPIRED_WAIVER)
    assert (told.state, told.level, told.location) == (State.VIOLATION, Level.ADVISE, EXPIRED.location)
    assert told.message == (
        "the waiver FIN-1 expired on 2026-10-31 and excuses nothing; it would have excused 1 resource of this input"
    )


def test_an_expired_waiver_that_no_finding_needs_is_reported_all_the_same():
    (told,) = waive([], (EXPIRED,), TODAY)
    assert told.message == "the waiver FIN-1 expired on 2026-10-31 and excuses nothing"


def test_what_another_waiver_excuses_does_not_count_as_lost():
    told = waive([finding()], (EXPIRED, waiver(ticket="FIN-2")), TODAY)[-1]
    assert told.message.endswith("excuses nothing")


def test_a_waiver_excuses_the_undecided_and_debt_as_well():
    undecided = finding("aws_instance.a", state=State.UNDECIDED, code=Code.UNKNOWN, level=Level.ADVISE)
    debt = finding("aws_instance.b", level=Level.DEBT)
    states = [each.state for each in waive([undecided, debt], (waiver(expires=date(2030, 1, 1)),), TODAY)]
    assert states == [State.WAIVED, State.WAIVED]
