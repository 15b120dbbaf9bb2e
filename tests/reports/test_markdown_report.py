"""The Markdown report fits a comment, and holds no markup but its own."""

import re
from decimal import Decimal

import pytest
from hostile_verdicts import verdicts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace
from verdict_samples import (
    APPROVALS,
    broken_glass_verdict,
    clean_verdict,
    given_verdict,
    large_verdict,
    needed_verdict,
    refused_verdict,
    rich_verdict,
    subject_of,
    tag_finding,
    verdict_of,
)

from costguard.model.finding import Code, Level, State
from costguard.model.verdict import Outcome
from costguard.reports.agreement import approve_command
from costguard.reports.markdown_approvals import link
from costguard.reports.markdown_report import MARK, render
from costguard.reports.options import ReportOptions
from costguard.reports.sorting import gravest_first, sections_of
from costguard.reports.together import together

OWN_HTML = ("<!-- costguard/report/v1 -->", "<details><summary>", "</details>")
HARMLESS = {"text", "text_special", "code_inline", "strong_open", "strong_close", "softbreak"}


def text_of(verdict):
    return render(verdict, ReportOptions())


def tokens_of(verdict):
    return MarkdownIt("commonmark").enable("table").parse(text_of(verdict))


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdicts())
def test_a_hostile_report_has_no_html_link_or_image_but_its_own(verdict):
    tokens = tokens_of(verdict)
    assert [
        token.content for token in tokens if token.type == "html_block" and not token.content.startswith(OWN_HTML)
    ] == []
    parts = [part for token in tokens for part in token.children or ()]
    assert {part.type for part in parts} <= HARMLESS | {"link_open", "link_close"}
    links = {part.attrs["href"] for part in parts if part.type == "link_open"}
    assert links <= {"https://forge.example/pull/1#comment-2"}


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdicts())
def test_a_hostile_report_has_a_row_of_four_cells_for_each_line_that_is_said(verdict):
    kinds = [token.type for token in tokens_of(verdict)]
    found = sections_of(verdict.findings)
    tables = (gravest_first(found.violations), gravest_first(found.undecided), found.waived, found.debt)
    said = sum(len(list(together(table))) for table in tables) + len(verdict.cost.unpriced_items)
    assert kinds.count("td_open") == 4 * said + 3 * min(len(verdict.cost.top), 5)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdicts(outcomes=st.sampled_from(Outcome)))
def test_a_hostile_report_forges_no_comment_of_ours_and_gives_no_command_of_its_own(verdict):
    text = text_of(verdict)
    assert text.startswith(MARK)
    assert text.count("<!--") == 1
    commands = [line for line in text.splitlines() if line.lstrip(" >").startswith("/costguard")]
    expected = approve_command(verdict.subject) if verdict.subject else ""
    assert set(commands) <= {expected}
    assert len(commands) <= 1


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdicts(outcomes=st.sampled_from(Outcome)))
def test_a_hostile_report_notifies_nobody_and_refers_to_nothing(verdict):
    parts = [part for token in tokens_of(verdict) for part in token.children or () if part.type == "text"]
    assert [part.content for part in parts if re.search(r"[@#](?=\w)|www\.", part.content)] == []


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdicts(), st.integers(24_000, 65_535))
def test_a_report_fits_the_room_that_it_is_given(verdict, size):
    assert len(render(verdict, ReportOptions(size_limit=size)).encode()) <= size


def test_a_mark_of_ours_stands_first_and_nowhere_else():
    finding = tag_finding(f"aws_instance.{MARK}", "Owner", Code.MISSING, MARK)
    text = text_of(verdict_of(finding))
    assert text.startswith(MARK)
    assert text.count("<!--") == 1


@pytest.mark.parametrize("letter", ["x", "値", "`", "&", "|"])
def test_ten_thousand_long_findings_fit_a_comment(letter):
    long = letter * 300
    findings = [
        replace(finding, address=finding.address + long, message=long, rule=f"{long}{place}", why=long, fix=long,
                state=list(State)[place % 3], level=list(Level)[place % 4])
        for place, finding in enumerate(large_verdict(10_000).findings)
    ]  # fmt: skip
    text = text_of(verdict_of(*findings, notes=(long,) * 1_000))
    assert len(text.encode()) < 65_536
    assert text.count("<details>") == text.count("</details>") == 5


def test_rows_that_find_no_room_are_counted_and_the_gravest_stay():
    text = text_of(large_verdict(10_000))
    shown = text.count("| advise |") + text.count("| deny |")
    assert text.count("| deny |") == 1
    assert f"… and {10_000 - shown:,} more violations; the JSON report has all." in text
    assert "Spend that nobody can be asked about" in text


def test_a_clean_verdict_is_three_lines_of_text():
    policy = replace(clean_verdict().policy, files=("a.yaml",))
    assert [line for line in text_of(replace(clean_verdict(), policy=policy)).splitlines() if line] == [
        MARK,
        "**costguard: PASS** — nothing to mend; may merge",
        "`plan.json`: 40 of 40 resources judged, policy `a.yaml` (`sha256:c0c0c0c0c0c0`)",
    ]


def test_who_must_approve_is_named_without_being_notified():
    assert "- `finops` 0/1, by `gpu-needs-approval`, for `module.training.google_compute_instance.gpu[0]`" in text_of(
        rich_verdict()
    )


def test_the_first_line_says_cost_budgets_and_who_is_waited_for():
    assert text_of(needed_verdict()).splitlines()[1] == (
        "**costguard: APPROVAL NEEDED** — at least +1,240.00 USD a month (+31 % of what has a price) "
        "· budget payments 88 % → at least 104 % used · budget platform 50 % used · 1 item without a price "
        "· approvals: finops 0/1, payments-owners 0/1 · 2 violations (1 approval, 1 advise)"
    )


def test_of_a_complete_bill_the_percentage_is_of_everything():
    cost = replace(needed_verdict().cost, complete=True, unpriced=(), budgets=())
    first = text_of(needed_verdict(cost=cost)).splitlines()[1]
    assert "— +1,240.00 USD a month (+31 %) · approvals:" in first


def test_an_increase_from_nothing_has_no_percentage():
    cost = replace(needed_verdict().cost, monthly_before=Decimal(0))
    assert "%" not in text_of(needed_verdict(cost=replace(cost, budgets=()))).splitlines()[1]


def test_a_person_can_copy_the_line_that_approves():
    verdict = needed_verdict()
    fences = [token for token in tokens_of(verdict) if token.type == "fence"]
    assert [fence.content for fence in fences] == [
        f"/costguard approve {verdict.subject.digest} ceiling=1240 reason=why you agree\n"
    ]


@pytest.mark.parametrize(("delta", "ceiling"), [("1240.01", " ceiling=1241 reason="), ("0", ""), ("-5", "")])
def test_a_ceiling_is_the_increase_rounded_up_and_nothing_where_nothing_rises(delta, ceiling):
    text = text_of(needed_verdict(cost=replace(needed_verdict().cost, monthly_delta=Decimal(delta))))
    assert ("ceiling=" in text) == bool(ceiling)
    assert ceiling in text


def test_when_everybody_agreed_the_word_is_approved_and_nobody_is_told_how_to():
    text = text_of(given_verdict())
    assert text.splitlines()[1].startswith("**costguard: APPROVED** — ")
    assert "by ana (finops), cy (payments-owners), until 2026-11-26 10:00 UTC" in text.splitlines()[1]
    assert "**Approved**" in text
    assert "How to approve" not in text


def test_who_spoke_in_vain_learns_why():
    text = text_of(refused_verdict())
    assert "- `dana` (review of 2026-11-23 10:00 UTC) for `large-increase`: dana is the author of the change" in text
    assert "[comment](https://github.com/acme/shop/pull/12#issuecomment-3)" in text


def test_broken_glass_stands_before_everything_but_the_verdict():
    lines = text_of(broken_glass_verdict()).splitlines()
    assert lines[1].startswith("**costguard: GLASS BROKEN** — ")
    assert lines[3].startswith("> **GLASS BROKEN: this change passes as an emergency, not because it was approved**")
    assert lines[4] == "> Reason: checkout is down"


def test_where_nobody_has_to_agree_nothing_is_said_of_approvals():
    assert "pprov" not in text_of(replace(clean_verdict(), subject=subject_of(clean_verdict())))


@pytest.mark.parametrize("sample", APPROVALS)
def test_every_sample_of_approvals_fits_half_the_room(sample):
    assert len(render(APPROVALS[sample](), ReportOptions(size_limit=24_000)).encode()) <= 24_000


@pytest.mark.parametrize(
    "url",
    [
        "", "http://forge.example/x", "javascript:alert(1)", "https://", "https://a.example/)x", "https://me@evil.example/",
        "https://a.example/ x", "https://a.example/\n", "https://a.example/<b>", "https://a.example\\@evil.example",
        "https://a.example/" + "x" * 500, "https://ä.example/", " https://a.example/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_plainly_one_is_no_link(url):
    assert link("comment", url) == "comment"


def test_an_address_of_a_comment_is_a_link():
    url = "https://git.example:8443/acme/shop/-/merge_requests/3#note_7"
    assert link("comment", url) == f"[comment]({url})"


def test_a_finding_tells_its_file_and_line():
    assert "| advise | `aws_db_instance.orders` at `db/main.tf:7:3` |" in text_of(needed_verdict())


def test_what_passed_is_counted_by_resource():
    finding = tag_finding("aws_instance.a", "Owner", Code.MISSING, "m")
    other = tag_finding("aws_instance.a#root_block_device", "Owner", Code.MISSING, "m", type="aws_instance")
    verdict = replace(verdict_of(finding, other), summary=replace(verdict_of().summary, evaluated=5))
    assert text_of(verdict).endswith("What passed: 4 of 5 judged resources have no finding.\n")
