"""The GitHub report is workflow commands and nothing else, few enough to be shown."""

import re

from hostile_verdicts import verdicts
from hypothesis import HealthCheck, given, settings
from verdict_samples import (
    clean_verdict,
    given_verdict,
    large_verdict,
    needed_verdict,
    partly_given_verdict,
    refused_verdict,
    rich_verdict,
    tag_finding,
    verdict_of,
)

from costguard.model.finding import Code
from costguard.model.location import Location
from costguard.reports.github_report import render
from costguard.reports.options import ReportOptions

COMMAND = re.compile(r"::(error|warning|notice) (file=[^,:]*,)?(line=\d+,)?(col=\d+,)?title=[^,:]*::[^\r\n]*")


def lines(verdict):
    return render(verdict, ReportOptions()).splitlines()


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdicts())
def test_every_line_is_one_command_of_ours(verdict):
    assert [line for line in lines(verdict) if not COMMAND.fullmatch(line)] == []


def test_an_annotation_stands_at_its_place_with_its_fix():
    finding = tag_finding(
        "aws_instance.a", "Owner", Code.MISSING, "is 50% missing", fix="Set it.", location=Location("a,b.tf", 4, 2)
    )
    assert lines(verdict_of(finding))[0] == (
        "::error file=a%2Cb.tf,line=4,col=2,title=required-tags::aws_instance.a: is 50%25 missing%0Afix: Set it."
    )


def test_without_a_place_in_the_code_an_annotation_names_the_input():
    verdict = verdict_of(tag_finding("aws_instance.a", "Owner", Code.MISSING, "`Owner` is missing"))
    assert lines(verdict)[0].startswith(f"::error file={verdict.input.path},title=")


def test_ten_of_a_kind_are_shown_the_gravest_first_and_the_rest_is_counted():
    shown = lines(large_verdict(100))
    assert [line.split(" ")[0] for line in shown] == ["::error"] + ["::notice"] * 10
    assert "90 more findings without an annotation: GitHub shows ten of a kind" in shown[-1]


def test_waived_findings_and_debt_are_not_annotated():
    assert not [line for line in lines(rich_verdict()) if "legacy" in line or "aws_vpc" in line]


def test_a_clean_verdict_is_one_notice():
    assert lines(clean_verdict()) == ["::notice title=costguard%3A PASS::PASS — nothing to mend; may merge"]


def test_the_notice_says_who_is_waited_for_and_how_to_agree():
    notice = lines(partly_given_verdict())[-1]
    assert "%0Aapprovals: finops 1/1, payments-owners 0/1" in notice
    assert "%0Aana for finops, by comment, until 2026-11-26 10:00 UTC" in notice
    assert f"/costguard approve {partly_given_verdict().subject.digest} ceiling=1240 reason=" in notice
    assert needed_verdict().subject.digest in lines(needed_verdict())[-1]


def test_the_notice_tells_who_spoke_in_vain_and_not_how_to_agree_when_all_did():
    assert "does not count for large-increase: dana is the author" in lines(refused_verdict())[-1]
    assert "/costguard approve" not in lines(given_verdict())[-1]
