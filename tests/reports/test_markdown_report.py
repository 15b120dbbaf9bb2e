"""The Markdown report fits a comment, and holds no markup but its own."""

import pytest
from hostile_verdicts import verdicts
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt
from msgspec.structs import replace
from verdict_samples import clean_verdict, large_verdict, rich_verdict, tag_finding, verdict_of

from costguard.model.finding import Code, Level, State
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
    assert {part.type for token in tokens for part in token.children or ()} <= HARMLESS


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdicts())
def test_a_hostile_report_has_a_row_of_four_cells_for_each_line_that_is_said(verdict):
    kinds = [token.type for token in tokens_of(verdict)]
    found = sections_of(verdict.findings)
    tables = (gravest_first(found.violations), gravest_first(found.undecided), found.waived, found.debt)
    assert kinds.count("td_open") == 4 * sum(len(list(together(table))) for table in tables)


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
    assert "- `finops` (1), by `gpu-needs-approval`, for `module.training.google_compute_instance.gpu[0]`" in text_of(
        rich_verdict()
    )
