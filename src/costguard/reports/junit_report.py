"""The report for build servers that show tests: one test case a finding, red where the change is held up."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from costguard.model.finding import Finding, State
from costguard.model.verdict import RequiredApproval, Verdict
from costguard.reports.agreement import (
    broken_glass_text,
    given_text,
    holds_up,
    how_to_agree,
    refused_text,
    tally,
)
from costguard.reports.listing import listed
from costguard.reports.neutral import xml_text
from costguard.reports.options import ReportOptions
from costguard.reports.wording import ROOT_MODULE, addresses, excuse, judged, module_title, shown_value

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME: Final = "junit"


def render(verdict: Verdict, options: ReportOptions) -> str:  # noqa: ARG001  (a program is given everything)
    """A suite for each module: what holds the change up fails, what is waived is skipped, the rest passes.

    Last a suite with a test for each rule that asks for people, green once they agreed. Only what the schemas of Ant
    and Surefire share is used; every time is 0, as none was measured.
    """
    from xml.etree import ElementTree as ET

    waits = sum(not _is_settled(required, verdict) for required in verdict.required)
    failing = frozenset(place for place, finding in enumerate(verdict.findings) if holds_up(finding, verdict))
    total = _counts(max(len(verdict.findings), 1) + len(verdict.required), len(failing) + waits)
    root = ET.Element("testsuites", {"name": "costguard", **total})
    several_plans = any(finding.plan for finding in verdict.findings)
    numbered = sorted(enumerate(verdict.findings), key=lambda pair: _module(pair[1]))
    for (plan, module), members in groupby(numbered, lambda pair: _module(pair[1])):
        cases = tuple(members)
        name = xml_text(module_title(plan, module, several_plans=several_plans))
        counts = _counts(len(cases), sum(place in failing for place, _ in cases))
        skipped = _skipped([finding for _, finding in cases])
        suite = ET.SubElement(root, "testsuite", {"name": name, **counts, "skipped": skipped})
        for place, finding in cases:
            case = ET.SubElement(suite, "testcase", _case(xml_text(finding.address), _title(finding)))
            _fill(case, finding, fails=place in failing)
    if not verdict.findings:
        # Viewers take a file without a test case for a broken run.
        suite = ET.SubElement(root, "testsuite", {"name": ROOT_MODULE, **_counts(1, 0), "skipped": "0"})
        ET.SubElement(suite, "testcase", _case("costguard", f"no findings; {judged(verdict)}"))
    if verdict.required:
        counts = _counts(len(verdict.required), waits)
        _approvals(ET.SubElement(root, "testsuite", {"name": "approvals", **counts, "skipped": "0"}), verdict)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _module(finding: Finding) -> tuple[int, str]:
    return finding.plan, finding.module


def _is_settled(required: RequiredApproval, verdict: Verdict) -> bool:
    return required.is_met or verdict.broken_glass is not None


def _counts(tests: int, failures: int) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failures), "errors": "0", "time": "0"}


def _skipped(findings: Sequence[Finding]) -> str:
    return str(sum(finding.state is State.WAIVED for finding in findings))


def _case(class_name: str, name: str) -> dict[str, str]:
    return {"classname": class_name, "name": name, "time": "0"}


def _title(finding: Finding) -> str:
    rule = xml_text(finding.rule)
    return f"{rule}: {xml_text(finding.key)}" if finding.key else rule


def _fill(case: "Element", finding: Finding, *, fails: bool) -> None:
    from xml.etree.ElementTree import SubElement

    message = xml_text(finding.message)
    if finding.state is State.WAIVED:
        SubElement(case, "skipped", {"message": f"{message}; waived: {xml_text(excuse(finding))}"})
        return
    if fails:
        told = SubElement(case, "failure", {"message": message, "type": finding.code.value})
    else:
        told = SubElement(case, "system-out")
    told.text = "\n".join(_details(finding, message))


def _approvals(suite: "Element", verdict: Verdict) -> None:
    from xml.etree.ElementTree import SubElement

    for required in verdict.required:
        people = tally([required]) or "nobody is named"
        case = SubElement(suite, "testcase", _case(xml_text(required.rule), people))
        if _is_settled(required, verdict):
            told = SubElement(case, "system-out")
        else:
            told = SubElement(case, "failure", {"message": f"waits for people: {people}", "type": "approval"})
        told.text = "\n".join(_said(required, verdict))


def _said(required: RequiredApproval, verdict: Verdict) -> Iterator[str]:
    yield xml_text(required.reason) or listed(addresses(required)) or xml_text(required.rule)
    yield from map(given_text, required.given)
    yield from (refused_text(each) for each in verdict.refused if each.rule in ("", required.rule))
    if verdict.broken_glass is not None:
        yield f"glass broken {broken_glass_text(verdict.broken_glass)}"
    if verdict.subject is not None and not required.is_met:
        yield how_to_agree(verdict, verdict.subject)


def _details(finding: Finding, message: str) -> Iterator[str]:
    yield f"{finding.level} {finding.state}: {message}"
    if finding.location:
        yield f"at: {xml_text(str(finding.location))}"
    if value := shown_value(finding):
        yield f"value: {xml_text(value)}"
    if finding.why:
        yield f"why: {xml_text(finding.why)}"
    if finding.fix:
        yield f"fix: {xml_text(finding.fix)}"
