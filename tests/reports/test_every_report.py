"""What every format owes its readers, whatever a plan or a policy holds."""

import pytest
from hostile_verdicts import texts, verdicts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from verdict_samples import clean_verdict, rich_verdict, tag_finding, verdict_of

from costguard.model.finding import Code
from costguard.reports.options import ReportOptions
from costguard.reports.registry import formats, render

EVERY = st.sampled_from(formats())
SLOW_DRAWS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


def printed(name, verdict, **options):
    return render(name, verdict, ReportOptions(**options))


@SLOW_DRAWS
@given(EVERY, verdicts())
def test_no_control_character_reaches_the_reader(name, verdict):
    for line in printed(name, verdict).splitlines():
        unseen = {char for char in line if not char.isprintable()} - {"\u2060"}
        assert not unseen


@SLOW_DRAWS
@given(EVERY, verdicts())
def test_no_script_and_no_build_server_command_gets_through(name, verdict):
    text = printed(name, verdict)
    assert "##vso[" not in text
    assert "##[" not in text
    if name in ("markdown", "junit"):
        assert "<script" not in text.lower()


@SLOW_DRAWS
@given(EVERY.filter(lambda name: name != "github"), verdicts())
def test_no_line_is_a_workflow_command(name, verdict):
    assert not [line for line in printed(name, verdict, width=60).splitlines() if line.lstrip().startswith("::")]


@SLOW_DRAWS
@given(EVERY, verdicts())
def test_the_same_verdict_gives_the_same_bytes_in_utf_8(name, verdict):
    assert printed(name, verdict).encode() == printed(name, verdict).encode()


@pytest.mark.parametrize("name", formats())
def test_a_sensitive_value_is_never_printed(name):
    finding = tag_finding("aws_instance.a", "Owner", Code.INVALID, "not allowed", value="hunter2", sensitive=True)
    text = printed(name, verdict_of(finding))
    assert "hunter2" not in text
    assert ("(sensitive)" in text) == (name not in ("json", "sarif"))


@pytest.mark.parametrize("name", formats())
@pytest.mark.parametrize("verdict", [rich_verdict(), clean_verdict()], ids=["rich", "clean"])
def test_a_report_ends_its_last_line(name, verdict):
    text = printed(name, verdict)
    assert text.endswith("\n")
    assert text.strip()


@pytest.mark.parametrize("name", formats())
def test_a_megabyte_in_a_message_and_value_does_not_fill_the_report(name):
    megabyte = "x" * 1_000_000
    finding = tag_finding("aws_instance.a", "Owner", Code.INVALID, megabyte, value=megabyte, why=megabyte, fix=megabyte)
    assert len(printed(name, verdict_of(finding))) < 25_000


@pytest.mark.parametrize("name", ["terminal", "markdown", "github"])
def test_a_megabyte_in_an_address_is_shortened_for_people(name):
    address = "aws_instance." + "x" * 1_000_000
    finding = tag_finding(address, "Owner", Code.MISSING, "tag `Owner` is missing")
    assert len(printed(name, verdict_of(finding))) < 5_000


@given(EVERY, texts)
def test_notes_are_neutral_even_without_findings(name, note):
    assert printed(name, replace(clean_verdict(), notes=(note,)))
