"""What is published on a pull request believes a stranger's job nothing, and says no more than is known."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hostile_verdicts import verdicts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from verdict_samples import (
    broken_glass_verdict,
    clean_verdict,
    given_verdict,
    needed_verdict,
    refused_verdict,
    rich_verdict,
    tag_finding,
    verdict_of,
)

from costguard.model.approval import Shown
from costguard.model.finding import Code, Level, State
from costguard.model.location import Location
from costguard.model.publication import Annotation, AnnotationLevel, Conclusion
from costguard.model.verdict import CostNote, Outcome
from costguard.reports.markdown_report import MARK
from costguard.reports.request import publication

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEAD = "c0ffee" * 6 + "c0de"


def published(verdict, *, trusted=True, silent_below=None):
    return publication(verdict, project="shop", head=HEAD, now=NOW, trusted=trusted, silent_below=silent_below)


@pytest.mark.parametrize(
    ("outcome", "trusted", "conclusion"),
    [
        (Outcome.PASS, True, Conclusion.SUCCESS),
        (Outcome.ADVISE, True, Conclusion.SUCCESS),
        (Outcome.APPROVAL, True, Conclusion.ACTION_REQUIRED),
        (Outcome.DENY, True, Conclusion.FAILURE),
        (Outcome.PASS, False, Conclusion.NEUTRAL),
        (Outcome.ADVISE, False, Conclusion.NEUTRAL),
        (Outcome.APPROVAL, False, Conclusion.ACTION_REQUIRED),
        (Outcome.DENY, False, Conclusion.FAILURE),
    ],
)
def test_a_check_concludes_as_the_verdict_and_never_vouches_for_a_stranger(outcome, trusted, conclusion):
    assert published(verdict_of(outcome=outcome), trusted=trusted).conclusion is conclusion


def test_a_strangers_figures_are_called_that_in_the_first_line():
    comment = published(needed_verdict(), trusted=False).comment.splitlines()
    assert comment[0] == MARK
    assert comment[1].startswith("> **These figures come from the change's own job**")
    assert comment[3].startswith("**costguard: APPROVAL NEEDED** — ")
    assert "own job" not in published(needed_verdict()).comment


@pytest.mark.parametrize("verdict", [given_verdict(), broken_glass_verdict()], ids=["given", "broken glass"])
def test_a_strangers_job_gives_no_approvals(verdict):
    said = published(verdict, trusted=False)
    assert said.conclusion is Conclusion.ACTION_REQUIRED
    assert said.title.startswith("APPROVAL NEEDED — ")
    assert "agreed for" not in said.comment + said.summary
    assert "GLASS" not in said.comment + said.summary


def test_a_strangers_job_puts_no_words_into_peoples_mouths():
    assert "dana" not in published(refused_verdict(), trusted=False).comment


def test_what_people_may_approve_is_kept_with_the_commit_that_it_was_shown_at():
    verdict = needed_verdict()
    assert published(verdict).shown == Shown(verdict.subject.digest, HEAD, NOW, verdict.subject, "shop")


def test_of_a_strangers_subject_only_the_digest_is_kept():
    assert published(needed_verdict(), trusted=False).shown == Shown(
        needed_verdict().subject.digest, HEAD, NOW, None, "shop"
    )


def test_where_nobody_has_to_agree_nothing_is_kept():
    assert published(replace(needed_verdict(), required=())).shown is None
    assert published(clean_verdict()).shown is None


def test_the_title_is_one_short_line():
    assert published(needed_verdict()).title.startswith("APPROVAL NEEDED — at least +1,240.00 USD a month (+31 %")
    assert published(clean_verdict()).title == "PASS — nothing to mend; may merge"


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=60)
@given(verdicts(outcomes=st.sampled_from(Outcome)), st.booleans())
def test_a_hostile_verdict_leaves_room_for_what_the_forge_adds(verdict, trusted):
    said = published(verdict, trusted=trusted)
    assert len(said.comment.encode()) <= 44_000
    assert len(said.summary.encode()) <= 65_535
    assert len(said.title) <= 200
    assert said.title.isprintable()
    assert said.comment.count("<!--") == said.summary.count("<!--") == 1
    assert trusted or said.conclusion is not Conclusion.SUCCESS


def test_a_finding_with_a_place_is_a_remark_on_its_line():
    assert published(needed_verdict()).annotations == (
        Annotation(
            "db/main.tf",
            7,
            AnnotationLevel.NOTICE,
            "volumes-have-a-ceiling",
            "aws_db_instance.orders: `size_gb` is 8192, more than 4096\nwhy: Large volumes cost most.\n"
            "fix: Store its data as objects.",
        ),
    )


def test_remarks_stand_gravest_first_and_not_on_what_is_excused():
    place = Location("main.tf")
    levels = (Level.ADVISE, Level.DENY, Level.DEBT, Level.APPROVAL)
    findings = [
        tag_finding(f"aws_instance.{level}", "Owner", Code.MISSING, "m", level=level, location=place)
        for level in levels
    ]
    waived = tag_finding("aws_instance.w", "Owner", Code.MISSING, "m", state=State.WAIVED, location=place)
    said = published(verdict_of(*findings, waived)).annotations
    assert [(each.level, each.line) for each in said] == [
        (AnnotationLevel.FAILURE, 1),
        (AnnotationLevel.WARNING, 1),
        (AnnotationLevel.NOTICE, 1),
    ]


@pytest.mark.parametrize(
    "file",
    [
        "/etc/passwd", "../main.tf", "a/../../b.tf", "..\\b.tf", "C:\\x.tf", "C:/x.tf", "~/x.tf", "", "a//b.tf",
        "a/./b.tf", "a\nb.tf", "a\u202eb.tf", ".git/config", ".terraform/modules/m/main.tf", "https://evil.example/x",
    ],
)  # fmt: skip
def test_a_place_outside_the_repository_gets_no_remark(file):
    finding = tag_finding("aws_instance.a", "Owner", Code.MISSING, "m", location=Location(file, 3))
    assert published(verdict_of(finding)).annotations == ()


@pytest.mark.parametrize(
    ("file", "path"), [("./a/b.tf", "a/b.tf"), ("a\\b.tf", "a/b.tf"), ("..a/b c.tf", "..a/b c.tf")]
)
def test_a_place_inside_it_does(file, path):
    finding = tag_finding("aws_instance.a", "Owner", Code.MISSING, "m", location=Location(file, 3))
    assert [each.path for each in published(verdict_of(finding)).annotations] == [path]


def test_a_remark_is_neutral():
    finding = tag_finding("a.b\x1b[0m", "Owner", Code.MISSING, "\n::error::x", rule="r\n", location=Location("a.tf", 3))
    (said,) = published(verdict_of(replace(finding, why="", fix=""))).annotations
    assert (said.title, said.message) == ("r\\n", "a.b\\x1b[0m: \\n::error::x")


def test_each_of_a_flood_of_findings_is_a_remark():
    findings = [
        tag_finding(f"aws_instance.n{place}", "Owner", Code.MISSING, "m", location=Location("a.tf", place + 1))
        for place in range(1_200)
    ]
    assert len(published(verdict_of(*findings)).annotations) == 1_200


def costing(delta, **others):
    cost = CostNote(monthly_delta=delta, **({"complete": True} | others))
    return replace(clean_verdict(), cost=cost)


@pytest.mark.parametrize(
    ("verdict", "is_quiet"),
    [
        (costing(Decimal("99.99")), True),
        (costing(Decimal("-99.99")), True),
        (costing(Decimal(100)), False),
        (costing(Decimal(-100)), False),
        (costing(Decimal(1), complete=False, delta_complete=True), True),
        (costing(Decimal(1), complete=False), False),
        (costing(None), False),
        (replace(costing(Decimal(1)), outcome=Outcome.ADVISE), True),
        (replace(costing(Decimal(1)), outcome=Outcome.DENY), False),
        (replace(costing(Decimal(1)), outcome=Outcome.APPROVAL), False),
        (replace(given_verdict(), cost=costing(Decimal(1)).cost), False),
        (replace(costing(Decimal(1)), broken_glass=broken_glass_verdict().broken_glass), False),
    ],
)  # fmt: skip
def test_a_run_is_quiet_only_where_little_is_known_to_change(verdict, is_quiet):
    assert published(verdict, silent_below=Decimal(100)).is_quiet is is_quiet


def test_a_run_is_never_quiet_unless_asked():
    assert published(costing(Decimal(0))).is_quiet is False


def test_results_for_code_scanning_are_handed_on():
    said = publication(
        rich_verdict(), project="shop", head=HEAD, now=NOW, trusted=True, silent_below=None, sarif=b"{}"
    )  # fmt: skip
    assert (said.sarif, said.project) == (b"{}", "shop")
