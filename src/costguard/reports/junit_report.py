"""The report for build servers that show tests: one test case a finding, red where the change is held up."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from costguard.model.finding import Finding, Level, State
from costguard.model.verdict import Verdict
from costguard.reports.neutral import xml_text
from costguard.reports.options import ReportOptions
from costguard.reports.wording import ROOT_MODULE, excuse, judged, module_title, shown_value

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME: Final = "junit"


def render(verdict: Verdict, options: ReportOptions) -> str:  # noqa: ARG001  (a program is given everything)
    """A suite for each module: what denies or asks for approval fails, what is waived is skipped, the rest passes.

    Only what the schemas of Ant and Surefire share is used; every time is 0, as none was measured.
    """
    from xml.etree import ElementTree as ET

    root = ET.Element("testsuites", {"name": "costguard", **_counts(verdict.findings)})
    several_plans = any(finding.plan for finding in verdict.findings)
    for (plan, module), members in groupby(sorted(verdict.findings, key=_module), _module):
        findings = tuple(members)
        name = xml_text(module_title(plan, module, several_plans=several_plans))
        suite = ET.SubElement(root, "testsuite", {"name": name, **_counts(findings), "skipped": _skipped(findings)})
        for finding in findings:
            _fill(ET.SubElement(suite, "testcase", _case(xml_text(finding.address), _title(finding))), finding)
    if not verdict.findings:
        # Viewers take a file without a test case for a broken run.
        suite = ET.SubElement(root, "testsuite", {"name": ROOT_MODULE, **_counts(()), "skipped": "0"})
        ET.SubElement(suite, "testcase", _case("costguard", f"no findings; {judged(verdict)}"))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _module(finding: Finding) -> tuple[int, str]:
    return finding.plan, finding.module


def _fails(finding: Finding) -> bool:
    return finding.state is not State.WAIVED and finding.level in (Level.DENY, Level.APPROVAL)


def _counts(findings: Sequence[Finding]) -> dict[str, str]:
    failures = sum(map(_fails, findings))
    return {"tests": str(len(findings) or 1), "failures": str(failures), "errors": "0", "time": "0"}


def _skipped(findings: Sequence[Finding]) -> str:
    return str(sum(finding.state is State.WAIVED for finding in findings))


def _case(class_name: str, name: str) -> dict[str, str]:
    return {"classname": class_name, "name": name, "time": "0"}


def _title(finding: Finding) -> str:
    rule = xml_text(finding.rule)
    return f"{rule}: {xml_text(finding.key)}" if finding.key else rule


def _fill(case: "Element", finding: Finding) -> None:
    from xml.etree.ElementTree import SubElement

    message = xml_text(finding.message)
    if finding.state is State.WAIVED:
        SubElement(case, "skipped", {"message": f"{message}; waived: {xml_text(excuse(finding))}"})
        return
    if _fails(finding):
        told = SubElement(case, "failure", {"message": message, "type": finding.code.value})
    else:
        told = SubElement(case, "system-out")
    told.text = "\n".join(_details(finding, message))


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
