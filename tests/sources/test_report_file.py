"""Reports that `check` wrote: read back whole, and refused where they are damaged, hostile, or of two minds."""

import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from costguard.model.errors import BadInput
from costguard.model.finding import marks_of
from costguard.model.verdict import Outcome
from costguard.reports.options import ReportOptions
from costguard.reports.registry import render
from costguard.sources.report_file import read_report

sys.path.append(str(Path(__file__).parent.parent / "reports"))  # the verdicts that reports are tested with

from hostile_verdicts import names, verdicts
from verdict_samples import (
    APPROVALS,
    clean_verdict,
    needed_verdict,
    partly_given_verdict,
    rich_verdict,
    subject_of,
    tag_finding,
    verdict_of,
)

from costguard.model.finding import Code, Level

SLOW_DRAWS = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=100
)
SAMPLES = APPROVALS | {"rich": rich_verdict, "clean": clean_verdict}


def written(verdict):
    return render("json", verdict, ReportOptions()).encode()


def document_of(verdict):
    return json.loads(written(verdict))


def read(document):
    return read_report(json.dumps(document).encode(), "report.json")


def said_of(document):
    """What a reader of the report is shown, be it the report or why it is refused."""
    try:
        verdict = read(document)
    except BadInput as refused:
        return str(refused)
    return "".join(render(name, verdict, ReportOptions()) for name in ("terminal", "atlantis", "github", "json"))


def refusal(document):
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(BadInput) as refused:
        read_report(content, "report.json")
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 600
    return str(refused.value)


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", ["atlantis", "csv", "github", "json", "junit", "markdown", "sarif", "terminal"])
def test_a_report_read_back_prints_as_the_verdict_that_it_tells_of(name, sample):
    verdict = SAMPLES[sample]()
    again = read_report(written(verdict), "report.json")
    options = ReportOptions(show_debt=True)
    assert render(name, again, options) == render(name, verdict, options)


@pytest.mark.parametrize("sample", APPROVALS)
def test_a_verdict_whose_texts_are_short_is_read_back_the_same(sample):
    verdict = APPROVALS[sample]()
    assert read_report(written(verdict), "report.json") == verdict


@SLOW_DRAWS
@given(verdicts(text=names), st.sampled_from(["json", "markdown", "terminal"]))
def test_a_hostile_report_read_back_prints_the_same(verdict, name):
    again = read_report(written(verdict), "report.json")
    assert render(name, again, ReportOptions()) == render(name, verdict, ReportOptions())


@SLOW_DRAWS
@given(verdicts(text=names), st.data())
def test_a_report_with_any_one_member_replaced_is_read_or_refused_in_a_sentence(verdict, data):
    document = document_of(verdict)
    place = data.draw(st.sampled_from(sorted(_places(document), key=str)))
    value = data.draw(
        st.sampled_from([None, -1, 1.5, 10**30, True, "", "x", "NaN", "1e999", [], {}, [None], "\x1b[0m"])
    )
    _put(document, place, value)
    said = said_of(document)
    assert said
    assert all(line.isprintable() for line in said.splitlines())


def _places(value, place=()):
    if place:
        yield place
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in members:
        yield from _places(inner, (*place, key))


def _put(document, place, value):
    for key in place[:-1]:
        document = document[key]
    document[place[-1]] = value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_report_is_read_as_any_shell_wrote_it(encoding):
    content = written(needed_verdict()).decode().encode(encoding)
    assert read_report(content, "report.json") == needed_verdict()


def test_findings_keep_what_reports_print_of_them():
    findings = read_report(written(rich_verdict()), "report.json").findings
    assert [each.module for each in findings] == [each.module for each in rich_verdict().findings]
    assert [each.sensitive for each in findings] == [each.sensitive for each in rich_verdict().findings]
    assert [each.location for each in findings] == [each.location for each in rich_verdict().findings]
    assert [each.waiver for each in findings] == [each.waiver for each in rich_verdict().findings]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"{}", b'{"schema": 1}', b"[" * 100_000, b'{"schema": NaN}', b"\x00" * 9],
)
def test_what_is_no_report_is_refused(content):
    assert "report" in refusal(content)


@pytest.mark.parametrize("schema", ["costguard/report/v2", "costguard/bill/v1", "\x1b[31m" * 999])
def test_another_schema_is_refused_by_name(schema):
    said = refusal(document_of(clean_verdict()) | {"schema": schema})
    assert said.startswith("report.json is of the schema ")
    assert said.isprintable()


def test_a_report_that_is_too_large_is_not_even_decoded():
    assert "larger than 64 MiB" in refusal(b" " * (64 * 1024**2 + 1))


def test_more_findings_than_any_report_has_are_refused():
    row = document_of(verdict_of(tag_finding("aws_instance.a", "Owner", Code.MISSING, "m")))["findings"][0]
    document = json.dumps(document_of(clean_verdict()) | {"findings": []})
    rows = ",".join([json.dumps(row, separators=(",", ":"))] * 100_001)
    assert "length <= 100000" in refusal(document.replace('"findings": []', f'"findings": [{rows}]').encode())


def changed(verdict, *place_and_value):
    *place, value = place_and_value
    document = document_of(verdict)
    _put(document, place, value)
    return document


@pytest.mark.parametrize(
    "place_and_value",
    [
        ("outcome", "fine"),
        ("summary", "violations", -1),
        ("summary", "violations", 1.5),
        ("summary", "resources", 2**40),
        ("cost", "monthly_delta", "NaN"),
        ("cost", "monthly_delta", "1e999999999"),
        ("cost", "monthly_delta", "1240\n"),
        ("cost", "monthly_delta", 1240),
        ("cost", "monthly_after", "9" * 25),
        ("cost", "currency", "x" * 301),
        ("cost", "budgets", 0, "monthly", "-1"),
        ("cost", "changes", 0, "action", "explode"),
        ("cost", "changed", True),
        ("cost", "more", 1),
        ("findings", 0, "level", "none"),
        ("findings", 0, "cloud", "moon"),
        ("findings", 0, "message", "x" * 25_001),
        ("findings", 0, "rule", "x" * 65_537),
        ("findings", 0, "plan", -1),
        ("findings", 1, "location", "line", -3),
        ("findings", 0, "fingerprint", "0" * 32),
        ("findings", 0, "fingerprint", "../../etc/passwd"),
        ("approvals", "given", 0, "at", "2026-11-23T10:00:00"),
        ("approvals", "given", 0, "at", "yesterday"),
        ("approvals", "given", 0, "expires", "9999-12-31T23:59:59-14:00"),
        ("approvals", "given", 0, "at", "0001-01-01T00:00:00+14:00"),
        ("approvals", "given", 0, "kind", "wish"),
        ("approvals", "given", 0, "ceiling", "-5"),
        ("approvals", "given", 0, "digest", "sha256:12"),
        ("approvals", "required", 0, "approvers", 0, "count", 0),
        ("approvals", "subject", "monthly_delta", "1E+999999"),
        ("approvals", "subject", "monthly_delta", "sNaN"),
        ("approvals", "subject", "changes", "x" * 1_001),
        ("approvals", "subject", "findings", ["x" * 65]),
        ("tool", "name", "costgard"),
    ],
)
def test_what_no_report_of_ours_holds_is_refused(place_and_value):
    assert refusal(changed(partly_given_verdict(), *place_and_value)).startswith(
        "report.json is no report of costguard ("
    )


def test_a_report_of_which_a_member_is_missing_is_refused():
    document = document_of(clean_verdict())
    del document["approvals"]["refused"]
    assert "missing required field `refused`" in refusal(document)


@pytest.mark.parametrize(
    ("place_and_value", "said"),
    [
        (("approvals", "digest", "sha256:" + "ab" * 32), "its digest is sha256:abab"),
        (("approvals", "subject", "project", "other"), "its digest is sha256:"),
        (("approvals", "subject", None), "and that of its subject is empty"),
        (("policy", "digest", "sha256:" + "ee" * 32), "its subject is of another policy"),
        (("cost", "monthly_delta", "10"), "the increase of its subject is not the one that it shows"),
        (("cost", "monthly_delta", None), "the increase of its subject is not the one that it shows"),
        (("cost", "currency", "EUR"), "the increase of its subject is not the one that it shows"),
        (("cost", "unpriced_items", []), "what has no price in its subject is not what it shows"),
        (("cost", "unpriced_items", 0, "quantity", "7300"), "what has no price in its subject is not what it shows"),
        (("cost", "changes", 0, "monthly_delta", "1"), "the change of a resource's cost is not what it costs after"),
        (("findings", 1, "message", "harmless"), "the findings of its subject are not the ones that it shows"),
        (("findings", 1, "state", "undecided"), "the findings of its subject are not the ones that it shows"),
        (("findings", 1, "level", "debt"), "the findings of its subject are not the ones that it shows"),
        (("findings", []), "the findings of its subject are not the ones that it shows"),
        (("outcome", "pass"), "its outcome is pass, and its findings ask for approval"),
        (("outcome", "advise"), "its outcome is advise, and its findings ask for approval"),
        (("approvals", "given", []), "it counts approvals that it does not list"),
        (("approvals", "required", 0, "met", True), "it counts approvals that it does not list"),
        (("approvals", "required", 0, "approvers", 1, "have", 1), "it counts approvals that it does not list"),
        (("approvals", "required", []), "the approvals that it lists are not as many as it counts"),
        (("approvals", "required", 0, "approvers", 0, "have", 0), "the approvals that it lists are not as many"),
        (("approvals", "given", 0, "group", "friends"), "an approval that it lists is for nobody who has to agree"),
        (("approvals", "given", 0, "rule", "another"), "an approval that it lists is for nobody who has to agree"),
        (("approvals", "given", 0, "group", "payments-owners"), "it counts approvals that it does not list"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(place_and_value, said):
    refused = refusal(changed(partly_given_verdict(), *place_and_value))
    assert refused.startswith("report.json contradicts itself: ")
    assert said in refused


def test_a_report_that_shows_one_plan_and_asks_approval_of_another_is_refused():
    document = document_of(needed_verdict())
    other = document_of(
        needed_verdict(cost=replace(needed_verdict().cost, monthly_delta=needed_verdict().cost.monthly_after))
    )
    document["approvals"]["subject"] = other["approvals"]["subject"]
    document["approvals"]["digest"] = other["approvals"]["digest"]
    assert "the increase of its subject is not the one that it shows" in refusal(document)


@pytest.mark.parametrize("level", [Level.ADVISE, Level.APPROVAL])
def test_a_report_milder_than_its_findings_is_refused(level):
    finding = tag_finding("aws_instance.a", "Owner", Code.MISSING, "m", level=level)
    assert "contradicts itself" in refusal(document_of(verdict_of(finding, outcome=Outcome.PASS)))


def test_a_report_stricter_than_its_findings_is_read():
    assert read(document_of(verdict_of(outcome=Outcome.DENY))).outcome is Outcome.DENY


def test_a_finding_whose_message_json_shortens_does_not_make_the_report_unreadable():
    finding = tag_finding("aws_instance.a", "Owner", Code.INVALID, "x" * 9_000)
    other = tag_finding("aws_instance.b", "Owner", Code.MISSING, "m")
    verdict = verdict_of(finding, other)
    verdict = replace(verdict, subject=subject_of(verdict))
    assert read_report(written(verdict), "report.json").subject == verdict.subject
    hidden = tag_finding("aws_instance.c", "Owner", Code.MISSING, "m")
    more = subject_of(verdict, findings=marks_of((*verdict.findings, hidden)))
    assert "the findings of its subject are not" in refusal(written(replace(verdict, subject=more)))


def test_a_subject_may_round_the_increase_to_the_cent_and_no_further():
    verdict = needed_verdict(cost=replace(needed_verdict().cost, monthly_delta=Decimal("1240.12789")))
    rounded = replace(verdict, subject=replace(verdict.subject, monthly_delta=Decimal("1240.13")))
    assert read_report(written(rounded), "report.json").subject == rounded.subject
    further = replace(verdict, subject=replace(verdict.subject, monthly_delta=Decimal(1240)))
    assert "the increase of its subject is not the one that it shows" in refusal(written(further))
