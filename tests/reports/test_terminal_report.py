"""The terminal report stays readable at 80 columns, with nothing to say and with far too much."""

import pytest
from hostile_verdicts import verdicts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from verdict_samples import (
    APPROVALS,
    clean_verdict,
    given_verdict,
    large_verdict,
    needed_verdict,
    refused_verdict,
    rich_verdict,
    tag_finding,
    verdict_of,
)

from costguard.model.finding import Code, Level, State
from costguard.model.verdict import ApproverGroup, Outcome, RequiredApproval
from costguard.reports.options import ReportOptions
from costguard.reports.terminal_report import render


def lines(verdict, **options):
    return render(verdict, ReportOptions(**options)).splitlines()


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(verdicts(), st.integers(40, 120))
def test_no_line_is_wider_than_asked(verdict, width):
    assert max(cell_len(line) for line in lines(verdict, width=width, show_debt=True)) <= width


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_rich_sample_fits_and_ends_no_line_in_blanks(width):
    shown = lines(rich_verdict(), width=width, show_debt=True)
    assert max(map(len, shown)) <= width
    assert [line for line in shown if line != line.rstrip()] == []


def test_without_colour_there_is_no_escape_code():
    assert "\x1b" not in render(rich_verdict(), ReportOptions())


def test_the_surroundings_change_nothing(monkeypatch):
    before = render(rich_verdict(), ReportOptions(colour=True))
    for name, value in {
        "NO_COLOR": "1",
        "TERM": "dumb",
        "COLUMNS": "10",
        "FORCE_COLOR": "1",
        "JUPYTER_COLUMNS": "9",
    }.items():
        monkeypatch.setenv(name, value)
    assert render(rich_verdict(), ReportOptions(colour=True)) == before


def test_markup_and_emoji_codes_in_an_input_are_text():
    finding = tag_finding('aws_instance.a["[bold]x[/bold]"]', "Owner", Code.INVALID, "is :smile: [/red]")
    shown = lines(verdict_of(finding))
    assert '  aws_instance.a["[bold]x[/bold]"]' in shown
    assert "    deny      is :smile: [/red]  [required-tags]" in shown


def test_a_rule_explains_itself_once():
    shown = lines(large_verdict(20))
    assert sum("Spend that nobody" in line for line in shown) == 1


def test_of_ten_thousand_findings_the_gravest_are_shown_and_the_rest_is_counted():
    shown = lines(large_verdict(10_000, modules=500))
    assert len(shown) < 600
    assert sum(line.startswith("    deny") for line in shown) == 1
    assert "    … and 8,000 more in 400 other modules" in shown
    assert "  Shown: 100 of 10,000 violations. All of them: --output json=FILE" in shown


def test_of_too_many_findings_in_one_module_some_are_shown():
    shown = lines(large_verdict(30))
    assert "    … and 5 more in this module" in shown
    assert "  Shown: 25 of 30 violations. All of them: --output json=FILE" in shown


def test_long_sections_beside_the_violations_are_cut_as_well():
    undecided = [
        tag_finding(f"aws_instance.n{place}", "Owner", Code.UNKNOWN, "unknown", state=State.UNDECIDED)
        for place in range(40)
    ]
    assert "  Shown: 25 of 40 findings. All of them: --output json=FILE" in lines(verdict_of(*undecided))


def test_many_fixes_of_one_rule_are_cut():
    findings = [
        tag_finding("aws_instance.a", f"K{place}", Code.MISSING, "m", fix=f"Add K{place}.") for place in range(5)
    ]
    assert "    … and 2 more fixes" in lines(verdict_of(*findings))


def test_findings_of_several_plans_name_their_plan():
    first = tag_finding("aws_instance.a", "Owner", Code.MISSING, "missing")
    shown = lines(verdict_of(first, replace(first, plan=1)))
    assert "plan 1, root module" in shown
    assert "plan 2, root module" in shown


@pytest.mark.parametrize(
    ("verdict", "last"),
    [
        (clean_verdict(), "PASS — nothing to mend; may merge"),
        (
            verdict_of(
                tag_finding("aws_instance.a", "Owner", Code.MISSING, "m", level=Level.ADVISE), outcome=Outcome.ADVISE
            ),
            "ADVISE — 1 violation (1 advise); may merge",
        ),
        (
            verdict_of(
                tag_finding("aws_instance.a", "Owner", Code.MISSING, "m", level=Level.APPROVAL),
                outcome=Outcome.APPROVAL,
                required=(RequiredApproval("r", (ApproverGroup("finops", 1),), ("aws_instance.a",)),),
            ),
            "APPROVAL NEEDED — by finops (1); 1 violation (1 approval)",
        ),
        (
            verdict_of(tag_finding("aws_instance.a", "Owner", Code.UNKNOWN, "m", state=State.UNDECIDED)),
            "DENIED — 1 undecided; may not merge",
        ),
    ],
    ids=["pass", "advise", "approval", "deny"],
)
def test_the_last_line_is_the_verdict(verdict, last):
    assert lines(verdict)[-1] == last


@pytest.mark.parametrize("sample", APPROVALS)
def test_the_digest_stands_whole_on_one_line_of_eighty_columns(sample):
    verdict = APPROVALS[sample]()
    assert f"    {verdict.subject.digest}" in lines(verdict)
    assert max(map(len, lines(verdict))) <= 80


def test_who_is_waited_for_is_told_how_to_agree():
    shown = lines(needed_verdict())
    assert "    comment  /costguard approve DIGEST ceiling=1240 reason=TEXT" in shown
    assert "    sign     costguard approve REPORT --as NAME --key FILE --reason TEXT" in shown


def test_once_everybody_agreed_nobody_is_told_how_to():
    shown = "\n".join(lines(given_verdict()))
    assert "/costguard approve" not in shown
    assert "APPROVED — by ana (finops), cy (payments-owners), until 2026-11-26 10:00 UTC" in shown


def test_a_refused_statement_says_why():
    shown = " ".join(" ".join(lines(refused_verdict())).split())
    assert "does not count for large-increase: dana is the author of the change" in shown


def test_a_budget_is_told_with_the_cost():
    assert any(line.startswith("Budget: payments 88 % → at least 104 % used") for line in lines(needed_verdict()))
